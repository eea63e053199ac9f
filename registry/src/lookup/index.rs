//! The names of a declaration, and the hash table over them that the macro has computed.
//!
//! A key is a language's id and a version. A few words of each are read, without a branch on their length; they and the
//! lengths are hashed; the hash picks a displacement, the two of them a slot, and the slot holds a position. If the words
//! and the lengths that stand there are the key's, it is found. The macro has picked the words and the displacements so
//! that nearly every key stands in its own slot and is known by its words. Any other is found by comparing texts, from
//! its own slot to the next that is free. An id alone is a key too, with an empty version.
//!
//! `index.rs` of `registry-macros` writes what this file reads; `read`, `hash`, `short` and `whole` are the same in both.

#![expect(
    clippy::inline_always,
    reason = "where a declaration's index is a constant, all of this is a few dozen instructions, and otherwise hundreds"
)]

/// The names of a declaration, apart from everything else, so that a program that only looks up carries nothing else.
#[derive(Debug)]
pub struct Index {
    /// The id of each language.
    pub ids: &'static [&'static str],
    /// The position of each language's first runtime, and at the end the number of runtimes.
    pub first: &'static [usize],
    /// The version of each runtime, then an empty one for each language.
    pub versions: Texts,
    /// How an id is read.
    pub id: Reading,
    /// How a version is read.
    pub version: Reading,
    /// For each bucket of hashes, how its keys are moved.
    pub displacements: &'static [u8],
    /// The position of a key for each slot, or the number of keys.
    pub slots: Numbers,
    /// Whether there are keys that do not stand in their own slot.
    pub crowded: bool,
    /// The language of each key.
    pub languages: Numbers,
    /// What is read of each id.
    pub id_words: &'static [u8],
    /// What is read of each key's version.
    pub version_words: &'static [u8],
}

