//! The hash table over the names of a declaration. `index.rs` of `registry` explains it, and reads what is computed here.
//!
//! Hash, displace: the keys of a bucket are moved together until each stands in a slot of its own. A bucket for which no
//! displacement does that leaves its keys for the end, when they take the next free slot. So every set of keys has a
//! table; where too many keys would stand far from their slot, they are read in a more thorough way.

use std::collections::BTreeMap;

/// How the bytes of a key are read: `words` of `width` bytes each, or all of them with a `width` of 0.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) width: usize,
    pub(crate) words: usize,
}

/// A hash table whose keys are positions.
pub(crate) struct Index {
    pub(crate) id: Reading,
    pub(crate) version: Reading,
    pub(crate) displacements: Vec<u8>,
    /// The position of the key in each slot.
    pub(crate) slots: Vec<Option<usize>>,
    /// The most slots that a search looks at.
    pub(crate) longest: usize,
}

/// A key: the position of its language, and a version of it or nothing.
pub(crate) type Key<'a> = (usize, &'a str);

impl Index {
    /// The table for these keys. Every one has an id, and no two are equal.
    pub(crate) fn of(ids: &[&str], keys: &[Key]) -> Self {
        // Languages alone are not asked for often.
        let runtimes = || keys.iter().filter(|(_, version)| !version.is_empty());
        let id = Reading::fitting(runtimes().filter_map(|(language, _)| ids.get(*language).copied()));
        let version = Reading::fitting(runtimes().map(|(_, version)| *version));
        let index = Self::read(ids, keys, id, version);
        if index.longest <= Self::LONG {
            return index;
        }
        let index = Self::read(ids, keys, id.widened(), version.widened());
        if index.longest <= Self::LONG { index } else { Self::read(ids, keys, Reading::WHOLE, Reading::WHOLE) }
    }

    // One cache line of positions.
    const LONG: usize = 16;

    fn read(ids: &[&str], keys: &[Key], id: Reading, version: Reading) -> Self {
        let ids: Vec<([u64; 2], usize)> = ids.iter().map(|text| (id.read(text), text.len())).collect();
        let hashes = keys.iter().map(|(language, text)| {
            let (id_words, id_len) = ids.get(*language).copied().unwrap_or_default();
            hash(id_words, id_len, version.read(text), text.len())
        });
        let mut table = Table::new(hashes.collect());
        let longest = table.fill();
        Self { id, version, displacements: table.displacements, slots: table.slots, longest }
    }
}

impl Reading {
    const WHOLE: Self = Self { width: 0, words: 1 };

    // The way that costs least over all the texts. The unit is a word more, half a nanosecond. A text that is shorter than
    // a word takes a branch that no processor foresees; one that is not known by its words is compared as a text.
    fn fitting<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut lengths = BTreeMap::new();
        for text in texts {
            *lengths.entry(text.len()).or_insert(0) += 1;
        }
        let cost = |reading: &Self| -> usize {
            let each = |length: usize| match length {
                _ if length > reading.width * reading.words => 60,
                _ if length < reading.width => 25,
                _ => 0,
            };
            lengths.iter().map(|(length, count)| count * (reading.words + each(*length))).sum()
        };
        let ways = [8, 4, 2, 1].into_iter().flat_map(|width| (1..=16 / width).map(move |words| Self { width, words }));
        ways.min_by_key(cost).unwrap_or(Self::WHOLE)
    }

    fn widened(self) -> Self {
        Self { words: 16 / self.width.max(1), ..self }
    }

    /// What is read of a key.
    pub(crate) fn read(self, text: &str) -> [u64; 2] {
        let bytes = text.as_bytes();
        match (self.width, bytes.len().checked_sub(self.width)) {
            (0, _) => [whole(bytes), 0],
            (_, None) => [short(bytes), 0],
            (_, Some(end)) => self.words(bytes, end),
        }
    }

    fn words(self, bytes: &[u8], end: usize) -> [u64; 2] {
        let mut words = [0; 2];
        for n in 0..self.words {
            let place = n * self.width;
            let at = if n + 1 == self.words { end } else { place.min(end) };
            if let Some(half) = words.get_mut(place / 8) {
                *half |= number(bytes, at, self.width) << (place % 8 * 8);
            }
        }
        words
    }
}

