//! Names that must be unique: keys, versions, ids and generated items.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::errors::{Errors, Place};

/// The texts seen so far, and the place of the first of each.
#[derive(Default)]
pub(crate) struct Distinct {
    seen: HashMap<String, First>,
}

struct First {
    place: Place,
    reported: bool,
}

impl Distinct {
    /// Returns whether `text` is new. If it is not, reports the `duplicate` and, once, the `first` place.
    pub(crate) fn check(
        &mut self,
        text: &str,
        place: Place,
        errors: &mut Errors,
        duplicate: impl FnOnce(&mut Errors),
        first: impl FnOnce() -> String,
    ) -> bool {
        match self.seen.entry(text.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(First { place, reported: false });
                true
            }
            Entry::Occupied(mut entry) => {
                duplicate(errors);
                let earlier = entry.get_mut();
                if !std::mem::replace(&mut earlier.reported, true) {
                    errors.push_earlier(earlier.place, place, first());
                }
                false
            }
        }
    }
}
