//! The error of a lookup: small, of a bounded size whatever it was given, and worked out only when somebody reads it.

use std::fmt::{self, Debug, Display, Formatter};

use super::Lookup;
use crate::excerpt::Excerpt;

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
/// Of what was looked up it shows the first 64 bytes at most, escaped, so that it can go into a log or a response
/// as it is.
#[derive(Clone)]
pub struct LookupError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    lookup: &'static Lookup,
    asked: Asked,
}

/// What was looked up.
#[derive(Clone)]
enum Asked {
    Text(Excerpt),
    Language(Excerpt),
    Runtime(Excerpt, Excerpt),
}

/// What is wrong with it.
#[derive(PartialEq, Eq)]
enum Mistake<'a> {
    Malformed(&'a Excerpt),
    UnknownLanguage(&'a Excerpt),
    UnknownVersion(&'a Excerpt, usize),
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
        Self(Box::new(Inner { lookup, asked: Asked::Text(Excerpt::of(text)) }))
    }

    #[cold]
    pub(super) fn unknown_language(lookup: &'static Lookup, id: &str) -> Self {
        Self(Box::new(Inner { lookup, asked: Asked::Language(Excerpt::of(id)) }))
    }

    #[cold]
    pub(super) fn unknown_runtime(lookup: &'static Lookup, id: &str, version: &str) -> Self {
        Self(Box::new(Inner { lookup, asked: Asked::Runtime(Excerpt::of(id), Excerpt::of(version)) }))
    }

    fn mistake(&self) -> Mistake<'_> {
        match &self.0.asked {
            Asked::Text(text) => Mistake::Malformed(text),
            Asked::Language(id) => Mistake::UnknownLanguage(id),
            Asked::Runtime(id, version) => match id.whole().and_then(|id| self.0.lookup.language(id)) {
                Some(language) => Mistake::UnknownVersion(version, language),
                None => Mistake::UnknownLanguage(id),
            },
        }
    }

    /// What kind of mistake it is.
    #[must_use]
    pub fn kind(&self) -> LookupErrorKind {
        match self.mistake() {
            Mistake::Malformed(_) => LookupErrorKind::Malformed,
            Mistake::UnknownLanguage(_) => LookupErrorKind::UnknownLanguage,
            Mistake::UnknownVersion(..) => LookupErrorKind::UnknownVersion,
        }
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
        match self.mistake() {
            Mistake::Malformed(_) => None,
            Mistake::UnknownLanguage(given) | Mistake::UnknownVersion(given, _) => {
                nearest(given.whole()?, self.supported())
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
        let index = self.0.lookup.index;
        let (ids, versions) = match self.mistake() {
            Mistake::Malformed(_) | Mistake::UnknownLanguage(_) => (Some(index.ids.iter().copied()), None),
            Mistake::UnknownVersion(_, language) => (None, Some(index.versions(language))),
        };
        ids.into_iter().flatten().chain(versions.into_iter().flatten())
    }

    // What a malformed text was probably meant to be: its first word as a language, the rest as a version.
    fn example(&self, given: &Excerpt) -> Option<(&'static str, &'static str)> {
        let lookup = self.0.lookup;
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
        match self.mistake() {
            Mistake::Malformed(given) => {
                write!(f, "malformed runtime {given}, expected `language@version`")?;
                return match self.example(given) {
                    Some((language, version)) => write!(f, ", as in `{language}@{version}`"),
                    None => Ok(()),
                };
            }
            Mistake::UnknownLanguage(given) => write!(f, "unknown language {given}")?,
            Mistake::UnknownVersion(given, language) => {
                write!(f, "unknown version {given} of `{}`", self.0.lookup.index.ids[language])?;
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
        let (Mistake::Malformed(given) | Mistake::UnknownLanguage(given) | Mistake::UnknownVersion(given, _)) =
            self.mistake();
        f.debug_struct("LookupError")
            .field("kind", &self.kind())
            .field("given", &given.text())
            .field("suggestion", &self.suggestion())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for LookupError {}

/// Two errors are equal when they say the same of the same declaration.
impl PartialEq for LookupError {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0.lookup, other.0.lookup) && self.mistake() == other.mistake()
    }
}

impl Eq for LookupError {}

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
