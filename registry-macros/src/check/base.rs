//! The rules of a declaration that extends a base.

use std::collections::HashMap;

use registry_shared::nearest::nearest;

use crate::errors::{Errors, Place, Quoted};
use crate::model::{Base, Block};

/// Returns the blocks without those of the base that are overridden.
pub(super) fn merge(blocks: Vec<Block>, base: Option<&Base>, errors: &mut Errors) -> Vec<Block> {
    let inherited: Vec<String> =
        blocks.iter().filter(|block| block.inherited).map(|block| block.id.text.clone()).collect();
    let own: HashMap<String, Option<Place>> = blocks
        .iter()
        .filter(|block| !block.inherited)
        .map(|block| (block.id.text.clone(), block.base_override))
        .collect();
    for block in blocks.iter().filter(|block| !block.inherited) {
        check_override(block, &inherited, base, errors);
    }
    blocks.into_iter().filter(|block| !(block.inherited && own.contains_key(&block.id.text))).collect()
}

fn check_override(block: &Block, inherited: &[String], base: Option<&Base>, errors: &mut Errors) {
    let id = &block.id.text;
    let path = base.map(|base| base.path.as_str());
    match (block.base_override, path) {
        (None, Some(path)) if inherited.contains(id) => errors.push_help(
            block.id.place,
            format_args!("duplicate language `{id}`: `..{path}` declares it"),
            format_args!("write `override {id} {{ … }}` to replace it"),
        ),
        (Some(place), None) => errors.push_help(
            place,
            format_args!("{} overrides nothing: this declaration has no base", Quoted(id)),
            "remove `override`, or extend a base with a last line such as `..registry::builtin`",
        ),
        (Some(place), Some(path)) if !inherited.contains(id) && !block.id.broken => {
            let help = match nearest(id, inherited.iter().map(String::as_str)) {
                Some(nearest) => format!("did you mean `override {nearest}`?"),
                None => "remove `override`".to_owned(),
            };
            errors.push_help(place, format_args!("`..{path}` has no language {}", Quoted(id)), help);
        }
        _ => {}
    }
}
