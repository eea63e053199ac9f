//! The rules of ids: each is a lower snake case label, and unique also as a variant.

use registry_shared::name::{ID, Mistake};

use super::names::hides_a_constant;
use crate::distinct::Distinct;
use crate::errors::{Errors, Quoted};
use crate::model::Id;
use crate::names::language_variant;
use crate::suggest;

/// Returns whether the id can name a language.
pub(super) fn check(id: &Id, ids: &mut Distinct, variants: &mut Distinct, errors: &mut Errors) -> bool {
    let is_named = !id.broken
        && check_is_id(id, errors)
        && check_id_is_distinct(id, ids, errors)
        && check_variant_is_distinct(id, variants, errors);
    if is_named {
        check_variant_hides_nothing(id, errors);
    }
    is_named
}

fn check_is_id(id: &Id, errors: &mut Errors) -> bool {
    let shown = Quoted(&id.text);
    let (message, help) = match ID.mistake(&id.text) {
        None => return true,
        Some(Mistake::Reserved(_)) => (
            format!("language id {shown} would become the variant `Self`, which Rust does not allow"),
            "choose another id, such as `self_lang`".to_owned(),
        ),
        Some(mistake @ Mistake::TooLong { limit, .. }) => (
            format!("language id {shown} {mistake}"),
            format!("shorten it to {limit} characters: it is a label value in Kubernetes"),
        ),
        Some(
            Mistake::Empty
            | Mistake::Character(_)
            | Mistake::Start(_)
            | Mistake::End(_)
            | Mistake::Doubled(_)
            | Mistake::NoLetter,
        ) => (format!("language id {shown} is not lower snake case"), suggest::id_help(&id.text)),
    };
    errors.push_help(id.place, message, help);
    false
}

fn check_id_is_distinct(id: &Id, ids: &mut Distinct, errors: &mut Errors) -> bool {
    let message = format!("duplicate language `{}`", id.text);
    ids.check(
        &id.text,
        id.place,
        errors,
        |errors| errors.push_help(id.place, message, "list all of its versions in one block"),
        || format!("language `{}` first declared here", id.text),
    )
}

fn check_variant_hides_nothing(id: &Id, errors: &mut Errors) {
    let variant = language_variant(&id.text);
    if hides_a_constant(&variant) {
        let message = format!("variant `Language::{variant}` for `{}` would hide the constant of that name", id.text);
        errors.push_help(id.place, message, "rename the language");
    }
}

fn check_variant_is_distinct(id: &Id, variants: &mut Distinct, errors: &mut Errors) -> bool {
    let variant = language_variant(&id.text);
    let message = format!("duplicate variant `Language::{variant}` for `{}`", id.text);
    variants.check(
        &variant,
        id.place,
        errors,
        |errors| errors.push_help(id.place, message, "variant names drop `_`: rename one of the two"),
        || format!("variant `Language::{variant}` first declared here"),
    )
}
