//! The hash table over the names of a declaration, which the macro computes.
//!
//! A key is the id of a language and a version. [`key`](registry_shared::key) reads a few words of each, without a
//! branch on their length, and hashes them with both lengths. The hash selects a displacement, the two together select
//! a slot, and the slot holds the position of a key. The key is found if it has the recorded words and lengths. The
//! macro chooses the words and the displacements so that nearly every key is in its own slot and identified by its
//! words. The others are found by comparing text, from their own slot to the next free one. An id alone is also a key,
//! with an empty version.

#![expect(
    clippy::inline_always,
    reason = "with a constant index this is a few dozen instructions, and hundreds otherwise: \
              `cargo bench -p registry-benches --bench lookup`"
)]

use std::ops::Range;

use registry_shared::key::{self, Reading};

/// The names of a declaration, apart from its other data, so that a program that only looks up runtimes links nothing
/// else.
pub struct Index {
    /// The id of each language.
    pub ids: &'static [&'static str],
    /// The position of each language's first runtime, followed by the number of runtimes.
    pub first: &'static [usize],
    /// The version of each runtime, preceded in the text by the id of its language and `@`, then an empty version for
    /// each language.
    pub versions: Texts,
    /// How an id is read.
    pub id: Reading,
    /// How a version is read.
    pub version: Reading,
    /// The displacement of each bucket.
    pub displacements: &'static [u8],
    /// For each slot, the position of its key, or the number of keys if it is free.
    pub slots: Numbers,
    /// Whether some keys are not in their own slot.
    pub crowded: bool,
    /// The language of each key.
    pub languages: Numbers,
    /// The words of each id.
    pub id_words: &'static [u8],
    /// The words of each key's version.
    pub version_words: &'static [u8],
}

impl Index {
    /// Returns the position of a key. The runtimes come first, then the languages.
    #[inline(always)]
    #[must_use]
    pub fn search(&self, id: &str, version: &str) -> Option<usize> {
        let id_words = self.id.read(id.as_bytes());
        let version_words = self.version.read(version.as_bytes());
        let hash = key::hash(id_words, id.len(), version_words, version.len());
        let displacement = self.displacements[key::bucket(hash, self.displacements.len())];
        let slot = key::slot(hash, displacement, self.slots.len());
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
            && self.id.recorded(self.id_words, language) == id_words
            && self.version.recorded(self.version_words, position) == version_words
        {
            Some(position)
        } else if is_known && !self.crowded {
            None
        } else {
            self.search_from(slot, id, version)
        }
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

    /// Returns the text form of a runtime: `python@3.11`.
    #[must_use]
    pub const fn name(&self, runtime: usize) -> &'static str {
        let start = self.versions.starts.get(runtime);
        let (text, _) = self.versions.text.split_at(start + self.versions.length(runtime));
        let id = self.ids[self.languages.get(runtime)];
        text.split_at(start - "@".len() - id.len()).1
    }

    /// Returns the versions of a language.
    pub(super) fn versions(&'static self, language: usize) -> impl DoubleEndedIterator<Item = &'static str> + Clone {
        self.runtimes_of(language).map(|runtime| self.versions.get(runtime))
    }

    /// Returns the positions of a language's runtimes.
    pub(super) fn runtimes_of(&self, language: usize) -> Range<usize> {
        self.first[language]..self.first[language + 1]
    }

    /// Returns the number of runtimes.
    pub(super) const fn runtimes(&self) -> usize {
        self.first[self.ids.len()]
    }
}

/// Numbers packed into bytes, which cost no compile time: `width` bytes each, the least significant first.
#[derive(Clone, Copy)]
pub struct Numbers {
    /// 1, 2 or 4.
    pub width: usize,
    /// `width` for each number.
    pub bytes: &'static [u8],
}

impl Numbers {
    /// Returns the number at a position.
    #[inline(always)]
    #[must_use]
    pub const fn get(&self, position: usize) -> usize {
        let (bytes, at) = (self.bytes, position * self.width);
        match self.width {
            1 => bytes[at] as usize,
            2 => u16::from_le_bytes(array(bytes, at)) as usize,
            _ => u32::from_le_bytes(array(bytes, at)) as usize,
        }
    }

    fn len(&self) -> usize {
        self.bytes.len() / self.width
    }
}

/// Texts packed into one, which costs less time to compile and to link than separate ones.
#[derive(Clone, Copy)]
pub struct Texts {
    /// All of them, one after another.
    pub text: &'static str,
    /// The position of each.
    pub starts: Numbers,
    /// The length of each.
    pub lengths: &'static [u8],
}

impl Texts {
    /// Returns the text at a position.
    #[must_use]
    pub const fn get(&self, position: usize) -> &'static str {
        self.text.split_at(self.starts.get(position)).1.split_at(self.length(position)).0
    }

    #[inline(always)]
    const fn length(&self, position: usize) -> usize {
        self.lengths[position] as usize
    }
}

#[inline(always)]
const fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(bytes.split_at(at).1.split_at(N).0);
    array
}
