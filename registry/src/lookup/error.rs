//! The error of a lookup. Creating it does not allocate, its size is bounded, and its message is computed when it is
//! read.

use std::fmt::{self, Debug, Display, Formatter};

use registry_shared::excerpt::{Excerpt, Part};

use super::Lookup;
use super::resolve::is_in_names;

/// The error of a failed lookup.
///
/// It displays the requested name, the nearest supported one, and all supported ones:
///
/// ```
/// use registry::{LookupErrorKind, Runtime};
///
/// let error = Runtime::find("pyton", "3.11").unwrap_err();
/// assert_eq!(error.kind(), LookupErrorKind::UnknownLanguage);
/// assert_eq!(error.suggestion(), Some("python"));
/// assert_eq!(
///     error.to_string(),
///     "unknown language `pyton`, did you mean `python`? supported: `python`, `node`, `ruby`, `go`, `bash`",
/// );
/// ```
///
/// It is safe to log or to return to a client: it shows at most 48 bytes of the input, escaped. Creating it does not
/// allocate.
#[derive(Clone)]
pub struct LookupError {
    lookup: &'static Lookup,
    request: Request,
}

/// The input of a lookup. Together with the reference to the lookup, it has the size of a cache line.
#[derive(Clone)]
enum Request {
    Text(Excerpt<6>),
    Language(Excerpt<6>),
    /// Whether the language exists is looked up when the error is read.
    Runtime(Excerpt<3>, Excerpt<3>),
    /// A version of a known language whose id does not fit into [`Runtime`](Self::Runtime).
    Version(u32, Excerpt<5>),
}

/// The mistake in the input.
#[derive(PartialEq, Eq)]
enum Mistake<'a> {
    Malformed(Part<'a>),
    UnknownLanguage(Part<'a>),
    UnknownVersion(Part<'a>, usize),
}

/// The kind of a [`LookupError`].
///
/// ```
/// use registry::{LookupErrorKind, Runtime};
///
/// let kind = |text: &str| text.parse::<Runtime>().unwrap_err().kind();
/// assert_eq!(kind("python 3.11"), LookupErrorKind::Malformed);
/// assert_eq!(kind("perl@5"), LookupErrorKind::UnknownLanguage);
/// assert_eq!(kind("python@4"), LookupErrorKind::UnknownVersion);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LookupErrorKind {
    /// The text is not of the form `language@version`.
    Malformed,
    /// No language has this id or alias.
    UnknownLanguage,
    /// The language does not have this version.
    UnknownVersion,
}

impl LookupError {
    #[cold]
    pub(super) fn malformed(lookup: &'static Lookup, text: &str) -> Self {
        Self { lookup, request: Request::Text(Excerpt::of(text)) }
    }

    #[cold]
    pub(super) fn unknown_language(lookup: &'static Lookup, id: &str) -> Self {
        Self { lookup, request: Request::Language(Excerpt::of(id)) }
    }

    /// Creates the error for an id and a version whose bytes are at hand, together with their lengths.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "the fields should be written where the error is returned, and not copied"
    )]
    pub(super) fn unknown_short_runtime(lookup: &'static Lookup, id: (u128, usize), version: (u128, usize)) -> Self {
        let request = Request::Runtime(Excerpt::of_bytes(id.0, id.1), Excerpt::of_bytes(version.0, version.1));
        Self { lookup, request }
    }

    #[cold]
    pub(super) fn unknown_runtime(lookup: &'static Lookup, id: &str, version: &str) -> Self {
        let request = if id.len() <= Excerpt::<3>::MAX_BYTES {
            Request::Runtime(Excerpt::of(id), Excerpt::of(version))
        } else {
            match lookup.language(id).and_then(|language| u32::try_from(language).ok()) {
                Some(language) => Request::Version(language, Excerpt::of(version)),
                None => Request::Language(Excerpt::of(id)),
            }
        };
        Self { lookup, request }
    }

    fn mistake(&self) -> Mistake<'_> {
        match &self.request {
            Request::Text(text) => Mistake::Malformed(text.part()),
            Request::Language(id) => Mistake::UnknownLanguage(id.part()),
            Request::Runtime(id, version) => match self.lookup.language(id.part().text) {
                Some(language) => Mistake::UnknownVersion(version.part(), language),
                None => Mistake::UnknownLanguage(id.part()),
            },
            Request::Version(language, version) => Mistake::UnknownVersion(version.part(), *language as usize),
        }
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> LookupErrorKind {
        match self.mistake() {
            Mistake::Malformed(_) => LookupErrorKind::Malformed,
            Mistake::UnknownLanguage(_) => LookupErrorKind::UnknownLanguage,
            Mistake::UnknownVersion(..) => LookupErrorKind::UnknownVersion,
        }
    }

    /// Returns the id of the requested language, or `None` if the language is unknown or the text malformed.
    ///
    /// ```
    /// use registry::Runtime;
    ///
    /// assert_eq!(Runtime::find("go", "1.19").unwrap_err().language(), Some("go"));
    /// assert_eq!(Runtime::find("cobol", "85").unwrap_err().language(), None);
    /// ```
    #[must_use]
    pub fn language(&self) -> Option<&'static str> {
        match self.mistake() {
            Mistake::Malformed(_) | Mistake::UnknownLanguage(_) => None,
            Mistake::UnknownVersion(_, language) => self.lookup.index.ids.get(language).copied(),
        }
    }

    /// Returns the part of the input that the error is about: the unknown language, the unknown version, or the
    /// malformed text. It is not escaped, and cut after at most 48 bytes.
    ///
    /// ```
    /// use registry::Runtime;
    ///
    /// assert_eq!(Runtime::find("go", "1.19").unwrap_err().given(), "1.19");
    /// assert_eq!(Runtime::find("cobol", "85").unwrap_err().given(), "cobol");
    /// ```
    #[must_use]
    pub fn given(&self) -> &str {
        let (Mistake::Malformed(given) | Mistake::UnknownLanguage(given) | Mistake::UnknownVersion(given, _)) =
            self.mistake();
        given.text
    }

    /// Returns the name that was probably meant, if any is near: the id of a language or, for an unknown version, a
    /// version or, for malformed text, a runtime.
    ///
    /// Aliases and display names lead to the id of their language. A version that is not deprecated is preferred.
    ///
    /// ```
    /// use registry::Runtime;
    ///
    /// assert_eq!(Runtime::find("Node.js", "22").unwrap_err().suggestion(), Some("node"));
    /// assert_eq!(Runtime::find("python", "3.13").unwrap_err().suggestion(), Some("3.12"));
    /// assert_eq!(Runtime::find("cobol", "85").unwrap_err().suggestion(), None);
    /// assert_eq!(Runtime::resolve("python:3.12").unwrap_err().suggestion(), Some("python@3.12"));
    /// ```
    #[must_use]
    pub fn suggestion(&self) -> Option<&'static str> {
        match self.mistake() {
            Mistake::Malformed(given) => self.meant_runtime(given.whole()?),
            Mistake::UnknownLanguage(given) => {
                self.lookup.nearest_language(given.whole()?).map(|language| self.lookup.index.ids[language])
            }
            Mistake::UnknownVersion(given, language) => self.lookup.nearest_version(language, given.whole()?),
        }
    }

    /// Returns the supported names, in declared order: every id or, for an unknown version, every version of the
    /// language.
    ///
    /// ```
    /// use registry::Runtime;
    ///
    /// let error = Runtime::find("go", "1.19").unwrap_err();
    /// assert!(error.supported().eq(["1.20", "1.21", "1.22"]));
    /// ```
    #[must_use]
    pub fn supported(&self) -> impl DoubleEndedIterator<Item = &'static str> + Clone + use<> {
        let index = self.lookup.index;
        let (ids, versions) = match self.mistake() {
            Mistake::Malformed(_) | Mistake::UnknownLanguage(_) => (Some(index.ids.iter().copied()), None),
            Mistake::UnknownVersion(_, language) => (None, Some(index.versions(language))),
        };
        ids.into_iter().flatten().chain(versions.into_iter().flatten())
    }

    // The runtime that a malformed text probably means: its first words as a language, and the rest as a version.
    fn meant_runtime(&self, given: &str) -> Option<&'static str> {
        let (lookup, given) = (self.lookup, given.trim());
        let ends = given.char_indices().filter(|(_, c)| !c.is_alphanumeric() && *c != '_').map(|(end, _)| end);
        let language = |end| lookup.language(given.get(..end)?);
        let known = ends.clone().chain([given.len()]).filter_map(|end| Some((end, language(end)?))).next_back();
        // A language that is not known ends before the first character that no name contains, as in `C++:13`. Without
        // one, it ends with the first word, as in `pyton-3`.
        let (end, language) = known.or_else(|| {
            let end = given.find(|c| !is_in_names(c)).or(ends.clone().next()).unwrap_or(given.len());
            Some((end, lookup.nearest_language(given.get(..end)?)?))
        })?;
        let version = given.get(end..)?.trim_matches(|c: char| !c.is_alphanumeric());
        let id = lookup.index.ids[language];
        let meant = lookup.resolve(id, version).ok().or_else(|| {
            let version = lookup.nearest_version(language, version)?;
            (lookup.search)(id, version)
        });
        let runtime = meant.or_else(|| lookup.resolve(id, "").ok())?;
        Some(lookup.index.name(runtime))
    }
}

