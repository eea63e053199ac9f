//! The rule of keys: every required one is set, in the block or in the braces of every version.

use crate::errors::{Errors, Quoted, list};
use crate::key::Key;
use crate::model::{Block, Item};
use crate::suggest;

pub(super) fn check_required(block: &Block, errors: &mut Errors) {
    let missing: Vec<Key> = Key::required().filter(|key| !block.has(*key) && !every_version_has(block, *key)).collect();
    // Neither empty braces without an id nor an override of nothing is a block that lacks its keys.
    if missing.is_empty()
        || block.is_unresolved
        || (block.id.text.is_empty() && missing.len() == Key::required().count())
    {
        return;
    }
    let keys = if missing.len() == 1 { "key" } else { "keys" };
    let of = if block.id.broken { String::new() } else { format!(" in {}", Quoted(&block.id.text)) };
    let help: Vec<String> = missing.iter().map(|key| suggest::example(*key)).collect();
    errors.push_help(
        block.id.place,
        format_args!("missing {keys} {}{of}", list(Key::names(missing))),
        format_args!("write {}", help.join(", ")),
    );
}

// Without versions, the key is still missing.
fn every_version_has(block: &Block, key: Key) -> bool {
    let own = |item: &Item| item.per_version.as_ref().is_some_and(|block| block.has(key));
    block.versions.value().is_some_and(|versions| !versions.items.is_empty() && versions.items.iter().all(own))
}
