//! Builds the hash table over the names of a declaration, which `registry` searches.
//!
//! Hash and displace: the keys of a bucket move together until each has its own slot. If no displacement of a bucket
//! does that, its keys take the next free slots at the end. So every set of keys has a table, and if some keys are far
//! from their slots, more bytes of each key are read.

use std::collections::BTreeMap;

use registry_shared::key::{MAX_BYTES, Reading, bucket, hash, slot};

/// A hash table whose values are the positions of keys.
pub(crate) struct Index {
    pub(crate) id: Reading,
    pub(crate) version: Reading,
    pub(crate) displacements: Vec<u8>,
    /// The position of the key in each slot.
    pub(crate) slots: Vec<Option<usize>>,
    /// The most slots that a search visits.
    pub(crate) longest: usize,
}

/// A key: the position of a language, and one of its versions or nothing.
pub(crate) type Key<'a> = (usize, &'a str);

impl Index {
    /// Builds the table for distinct keys, each of which has an id.
    pub(crate) fn of(ids: &[&str], keys: &[Key]) -> Self {
        // Lookups of a language alone are rare.
        let runtimes = || keys.iter().filter(|(_, version)| !version.is_empty());
        let id = fitting(runtimes().filter_map(|(language, _)| ids.get(*language).copied()));
        let version = fitting(runtimes().map(|(_, version)| *version));
        let index = Self::read(ids, keys, id, version);
        if index.longest <= Self::LONG {
            return index;
        }
        let index = Self::read(ids, keys, widened(id), widened(version));
        if index.longest <= Self::LONG { index } else { Self::read(ids, keys, Reading::WHOLE, Reading::WHOLE) }
    }

    // One cache line of positions.
    const LONG: usize = 16;

    fn read(ids: &[&str], keys: &[Key], id: Reading, version: Reading) -> Self {
        let ids: Vec<([u64; 2], usize)> = ids.iter().map(|text| (id.read(text.as_bytes()), text.len())).collect();
        let hashes = keys.iter().map(|(language, text)| {
            let (id_words, id_length) = ids.get(*language).copied().unwrap_or_default();
            hash(id_words, id_length, version.read(text.as_bytes()), text.len())
        });
        let mut table = Table::new(hashes.collect());
        let longest = table.fill();
        Self { id, version, displacements: table.displacements, slots: table.slots, longest }
    }
}

// The costs of a lookup, in half nanoseconds, as measured by `cargo bench -p registry-benches --bench lookup`: one more
// word, a text shorter than a word, which takes a branch that no processor predicts, and a text that its words do not
// identify, which is compared as a whole.
const COST_OF_WORD: usize = 1;
const COST_OF_SHORT: usize = 25;
const COST_OF_COMPARISON: usize = 60;

// The reading that costs least over all texts.
fn fitting<'a>(texts: impl Iterator<Item = &'a str>) -> Reading {
    let mut lengths = BTreeMap::new();
    for text in texts {
        *lengths.entry(text.len()).or_insert(0) += 1;
    }
    let cost = |reading: &Reading| -> usize {
        let each = |length: usize| match length {
            _ if length > reading.reach() => COST_OF_COMPARISON,
            _ if length < reading.width => COST_OF_SHORT,
            _ => 0,
        };
        lengths.iter().map(|(length, count)| count * (reading.words * COST_OF_WORD + each(*length))).sum()
    };
    let widths = [8, 4, 2, 1].into_iter();
    let readings = widths.flat_map(|width| (1..=MAX_BYTES / width).map(move |words| Reading { width, words }));
    readings.min_by_key(cost).unwrap_or(Reading::WHOLE)
}

fn widened(reading: Reading) -> Reading {
    Reading { words: MAX_BYTES / reading.width.max(1), ..reading }
}

struct Table {
    hashes: Vec<u64>,
    displacements: Vec<u8>,
    slots: Vec<Option<usize>>,
}

impl Table {
    fn new(hashes: Vec<u64>) -> Self {
        let keys = hashes.len();
        // At least a fifth of the slots, and at least one, stay free, so that every search ends.
        let slots = (keys + keys / 4 + 1).next_power_of_two();
        let buckets = (keys / 3 + 1).next_power_of_two();
        Self { hashes, displacements: vec![0; buckets], slots: vec![None; slots] }
    }

    // Gives every key a slot, and returns how many slots the longest search visits.
    fn fill(&mut self) -> usize {
        let mut buckets: Vec<Vec<usize>> = vec![Vec::new(); self.displacements.len()];
        for (position, hash) in self.hashes.iter().enumerate() {
            if let Some(bucket) = buckets.get_mut(bucket(*hash, self.displacements.len())) {
                bucket.push(position);
            }
        }
        // The largest first, while most slots are free.
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

    // Gives these keys their slots at this displacement, if all of those are free.
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

    // Gives a key the next free slot after its own, and returns how many slots a search for it visits.
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

    fn number_of_slot(&self, position: usize, displacement: u8) -> usize {
        let hash = self.hashes.get(position).copied().unwrap_or_default();
        slot(hash, displacement, self.slots.len())
    }
}
