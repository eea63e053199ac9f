//! Attributes before a block: documentation is kept, everything else is refused by name.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::tokens::{Tokens, is_punct, text, without_invisible_groups};
use crate::errors::{Errors, Place, Quoted};

/// Reads the attributes before `owner` and answers those that hold documentation.
pub(super) fn attributes(tokens: &mut Tokens, owner: &str, errors: &mut Errors) -> Vec<TokenStream> {
    const HELP: &str = "remove it: only a language can have attributes, and only `///` and `#[doc]`";
    let mut docs = Vec::new();
    while let Some(Attribute { hash, inner, group }) = attribute(tokens) {
        let place = Place::new(hash.span(), group.span());
        let inside = without_invisible_groups(group.stream());
        let path: Vec<TokenTree> = inside.iter().take_while(|tree| !ends_path(tree)).cloned().collect();
        let name = text(&path);
        if name != "doc" || owner != LANGUAGE {
            errors.push_help(place, format_args!("attribute {} is not supported on {owner}", Quoted(&name)), HELP);
        } else if inner {
            errors.push_help(place, "documentation of what is around it is not supported on a language", "write `///`");
        } else if is_doc(&inside) {
            let mut visible = Group::new(Delimiter::Bracket, inside.into_iter().collect());
            visible.set_span(group.span());
            docs.push([hash, visible.into()].into_iter().collect());
        } else {
            errors.push_help(place, "malformed `#[doc]`", "write `/// text` or `#[doc = \"text\"]`");
        }
    }
    docs
}

/// The owner whose documentation is kept.
pub(super) const LANGUAGE: &str = "a language";

struct Attribute {
    hash: TokenTree,
    /// `#![…]`
    inner: bool,
    group: Group,
}

fn attribute(tokens: &mut Tokens) -> Option<Attribute> {
    if !tokens.at_attribute() {
        return None;
    }
    let hash = tokens.next()?;
    let inner = tokens.punct('!').is_some();
    match tokens.next()? {
        TokenTree::Group(group) => Some(Attribute { hash, inner, group }),
        _ => None,
    }
}

fn ends_path(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Group(_) | TokenTree::Literal(_)) || is_punct(Some(tree), '=')
}

// `doc`, `doc = "…"`, `doc = include_str!("…")`, `doc(…)`
fn is_doc(inside: &[TokenTree]) -> bool {
    match inside {
        [_] => true,
        [_, TokenTree::Group(list)] => list.delimiter() == Delimiter::Parenthesis,
        [_, equals, TokenTree::Literal(_)] => is_punct(Some(equals), '='),
        [_, equals, path @ .., bang, TokenTree::Group(_)] => {
            let is_path = |tree: &TokenTree| matches!(tree, TokenTree::Ident(_)) || is_punct(Some(tree), ':');
            is_punct(Some(equals), '=') && is_punct(Some(bang), '!') && path.iter().all(is_path) && !path.is_empty()
        }
        _ => false,
    }
}
