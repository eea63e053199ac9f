//! Reading and hashing of lookup keys: the macro places each key in a table by them, and a lookup finds it there.
//!
//! A key is a language's id and a version. [`Reading::read`] takes up to 16 bytes of each without a branch on their
//! length, [`hash`] mixes them with both lengths, and [`bucket`] and [`slot`] turn the hash into positions of the
//! table.

#![allow(
    clippy::inline_always,
    reason = "with a constant `Reading` this is a few dozen instructions, and hundreds otherwise: \
              `cargo bench -p registry-benches --bench lookup`"
)]

/// How the bytes of a text are read: `words` words of `width` bytes, one after another, but none past the end of the
/// text, and the last one ending with it. Where the text is shorter than one word, all of it is read. With a `width` of
/// zero every byte is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// 0, 1, 2, 4 or 8.
    pub width: usize,
    /// At least one, and at most [`MAX_BYTES`] bytes in total.
    pub words: usize,
}

/// The most bytes that are read of one text, in words.
pub const MAX_BYTES: usize = 16;

impl Reading {
    /// Hashes every byte. It separates all texts, and costs most.
    pub const WHOLE: Self = Self { width: 0, words: 1 };

    /// Reads a text.
    #[inline(always)]
    #[must_use]
    pub fn read(self, text: &[u8]) -> [u64; 2] {
        match (self.width, text.len().checked_sub(self.width)) {
            (0, _) => [whole(text), 0],
            (_, None) => [short(text), 0],
            (1, Some(end)) => self.words(end, |at| word::<1>(text, at)),
            (2, Some(end)) => self.words(end, |at| word::<2>(text, at)),
            (4, Some(end)) => self.words(end, |at| word::<4>(text, at)),
            (_, Some(end)) => self.words(end, |at| word::<8>(text, at)),
        }
    }

    #[inline(always)]
    fn words(self, end: usize, word: impl Fn(usize) -> u64) -> [u64; 2] {
        let mut halves = [0; 2];
        for n in 0..self.words {
            let place = n * self.width;
            if let Some(half) = halves.get_mut(place / 8) {
                *half |= word(self.place(n, end)) << (place % 8 * 8);
            }
        }
        halves
    }

    /// Returns the bytes of a text of at most [`MAX_BYTES`], the first one lowest.
    #[inline(always)]
    #[must_use]
    pub fn bytes(self, text: &[u8]) -> Option<u128> {
        match text.len().checked_sub(self.width) {
            // Without a branch on the length, as in `read`. Shifting more words than these costs more than a branch.
            Some(end) if text.len() <= self.reach() && self.words <= 4 && self.reach() <= 8 => Some(match self.width {
                1 => self.joined(end, |at| word::<1>(text, at)),
                2 => self.joined(end, |at| word::<2>(text, at)),
                4 => self.joined(end, |at| word::<4>(text, at)),
                _ => self.joined(end, |at| word::<8>(text, at)),
            }),
            _ if text.len() <= MAX_BYTES => Some(bytes(text)),
            _ => None,
        }
    }

    // Where words overlap, they have the same bytes.
    #[inline(always)]
    fn joined(self, end: usize, word: impl Fn(usize) -> u64) -> u128 {
        let places = (0..self.words).map(|n| self.place(n, end));
        places.fold(0, |joined, at| joined | word(at) << (at * 8 % 64)).into()
    }

    // Where a word is read: after the one before it, but not past the end.
    #[inline(always)]
    const fn place(self, n: usize, end: usize) -> usize {
        let place = n * self.width;
        if n + 1 == self.words || place > end { end } else { place }
    }

    /// Returns the length of the longest text that its length and its [`read`](Self::read) bytes identify.
    #[inline(always)]
    #[must_use]
    pub const fn reach(self) -> usize {
        self.width * self.words
    }

    /// Returns what [`read`](Self::read) returned for the text at `position`, from a table of [`reach`](Self::reach)
    /// bytes per text.
    #[inline(always)]
    #[must_use]
    pub fn recorded(self, table: &[u8], position: usize) -> [u64; 2] {
        let length = self.reach();
        let mut bytes = [0; MAX_BYTES];
        let recorded = table.get(position * length..).and_then(|rest| rest.get(..length));
        if let (Some(recorded), Some(bytes)) = (recorded, bytes.get_mut(..length)) {
            bytes.copy_from_slice(recorded);
        }
        [word::<8>(&bytes, 0), word::<8>(&bytes, 8)]
    }
}

