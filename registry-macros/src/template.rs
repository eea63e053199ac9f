//! Templates with `{placeholder}`s: parsed once, filled for every version.

/// A text with placeholders, in which `{{` and `}}` are braces.
#[derive(Default)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
}

enum Piece {
    Text(String),
    Placeholder(Placeholder),
}

/// A name between braces that a template replaces.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placeholder {
    Version,
    File,
}

impl Placeholder {
    /// The placeholders of an argument. An image has no file.
    pub(crate) const ALL: [Self; 2] = [Self::File, Self::Version];

    /// The name between the braces.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::File => "file",
        }
    }
}

/// A mistake in a template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// A placeholder that is not allowed.
    Unknown(String),
    /// A `{` without its `}`, and the text from there on.
    Unclosed(String),
    /// A `}` without its `{`, and the text up to there.
    Stray(String),
}

impl Template {
    /// Parses a template that may contain the `allowed` placeholders.
    ///
    /// # Errors
    ///
    /// Every mistake in it, in the order of the text.
    pub(crate) fn parse(text: &str, allowed: &[Placeholder]) -> Result<Self, Vec<Mistake>> {
        let mut pieces = Vec::new();
        let mut mistakes = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, brace, after)) = split_at_brace(rest) {
            plain.push_str(before);
            rest = after;
            if let Some(after) = after.strip_prefix(brace) {
                plain.push(brace);
                rest = after;
            } else if brace == '}' {
                let seen = text.strip_suffix(after).unwrap_or(text);
                mistakes.push(Mistake::Stray(seen.to_owned()));
            } else if let Some((name, '}', after)) = split_at_brace(after) {
                rest = after;
                match allowed.iter().find(|placeholder| placeholder.name() == name) {
                    Some(&placeholder) => {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                        pieces.push(Piece::Placeholder(placeholder));
                    }
                    None => mistakes.push(Mistake::Unknown(name.to_owned())),
                }
            } else {
                // Nothing after an open brace is certain.
                mistakes.push(Mistake::Unclosed(format!("{{{after}")));
                break;
            }
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        if mistakes.is_empty() { Ok(Self { pieces }) } else { Err(mistakes) }
    }

    /// Returns whether the template contains `placeholder`.
    pub(crate) fn names(&self, placeholder: Placeholder) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Placeholder(named) if *named == placeholder))
    }

    /// Returns the text with every placeholder filled.
    pub(crate) fn fill(&self, version: &str, file: &str) -> String {
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

fn split_at_brace(text: &str) -> Option<(&str, char, &str)> {
    let (before, from_brace) = text.split_at_checked(text.find(['{', '}'])?)?;
    let mut chars = from_brace.chars();
    Some((before, chars.next()?, chars.as_str()))
}
