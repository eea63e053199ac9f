//! From text to a runtime, and the error that helps when there is none.

mod error;

pub use error::{LookupError, LookupErrorKind};

use crate::{Entry, LanguageSpec, Registry};

/// The names of a declaration, apart from everything else, so that a program that only looks up carries nothing else.
#[derive(Debug)]
pub struct Index {
    /// The id of each language.
    ids: &'static [&'static str],
    /// The position of each language's first runtime, and at the end the number of runtimes.
    first: &'static [usize],
    /// The version of each runtime.
    versions: &'static [&'static str],
}

impl Index {
    /// Puts the tables of a declaration together; `first` has one more element than `ids`.
    #[must_use]
    pub const fn new(ids: &'static [&'static str], first: &'static [usize], versions: &'static [&'static str]) -> Self {
        Self { ids, first, versions }
    }

    /// The position of a runtime.
    ///
    /// # Errors
    ///
    /// There is no such language, or no such version of it.
    pub fn find(&'static self, language: &str, version: &str) -> Result<usize, LookupError> {
        let language = self.find_language(language)?;
        match self.versions(language).iter().position(|declared| *declared == version) {
            Some(offset) => Ok(self.first[language] + offset),
            None => Err(LookupError::unknown_version(self, language, version)),
        }
    }

    /// The position of a language.
    ///
    /// # Errors
    ///
    /// There is no such language.
    pub fn find_language(&'static self, id: &str) -> Result<usize, LookupError> {
        match self.ids.iter().position(|declared| *declared == id) {
            Some(language) => Ok(language),
            None => Err(LookupError::unknown_language(self, id)),
        }
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

    fn versions(&self, language: usize) -> &'static [&'static str] {
        &self.versions[self.first[language]..self.first[language + 1]]
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
        Ok(&self.entries[self.index.find(language, version)?])
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
        Ok(&self.entries[self.index.parse(text)?])
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
        Ok(&self.languages[self.index.find_language(id)?])
    }
}
