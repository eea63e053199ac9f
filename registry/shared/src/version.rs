//! The order of versions, and the components of a version.
//!
//! A version is a sequence of numbers and words, separated by `.`, `_`, `-` or the end of a number or a word. Two
//! versions compare at the first place where they differ, in this order:
//!
//! 1. a word that marks a pre-release: `alpha`, `beta`, `canary`, `candidate`, `cr`, `daily`, `dev`, `devel`,
//!    `develop`, `development`, `ea`, `eap`, `edge`, `experimental`, `head`, `m`, `main`, `master`, `milestone`,
//!    `next`, `nightly`, `pre`, `prerelease`, `preview`, `rc`, `snapshot`, `testing`, `tip`, `trunk`, `unreleased` or
//!    `unstable`, and `a`, `b` or `c` before a number;
//! 2. any other word after a separator, which names a variant: `3.13-slim` comes before `3.13`, because it is more
//!    special. `current`, `latest`, `lts`, `mainline` and `stable` are such words: what they name has been released;
//! 3. the end;
//! 4. a word that marks a later release: `final`, `p`, `patch`, `post`, `r`, `sp`, `u` or `update`, or any other word
//!    that directly follows a number, as in `8u392`;
//! 5. a number, by its value.
//!
//! Words of one kind compare alphabetically, without regard to case. Versions of the same numbers and words compare as
//! text, so no two are equal. A version that contains a word of the first kind is a pre-release.

use std::cmp::Ordering;

/// Compares two versions, the older one first.
#[must_use]
pub fn compare(a: &str, b: &str) -> Ordering {
    let (mut rest_a, mut rest_b) = (Parts::of(a), Parts::of(b));
    loop {
        let (part_a, part_b) = (rest_a.next(), rest_b.next());
        let end = part_a.is_none() && part_b.is_none();
        match part_a.unwrap_or(Part::End).cmp(&part_b.unwrap_or(Part::End)) {
            Ordering::Equal if end => return a.cmp(b),
            Ordering::Equal => {}
            different => return different,
        }
    }
}

/// A version, and whether it is deprecated.
pub type Candidate<'a> = (&'a str, bool);

/// Compares two versions, the one to prefer first: deprecated versions come after all others, then pre-releases after
/// all releases, then older versions after newer ones.
///
/// ```
/// use registry_shared::version::preferred_first;
///
/// let mut versions = [("3.11", false), ("3.12", false), ("3.13", true), ("3.14-rc1", false)];
/// versions.sort_by(|a, b| preferred_first(*a, *b));
/// assert_eq!(versions.map(|(version, _)| version), ["3.12", "3.11", "3.14-rc1", "3.13"]);
/// ```
#[must_use]
pub fn preferred_first((a, a_is_deprecated): Candidate<'_>, (b, b_is_deprecated): Candidate<'_>) -> Ordering {
    let is_pre_release = |version| pre_release(version) > 0;
    let of_kind = is_pre_release(a).cmp(&is_pre_release(b)).then_with(|| compare(b, a));
    a_is_deprecated.cmp(&b_is_deprecated).then(of_kind)
}

/// Returns the length of a version up to the end of the word that marks it as a pre-release, or 0 for a release.
#[must_use]
pub fn pre_release(version: &str) -> usize {
    let mut parts = Parts::of(version);
    while let Some(part) = parts.next() {
        if let Part::Before(_) = part {
            return version.len() - parts.rest.len();
        }
    }
    0
}

/// Returns whether a longer version begins with these components: `3` and `3.1` begin `3.1.4`, but `3.1` does not begin
/// `3.14`, and `8` begins `8u392`.
#[must_use]
pub fn begins_with(version: &str, components: &str) -> bool {
    let class = |c: char| (c.is_ascii_digit(), c.is_ascii_alphabetic());
    let next = version.strip_prefix(components).and_then(|rest| rest.chars().next());
    let last = components.chars().next_back();
    last.zip(next).is_some_and(|(last, next)| last.is_ascii_alphanumeric() && class(last) != class(next))
}

/// Returns whether a program that prints `output` is of this version: whether the first components of some version
/// number in it are those of `version`.
///
/// - A version number is a number with a `.` and a number after it, or any number that is the first of its line. So
///   the year in `ruby 3.3.8 (2025-04-09 revision b200bad6cd)` is none. Letters directly before it do not matter: `v20.11.1`,
///   `go1.22.5`.
/// - Only the part of `version` that programs print is compared. It begins with a number, and ends before a word that
///   names a variant, or that marks a pre-release without a number, as in `3.13-slim` and `17-ea`. A version without
///   numbers, such as `latest`, claims nothing, so any output is right.
/// - `3.14-rc1` is `3.14.0rc1`, and `8u392` is `1.8.0_392`, as Java printed its versions up to 8.
///
/// The output may be in any encoding that contains ASCII.
///
/// ```
/// use registry_shared::version::is_printed;
///
/// assert!(is_printed("3.12", b"Python 3.12.1\n"));
/// assert!(!is_printed("3.1", b"Python 3.12.1\n"));
/// assert!(is_printed("17", b"openjdk version \"17.0.9\" 2023-10-17\n"));
/// ```
#[must_use]
pub fn is_printed(version: &str, output: &[u8]) -> bool {
    let Some(claimed) = from_number(version).map(printed_parts) else {
        return true;
    };
    String::from_utf8_lossy(output).lines().any(|line| {
        let texts = line.split(|c: char| !(c.is_ascii_alphanumeric() || "._-+~".contains(c)));
        let numbers = texts.filter_map(from_number).enumerate();
        let mut versions = numbers.filter(|(n, number)| *n == 0 || is_dotted(number)).map(|(_, number)| number);
        versions.any(|number| {
            begins_with_parts(number, &claimed)
                || of_old_java(number).is_some_and(|number| begins_with_parts(&number, &claimed))
        })
    })
}