impl Display for LookupError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.mistake() {
            Mistake::Malformed(given) => {
                write!(f, "malformed runtime {given}, ")?;
                if let Some(suggestion) = self.suggestion() {
                    return write!(f, "did you mean `{suggestion}`? expected `language@version`");
                }
                f.write_str("expected `language@version`")?;
                return match self.lookup.index.ids.first().and_then(|id| self.lookup.resolve(id, "").ok()) {
                    Some(runtime) => write!(f, ", as in `{}`", self.lookup.index.name(runtime)),
                    None => Ok(()),
                };
            }
            Mistake::UnknownLanguage(given) => write!(f, "unknown language {given}")?,
            Mistake::UnknownVersion(given, language) => {
                write!(f, "unknown version {given} of `{}`", self.lookup.index.ids[language])?;
            }
        }
        if let Some(suggestion) = self.suggestion() {
            write!(f, ", did you mean `{suggestion}`?")?;
        } else {
            f.write_str(",")?;
        }
        f.write_str(" supported: ")?;
        list(self.supported(), f)
    }
}

impl Debug for LookupError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("LookupError")
            .field("kind", &self.kind())
            .field("given", &self.given())
            .field("suggestion", &self.suggestion())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for LookupError {}

/// Two errors are equal if they report the same mistake in lookups of the same declaration.
impl PartialEq for LookupError {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.lookup, other.lookup) && self.mistake() == other.mistake()
    }
}

impl Eq for LookupError {}

/// Writes the names in backquotes. If there are many, it writes the first ones and the number of the others.
fn list(mut names: impl Iterator<Item = &'static str>, f: &mut Formatter<'_>) -> fmt::Result {
    const MAX_NAMES: usize = 24;
    let mut separator = "";
    for name in names.by_ref().take(MAX_NAMES) {
        write!(f, "{separator}`{name}`")?;
        separator = ", ";
    }
    match names.count() {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}
