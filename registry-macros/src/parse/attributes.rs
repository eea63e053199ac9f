//! Attributes: languages and versions accept documentation, and versions `#[deprecated]`. All others are reported by name.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::literal::string;
use super::tokens::{Tokens, is_punct, text, without_invisible_groups};
use crate::errors::{Errors, Place, Quoted};
use crate::model::{Attributes, Deprecated};

/// What an attribute is written before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Language,
    Version,
    Key,
    Argument,
    Alias,
    Variable,
}

impl Owner {
    fn name(self) -> &'static str {
        match self {
            Self::Language => "a language",
            Self::Version => "a version",
            Self::Key => "a key",
            Self::Argument => "an argument",
            Self::Alias => "an alias",
            Self::Variable => "a variable",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Language => "remove it: a language accepts only `///` and `#[doc]`",
            Self::Version => "remove it: a version accepts only `///`, `#[doc]` and `#[deprecated]`",
            Self::Key | Self::Argument | Self::Alias | Self::Variable => {
                "remove it: only languages and versions accept attributes"
            }
        }
    }
}

/// Reads the attributes before `owner`, and returns those that it accepts.
pub(super) fn attributes(tokens: &mut Tokens, owner: Owner, errors: &mut Errors) -> Attributes {
    let mut attributes = Attributes::default();
    while let Some(Attribute { hash, inner, group }) = attribute(tokens) {
        let place = Place::new(hash.span(), group.span());
        let inside = without_invisible_groups(group.stream());
        let path: Vec<TokenTree> = inside.iter().take_while(|tree| !ends_path(tree)).cloned().collect();
        let name = text(&path);
        let is_documented = matches!(owner, Owner::Language | Owner::Version);
        let known = (name == "doc" && is_documented) || (name == "deprecated" && owner == Owner::Version);
        if !known {
            let message = format!("attribute {} is not supported on {}", Quoted(&name), owner.name());
            errors.push_help(place, message, owner.help());
            continue;
        }
        if inner {
            let message = format!("inner attribute `#![{name}]` is not supported on {}", owner.name());
            errors.push_help(place, message, "remove the `!`");
            continue;
        }
        let mut visible = Group::new(Delimiter::Bracket, inside.iter().cloned().collect());
        visible.set_span(group.span());
        let attribute: TokenStream = [hash, visible.into()].into_iter().collect();
        if name == "doc" {
            if is_doc(&inside) {
                attributes.docs.push(attribute);
            } else {
                errors.push_help(place, "malformed `#[doc]`", "write `/// text` or `#[doc = \"text\"]`");
            }
        } else if attributes.deprecated.is_some() {
            errors.push_help(place, "duplicate attribute `deprecated`", "remove one of the two");
        } else if let Some(note) = deprecation_note(&inside) {
            attributes.deprecated = Some(Deprecated { attribute, note });
        } else {
            errors.push_help(place, "malformed `#[deprecated]`", "write `#[deprecated(note = \"…\")]`");
        }
    }
    attributes
}

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

// `deprecated`, `deprecated = "…"`, `deprecated(since = "…", note = "…")`
fn deprecation_note(inside: &[TokenTree]) -> Option<String> {
    match inside {
        [_] => Some(String::new()),
        [_, equals, note] if is_punct(Some(equals), '=') => string(note).map(|note| note.value),
        [_, TokenTree::Group(list)] if list.delimiter() == Delimiter::Parenthesis => {
            let mut tokens = Tokens::without_invisible_groups(list.stream());
            let (mut since, mut note) = (None, None);
            while !tokens.is_empty() {
                let name = tokens.ident()?;
                tokens.punct('=')?;
                let value = string(&tokens.next()?)?.value;
                let slot = match name.to_string().as_str() {
                    "since" => &mut since,
                    "note" => &mut note,
                    _ => return None,
                };
                if slot.replace(value).is_some() || (!tokens.is_empty() && tokens.punct(',').is_none()) {
                    return None;
                }
            }
            Some(note.unwrap_or_default())
        }
        _ => None,
    }
}
