//! The error of a lookup: small, of a bounded size whatever it was given, and worked out only when somebody reads it.

use std::fmt::{self, Debug, Display, Formatter};

use super::Lookup;

/// Why a lookup found nothing.
///
/// It says what was looked up, the nearest name there is, and what is supported:
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
/// Of what was looked up it shows the first 64 characters at most, escaped, so that it can go into a log or a response
/// as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct LookupError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: LookupErrorKind,
    given: Excerpt,
    lookup: &'static Lookup,
    /// The language whose version is unknown.
    language: usize,
}

/// What kind of mistake a [`LookupError`] is about.
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
    /// There is no such language.
    UnknownLanguage,
    /// The language has no such version.
    UnknownVersion,
}

impl LookupError {
    #[cold]
    pub(super) fn malformed(lookup: &'static Lookup, text: &str) -> Self {
        Self::new(LookupErrorKind::Malformed, lookup, 0, text)
    }

    #[cold]
    pub(super) fn unknown_language(lookup: &'static Lookup, id: &str) -> Self {
        Self::new(LookupErrorKind::UnknownLanguage, lookup, 0, id)
    }

    #[cold]
    pub(super) fn unknown(lookup: &'static Lookup, language: &str, version: &str) -> Self {
        match lookup.language(language) {
            Some(language) => Self::new(LookupErrorKind::UnknownVersion, lookup, language, version),
            None => Self::unknown_language(lookup, language),
        }
    }

    fn new(kind: LookupErrorKind, lookup: &'static Lookup, language: usize, given: &str) -> Self {
        Self(Box::new(Inner { kind, given: Excerpt::of(given), lookup, language }))
    }

    /// What kind of mistake it is.
    #[must_use]
    pub fn kind(&self) -> LookupErrorKind {
        self.0.kind
    }

    /// The nearest name to what was looked up, if one is near: a language's id, or a version where the version is
    /// unknown.
    ///
    /// ```
    /// use registry::Runtime;
    ///
    /// assert_eq!(Runtime::find("Python", "3.11").unwrap_err().suggestion(), Some("python"));
    /// assert_eq!(Runtime::find("python", "3.13").unwrap_err().suggestion(), Some("3.12"));
    /// assert_eq!(Runtime::find("cobol", "85").unwrap_err().suggestion(), None);
    /// ```
    #[must_use]
    pub fn suggestion(&self) -> Option<&'static str> {
        match self.0.kind {
            LookupErrorKind::Malformed => None,
            LookupErrorKind::UnknownLanguage | LookupErrorKind::UnknownVersion => {
                nearest(self.0.given.whole()?, self.supported())
            }
        }
    }

    /// The names that would have been found, in declared order: every id, or every version of the language.
    ///
    /// ```
    /// use registry::Runtime;
    ///
    /// let error = Runtime::find("go", "1.19").unwrap_err();
    /// assert!(error.supported().eq(["1.20", "1.21", "1.22"]));
    /// ```
    #[must_use]
    pub fn supported(&self) -> impl DoubleEndedIterator<Item = &'static str> + Clone + use<> {
        let Inner { kind, lookup, language, .. } = &*self.0;
        let (ids, versions) = match kind {
            LookupErrorKind::UnknownVersion => (None, Some(lookup.index.versions(*language))),
            LookupErrorKind::Malformed | LookupErrorKind::UnknownLanguage => {
                (Some(lookup.index.ids.iter().copied()), None)
            }
        };
        ids.into_iter().flatten().chain(versions.into_iter().flatten())
    }

    // What a malformed text was probably meant to be: its first word as a language, the rest as a version.
    fn example(&self) -> Option<(&'static str, &'static str)> {
        let Inner { given, lookup, .. } = &*self.0;
        let given = given.whole().unwrap_or_default().trim();
        let end = given.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(given.len());
        let (word, rest) = given.split_at(end);
        let ids = lookup.index.ids.iter().copied();
        let language = nearest(word, ids.clone()).or(ids.clone().next())?;
        let versions = lookup.index.versions(lookup.language(language)?);
        let version = rest.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        Some((language, nearest(version, versions.clone()).or(versions.clone().next_back())?))
    }
}

