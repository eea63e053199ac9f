//! The rules of a declaration that takes over the languages of another one.

use std::collections::HashMap;

use crate::errors::{Errors, Place, Quoted};
use crate::mend;
use crate::model::{Base, Block};

/// The blocks without those of the base that are replaced.
pub(super) fn merge(blocks: Vec<Block>, base: Option<&Base>, errors: &mut Errors) -> Vec<Block> {
    let inherited: Vec<String> =
        blocks.iter().filter(|block| block.inherited).map(|block| block.id.text.clone()).collect();
    let own: HashMap<String, Option<Place>> =
        blocks.iter().filter(|block| !block.inherited).map(|block| (block.id.text.clone(), block.overriding)).collect();
    for block in blocks.iter().filter(|block| !block.inherited) {
        check_override(block, &inherited, base, errors);
    }
    blocks.into_iter().filter(|block| !(block.inherited && own.contains_key(&block.id.text))).collect()
}

fn check_override(block: &Block, inherited: &[String], base: Option<&Base>, errors: &mut Errors) {
    let id = &block.id.text;
    let path = base.map(|base| base.path.as_str());
    match (block.overriding, path) {
        (None, Some(path)) if inherited.contains(id) => errors.push_help(
            block.id.place,
            format_args!("language `{id}` is there already, by `..{path}`"),
            format_args!("write `override {id} {{ … }}` to have this one instead"),
        ),
        (Some(place), None) => errors.push_help(
            place,
            format_args!("there is nothing that {} could override", Quoted(id)),
            "remove `override`, or take over a declaration by a last line as `..registry::builtin`",
        ),
        (Some(place), Some(path)) if !inherited.contains(id) && !block.id.broken => {
            let names: Vec<&str> = inherited.iter().map(String::as_str).collect();
            let help = match mend::nearest(id, &names) {
                Some(nearest) => format!("did you mean `override {nearest}`?"),
                None => "remove `override`".to_owned(),
            };
            errors.push_help(place, format_args!("`..{path}` has no language {}", Quoted(id)), help);
        }
        _ => {}
    }
}
