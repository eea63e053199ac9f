//! The rules of `example`, if it is a literal: it is a script, and not a path to one.

use std::collections::HashSet;

use syn::LitStr;

use super::script::{is_plain_path, split_ext};
use crate::errors::{Errors, Quoted, written};
use crate::model::{Block, Text};

/// Checks an example that is a string literal. Only the compiler can evaluate other expressions.
pub(super) fn check(block: &Block, errors: &mut Errors) {
    let example = block.example.value().and_then(|tokens| syn::parse2::<LitStr>(tokens.clone()).ok());
    let Some(example) = example else {
        return;
    };
    let example = Text { span: example.span(), value: example.value() };
    check_not_empty(&example, errors);
    check_not_a_path(&example, &extensions(block), errors);
}

fn check_not_empty(example: &Text, errors: &mut Errors) {
    if example.value.is_empty() {
        errors.push_help(example.span, "`example` is empty", "write a script, or remove the key");
    }
}

fn check_not_a_path(example: &Text, exts: &HashSet<&str>, errors: &mut Errors) {
    let text = example.value.as_str();
    if is_plain_path(text) && split_ext(text, exts).is_some() {
        let message = format!("`example` {} is a path, and not a script", Quoted(text));
        errors.push_help(example.span, message, format_args!("write `include_str!({})`", written(text)));
    }
}

// The extensions of the language's scripts, for all of its versions.
fn extensions(block: &Block) -> HashSet<&str> {
    let versions = block.versions.value().map(|versions| versions.items.as_slice()).unwrap_or_default();
    let per_version = versions.iter().filter_map(|item| item.per_version.as_ref());
    let slots = std::iter::once(block).chain(per_version).map(|block| &block.file_ext);
    slots.filter_map(|slot| slot.value()).map(|text| text.value.as_str()).collect()
}
