//! Lookups of runtimes by text, and the error of a failed one.

mod error;
mod index;
mod resolve;

pub use error::{LookupError, LookupErrorKind};
pub use index::{Index, Numbers, Texts};
pub use resolve::Choice;

use registry_shared::key;
use registry_shared::nearest::{nearest_named, nearest_version};

use crate::{Entry, LanguageSpec, Registry};

/// The lookup of one declaration.
pub struct Lookup {
    index: &'static Index,
    choice: &'static Choice,
    /// Calls [`Index::search`] on `index`. It is a function pointer to code that was compiled where the index is a
    /// constant.
    search: fn(&str, &str) -> Option<usize>,
}

impl Lookup {
    /// Creates the lookup over an index, given the [`search`](Index::search) of that same index.
    #[must_use]
    pub const fn new(index: &'static Index, choice: &'static Choice, search: fn(&str, &str) -> Option<usize>) -> Self {
        Self { index, choice, search }
    }

    /// Returns the position of a runtime, or `None` if no language has that id and version.
    #[inline]
    #[must_use]
    pub fn search(&'static self, id: &str, version: &str) -> Option<usize> {
        (self.search)(id, version).filter(|runtime| *runtime < self.index.runtimes())
    }

    /// Looks up a runtime by an alias of its language, after a [`search`](Self::search) found nothing.
    ///
    /// `found` maps the position here, so that an error is written directly into the caller's result and not copied.
    ///
    /// # Errors
    ///
    /// Fails if the language is unknown, or has no such version.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "with a constant lookup this is a few instructions")]
    pub fn miss<T>(&'static self, language: &str, version: &str, found: impl Fn(usize) -> T) -> Result<T, LookupError> {
        let id_bytes = self.index.id.bytes(language.as_bytes());
        let version_bytes = self.index.version.bytes(version.as_bytes());
        match (id_bytes, version_bytes) {
            // Most names are no alias, which costs a few instructions to see.
            (Some(id), Some(text)) if self.choice.alias_filter & key::filter(language.as_bytes()) == 0 => {
                Err(LookupError::unknown_short_runtime(self, (id, language.len()), (text, version.len())))
            }
            _ => self.find_by_alias(language, version).map(found),
        }
    }

    /// Returns the position of a runtime.
    ///
    /// # Errors
    ///
    /// Fails if the language is unknown, or has no such version.
    #[inline]
    pub fn find(&'static self, language: &str, version: &str) -> Result<usize, LookupError> {
        match self.search(language, version) {
            Some(runtime) => Ok(runtime),
            None => self.find_by_alias(language, version),
        }
    }

    #[cold]
    fn find_by_alias(&'static self, alias: &str, version: &str) -> Result<usize, LookupError> {
        let id = self.alias(alias).map(|language| self.index.ids[language]);
        let found = id.filter(|_| !version.is_empty()).and_then(|id| (self.search)(id, version));
        found.ok_or_else(|| LookupError::unknown_runtime(self, alias, version))
    }

    /// Returns the position of a language.
    ///
    /// # Errors
    ///
    /// Fails if the language is unknown.
    pub fn find_language(&'static self, id: &str) -> Result<usize, LookupError> {
        self.language(id).ok_or_else(|| LookupError::unknown_language(self, id))
    }

    /// Returns the position of the runtime that is written as `language@version`.
    ///
    /// # Errors
    ///
    /// Fails like [`find`](Self::find), and if the text is not of that form.
    pub fn parse(&'static self, text: &str) -> Result<usize, LookupError> {
        match text.split_once('@') {
            Some((language, version)) if !language.is_empty() && !version.is_empty() => self.find(language, version),
            _ => Err(LookupError::malformed(self, text)),
        }
    }

    /// Returns the position of a language, by its id or an alias.
    fn language(&self, name: &str) -> Option<usize> {
        // In the index, languages follow the runtimes, each with an empty version.
        let found = (self.search)(name, "").and_then(|position| position.checked_sub(self.index.runtimes()));
        found.or_else(|| self.alias(name))
    }

    /// Returns the position of the language with the id, alias or display name nearest to `given`.
    fn nearest_language(&self, given: &str) -> Option<usize> {
        let ids = self.index.ids.iter().enumerate().map(|(language, id)| (*id, language));
        let others = [self.choice.aliases, self.choice.names].into_iter().flatten().copied();
        nearest_named(given, ids.chain(others))
    }

    /// Returns the version of a language that is nearest to `given`.
    fn nearest_version(&self, language: usize, given: &str) -> Option<&'static str> {
        let runtimes = self.index.runtimes_of(language);
        let version = |runtime: usize| (self.index.versions.get(runtime), self.choice.deprecated[runtime] != 0);
        nearest_version(given, runtimes.map(version))
    }

    fn alias(&self, name: &str) -> Option<usize> {
        let aliases = self.choice.aliases;
        let place = aliases.binary_search_by_key(&name, |(alias, _)| alias).ok()?;
        Some(aliases[place].1)
    }
}

impl Registry {
    /// Finds a runtime by a language's id or alias and a version, both exactly as declared.
    ///
    /// ```
    /// let entry = registry::REGISTRY.find("ruby", "3.3")?;
    /// assert_eq!(entry.config.command, ["ruby", "/scripts/main.rb"]);
    ///
    /// let error = registry::REGISTRY.find("ruby", "3.4").unwrap_err();
    /// assert_eq!(error.suggestion(), Some("3.3"));
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns a [`LookupError`] that names the nearest match, if any, and what is supported.
    #[inline]
    pub fn find(&self, language: &str, version: &str) -> Result<&'static Entry, LookupError> {
        match self.lookup.search(language, version) {
            Some(runtime) => Ok(&self.entries[runtime]),
            None => (self.miss)(language, version),
        }
    }

    /// Finds the runtime that is written as `language@version`.
    ///
    /// ```
    /// let entry = registry::REGISTRY.parse("go@1.22")?;
    /// assert_eq!(entry.config.command, ["go", "run", "/scripts/main.go"]);
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns a [`LookupError`] that names the nearest match, if any, and what is supported, or if the text is
    /// malformed, the expected form.
    pub fn parse(&self, text: &str) -> Result<&'static Entry, LookupError> {
        Ok(&self.entries[self.lookup.parse(text)?])
    }

    /// Finds a language by its id or an alias.
    ///
    /// ```
    /// assert_eq!(registry::REGISTRY.language("node")?.name, "Node.js");
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns a [`LookupError`] that names the nearest match, if any, and what is supported.
    pub fn language(&self, id: &str) -> Result<&'static LanguageSpec, LookupError> {
        Ok(&self.languages[self.lookup.find_language(id)?])
    }
}
