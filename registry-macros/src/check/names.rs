//! The rules of generated names: no two items of one kind have the same name, and no variant hides an associated
//! constant.

use crate::distinct::Distinct;
use crate::errors::{Errors, Place};
use crate::expand::ASSOCIATED_CONSTANTS;
use crate::model::Language;
use crate::names::runtime_variant;

/// Returns whether a variant would hide an associated constant of its enum.
pub(super) fn hides_a_constant(variant: &str) -> bool {
    ASSOCIATED_CONSTANTS.contains(&variant)
}

/// Reports runtimes whose variant would hide a constant.
pub(super) fn check_runtime_variants_hide_nothing(languages: &[Language], errors: &mut Errors) {
    for Language { id, runtimes, .. } in languages {
        for version in runtimes.iter().map(|runtime| &runtime.version) {
            let variant = runtime_variant(id, &version.value);
            if hides_a_constant(&variant) {
                let version_text = &version.value;
                let message = format!(
                    "variant `Runtime::{variant}` for `{id}` {version_text} would hide the constant of that name"
                );
                errors.push_help(version.span, message, "rename the language or the version");
            }
        }
    }
}

/// Keeps the runtimes with unique variants.
pub(super) fn check_runtime_variants_are_distinct(languages: &mut [Language], errors: &mut Errors) {
    let mut seen = Distinct::default();
    for Language { id, runtimes, .. } in languages {
        runtimes.retain(|runtime| {
            let variant = runtime.variant.to_string();
            let version = &runtime.version.value;
            let place = Place::from(runtime.version.span);
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
