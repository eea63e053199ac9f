//! The grammars of names: one rule each, which finds the first mistake in a text.

use std::fmt::{self, Display, Formatter};

use crate::excerpt::Quoted;

/// A grammar with a limit on the length, in characters.
pub struct Rule {
    /// The most characters that a name may have.
    pub limit: usize,
    /// Finds a mistake in a text that is not empty.
    grammar: fn(&str) -> Option<Mistake>,
}

/// The first mistake in a name. It displays as the end of a sentence about the name: "begins with `.`".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// It has no characters.
    Empty,
    /// This character is not allowed anywhere.
    Character(char),
    /// This character is not allowed at the start.
    Start(char),
    /// This character is not allowed at the end.
    End(char),
    /// This character appears twice in a row, where only one is allowed.
    Doubled(char),
    /// It consists of punctuation alone.
    NoLetter,
    /// The name as a whole has another meaning.
    Reserved(&'static str),
    /// It has more characters than the limit.
    TooLong {
        /// The number of characters.
        length: usize,
        /// The most that are allowed.
        limit: usize,
    },
}

impl Rule {
    /// Returns the first mistake in `text`, or `None` if it is a valid name.
    ///
    /// ```
    /// use registry_shared::name::{ID, Mistake};
    ///
    /// assert_eq!(ID.mistake("python"), None);
    /// assert_eq!(ID.mistake("3d"), Some(Mistake::Start('3')));
    /// ```
    #[must_use]
    pub fn mistake(&self, text: &str) -> Option<Mistake> {
        if text.is_empty() {
            return Some(Mistake::Empty);
        }
        let length = text.chars().count();
        let too_long = Mistake::TooLong { length, limit: self.limit };
        (self.grammar)(text).or_else(|| (length > self.limit).then_some(too_long))
    }

    /// Returns whether `text` is a valid name.
    #[must_use]
    pub fn allows(&self, text: &str) -> bool {
        self.mistake(text).is_none()
    }
}

/// The most characters of a label value, of the name part of a label key, and of an RFC 1123 label:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>.
const MAX_LABEL: usize = 63;

/// A language's id: `[a-z][a-z0-9]*(_[a-z0-9]+)*`, which is a JSON key, a label value and the start of a Rust name.
pub const ID: Rule = Rule {
    limit: MAX_LABEL,
    grammar: |text| snake_case(text).or_else(|| (text == "self").then_some(Mistake::Reserved("self"))),
};

/// The name by which a declaration is exported: a macro and a module have it.
pub const EXPORT: Rule = Rule { limit: usize::MAX, grammar: snake_case };

/// A label value that is not empty, or the name part of a label key: letters and digits at both ends.
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>
pub const LABEL: Rule = Rule {
    limit: MAX_LABEL,
    grammar: |text| characters(text, is_word).or_else(|| ends(text, |c| c.is_ascii_alphanumeric())),
};

/// The name of a file in a `ConfigMap`, which is also a file in a directory.
/// <https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object>
pub const CONFIG_MAP_KEY: Rule =
    Rule { limit: 253, grammar: |text| characters(text, is_word).or_else(|| directory(text)) };

/// A version: a label value, and the part of an image tag.
pub const VERSION: Rule = LABEL;

/// Another name of a language: `c++`, `c#` and `.net` are not ids, but people write them. It is at most as long as an
/// id.
pub const ALIAS: Rule = Rule {
    limit: MAX_LABEL,
    grammar: |text| {
        let no_letter = || (!text.contains(is_lower)).then_some(Mistake::NoLetter);
        characters(text, |c| is_lower(c) || matches!(c, '+' | '#' | '.' | '_' | '-')).or_else(no_letter)
    },
};

/// The extension of a script's file name. `main.` and the extension are a `ConfigMap` key of at most 253 characters:
/// <https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object>.
pub const FILE_EXT: Rule = Rule {
    limit: 253 - "main.".len(),
    grammar: |text| characters(text, is_word).or_else(|| start(text, |c| c != '.')),
};

/// The name of an environment variable that every version of Kubernetes accepts: `[-._a-zA-Z][-._a-zA-Z0-9]*`, but
/// neither `.` nor anything that begins with `..`.
/// <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables>
pub const VARIABLE: Rule = Rule {
    limit: usize::MAX,
    grammar: |text| {
        characters(text, is_word).or_else(|| directory(text)).or_else(|| start(text, |c| !c.is_ascii_digit()))
    },
};

/// An RFC 1123 label, which names any kind of object, and a host:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names>.
pub const LABEL_NAME: Rule = Rule {
    limit: MAX_LABEL,
    grammar: |text| characters(text, |c| is_lower(c) || c == '-').or_else(|| ends(text, is_lower)),
};

/// An RFC 1123 subdomain, which names most kinds of objects. Kubernetes does not limit the length of its parts.
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names>
pub const SUBDOMAIN: Rule = Rule {
    limit: 253,
    grammar: |text| {
        let part = |part: &str| if part.is_empty() { doubled_dot(text) } else { ends(part, is_lower) };
        characters(text, |c| is_lower(c) || matches!(c, '-' | '.')).or_else(|| text.split('.').find_map(part))
    },
};

// Kubernetes rejects names that a file system or its own volumes give a meaning: `.`, `..` and `..data`.
fn directory(text: &str) -> Option<Mistake> {
    match text {
        "." => Some(Mistake::Reserved(".")),
        _ => text.starts_with("..").then_some(Mistake::Doubled('.')),
    }
}

// A part between dots is empty: at the start, at the end, or between two of them.
fn doubled_dot(text: &str) -> Option<Mistake> {
    ends(text, |c| c != '.').or(Some(Mistake::Doubled('.')))
}

fn snake_case(text: &str) -> Option<Mistake> {
    characters(text, |c| is_lower(c) || c == '_')
        .or_else(|| start(text, |c| c.is_ascii_lowercase()))
        .or_else(|| text.ends_with('_').then_some(Mistake::End('_')))
        .or_else(|| text.contains("__").then_some(Mistake::Doubled('_')))
}

fn characters(text: &str, is_allowed: impl Fn(char) -> bool) -> Option<Mistake> {
    text.chars().find(|c| !is_allowed(*c)).map(Mistake::Character)
}

fn start(text: &str, is_allowed: impl Fn(char) -> bool) -> Option<Mistake> {
    text.chars().next().filter(|c| !is_allowed(*c)).map(Mistake::Start)
}

fn ends(text: &str, is_allowed: impl Fn(char) -> bool) -> Option<Mistake> {
    let end = || text.chars().next_back().filter(|c| !is_allowed(*c)).map(Mistake::End);
    start(text, &is_allowed).or_else(end)
}

fn is_lower(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

// What labels, versions, extensions and variables are made of.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

impl Display for Mistake {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let quoted = |c: char, f: &mut Formatter<'_>| Quoted(c.encode_utf8(&mut [0; 4])).fmt(f);
        match *self {
            Self::Empty => f.write_str("is empty"),
            Self::Character(c) => f.write_str("contains ").and_then(|()| quoted(c, f)),
            Self::Start(c) => f.write_str("begins with ").and_then(|()| quoted(c, f)),
            Self::End(c) => f.write_str("ends with ").and_then(|()| quoted(c, f)),
            Self::Doubled(c) => write!(f, "contains `{c}{c}`"),
            Self::NoLetter => f.write_str("contains no letter or digit"),
            Self::Reserved(_) => f.write_str("is reserved"),
            Self::TooLong { length, limit } => {
                write!(f, "is {length} characters long, and at most {limit} are allowed")
            }
        }
    }
}
