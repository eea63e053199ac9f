//! Resolves a partial version, or none, to a runtime.

use registry_shared::version::begins_with;

use super::{Lookup, LookupError, Numbers};
use crate::{Entry, Registry};

/// The tables by which a version is chosen.
pub struct Choice {
    /// The aliases, sorted, and the position of each one's language.
    pub aliases: &'static [(&'static str, usize)],
    /// The union of the aliases' [`filter`](registry_shared::key::filter)s.
    pub alias_filter: u64,
    /// The display names that differ from their language's id by more than case, and the position of that language.
    pub names: &'static [(&'static str, usize)],
    /// The position of each language's default runtime.
    pub defaults: &'static [usize],
    /// The position of each language's newest runtime.
    pub newest: &'static [usize],
    /// The runtimes of each language, in order of preference, as positions within the language.
    pub preferred_first: Numbers,
    /// For each runtime, the length of its version up to the end of the word that marks a pre-release, or 0.
    pub pre_releases: &'static [u8],
    /// For each runtime, 1 if it is deprecated, or 0.
    pub deprecated: &'static [u8],
}

impl Lookup {
    /// Returns the position of the runtime that a request selects: the exact version, else the newest version that
    /// begins with the components of the request. A partial version selects a pre-release only if it contains the
    /// pre-release marker. `latest` selects the newest version, an empty string the default.
    ///
    /// # Errors
    ///
    /// Fails if the language is unknown, or has no such version.
    pub fn resolve(&'static self, language: &str, request: &str) -> Result<usize, LookupError> {
        let found = self.language(language).and_then(|language| self.choose(language, request));
        found.ok_or_else(|| LookupError::unknown_runtime(self, language, request))
    }

    /// Returns the position of the runtime that a request as people write it selects: `python`, `python@3` or
    /// `python@latest`.
    ///
    /// # Errors
    ///
    /// Fails like [`resolve`](Self::resolve), and if the request begins with `@` or separates its parts differently, as
    /// in `python:3`.
    pub fn resolve_text(&'static self, request: &str) -> Result<usize, LookupError> {
        match request.split_once('@') {
            None if !request.is_empty() && request.chars().all(is_in_names) => self.resolve(request, ""),
            Some((language, version)) if !language.is_empty() => self.resolve(language, version),
            _ => Err(LookupError::malformed(self, request)),
        }
    }

    fn choose(&self, language: usize, request: &str) -> Option<usize> {
        let (index, choice) = (self.index, self.choice);
        let runtimes = index.runtimes_of(language);
        if runtimes.is_empty() {
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
        let first = runtimes.start;
        let preferred_first = runtimes.map(|place| first + choice.preferred_first.get(place));
        preferred_first.into_iter().find(|runtime| {
            let is_named = usize::from(choice.pre_releases[*runtime]) <= request.len();
            is_named && begins_with(index.versions.get(*runtime), request)
        })
    }
}

/// Returns whether ids, aliases or misspellings of them contain the character.
pub(super) fn is_in_names(c: char) -> bool {
    c.is_alphanumeric() || "+#._-".contains(c)
}

impl Registry {
    /// Resolves a request as people write it: a language alone, or a language and `@`, followed by a version, the first
    /// components of a version, or `latest`.
    ///
    /// An exact version wins. Otherwise, the request selects the newest version that begins with its components: given
    /// 3.9 and 3.12, `3` selects 3.12, and `3.1` selects neither. A partial version selects a deprecated version only if
    /// every match is deprecated, and a pre-release only if the request contains the word that marks it as one, as
    /// `3.13.0-rc` does. `latest` selects the newest version. A language alone selects its default version, and so does an empty
    /// version, as in `python@`.
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
    /// Returns a [`LookupError`] that names the nearest match, if any, and what is supported, or for a request without
    /// a language, the expected form.
    pub fn resolve(&self, request: &str) -> Result<&'static Entry, LookupError> {
        Ok(&self.entries[self.lookup.resolve_text(request)?])
    }
}
