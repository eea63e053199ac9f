//! Reading text while a constant is evaluated.
//!
//! The compiler interprets these functions for every line of a lock file, counts their iterations and calls, and warns of
//! constants with millions of them. So they take several bytes at a time, with patterns, which call nothing. They return
//! what follows, because splitting a slice takes the compiler as long as reading thirty bytes.

/// Returns the text from the first byte that equals `searched`, or an empty text.
pub(crate) const fn from_byte(mut text: &[u8], searched: u8) -> &[u8] {
    let x = searched;
    while let &[a, b, c, d, e, f, g, h, ref rest @ ..] = text {
        if a == x || b == x || c == x || d == x || e == x || f == x || g == x || h == x {
            break;
        }
        text = rest;
    }
    while let [byte, rest @ ..] = text {
        if *byte == x {
            break;
        }
        text = rest;
    }
    text
}

/// Returns the text from the first byte that equals `searched` or ends a word. White space and control characters do.
pub(crate) const fn from_byte_of_word(mut text: &[u8], searched: u8) -> &[u8] {
    while let [byte @ (b'!'..), rest @ ..] = text {
        if *byte == searched {
            break;
        }
        text = rest;
    }
    text
}

/// Returns what follows white space in a line.
pub(crate) const fn after_spaces(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\r' | b'\x0C', rest @ ..] = text {
        text = rest;
    }
    text
}

/// Returns what follows in a text if its first `length` bytes equal those of another.
pub(crate) const fn after_equal<'a>(mut text: &'a [u8], mut other: &[u8], mut length: usize) -> Option<&'a [u8]> {
    while length >= 4
        && let &[a, b, c, d, ref rest @ ..] = text
        && let &[e, f, g, h, ref others @ ..] = other
    {
        if a != e || b != f || c != g || d != h {
            return None;
        }
        text = rest;
        other = others;
        length -= 4;
    }
    while length > 0
        && let &[a, ref rest @ ..] = text
        && let &[b, ref others @ ..] = other
    {
        if a != b {
            return None;
        }
        text = rest;
        other = others;
        length -= 1;
    }
    if length == 0 { Some(text) } else { None }
}

/// Returns what follows the bytes `0` to `9` and `a` to `f`.
pub(crate) const fn after_lower_hex(mut text: &[u8]) -> &[u8] {
    macro_rules! digit {
        () => {
            b'0'..=b'9' | b'a'..=b'f'
        };
    }
    while let [digit!(), digit!(), digit!(), digit!(), digit!(), digit!(), digit!(), digit!(), rest @ ..] = text {
        text = rest;
    }
    while let [digit!(), rest @ ..] = text {
        text = rest;
    }
    text
}

/// Mixes the bytes of a word into a number, and returns what follows. A word ends at white space, at a control character
/// or at the end.
pub(crate) const fn hash_word(mut text: &[u8]) -> (u64, &[u8]) {
    // The largest prime below 2^32, and a factor that spreads similar texts. Their product, plus a sum, fits.
    const MODULUS: u64 = 4_294_967_291;
    const FACTOR: u64 = 2_654_435_761;
    let mut hash = 0;
    while let [a @ (b'!'..), b @ (b'!'..), c @ (b'!'..), d @ (b'!'..), rest @ ..] = text {
        let bytes = (*a as u64) << 24 | (*b as u64) << 16 | (*c as u64) << 8 | *d as u64;
        hash = (hash * FACTOR + bytes) % MODULUS;
        text = rest;
    }
    while let [byte @ (b'!'..), rest @ ..] = text {
        hash = (hash * FACTOR + *byte as u64) % MODULUS;
        text = rest;
    }
    (hash, text)
}

#[cfg(test)]
mod tests {
    use super::{after_equal, after_lower_hex, after_spaces, from_byte, from_byte_of_word, hash_word};

    #[test]
    fn they_agree_with_the_standard_library() {
        for length in 0..40 {
            let text: Vec<u8> = (0..length).map(|n: usize| b"0123456789abcdef"[n % 16]).collect();
            assert_eq!(after_lower_hex(&text), b"");
            assert_eq!(after_equal(&text, &text.clone(), length), Some(&b""[..]));
            assert_eq!(after_equal(&text, &text.clone(), length + 1), None);
            for place in 0..text.len() {
                for byte in 0..=u8::MAX {
                    let mut other = text.clone();
                    other[place] = byte;
                    for length in [place, place + 1] {
                        let rest = (text[..length] == other[..length]).then_some(&other[length..]);
                        assert_eq!(after_equal(&other, &text, length), rest);
                    }
                    let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                    let place = |is_end: &dyn Fn(&u8) -> bool| other.iter().position(is_end).unwrap_or(other.len());
                    assert_eq!(after_lower_hex(&other), &other[place(&|byte| !is_hex(byte))..], "{byte}");
                    assert_eq!(from_byte(&other, byte), &other[place(&|found| *found == byte)..], "{byte}");
                    let end = place(&|found| *found == byte || *found <= b' ');
                    assert_eq!(from_byte_of_word(&other, byte), &other[end..], "{byte}");
                    assert_eq!(hash_word(&other).1, &other[place(&|found| *found <= b' ')..], "{byte}");
                }
            }
        }
        assert_eq!(from_byte(b"", b'a'), b"");
        assert_eq!(after_spaces(b" \t\r\x0C\n "), b"\n ");
    }

    #[test]
    fn words_are_hashed_without_what_follows() {
        let hash = |text: &str| hash_word(text.as_bytes()).0;
        for word in ["", "a", "abc", "abcd", "abcde", "python:3.12-slim"] {
            assert_eq!(hash(word), hash(&format!("{word} more")));
            assert_ne!(hash(word), hash(&format!("{word}!")));
        }
    }
}
