//! Bounded, escaped excerpts of untrusted text, for error messages.

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
        let (shown, rest) = self.0.split_at_checked(end).unwrap_or_default();
        quote(shown, !rest.is_empty(), f)
    }
}

/// The first `N` bytes of a text, or fewer where a character would be split. It needs no heap.
///
/// ```
/// use registry_shared::excerpt::Excerpt;
///
/// let excerpt = Excerpt::<4>::of("python");
/// assert_eq!(excerpt.text(), "pyth");
/// assert_eq!(excerpt.whole(), None);
/// assert_eq!(excerpt.to_string(), "`pyth…`");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt<const N: usize> {
    bytes: [u8; N],
    length: u8,
    cut: bool,
}

impl<const N: usize> Excerpt<N> {
    /// Copies the start of `text`.
    #[inline]
    #[must_use]
    pub fn of(text: &str) -> Self {
        const { assert!(N <= u8::MAX as usize) }
        let length = if text.len() <= N { text.len() } else { floor_char_boundary(text, N) };
        let mut bytes = [0; N];
        if let (Some(copy), Some(copied)) = (bytes.get_mut(..length), text.as_bytes().get(..length)) {
            copy.copy_from_slice(copied);
        }
        Self { bytes, length: u8::try_from(length).unwrap_or(u8::MAX), cut: length < text.len() }
    }

    /// Returns the copied text.
    #[must_use]
    pub fn text(&self) -> &str {
        let bytes = self.bytes.get(..self.length.into()).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }

    /// Returns the text if nothing was cut from it.
    #[must_use]
    pub fn whole(&self) -> Option<&str> {
        (!self.cut).then_some(self.text())
    }
}

impl<const N: usize> Display for Excerpt<N> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        quote(self.text(), self.cut, f)
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
