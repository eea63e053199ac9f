//! What must be there only once: versions, ids and the names of generated items.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::errors::{Errors, Place};
use crate::model::Language;

/// Texts that have been seen, and where first.
#[derive(Default)]
pub(super) struct Distinct {
    seen: HashMap<String, First>,
}

struct First {
    place: Place,
    reported: bool,
}

impl Distinct {
    /// Answers whether `text` is new. If it is not, reports the `duplicate` and, once, the `first` place.
    pub(super) fn check(
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

/// Keeps the runtimes whose variant no other has.
pub(super) fn check_runtime_variants_are_distinct(languages: &mut [Language], errors: &mut Errors) {
    let mut seen = Distinct::default();
    for Language { id, runtimes, .. } in languages {
        runtimes.retain(|runtime| {
            let variant = runtime.variant.to_string();
            let version = &runtime.version.value;
            let place = Place::from(runtime.version.span);
            if variant == "ALL" {
                let message = format!("variant `Runtime::ALL` for `{id}` {version} would hide the list of that name");
                errors.push_help(place, message, "write the id or the version in another way");
                return false;
            }
            seen.check(
                &variant,
                place,
                errors,
                |errors| {
                    let message = format!("duplicate variant `Runtime::{variant}` for `{id}` {version}");
                    errors.push_help(
                        place,
                        message,
                        "only letters and digits count in the name: rename one of the two",
                    );
                },
                || format!("variant `Runtime::{variant}` first declared here"),
            )
        });
    }
}

/// Keeps the constants that no other runtime has.
pub(super) fn check_constants_are_distinct(languages: &mut [Language], errors: &mut Errors) {
    let mut seen = Distinct::default();
    for language in languages {
        for runtime in &mut language.runtimes {
            let (id, version) = (&language.id, &runtime.version.value);
            let place = Place::from(runtime.version.span);
            runtime.constant = runtime.constant.take().filter(|constant| {
                seen.check(
                    &constant.to_string(),
                    place,
                    errors,
                    |errors| {
                        let message = format!("duplicate constant `{constant}` for `{id}` {version}");
                        errors.push_help(place, message, "the name is in upper case: rename one of the two");
                    },
                    || format!("constant `{constant}` first declared here"),
                )
            });
        }
    }
}