impl Index {
    /// The position of a key: of a runtime, or after all of them, of a language.
    #[inline(always)]
    #[must_use]
    pub fn search(&self, id: &str, version: &str) -> Option<usize> {
        let id_words = self.id.read(id.as_bytes());
        let version_words = self.version.read(version.as_bytes());
        let hash = hash(id_words, id.len(), version_words, version.len());
        let slot = self.slot(hash);
        let position = self.slots.get(slot);
        if position >= self.languages.len() {
            return None;
        }
        let language = self.languages.get(position);
        let (id_length, version_length) = (self.ids[language].len(), self.versions.length(position));
        let is_known = id_length <= self.id.reach() && version_length <= self.version.reach();
        if id_length == id.len()
            && version_length == version.len()
            && is_known
            && self.id.words_at(self.id_words, language) == id_words
            && self.version.words_at(self.version_words, position) == version_words
        {
            Some(position)
        } else if is_known && !self.crowded {
            None
        } else {
            self.search_from(slot, id, version)
        }
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are what is asked for")]
    fn slot(&self, hash: u64) -> usize {
        let displacement = self.displacements[(hash >> 48) as usize & (self.displacements.len() - 1)];
        let step = (hash >> 32 | 1).wrapping_mul(u64::from(displacement));
        hash.wrapping_add(step) as usize & (self.slots.len() - 1)
    }

    #[cold]
    #[inline(never)]
    fn search_from(&self, mut slot: usize, id: &str, version: &str) -> Option<usize> {
        loop {
            let position = self.slots.get(slot);
            if position >= self.languages.len() {
                return None;
            }
            if self.ids[self.languages.get(position)] == id && self.versions.get(position) == version {
                return Some(position);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// The versions of a language.
    pub(super) fn versions(&'static self, language: usize) -> impl DoubleEndedIterator<Item = &'static str> + Clone {
        (self.first[language]..self.first[language + 1]).map(|runtime| self.versions.get(runtime))
    }

    /// How many runtimes there are.
    pub(super) const fn runtimes(&self) -> usize {
        self.first[self.ids.len()]
    }
}

/// How the bytes of a key are read: as `words` of them, each `width` bytes long and so many after the one before, but
/// none beyond the end, and the last word at the end. Fewer bytes than one word are read as they are. With a `width` of 0
/// all bytes are hashed.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// 0, 1, 2, 4 or 8.
    pub width: usize,
    /// At least one, and all together at most 16 bytes.
    pub words: usize,
}

impl Reading {
    #[inline(always)]
    fn read(self, bytes: &[u8]) -> [u64; 2] {
        match (self.width, bytes.len().checked_sub(self.width)) {
            (0, _) => [whole(bytes), 0],
            (_, None) => [short(bytes), 0],
            (1, Some(end)) => self.words(end, |at| u64::from(bytes[at])),
            (2, Some(end)) => self.words(end, |at| u64::from(u16::from_le_bytes(array(bytes, at)))),
            (4, Some(end)) => self.words(end, |at| u64::from(u32::from_le_bytes(array(bytes, at)))),
            (_, Some(end)) => self.words(end, |at| u64::from_le_bytes(array(bytes, at))),
        }
    }

    #[inline(always)]
    fn words(self, end: usize, word: impl Fn(usize) -> u64) -> [u64; 2] {
        let mut words = [0; 2];
        for n in 0..self.words {
            let place = n * self.width;
            let at = if n + 1 == self.words { end } else { place.min(end) };
            words[place / 8] |= word(at) << (place % 8 * 8);
        }
        words
    }

    /// The longest key that is known by its length and what is read of it.
    #[inline(always)]
    const fn reach(self) -> usize {
        self.width * self.words
    }

    #[inline(always)]
    fn words_at(self, table: &[u8], position: usize) -> [u64; 2] {
        let length = self.reach();
        let mut bytes = [0; 16];
        bytes[..length].copy_from_slice(&table[position * length..][..length]);
        [u64::from_le_bytes(array(&bytes, 0)), u64::from_le_bytes(array(&bytes, 8))]
    }
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the two halves are what is asked for")]
fn hash(id_words: [u64; 2], id_len: usize, version_words: [u64; 2], version_len: usize) -> u64 {
    let lengths = (id_len as u64).wrapping_mul(256).wrapping_add(version_len as u64);
    let id =
        id_words[0] ^ id_words[1].wrapping_mul(0xff51_afd7_ed55_8ccd) ^ lengths.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let version = version_words[0] ^ version_words[1].wrapping_mul(0xff51_afd7_ed55_8ccd) ^ 0xd6e8_feb8_6659_fd93;
    let product = u128::from(id) * u128::from(version);
    product as u64 ^ (product >> 64) as u64
}

// All of less than eight bytes.
fn short(bytes: &[u8]) -> u64 {
    let byte = |at: usize| u64::from(bytes[at]);
    match bytes.len() {
        0 => 0,
        1 => byte(0),
        n @ 2..4 => byte(0) | byte(n / 2) << 8 | byte(n - 1) << 16,
        n => u64::from(u32::from_le_bytes(array(bytes, 0))) | u64::from(u32::from_le_bytes(array(bytes, n - 4))) << 32,
    }
}

// Something of any number of bytes.
fn whole(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[inline(always)]
fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(&bytes[at..at + N]);
    array
}

/// Numbers as bytes, which cost the compiler nothing: each `width` of them, the least significant first.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    /// 1, 2 or 4.
    pub width: usize,
    /// `width` for each number.
    pub bytes: &'static [u8],
}

impl Numbers {
    /// The number at a position.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, position: usize) -> usize {
        let (bytes, at) = (self.bytes, position * self.width);
        match self.width {
            1 => bytes[at].into(),
            2 => u16::from_le_bytes(array(bytes, at)).into(),
            _ => u32::from_le_bytes(array(bytes, at)) as usize,
        }
    }

    fn len(&self) -> usize {
        self.bytes.len() / self.width
    }
}

/// Texts as parts of one, which costs the compiler and the linker less than one each.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// What all of them are parts of.
    pub text: &'static str,
    /// Where each begins.
    pub starts: Numbers,
    /// How long each is.
    pub lengths: &'static [u8],
}

impl Texts {
    /// The text at a position.
    #[must_use]
    pub fn get(&self, position: usize) -> &'static str {
        &self.text[self.starts.get(position)..][..self.length(position)]
    }

    #[inline(always)]
    fn length(&self, position: usize) -> usize {
        usize::from(self.lengths[position])
    }
}
