//! Attributes: languages and versions accept documentation, and versions `#[deprecated]`. All others are reported by
//! name.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use registry_shared::nearest::nearest;

use super::literal::string;
use super::tokens::{Tokens, is_punct, text, without_invisible_groups};
use crate::errors::{Errors, Place, Quoted, written};
use crate::key::Key;
use crate::model::{Attributes, Deprecated};

/// The advice for a default that is marked where it is declared.
pub(super) const DEFAULT_HELP: &str = "name the version in the language's block, as in `default: \"3.12\"`";

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
            let meant = nearest(&name, ["deprecated"]).filter(|meant| owner == Owner::Version && name != *meant);
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None if owner == Owner::Version && name == Key::Default.name() => DEFAULT_HELP.to_owned(),
                None => owner.help().to_owned(),
            };
            errors.push_help(place, message, help);
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
        } else {
            match deprecation_note(&inside) {
                Ok(note) => attributes.deprecated = Some(Deprecated { attribute, note }),
                Err(malformed) => malformed.report(place, errors),
            }
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
        [_, equals, text @ TokenTree::Literal(_)] => is_punct(Some(equals), '=') && string(text).is_some(),
        [_, equals, path @ .., bang, TokenTree::Group(_)] => {
            let is_path = |tree: &TokenTree| matches!(tree, TokenTree::Ident(_)) || is_punct(Some(tree), ':');
            is_punct(Some(equals), '=') && is_punct(Some(bang), '!') && path.iter().all(is_path) && !path.is_empty()
        }
        _ => false,
    }
}

/// A mistake in `#[deprecated(…)]`.
enum Malformed {
    /// A name other than `since` and `note`.
    Name(Ident),
    /// Something else. Its only string, if it has one, is probably the note.
    Other(Option<String>),
}

impl Malformed {
    fn report(self, attribute: Place, errors: &mut Errors) {
        match self {
            Self::Name(name) => {
                let message = format!("unknown name {} in `#[deprecated]`", Quoted(&name.to_string()));
                let help = match nearest(&name.to_string(), ["note", "since"]) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "write `note = \"…\"`".to_owned(),
                };
                errors.push_help(name.span(), message, help);
            }
            Self::Other(note) => {
                let note = note.filter(|note| note.chars().count() <= MAX_NOTE).map(|note| written(&note));
                let note = note.as_deref().unwrap_or("\"…\"");
                let help = format!("write `#[deprecated(note = {note})]`");
                errors.push_help(attribute, "malformed `#[deprecated]`", help);
            }
        }
    }
}

/// The most characters of a note that an error repeats.
const MAX_NOTE: usize = 60;

// `deprecated`, `deprecated = "…"`, `deprecated(since = "…", note = "…")`
fn deprecation_note(inside: &[TokenTree]) -> Result<String, Malformed> {
    let list = match inside {
        [_] => return Ok(String::new()),
        [_, equals, note] if is_punct(Some(equals), '=') => {
            return string(note).map(|note| note.value).ok_or(Malformed::Other(None));
        }
        [_, TokenTree::Group(list)] if list.delimiter() == Delimiter::Parenthesis => list,
        _ => return Err(Malformed::Other(None)),
    };
    let mut tokens = Tokens::without_invisible_groups(list.stream());
    let trees = without_invisible_groups(list.stream());
    let mut strings = trees.iter().filter_map(string);
    let only = strings.next().filter(|_| strings.next().is_none()).map(|text| text.value);
    let other = || Malformed::Other(only.clone());
    let (mut since, mut note) = (None, None);
    while !tokens.is_empty() {
        let name = tokens.ident().ok_or_else(other)?;
        tokens.punct('=').ok_or_else(other)?;
        let value = tokens.next().as_ref().and_then(string).ok_or_else(other)?.value;
        let slot = match name.to_string().as_str() {
            "since" => &mut since,
            "note" => &mut note,
            _ => return Err(Malformed::Name(name)),
        };
        if slot.replace(value).is_some() || (!tokens.is_empty() && tokens.punct(',').is_none()) {
            return Err(other());
        }
    }
    Ok(note.unwrap_or_default())
}
