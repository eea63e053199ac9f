//! Bounded, escaped excerpts of untrusted text, for error messages.

#![allow(clippy::inline_always, reason = "a failed lookup should cost little more than a successful one")]

use std::fmt::{self, Display, Formatter, Write};

/// Displays a text in backquotes: escaped, and cut after [`Quoted::MAX_CHARS`] characters.
///
/// ```
/// use registry_shared::excerpt::Quoted;
///
/// assert_eq!(Quoted("py\nthon").to_string(), r"`py\nthon`");
/// ```
pub struct Quoted<'a>(pub &'a str);

impl Quoted<'_> {
    /// The number of characters that are shown of a longer text.
    pub const MAX_CHARS: usize = 80;
}

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let end = self.0.char_indices().nth(Self::MAX_CHARS).map_or(self.0.len(), |(end, _)| end);
        let (text, rest) = self.0.split_at_checked(end).unwrap_or_default();
        Part { text, cut: !rest.is_empty() }.fmt(f)
    }
}

/// The start of a text, and whether it is all of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The start.
    pub text: &'a str,
    /// Whether more text follows.
    pub cut: bool,
}

impl<'a> Part<'a> {
    /// Returns the text if nothing was cut from it.
    #[must_use]
    pub fn whole(self) -> Option<&'a str> {
        (!self.cut).then_some(self.text)
    }
}

impl Display for Part<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        quote(self.text, self.cut, f)
    }
}

/// A copy of the start of a text, of up to `N` words of eight bytes, or fewer where a character would be split. It
/// needs no heap.
///
/// ```
/// use registry_shared::excerpt::Excerpt;
///
/// let excerpt = Excerpt::<1>::of("javascript");
/// assert_eq!(excerpt.part().text, "javascri");
/// assert_eq!(excerpt.part().whole(), None);
/// assert_eq!(excerpt.part().to_string(), "`javascri…`");
/// ```
#[derive(Clone)]
pub struct Excerpt<const N: usize> {
    words: [[u8; 8]; N],
    length: u8,
    cut: bool,
}

impl<const N: usize> Excerpt<N> {
    /// The number of bytes that fit.
    pub const MAX_BYTES: usize = 8 * N;

    /// Copies the start of `text`.
    #[inline]
    #[must_use]
    pub fn of(text: &str) -> Self {
        const { assert!(Self::MAX_BYTES <= u8::MAX as usize) }
        let fits = text.len() <= Self::MAX_BYTES;
        let length = if fits { text.len() } else { floor_char_boundary(text, Self::MAX_BYTES) };
        let mut words = [[0; 8]; N];
        if let (Some(copy), Some(copied)) = (words.as_flattened_mut().get_mut(..length), text.as_bytes().get(..length))
        {
            copy.copy_from_slice(copied);
        }
        Self { words, length: length.to_le_bytes()[0], cut: !fits }
    }

    /// Returns the copy.
    #[must_use]
    pub fn part(&self) -> Part<'_> {
        let bytes = self.words.as_flattened().get(..self.length.into()).unwrap_or_default();
        Part { text: str::from_utf8(bytes).unwrap_or_default(), cut: self.cut }
    }
}

impl Excerpt<3> {
    /// Copies all of a text of at most 16 bytes, which are given as a number, the first byte lowest.
    #[inline(always)]
    #[must_use]
    pub fn of_bytes(text: u128, length: usize) -> Self {
        let [low, high] = [text, text >> 64].map(|half| half.to_le_bytes().first_chunk().copied().unwrap_or_default());
        Self { words: [low, high, [0; 8]], length: length.to_le_bytes()[0], cut: false }
    }
}

fn quote(text: &str, cut: bool, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('`')?;
    for c in text.chars() {
        match c {
            // Between backquotes these mean themselves.
            '"' | '\'' | '\\' => f.write_char(c)?,
            _ => write!(f, "{}", c.escape_debug())?,
        }
    }
    f.write_str(if cut { "…`" } else { "`" })
}

// `str::floor_char_boundary` needs a newer compiler than this crate does.
fn floor_char_boundary(text: &str, index: usize) -> usize {
    (0..=index).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0)
}
