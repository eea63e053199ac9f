//! Random numbers, for names and delays. They are not fit for secrets.

use std::hash::{BuildHasher, RandomState};

/// Returns a number that is different each time.
pub(crate) fn random() -> u64 {
    // Every state has other keys, and the first of a thread has random ones.
    RandomState::new().hash_one(std::process::id())
}
