//! The rules of what a language is also called, and of the keys that name one of its versions.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;

use crate::distinct::Distinct;
use crate::errors::{Errors, Place, Quoted, list};
use crate::grammar::is_alias_char;
use crate::mend;
use crate::model::{Block, List, Slot, Text};

/// An alias names one language: it is no id, and nothing else's alias.
pub(super) fn check_aliases(blocks: &[Block], errors: &mut Errors) {
    let mut ids: HashMap<&str, (Place, bool)> = HashMap::new();
    for block in blocks {
        ids.entry(&block.id.text).or_insert((block.id.place, false));
    }
    let blocks: Vec<&Block> = blocks.iter().flat_map(|block| std::iter::once(block).chain(&block.repeated)).collect();
    let names: HashSet<&str> =
        blocks.iter().flat_map(|block| aliases(block)).map(|alias| alias.value.as_str()).collect();
    let own: HashMap<&str, Span> = blocks
        .iter()
        .filter(|block| !block.inherited)
        .flat_map(|block| aliases(block))
        .map(|alias| (alias.value.as_str(), alias.span))
        .collect();
    let mut seen = Distinct::default();
    for block in blocks {
        for alias in aliases(block) {
            let is_free = |name: &str| !ids.contains_key(name) && !names.contains(name);
            if block.inherited && taken_from_base(alias, &block.id.text, &ids, &own, errors) {
                continue;
            }
            if check_alias(alias, is_free, errors) && check_alias_is_no_id(alias, &block.id.text, &mut ids, errors) {
                check_alias_is_distinct(alias, &mut seen, errors);
            }
        }
    }
}

// A base cannot be changed from here, so what has its alias is what has to give way.
fn taken_from_base(
    alias: &Text,
    language: &str,
    ids: &HashMap<&str, (Place, bool)>,
    own: &HashMap<&str, Span>,
    errors: &mut Errors,
) -> bool {
    let text = alias.value.as_str();
    let id = ids.get(text).map(|(place, _)| ("language", *place));
    let Some((what, place)) = id.or_else(|| own.get(text).map(|span| ("alias", (*span).into()))) else {
        return false;
    };
    errors.push_help(place, format_args!("{what} `{text}` is an alias of `{language}`, by the last line"), "rename it");
    true
}

fn aliases(block: &Block) -> impl Iterator<Item = &Text> {
    block.aliases.value().into_iter().flat_map(List::texts)
}

fn check_alias(alias: &Text, is_free: impl Fn(&str) -> bool, errors: &mut Errors) -> bool {
    const GRAMMAR: &str = "an alias is made of `a-z`, `0-9`, `+`, `#`, `.`, `_` and `-`";
    let text = &alias.value;
    let message = if text.is_empty() {
        "alias is empty".to_owned()
    } else if let Some(wrong) = text.chars().find(|c| !is_alias_char(*c)) {
        format!("alias {} contains {}", Quoted(text), Quoted(wrong.encode_utf8(&mut [0; 4])))
    } else {
        return true;
    };
    let help =
        mend::alias(text).filter(|mended| is_free(mended)).map(|mended| format!("{GRAMMAR}: {}", mend::write(&mended)));
    errors.push_help(alias.span, message, help.unwrap_or_else(|| GRAMMAR.to_owned()));
    false
}

fn check_alias_is_no_id(alias: &Text, own: &str, ids: &mut HashMap<&str, (Place, bool)>, errors: &mut Errors) -> bool {
    let text = alias.value.as_str();
    let Some((id, reported)) = ids.get_mut(text) else {
        return true;
    };
    let help =
        if text == own { "remove it: a language is found by its id" } else { "remove it, or rename one of the two" };
    errors.push_help(alias.span, format_args!("alias `{text}` is the id of a language"), help);
    if !std::mem::replace(reported, true) {
        errors.push_earlier(*id, alias.span.into(), format!("language `{text}` declared here"));
    }
    false
}

fn check_alias_is_distinct(alias: &Text, seen: &mut Distinct, errors: &mut Errors) {
    let text = &alias.value;
    seen.check(
        text,
        alias.span.into(),
        errors,
        |errors| errors.push_help(alias.span, format_args!("duplicate alias `{text}`"), "remove one of the two"),
        || format!("alias `{text}` first declared here"),
    );
}

/// More versions than this are not listed.
const MANY: usize = 24;

/// The declared version that a key names, if it names one.
pub(super) fn check_is_version(
    key: &str,
    slot: &Slot<Text>,
    block: &Block,
    versions: &[Text],
    errors: &mut Errors,
) -> Option<String> {
    let text = slot.value()?;
    if versions.iter().any(|version| version.value == text.value) {
        return Some(text.value.clone());
    }
    // Where a version was refused, or none could be read, nobody knows whether it was this one.
    let written = block.versions.value()?;
    if written.broken || written.items.iter().any(|item| item.broken || item.text.value == text.value) {
        return None;
    }
    let names: Vec<&str> = versions.iter().map(|version| version.value.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    let help = match mend::nearest_version(&text.value, &names) {
        Some(nearest) => format!("did you mean \"{nearest}\"?"),
        None if names.len() <= MANY => format!("the versions are {}", list(names)),
        None => "write one of its versions".to_owned(),
    };
    errors.push_help(text.span, format_args!("`{key}` {} is no version of this language", Quoted(&text.value)), help);
    None
}
