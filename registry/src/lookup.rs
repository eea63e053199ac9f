//! From text to a runtime, and the error that helps when there is none.

mod error;
mod index;
mod resolve;

pub use error::{LookupError, LookupErrorKind};
pub use index::{Index, Numbers, Reading, Texts};
pub use resolve::Choice;

use crate::{Entry, LanguageSpec, Registry};

/// The lookup of one declaration.
#[derive(Debug)]
pub struct Lookup {
    index: &'static Index,
    choice: &'static Choice,
    /// `search` of that index, compiled where the index is known: so the numbers in it are constants of the code.
    search: fn(&str, &str) -> Option<usize>,
}

impl Lookup {
    /// The lookup over an index, given the [`search`](Index::search) of that very index.
    #[must_use]
    pub const fn new(index: &'static Index, choice: &'static Choice, search: fn(&str, &str) -> Option<usize>) -> Self {
        Self { index, choice, search }
    }

    /// The position of a runtime.
    ///
    /// # Errors
    ///
    /// There is no such language, or no such version of it.
    #[inline]
    pub fn find(&'static self, language: &str, version: &str) -> Result<usize, LookupError> {
        match (self.search)(language, version) {
            Some(runtime) if runtime < self.index.runtimes() => Ok(runtime),
            _ => self.find_by_alias(language, version),
        }
    }

    #[cold]
    fn find_by_alias(&'static self, alias: &str, version: &str) -> Result<usize, LookupError> {
        let id = self.alias(alias).map(|language| self.index.ids[language]);
        let found = id.filter(|_| !version.is_empty()).and_then(|id| (self.search)(id, version));
        found.ok_or_else(|| LookupError::unknown_runtime(self, alias, version))
    }

    /// The position of a language.
    ///
    /// # Errors
    ///
    /// There is no such language.
    pub fn find_language(&'static self, id: &str) -> Result<usize, LookupError> {
        self.language(id).ok_or_else(|| LookupError::unknown_language(self, id))
    }

    /// The position of the runtime that is written as `language@version`.
    ///
    /// # Errors
    ///
    /// Those of [`find`](Self::find), and that the text is not of that form.
    pub fn parse(&'static self, text: &str) -> Result<usize, LookupError> {
        match text.split_once('@') {
            Some((language, version)) if !language.is_empty() && !version.is_empty() => self.find(language, version),
            _ => Err(LookupError::malformed(self, text)),
        }
    }

    /// The position of a language, by its id or an alias.
    fn language(&self, name: &str) -> Option<usize> {
        // In the index a language stands after the runtimes, under an empty version.
        let found = (self.search)(name, "").and_then(|position| position.checked_sub(self.index.runtimes()));
        found.or_else(|| self.alias(name))
    }

    fn alias(&self, name: &str) -> Option<usize> {
        let aliases = self.choice.aliases;
        let place = aliases.binary_search_by_key(&name, |(alias, _)| alias).ok()?;
        Some(aliases[place].1)
    }
}

impl Registry {
    /// The runtime of a language's id and a version, both exactly as they were declared.
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
    /// A [`LookupError`] that names the nearest match and what there is.
    pub fn find(&self, language: &str, version: &str) -> Result<&'static Entry, LookupError> {
        Ok(&self.entries[self.lookup.find(language, version)?])
    }

    /// The runtime that is written as `language@version`.
    ///
    /// ```
    /// let entry = registry::REGISTRY.parse("go@1.22")?;
    /// assert_eq!(entry.config.command, ["go", "run", "/scripts/main.go"]);
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`LookupError`], also when the text is not of that form.
    pub fn parse(&self, text: &str) -> Result<&'static Entry, LookupError> {
        Ok(&self.entries[self.lookup.parse(text)?])
    }

    /// The language of an id.
    ///
    /// ```
    /// assert_eq!(registry::REGISTRY.language("node")?.name, "Node.js");
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`LookupError`] that names the nearest match and what there is.
    pub fn language(&self, id: &str) -> Result<&'static LanguageSpec, LookupError> {
        Ok(&self.languages[self.lookup.find_language(id)?])
    }
}
