//! The nearest name to a misspelled one.

use crate::version::{self, Candidate};

/// Longer texts are not names, and comparing them costs the product of their lengths.
const MAX_LENGTH: usize = 64;

/// Returns the name nearest to `given`, ignoring case. Of equally near names, it is the first.
///
/// A name is near if one of the two begins or ends with the other, or if at most a third of the characters differ.
///
/// ```
/// use registry_shared::nearest::nearest;
///
/// assert_eq!(nearest("pyhton", ["node", "python"]), Some("python"));
/// assert_eq!(nearest("py", ["node", "python"]), Some("python"));
/// assert_eq!(nearest("cobol", ["node", "python"]), None);
/// ```
pub fn nearest<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_named(given, names.into_iter().map(|name| (name, name)))
}

/// Returns the value whose name is [`nearest`] to `given`. A value may have several names.
///
/// ```
/// use registry_shared::nearest::nearest_named;
///
/// let names = [("cpp", 1), ("python", 2), ("c++", 1), ("py", 2)];
/// assert_eq!(nearest_named("C++", names), Some(1));
/// ```
pub fn nearest_named<'a, T>(given: &str, names: impl IntoIterator<Item = (&'a str, T)>) -> Option<T> {
    let given = comparable(given)?;
    let scored = names.into_iter().filter_map(|(name, value)| Some((distance(&given, name)?, value)));
    scored.min_by_key(|(distance, _)| *distance).map(|(_, value)| value)
}

/// Returns the version nearest to `given`.
///
/// It is the newest version that begins with the components of `given`, else the longest with whose components `given`
/// begins, else the nearest as a name. Where none is near, it is the version whose number is closest. Of equally near
/// ones it is the [preferred](version::preferred_first) one. A deprecated version is chosen only if it shares components
/// with `given`, or if no other version is near.
///
/// ```
/// use registry_shared::nearest::nearest_version;
///
/// let versions = [("3.7", true), ("3.9", false), ("3.11", false), ("3.12", false)];
/// assert_eq!(nearest_version("3", versions), Some("3.12"));
/// assert_eq!(nearest_version("3.11.4", versions), Some("3.11"));
/// assert_eq!(nearest_version("3.13", versions), Some("3.12"));
/// assert_eq!(nearest_version("3.7.1", versions), Some("3.7"));
/// assert_eq!(nearest_version("3.6", versions), Some("3.9"));
/// assert_eq!(nearest_version("x", versions), None);
/// ```
pub fn nearest_version<'a>(given: &str, versions: impl IntoIterator<Item = Candidate<'a>>) -> Option<&'a str> {
    let given = comparable(given)?;
    let begins_with_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let score = |(name, is_deprecated): Candidate<'_>| {
        let lower = name.to_lowercase();
        let (kind, amount) = if version::begins_with(&lower, &given) {
            (0, 0)
        } else if version::begins_with(&given, &lower) {
            (1, MAX_LENGTH - lower.len().min(MAX_LENGTH))
        } else if let Some((_, edits)) = distance(&given, name) {
            (2, edits)
        } else if begins_with_number(&given) && begins_with_number(name) {
            (3, 0)
        } else {
            return None;
        };
        // What shares components was meant, even if it is deprecated. The rest are guesses.
        let is_guess = kind > 1;
        let number = if is_guess { number_distance(&given, &lower) } else { (0, 0) };
        Some((is_guess && is_deprecated, kind, amount, number))
    };
    let scored = versions.into_iter().filter_map(|version| Some((score(version)?, version)));
    let nearest = scored.min_by(|(a, one), (b, other)| a.cmp(b).then_with(|| version::preferred_first(*one, *other)));
    nearest.map(|(_, (name, _))| name)
}

fn comparable(given: &str) -> Option<String> {
    let given = given.trim();
    (!given.is_empty() && given.len() <= MAX_LENGTH).then(|| given.to_lowercase())
}

// Whether it takes edits to get from one to the other's beginning or end, and how many it takes to the whole.
fn distance(given: &str, name: &str) -> Option<(bool, usize)> {
    let name = name.to_lowercase();
    let shorter = given.len().min(name.len());
    let begins = (shorter > 1 || given.starts_with(|c: char| c.is_ascii_digit()))
        && (name.starts_with(given) || given.starts_with(&name));
    // Two letters end too many names.
    let ends = shorter > 2 && (name.ends_with(given) || given.ends_with(&name));
    let part = begins || ends;
    let few = given.len().max(name.len()) / 3;
    if !part && given.len().abs_diff(name.len()) > few {
        return None;
    }
    let edits = strsim::osa_distance(given, &name);
    (part || edits <= few).then_some((!part, edits))
}

// How far the first number that differs is off: 3.12 is nearer to 3.13 than 3.10 is.
fn number_distance(given: &str, name: &str) -> (usize, u64) {
    let numbers = |text: &str| -> Vec<Option<u64>> {
        text.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().ok()).collect()
    };
    let (given, name) = (numbers(given), numbers(name));
    let same = given.iter().zip(&name).take_while(|(a, b)| a == b).count();
    let number = |numbers: &[Option<u64>]| numbers.get(same).copied().flatten();
    let apart = number(&given).zip(number(&name)).map_or(u64::MAX, |(a, b)| a.abs_diff(b));
    (usize::MAX - same, apart)
}
