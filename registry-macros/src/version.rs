//! The order of versions.
//!
//! A version is a row of numbers and words, which a `.`, a `_`, a `-` or the end of a number or word separates. Two
//! versions compare at the first place where they differ, and there the following come in this order:
//!
//! 1. a word that comes before a release: `rc`, `beta`, `dev`, …, and `a` or `b` before a number;
//! 2. another word behind a separator, which names a variant: `3.13-slim` comes before `3.13`, as what is more special;
//! 3. the end;
//! 4. a word that comes after a release: `p`, `post`, …, or that stands directly behind a number, as in `8u392`;
//! 5. a number, by its value.
//!
//! Words of one kind compare by their letters. Versions that are made of the same numbers and words compare as texts, so
//! that no two of them are equal.

use std::cmp::Ordering;

/// Orders two versions, the older one first.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
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

/// The positions of versions, the newest first, and those that come before a release behind all others.
pub(crate) fn newest_first(versions: &[&str]) -> Vec<usize> {
    let mut keyed: Vec<(bool, usize, &str)> =
        versions.iter().enumerate().map(|(n, version)| (pre_release(version) > 0, n, *version)).collect();
    keyed.sort_by(|(pre_a, _, a), (pre_b, _, b)| pre_a.cmp(pre_b).then_with(|| compare(b, a)));
    keyed.into_iter().map(|(_, position, _)| position).collect()
}

/// How much of a version says that it comes before a release: up to the end of the word that says so, or 0.
pub(crate) fn pre_release(version: &str) -> usize {
    let mut parts = Parts::of(version);
    while let Some(part) = parts.next() {
        if let Part::Before(_) = part {
            return version.len() - parts.rest.len();
        }
    }
    0
}

/// A part of a version. The order of the variants is the order of the parts.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Before(String),
    Variant(String),
    End,
    After(String),
    /// Without the zeros in front; of two numbers the longer is the larger.
    Number(usize, String),
}

const BEFORE: [&str; 17] = [
    "alpha",
    "beta",
    "canary",
    "cr",
    "dev",
    "ea",
    "eap",
    "edge",
    "m",
    "milestone",
    "next",
    "nightly",
    "pre",
    "preview",
    "rc",
    "snapshot",
    "unstable",
];
const AFTER: [&str; 8] = ["final", "p", "patch", "post", "r", "sp", "u", "update"];

struct Parts<'a> {
    rest: &'a str,
    /// A number ended directly before.
    behind_number: bool,
}

impl<'a> Parts<'a> {
    fn of(version: &'a str) -> Self {
        Self { rest: version, behind_number: false }
    }

    fn take(&mut self, part_of: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !part_of(c)).unwrap_or(self.rest.len());
        let (part, rest) = self.rest.split_at(end);
        self.rest = rest;
        part
    }
}

impl Iterator for Parts<'_> {
    type Item = Part;

    fn next(&mut self) -> Option<Part> {
        let separator = self.take(|c| !c.is_ascii_alphanumeric());
        let attached = std::mem::take(&mut self.behind_number) && separator.is_empty();
        let digits = self.take(|c| c.is_ascii_digit());
        if !digits.is_empty() {
            self.behind_number = true;
            let number = digits.trim_start_matches('0');
            return Some(Part::Number(number.len(), number.to_owned()));
        }
        let word = self.take(|c| c.is_ascii_alphabetic()).to_lowercase();
        let numbered = self.rest.starts_with(|c: char| c.is_ascii_digit());
        if word.is_empty() {
            None
        } else if BEFORE.contains(&word.as_str()) || (numbered && matches!(word.as_str(), "a" | "b")) {
            Some(Part::Before(word))
        } else if attached || AFTER.contains(&word.as_str()) {
            Some(Part::After(word))
        } else {
            Some(Part::Variant(word))
        }
    }
}
