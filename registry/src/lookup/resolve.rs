//! From a part of a version, or none, to a runtime.

use super::{Lookup, LookupError, Numbers};
use crate::{Entry, Registry};

/// What a declaration says about which version to take.
#[derive(Debug)]
pub struct Choice {
    /// What languages are also called, sorted, and the position of each.
    pub aliases: &'static [(&'static str, usize)],
    /// The position of each language's default runtime.
    pub defaults: &'static [usize],
    /// The position of each language's newest runtime.
    pub newest: &'static [usize],
    /// The runtimes of each language from the newest to the oldest, as places in the language.
    pub newest_first: Numbers,
    /// For each runtime the length of its version up to the word that makes it a pre-release, or 0.
    pub pre_releases: &'static [u8],
}

impl Lookup {
    /// The position of the runtime that a request means: of its exact version, else of the newest whose version begins
    /// with the components of the request. A pre-release is meant only by a request that names it as one. `latest` is the
    /// newest version, and nothing the default.
    ///
    /// # Errors
    ///
    /// There is no such language, or no such version of it.
    pub fn resolve(&'static self, language: &str, request: &str) -> Result<usize, LookupError> {
        let found = self.language(language).and_then(|language| self.choose(language, request));
        found.ok_or_else(|| LookupError::unknown_runtime(self, language, request))
    }

    fn choose(&self, language: usize, request: &str) -> Option<usize> {
        let (index, choice) = (self.index, self.choice);
        let (first, end) = (index.first[language], index.first[language + 1]);
        if first == end {
            return None;
        }
        if request.is_empty() {
            return Some(choice.defaults[language]);
        }
        let exact = (self.search)(index.ids[language], request);
        if exact.is_some() {
            return exact;
        }
        if request == "latest" {
            return Some(choice.newest[language]);
        }
        let newest_first = (first..end).map(|place| first + choice.newest_first.get(place));
        newest_first.into_iter().find(|runtime| {
            let is_named = usize::from(choice.pre_releases[*runtime]) <= request.len();
            is_named && begins_with(index.versions.get(*runtime), request)
        })
    }
}

// `3` and `3.1` begin `3.1.4`, but `3.1` does not begin `3.14`.
fn begins_with(version: &str, components: &str) -> bool {
    let class = |c: char| (c.is_ascii_digit(), c.is_ascii_alphabetic());
    let next = version.strip_prefix(components).and_then(|rest| rest.chars().next());
    let last = components.chars().next_back();
    last.zip(next).is_some_and(|(last, next)| last.is_ascii_alphanumeric() && class(last) != class(next))
}

impl Registry {
    /// The runtime that a request means, as a person writes it: a language and, behind an `@`, a version, a part of one,
    /// `latest` or nothing.
    ///
    /// An exact version is taken as it is. Else it is the newest version that begins with the components of the request:
    /// `3` means 3.12 where there are 3.9 and 3.12, and `3.1` means neither. A pre-release is meant only by a request that
    /// names it as one, as `3.13.0-rc` does. `latest` is the newest version, and without a version it is the default.
    ///
    /// ```
    /// use registry::REGISTRY;
    ///
    /// assert_eq!(REGISTRY.resolve("python@3")?.version, "3.12");
    /// assert_eq!(REGISTRY.resolve("python@3.9")?.version, "3.9");
    /// assert_eq!(REGISTRY.resolve("node@latest")?.version, "22");
    /// assert_eq!(REGISTRY.resolve("go")?.version, "1.22");
    /// assert!(REGISTRY.resolve("python@3.1").is_err());
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`LookupError`] that names the nearest match and what there is.
    pub fn resolve(&self, request: &str) -> Result<&'static Entry, LookupError> {
        let (language, version) = request.split_once('@').unwrap_or((request, ""));
        if language.is_empty() {
            return Err(LookupError::malformed(self.lookup, request));
        }
        Ok(&self.entries[self.lookup.resolve(language, version)?])
    }
}
