//! The hash table over the names of a declaration. `index.rs` of `registry` explains it, and reads what is computed here.
//!
//! Hash, displace: the keys of a bucket are moved together until each stands in a slot of its own. A bucket for which no
//! displacement does that leaves its keys for the end, when they take the next free slot. So every set of keys has a
//! table; where too many keys would stand far from their slot, they are read in a more thorough way.

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
    longest: usize,
}

/// A key: the position of its language, and a version of it or nothing.
pub(crate) type Key<'a> = (usize, &'a str);

impl Index {
    /// The table for these keys. Every one has an id, and no two are equal.
    pub(crate) fn of(ids: &[&str], keys: &[Key]) -> Self {
        let versions: Vec<&str> = keys.iter().map(|(_, version)| *version).filter(|version| !version.is_empty()).collect();
        let (id, version) = (Reading::fitting(ids), Reading::fitting(&versions));
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
        let ids: Vec<([u64; 2], usize)> = ids.iter().map(|text| (id.read(text.as_bytes()), text.len())).collect();
        let hashes = keys.iter().map(|(language, text)| {
            let (id_words, id_len) = ids.get(*language).copied().unwrap_or_default();
            hash(id_words, id_len, version.read(text.as_bytes()), text.len())
        });
        let mut table = Table::new(hashes.collect());
        let longest = table.fill();
        Self { id, version, displacements: table.displacements, slots: table.slots, longest }
    }
}

impl Reading {
    const WHOLE: Self = Self { width: 0, words: 1 };

    // Long words that few texts are shorter than, and so many that few texts are longer: those that are cost a little.
    fn fitting(texts: &[&str]) -> Self {
        let mut lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
        lengths.sort_unstable();
        let few = lengths.len() / 16;
        let short = lengths.get(few).copied().unwrap_or(1);
        let long = lengths.iter().rev().nth(few).copied().unwrap_or(1);
        let width = [8, 4, 2].into_iter().find(|width| *width <= short).unwrap_or(1);
        Self { width, words: long.div_ceil(width).clamp(1, 16 / width) }
    }

    fn widened(self) -> Self {
        Self { words: 16 / self.width.max(1), ..self }
    }

    /// Whether it is one `u64`.
    pub(crate) fn is_short(self) -> bool {
        self.width * self.words <= 8
    }

    /// What is read of a key.
    pub(crate) fn read(self, bytes: &[u8]) -> [u64; 2] {
        let Some(end) = bytes.len().checked_sub(self.width).filter(|_| self.width > 0) else {
            return [whole(bytes), 0];
        };
        let mut words = [0; 2];
        for n in 0..self.words {
            let place = n * self.width;
            let at = if n + 1 == self.words { end } else { place.min(end) };
            let word = bytes.iter().skip(at).take(self.width).rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            if let Some(half) = words.get_mut(place / 8) {
                *half |= word << (place % 8 * 8);
            }
        }
        words
    }
}

fn hash(id_words: [u64; 2], id_len: usize, version_words: [u64; 2], version_len: usize) -> u64 {
    let [[id, id_rest], [version, version_rest]] = [id_words, version_words];
    let lengths = (id_len as u64).wrapping_mul(256).wrapping_add(version_len as u64);
    let id = id ^ id_rest.rotate_left(32) ^ lengths.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let version = version ^ version_rest.rotate_left(32) ^ 0xd6e8_feb8_6659_fd93;
    let product = u128::from(id) * u128::from(version);
    low(product) ^ low(product >> 64)
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
fn low(number: u128) -> u64 {
    number as u64
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
            match (0..=u8::MAX).find(|displacement| self.place(&positions, *displacement)) {
                Some(displacement) => self.displacements.iter_mut().skip(bucket).take(1).for_each(|d| *d = displacement),
                None => left.extend(positions),
            }
        }
        left.into_iter().map(|position| self.place_after(position)).max().unwrap_or(1)
    }

    // Gives each of these keys the slot that it has with this displacement, if all of them are free.
    fn place(&mut self, positions: &[usize], displacement: u8) -> bool {
        for (done, position) in positions.iter().enumerate() {
            let slot = self.slot(*position, displacement);
            match self.slots.get_mut(slot) {
                Some(free @ None) => *free = Some(*position),
                _ => {
                    for position in positions.iter().take(done) {
                        let slot = self.slot(*position, displacement);
                        self.slots.iter_mut().skip(slot).take(1).for_each(|taken| *taken = None);
                    }
                    return false;
                }
            }
        }
        true
    }

    // Gives a key the next free slot after its own, and returns how many slots a search for it looks at.
    fn place_after(&mut self, position: usize) -> usize {
        let own = self.slot(position, 0);
        let (before, after) = self.slots.split_at_mut(own);
        let mut rest = after.iter_mut().chain(before).enumerate();
        match rest.find(|(_, slot)| slot.is_none()) {
            Some((steps, free)) => {
                *free = Some(position);
                steps + 1
            }
            None => usize::MAX,
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the low bits are what is asked for")]
    fn slot(&self, position: usize, displacement: u8) -> usize {
        let hash = self.hashes.get(position).copied().unwrap_or_default();
        let step = (hash >> 32 | 1).wrapping_mul(u64::from(displacement));
        hash.wrapping_add(step) as usize & (self.slots.len() - 1)
    }
}
