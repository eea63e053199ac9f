//! The rules of generated names: no two items of one kind have the same name.

use crate::distinct::Distinct;
use crate::errors::{Errors, Place};
use crate::model::Language;

/// Keeps the runtimes with unique variants.
pub(super) fn check_runtime_variants_are_distinct(languages: &mut [Language], errors: &mut Errors) {
    let mut seen = Distinct::default();
    for Language { id, runtimes, .. } in languages {
        runtimes.retain(|runtime| {
            let variant = runtime.variant.to_string();
            let version = &runtime.version.value;
            let place = Place::from(runtime.version.span);
            if variant == "ALL" {
                let message =
                    format!("variant `Runtime::ALL` for `{id}` {version} would hide the constant of that name");
                errors.push_help(place, message, "rename the language or the version");
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
                        "variant names keep only letters and digits: rename one of the two",
                    );
                },
                || format!("variant `Runtime::{variant}` first declared here"),
            )
        });
    }
}

/// Keeps the unique constants.
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
                        errors.push_help(place, message, "constant names ignore case: rename one of the two");
                    },
                    || format!("constant `{constant}` first declared here"),
                )
            });
        }
    }
}