// The text from its first digit.
fn from_number(text: &str) -> Option<&str> {
    let (_, number) = text.split_at_checked(text.find(|c: char| c.is_ascii_digit())?)?;
    Some(number)
}

fn is_dotted(number: &str) -> bool {
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

// The parts that a program of this version prints.
fn printed_parts(version: &str) -> Vec<Part<'_>> {
    let mut printed = Vec::new();
    let mut parts = Parts::of(version).peekable();
    while let Some(part) = parts.next() {
        let is_printed = match part {
            Part::Number(..) | Part::After(_) => true,
            Part::Before(_) => matches!(parts.peek(), Some(Part::Number(..))),
            Part::Variant(_) | Part::End => false,
        };
        if !is_printed {
            break;
        }
        printed.push(part);
    }
    printed
}

fn begins_with_parts(version: &str, components: &[Part<'_>]) -> bool {
    let mut parts = Parts::of(version).peekable();
    components.iter().all(|component| {
        // `3.14-rc1` is `3.14.0rc1`.
        let is_pre_release = matches!(component, Part::Before(_));
        while is_pre_release && parts.next_if(|part| matches!(part, Part::Number(0, _))).is_some() {}
        parts.next().is_some_and(|part| part == *component)
    })
}

// `8u392` for `1.8.0_392`: https://openjdk.org/jeps/223
fn of_old_java(version: &str) -> Option<String> {
    let (feature, update) = version.strip_prefix("1.")?.split_once(".0_")?;
    Some(format!("{feature}u{update}"))
}

/// A part of a version. The order of the variants is the order of the parts.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Before(Word<'a>),
    Variant(Word<'a>),
    End,
    After(Word<'a>),
    /// The digits without leading zeros. The longer of two numbers is the larger.
    Number(usize, &'a str),
}

/// A word that compares without regard to case.
struct Word<'a>(&'a str);

impl Word<'_> {
    fn is(&self, word: &str) -> bool {
        self.0.eq_ignore_ascii_case(word)
    }
}

impl Ord for Word<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let lower = |byte: u8| byte.to_ascii_lowercase();
        self.0.bytes().map(lower).cmp(other.0.bytes().map(lower))
    }
}

impl PartialOrd for Word<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Word<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.is(other.0)
    }
}

impl Eq for Word<'_> {}

const BEFORE: [&str; 31] = [
    "alpha",
    "beta",
    "canary",
    "candidate",
    "cr",
    "daily",
    "dev",
    "devel",
    "develop",
    "development",
    "ea",
    "eap",
    "edge",
    "experimental",
    "head",
    "m",
    "main",
    "master",
    "milestone",
    "next",
    "nightly",
    "pre",
    "prerelease",
    "preview",
    "rc",
    "snapshot",
    "testing",
    "tip",
    "trunk",
    "unreleased",
    "unstable",
];
/// Words that mark a pre-release only before a number: `1.1.1a` is a later release.
const BEFORE_NUMBER: [&str; 3] = ["a", "b", "c"];
const AFTER: [&str; 8] = ["final", "p", "patch", "post", "r", "sp", "u", "update"];

struct Parts<'a> {
    rest: &'a str,
    /// Whether the part before was a number.
    after_number: bool,
}

impl<'a> Parts<'a> {
    fn of(version: &'a str) -> Self {
        Self { rest: version, after_number: false }
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (part, rest) = self.rest.split_at(end);
        self.rest = rest;
        part
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let separator = self.take(|c| !c.is_ascii_alphanumeric());
        let attached = std::mem::take(&mut self.after_number) && separator.is_empty();
        let digits = self.take(|c| c.is_ascii_digit());
        if !digits.is_empty() {
            self.after_number = true;
            let number = digits.trim_start_matches('0');
            return Some(Part::Number(number.len(), number));
        }
        let word = Word(self.take(|c| c.is_ascii_alphabetic()));
        let is_one_of = |words: &[&str]| words.iter().any(|other| word.is(other));
        let numbered = self.rest.starts_with(|c: char| c.is_ascii_digit());
        if word.0.is_empty() {
            None
        } else if is_one_of(&BEFORE) || (numbered && is_one_of(&BEFORE_NUMBER)) {
            Some(Part::Before(word))
        } else if attached || is_one_of(&AFTER) {
            Some(Part::After(word))
        } else {
            Some(Part::Variant(word))
        }
    }
}
