//! What an error shows of a text that it was given: a bounded part, escaped.

use std::fmt::{self, Display, Formatter};

/// The beginning of a text, in the place of what holds it: the error of a lookup allocates once.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    bytes: [u8; Self::MAX_BYTES],
    length: usize,
    cut: bool,
}

impl Excerpt {
    const MAX_BYTES: usize = 64;

    pub(crate) fn of(given: &str) -> Self {
        let cut = given.len() > Self::MAX_BYTES;
        let length = if cut {
            (0..=Self::MAX_BYTES).rev().find(|end| given.is_char_boundary(*end)).unwrap_or(0)
        } else {
            given.len()
        };
        let mut bytes = [0; Self::MAX_BYTES];
        bytes[..length].copy_from_slice(&given.as_bytes()[..length]);
        Self { bytes, length, cut }
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }

    /// All of the text, unless it was cut.
    pub(crate) fn whole(&self) -> Option<&str> {
        (!self.cut).then_some(self.text())
    }
}

impl Display for Excerpt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rest = if self.cut { "…" } else { "" };
        write!(f, "`{}{rest}`", self.text().escape_debug())
    }
}
