//! Templates with `{placeholder}`s: parsed once, filled for every version.

use std::borrow::Cow;

/// A text with placeholders, in which `{{` and `}}` are braces.
///
/// ```
/// use registry_shared::template::{Mistake, Placeholder, Template};
///
/// let template = Template::parse("python:{version}-slim", &[Placeholder::Version]).unwrap();
/// assert_eq!(template.fill("3.12", ""), "python:3.12-slim");
///
/// let mistakes = Template::parse("{home}/bin", &[Placeholder::Version]).err();
/// assert_eq!(mistakes, Some(vec![Mistake::Unknown("home")]));
/// ```
#[derive(Default)]
pub struct Template {
    pieces: Vec<Piece>,
}

enum Piece {
    Text(String),
    Placeholder(Placeholder),
}

/// A name between braces that a template replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The version of the runtime.
    Version,
    /// The path of the script.
    File,
}

impl Placeholder {
    /// The placeholders of an argument. Images and environment variables have no file.
    pub const ALL: [Self; 2] = [Self::File, Self::Version];

    /// Returns the name between the braces.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::File => "file",
        }
    }
}

/// A mistake in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake<'a> {
    /// The name of a placeholder that is not allowed.
    Unknown(&'a str),
    /// The rest of the text, from a `{` without its `}`.
    Unclosed(&'a str),
    /// The text up to a `}` without its `{`.
    Stray(&'a str),
}

impl Template {
    /// Parses a template that may contain the `allowed` placeholders.
    ///
    /// # Errors
    ///
    /// Every mistake in it, in the order of the text.
    pub fn parse<'a>(text: &'a str, allowed: &[Placeholder]) -> Result<Self, Vec<Mistake<'a>>> {
        Self::parse_with(text, |name| allowed.iter().copied().find(|placeholder| placeholder.name() == name))
    }

    /// Parses a template, taking every name between braces for `placeholder`.
    ///
    /// # Errors
    ///
    /// Every mistake in its braces, in the order of the text.
    pub fn parse_any(text: &str, placeholder: Placeholder) -> Result<Self, Vec<Mistake<'_>>> {
        Self::parse_with(text, |_| Some(placeholder))
    }

    fn parse_with(text: &str, named: impl Fn(&str) -> Option<Placeholder>) -> Result<Self, Vec<Mistake<'_>>> {
        let mut pieces = Vec::new();
        let mut mistakes = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, brace, after)) = split_at_brace(rest) {
            plain.push_str(before);
            let from_brace = rest.strip_prefix(before).unwrap_or(rest);
            rest = after;
            if let Some(after) = after.strip_prefix(brace) {
                plain.push(brace);
                rest = after;
            } else if brace == '}' {
                mistakes.push(Mistake::Stray(text.get(..text.len() - after.len()).unwrap_or(text)));
            } else if let Some((name, '}', after)) = split_at_brace(after) {
                rest = after;
                match named(name) {
                    Some(placeholder) => {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                        pieces.push(Piece::Placeholder(placeholder));
                    }
                    None => mistakes.push(Mistake::Unknown(name)),
                }
            } else {
                // Nothing after an open brace is certain.
                mistakes.push(Mistake::Unclosed(from_brace));
                break;
            }
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        if mistakes.is_empty() { Ok(Self { pieces }) } else { Err(mistakes) }
    }

    /// Returns whether the template contains `placeholder`.
    #[must_use]
    pub fn names(&self, placeholder: Placeholder) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Placeholder(named) if *named == placeholder))
    }

    /// Returns the text with every placeholder filled.
    #[must_use]
    pub fn fill(&self, version: &str, file: &str) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Placeholder(Placeholder::Version) => version,
                Piece::Placeholder(Placeholder::File) => file,
            })
            .collect()
    }
}

/// Fills a template that a declaration has checked, and whose only placeholder is `{version}`.
///
/// ```
/// use registry_shared::template::fill_version;
///
/// assert_eq!(fill_version("/opt/{version}/{{x}}", "5.4"), "/opt/5.4/{x}");
/// ```
#[must_use]
pub fn fill_version<'a>(template: &'a str, version: &str) -> Cow<'a, str> {
    if !template.contains(['{', '}']) {
        return Cow::Borrowed(template);
    }
    match Template::parse(template, &[Placeholder::Version]) {
        Ok(template) => Cow::Owned(template.fill(version, "")),
        // The macro rejects such a template.
        Err(_) => Cow::Borrowed(template),
    }
}

fn split_at_brace(text: &str) -> Option<(&str, char, &str)> {
    let (before, from_brace) = text.split_at_checked(text.find(['{', '}'])?)?;
    let mut chars = from_brace.chars();
    Some((before, chars.next()?, chars.as_str()))
}