pub(crate) fn hash(id_words: [u64; 2], id_len: usize, version_words: [u64; 2], version_len: usize) -> u64 {
    let [[id, id_rest], [version, version_rest]] = [id_words, version_words];
    let lengths = (id_len as u64).wrapping_mul(256).wrapping_add(version_len as u64);
    let id = id ^ id_rest.wrapping_mul(0xff51_afd7_ed55_8ccd) ^ lengths.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let version = version ^ version_rest.wrapping_mul(0xff51_afd7_ed55_8ccd) ^ 0xd6e8_feb8_6659_fd93;
    let product = u128::from(id) * u128::from(version);
    low(product) ^ low(product >> 64)
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
fn low(number: u128) -> u64 {
    number as u64
}

fn short(bytes: &[u8]) -> u64 {
    let byte = |at: usize| number(bytes, at, 1);
    match bytes.len() {
        0 => 0,
        1 => byte(0),
        n @ 2..4 => byte(0) | byte(n / 2) << 8 | byte(n - 1) << 16,
        n => number(bytes, 0, 4) | number(bytes, n - 4, 4) << 32,
    }
}

fn number(bytes: &[u8], at: usize, width: usize) -> u64 {
    bytes.iter().skip(at).take(width).rfold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn whole(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

struct Table {
    hashes: Vec<u64>,
    displacements: Vec<u8>,
    slots: Vec<Option<usize>>,
}

impl Table {
    fn new(hashes: Vec<u64>) -> Self {
        let keys = hashes.len();
        // At least a fifth of the slots, and one at the very least, stay free, so that every search ends.
        let slots = (keys + keys / 4 + 1).next_power_of_two();
        let buckets = (keys / 3 + 1).next_power_of_two();
        Self { hashes, displacements: vec![0; buckets], slots: vec![None; slots] }
    }

    // Gives every key a slot, and returns how many slots the longest search looks at.
    fn fill(&mut self) -> usize {
        let mut buckets: Vec<Vec<usize>> = vec![Vec::new(); self.displacements.len()];
        for (position, hash) in self.hashes.iter().enumerate() {
            let bucket = (hash >> 48) as usize & (self.displacements.len() - 1);
            if let Some(bucket) = buckets.get_mut(bucket) {
                bucket.push(position);
            }
        }
        // The large ones first, while there is room.
        let mut order: Vec<(usize, Vec<usize>)> = buckets.into_iter().enumerate().collect();
        order.sort_by_key(|(_, positions)| std::cmp::Reverse(positions.len()));
        let mut left = Vec::new();
        for (bucket, positions) in order {
            let displacement = (0..=u8::MAX).find(|displacement| self.place(&positions, *displacement));
            match (displacement, self.displacements.get_mut(bucket)) {
                (Some(displacement), Some(place)) => *place = displacement,
                _ => left.extend(positions),
            }
        }
        left.into_iter().map(|position| self.place_after(position)).max().unwrap_or(1)
    }

    // Gives each of these keys the slot that it has with this displacement, if all of them are free.
    fn place(&mut self, positions: &[usize], displacement: u8) -> bool {
        for (done, position) in positions.iter().enumerate() {
            if let Some(free @ None) = self.own_slot(*position, displacement) {
                *free = Some(*position);
                continue;
            }
            for position in positions.iter().take(done) {
                if let Some(taken) = self.own_slot(*position, displacement) {
                    *taken = None;
                }
            }
            return false;
        }
        true
    }

    // Gives a key the next free slot after its own, and returns how many slots a search for it looks at.
    fn place_after(&mut self, position: usize) -> usize {
        let own = self.number_of_slot(position, 0);
        let (before, after) = self.slots.split_at_mut(own);
        match after.iter_mut().chain(before).enumerate().find(|(_, slot)| slot.is_none()) {
            Some((steps, free)) => {
                *free = Some(position);
                steps + 1
            }
            None => usize::MAX,
        }
    }

    fn own_slot(&mut self, position: usize, displacement: u8) -> Option<&mut Option<usize>> {
        let number = self.number_of_slot(position, displacement);
        self.slots.get_mut(number)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the low bits are what is asked for")]
    fn number_of_slot(&self, position: usize, displacement: u8) -> usize {
        let hash = self.hashes.get(position).copied().unwrap_or_default();
        let step = (hash >> 32 | 1).wrapping_mul(u64::from(displacement));
        hash.wrapping_add(step) as usize & (self.slots.len() - 1)
    }
}
