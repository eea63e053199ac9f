//! Functions on texts that the standard library does not have as `const`.
//!
//! The compiler interprets them for every line of a lock file. It counts iterations and calls, and warns of constants with
//! millions of them, so they take eight bytes at a time, and read them with patterns, which call nothing.

/// Returns the position of the first byte that equals `searched`.
pub(crate) const fn find(text: &[u8], searched: u8) -> Option<usize> {
    let x = searched;
    let mut rest = text;
    while let [a, b, c, d, e, f, g, h, after @ ..] = rest {
        if *a == x || *b == x || *c == x || *d == x || *e == x || *f == x || *g == x || *h == x {
            break;
        }
        rest = after;
    }
    while let [byte, after @ ..] = rest {
        if *byte == x {
            return Some(text.len() - rest.len());
        }
        rest = after;
    }
    None
}

/// Returns whether two texts are equal.
pub(crate) const fn is_equal(mut a: &[u8], mut b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    while let ([a0, a1, a2, a3, a4, a5, a6, a7, a8 @ ..], [b0, b1, b2, b3, b4, b5, b6, b7, b8 @ ..]) = (a, b) {
        let is_same = *a0 == *b0 && *a1 == *b1 && *a2 == *b2 && *a3 == *b3;
        if !(is_same && *a4 == *b4 && *a5 == *b5 && *a6 == *b6 && *a7 == *b7) {
            return false;
        }
        (a, b) = (a8, b8);
    }
    while let ([first, others @ ..], [other, more @ ..]) = (a, b) {
        if *first != *other {
            return false;
        }
        (a, b) = (others, more);
    }
    true
}

/// Returns whether all bytes are `0` to `9` or `a` to `f`.
pub(crate) const fn is_lower_hex(mut text: &[u8]) -> bool {
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
    text.is_empty()
}

/// Mixes the bytes of a text into a number less than `limit`.
#[expect(clippy::cast_possible_truncation, reason = "the result is less than `limit`")]
pub(crate) const fn hash(mut text: &[u8], limit: usize) -> usize {
    // The largest prime below 2^32, and a factor that spreads similar texts. Their product, plus a sum, fits.
    const MODULUS: u64 = 4_294_967_291;
    const FACTOR: u64 = 2_654_435_761;
    let mut hash = text.len() as u64;
    while let [a, b, c, d, e, f, g, h, rest @ ..] = text {
        let first = (*a as u64) << 24 | (*b as u64) << 16 | (*c as u64) << 8 | *d as u64;
        let second = (*e as u64) << 24 | (*f as u64) << 16 | (*g as u64) << 8 | *h as u64;
        hash = (hash * FACTOR + first) % MODULUS;
        hash = (hash * FACTOR + second) % MODULUS;
        text = rest;
    }
    while let [byte, rest @ ..] = text {
        hash = (hash * FACTOR + *byte as u64) % MODULUS;
        text = rest;
    }
    (hash % limit as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::{find, is_equal, is_lower_hex};

    #[test]
    fn they_agree_with_the_standard_library() {
        for length in 0..40 {
            let text: Vec<u8> = (0..length).map(|n: usize| b"0123456789abcdef"[n % 16]).collect();
            assert!(is_lower_hex(&text) && is_equal(&text, &text.clone()));
            for place in 0..text.len() {
                for byte in 0..=u8::MAX {
                    let mut other = text.clone();
                    other[place] = byte;
                    assert_eq!(is_equal(&text, &other), text == other);
                    assert_eq!(is_lower_hex(&other), matches!(byte, b'0'..=b'9' | b'a'..=b'f'), "{byte}");
                    let found = other.iter().position(|found| *found == byte);
                    assert_eq!(find(&other, byte), found, "{byte} in {other:?}");
                }
            }
        }
        assert_eq!(find(b"", b'a'), None);
        assert_eq!(find(b"0123456789abcdef", b'x'), None);
    }
}
