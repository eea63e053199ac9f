//! The rules of `aliases`: each names one language.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use registry_shared::name::{ALIAS, Mistake};

use crate::distinct::Distinct;
use crate::errors::{Errors, Place, Quoted};
use crate::key::Key;
use crate::model::{Block, List, Text};
use crate::suggest;

/// Checks that no alias is an id or another language's alias.
pub(super) fn check(blocks: &[Block], errors: &mut Errors) {
    let mut ids: HashMap<&str, (Place, bool)> = HashMap::new();
    for block in blocks {
        ids.entry(&block.id.text).or_insert((block.id.place, false));
    }
    let blocks: Vec<&Block> = blocks.iter().flat_map(|block| std::iter::once(block).chain(&block.repeated)).collect();
    let names: HashSet<&str> =
        blocks.iter().flat_map(|block| aliases(block)).map(|alias| alias.value.as_str()).collect();
    let own: HashMap<&str, Span> = blocks
        .iter()
        .filter(|block| !block.inherits(Key::Aliases))
        .flat_map(|block| aliases(block))
        .map(|alias| (alias.value.as_str(), alias.span))
        .collect();
    let mut seen = Distinct::default();
    for block in blocks {
        for alias in aliases(block) {
            let is_free = |name: &str| !ids.contains_key(name) && !names.contains(name);
            if block.inherits(Key::Aliases) && taken_from_base(alias, &block.id.text, &ids, &own, errors) {
                continue;
            }
            if check_alias(alias, is_free, errors) && check_alias_is_not_an_id(alias, &block.id.text, &mut ids, errors)
            {
                check_alias_is_distinct(alias, &mut seen, errors);
            }
        }
    }
}

// The base is out of the user's reach, so the error points at the user's own name.
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
    errors.push_help(
        place,
        format_args!("{what} `{text}` is already an alias of `{language}` in the base"),
        format_args!("rename it, or replace the aliases of the base with `override {language} {{ aliases: [] }}`"),
    );
    true
}

fn aliases(block: &Block) -> impl Iterator<Item = &Text> {
    block.aliases.value().into_iter().flat_map(List::texts)
}

fn check_alias(alias: &Text, is_free: impl Fn(&str) -> bool, errors: &mut Errors) -> bool {
    const GRAMMAR: &str =
        "an alias consists of `a-z`, `0-9`, `+`, `#`, `.`, `_` and `-`, with at least one letter or digit";
    let text = &alias.value;
    let Some(mistake) = ALIAS.mistake(text) else {
        return true;
    };
    let shown = if mistake == Mistake::Empty { String::new() } else { format!("{} ", Quoted(text)) };
    let help = match (mistake, suggest::alias(text).filter(|fixed| is_free(fixed))) {
        (Mistake::TooLong { limit, .. }, _) => format!("shorten it to {limit} characters"),
        (_, Some(fixed)) => format!("{GRAMMAR}: {}", suggest::write(&fixed)),
        (_, None) => GRAMMAR.to_owned(),
    };
    errors.push_help(alias.span, format_args!("alias {shown}{mistake}"), help);
    false
}

fn check_alias_is_not_an_id(
    alias: &Text,
    own: &str,
    ids: &mut HashMap<&str, (Place, bool)>,
    errors: &mut Errors,
) -> bool {
    let text = alias.value.as_str();
    let Some((id, reported)) = ids.get_mut(text) else {
        return true;
    };
    let help = if text == own { "remove it: requests can use the id" } else { "remove it, or rename one of the two" };
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