/// Returns a set of one bit, which depends on the length and the ends of a text. A text whose bit is not in the union of
/// such sets is none of their texts.
///
/// ```
/// use registry_shared::key::filter;
///
/// let aliases = filter(b"py") | filter(b"python3");
/// assert_eq!(filter(b"node") & aliases, 0);
/// ```
#[inline(always)]
#[must_use]
pub fn filter(text: &[u8]) -> u64 {
    // These factors separate the built-in ids from the built-in aliases.
    let end = |byte: Option<&u8>| byte.copied().map_or(0, usize::from);
    1 << ((text.len() + 7 * end(text.first()) + 11 * end(text.last())) % 64)
}

// Odd numbers whose bits look random, so that a multiplication spreads each bit of its operand: the multipliers of
// MurmurHash3's finalizer and of Fibonacci hashing (2^64 / φ), and one of the constants of the `wyhash` family.
const SPREAD_REST: u64 = 0xff51_afd7_ed55_8ccd;
const SPREAD_LENGTHS: u64 = 0x9e37_79b9_7f4a_7c15;
const VERSION_SEED: u64 = 0xd6e8_feb8_6659_fd93;

// FNV-1a: <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// Hashes the words of an id and of a version, together with their lengths in bytes.
#[inline(always)]
#[must_use]
pub fn hash(id: [u64; 2], id_length: usize, version: [u64; 2], version_length: usize) -> u64 {
    let [[id, id_rest], [version, version_rest]] = [id, version];
    let lengths = (id_length as u64).wrapping_mul(256).wrapping_add(version_length as u64);
    let id = id ^ id_rest.wrapping_mul(SPREAD_REST) ^ lengths.wrapping_mul(SPREAD_LENGTHS);
    let version = version ^ version_rest.wrapping_mul(SPREAD_REST) ^ VERSION_SEED;
    let product = u128::from(id) * u128::from(version);
    low(product) ^ low(product >> 64)
}

/// Returns the bucket of a hash, of `buckets` buckets, a power of two.
#[inline(always)]
#[must_use]
pub fn bucket(hash: u64, buckets: usize) -> usize {
    index(hash >> 48, buckets)
}

/// Returns the slot of a hash whose bucket has that displacement, of `slots` slots, a power of two.
#[inline(always)]
#[must_use]
pub fn slot(hash: u64, displacement: u8, slots: usize) -> usize {
    let step = (hash >> 32 | 1).wrapping_mul(u64::from(displacement));
    index(hash.wrapping_add(step), slots)
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "only the low bits are kept")]
fn index(number: u64, count: usize) -> usize {
    number as usize & count.wrapping_sub(1)
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "only the low half is kept")]
fn low(number: u128) -> u64 {
    number as u64
}

// Every byte of a text shorter than a word.
fn short(text: &[u8]) -> u64 {
    match text.len() {
        0 => 0,
        1 => word::<1>(text, 0),
        n @ 2..4 => word::<1>(text, 0) | word::<1>(text, n / 2) << 8 | word::<1>(text, n - 1) << 16,
        n => word::<4>(text, 0) | word::<4>(text, n - 4) << 32,
    }
}

// All bytes of a text that fits into the result.
#[inline]
fn bytes(text: &[u8]) -> u128 {
    match text.len() {
        0 => 0,
        n @ 1..4 => {
            (word::<1>(text, 0) | word::<1>(text, n / 2) << (n / 2 * 8) | word::<1>(text, n - 1) << (n * 8 - 8)).into()
        }
        n @ 4..8 => (word::<4>(text, 0) | word::<4>(text, n - 4) << (n * 8 - 32)).into(),
        n => u128::from(word::<8>(text, 0)) | u128::from(word::<8>(text, n - 8)) << (n * 8 - 64),
    }
}

fn whole(text: &[u8]) -> u64 {
    text.iter().fold(FNV_OFFSET, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME))
}

// `N` bytes at a place, the least significant first.
#[inline(always)]
fn word<const N: usize>(bytes: &[u8], at: usize) -> u64 {
    let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<N>()) else {
        return 0;
    };
    let mut word = [0; 8];
    for (byte, read) in word.iter_mut().zip(chunk) {
        *byte = *read;
    }
    u64::from_le_bytes(word)
}