impl Display for LookupError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Inner { kind, given, lookup, language } = &*self.0;
        match kind {
            LookupErrorKind::Malformed => {
                write!(f, "malformed runtime {given}, expected `language@version`")?;
                return match self.example() {
                    Some((language, version)) => write!(f, ", as in `{language}@{version}`"),
                    None => Ok(()),
                };
            }
            LookupErrorKind::UnknownLanguage => write!(f, "unknown language {given}")?,
            LookupErrorKind::UnknownVersion => {
                write!(f, "unknown version {given} of `{}`", lookup.index.ids[*language])?;
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
            .field("kind", &self.0.kind)
            .field("given", &self.0.given.text)
            .field("suggestion", &self.suggestion())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for LookupError {}

/// Two errors are equal when they say the same of the same declaration.
impl PartialEq for Inner {
    fn eq(&self, other: &Self) -> bool {
        let same_lookup = std::ptr::eq(self.lookup, other.lookup);
        same_lookup && self.kind == other.kind && self.language == other.language && self.given == other.given
    }
}

impl Eq for Inner {}

/// The beginning of what was looked up.
#[derive(Clone, PartialEq, Eq)]
struct Excerpt {
    text: Box<str>,
    cut: bool,
}

impl Excerpt {
    const MAX_CHARS: usize = 64;

    fn of(given: &str) -> Self {
        match given.char_indices().nth(Self::MAX_CHARS) {
            Some((end, _)) => Self { text: given[..end].into(), cut: true },
            None => Self { text: given.into(), cut: false },
        }
    }

    /// All of what was looked up, unless it was cut.
    fn whole(&self) -> Option<&str> {
        (!self.cut).then_some(&*self.text)
    }
}

impl Display for Excerpt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rest = if self.cut { "…" } else { "" };
        write!(f, "`{}{rest}`", self.text.escape_debug())
    }
}

/// Names in backquotes; of a long list the beginning, and how many more there are.
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

/// The name that `given` was probably meant to be: one that begins with it or that it begins with, or one of which a
/// third of the characters at most differ. Of several, the one nearest by its numbers, then the last.
fn nearest(given: &str, names: impl DoubleEndedIterator<Item = &'static str>) -> Option<&'static str> {
    let given = given.trim().to_lowercase();
    if given.is_empty() {
        return None;
    }
    let scored = names.filter_map(|name| Some(((edits(&given, name)?, distance(&given, name)), name)));
    // `min_by_key` takes the first of equals.
    scored.rev().min_by_key(|(score, _)| *score).map(|(_, name)| name)
}

/// How many characters to change, if they are few. A beginning counts as one, unless it is a single letter.
fn edits(given: &str, name: &str) -> Option<usize> {
    let longest = given.len().max(name.len());
    let is_word = given.len().min(name.len()) > 1 || given.starts_with(|c: char| c.is_ascii_digit());
    if is_word && (name.starts_with(given) || given.starts_with(name)) {
        return Some(1);
    }
    let few = longest.max(3) / 3;
    (given.len().abs_diff(name.len()) <= few).then(|| strsim::osa_distance(given, name)).filter(|edits| *edits <= few)
}

/// How far the first number that differs is from what was asked for: 3.12 is nearer to 3.13 than 3.10 is.
fn distance(given: &str, name: &str) -> (usize, u64) {
    let numbers = |text: &'_ str| -> Vec<Option<u64>> {
        text.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().ok()).collect()
    };
    let (given, name) = (numbers(given), numbers(name));
    let same = given.iter().zip(&name).take_while(|(a, b)| a == b).count();
    let number = |numbers: &[Option<u64>]| numbers.get(same).copied().flatten();
    let apart = number(&given).zip(number(&name)).map_or(u64::MAX, |(a, b)| a.abs_diff(b));
    (usize::MAX - same, apart)
}
