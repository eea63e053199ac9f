//! A language block: attributes, the id, and the keys between braces.

use proc_macro2::{Delimiter, Group, TokenTree};
use registry_shared::nearest::nearest;

use super::attributes::{Owner, attributes};
use super::keys::keys;
use super::literal::meant;
use super::tokens::{Tokens, found, is_group, is_punct, place, text, unraw};
use crate::errors::{Errors, Place, Quoted, list};
use crate::key::Key;
use crate::model::{Block, Id};
use crate::suggest;

/// Reads one block, and at least one token. Returns `None` after an error that left no block.
pub(super) fn block(tokens: &mut Tokens, errors: &mut Errors) -> Option<Block> {
    let docs = attributes(tokens, Owner::Language, errors).docs;
    let base_override = base_override(tokens, errors);
    let id = id(tokens, errors)?;
    let braces = braces(tokens, &id, errors)?;
    let mut block = Block { base_override, ..Block::new(docs, id) };
    keys(Tokens::new(braces.stream()), &mut block, Key::ALL, errors);
    Some(block)
}

// `override python { … }`, whereas `override { … }` declares a language of that name.
fn base_override(tokens: &mut Tokens, errors: &mut Errors) -> Option<Place> {
    const WORD: &str = "override";
    let Some(TokenTree::Ident(word)) = tokens.peek().cloned() else {
        return None;
    };
    if !matches!(tokens.peek_nth(1), Some(TokenTree::Ident(_) | TokenTree::Literal(_))) {
        return None;
    }
    if word != WORD {
        nearest(&word.to_string(), [WORD]).filter(|_| is_group(tokens.peek_nth(2), Delimiter::Brace))?;
        let message = format!("unknown word {} before a language", Quoted(&word.to_string()));
        errors.push_help(word.span(), message, "did you mean `override`?");
    }
    tokens.next();
    Some(word.span().into())
}

/// Reads the tokens before a block's braces, which should be one word.
fn id(tokens: &mut Tokens, errors: &mut Errors) -> Option<Id> {
    let mut head: Vec<TokenTree> = Vec::new();
    while let Some(next) = tokens.peek() {
        let is_word = |tree: &TokenTree| matches!(tree, TokenTree::Ident(_) | TokenTree::Literal(_));
        let second_word = head.last().is_some_and(is_word) && is_word(next);
        let over = matches!(next, TokenTree::Group(_)) || is_punct(Some(next), ',');
        if over || second_word || tokens.at_attribute() {
            break;
        }
        head.extend(tokens.next());
    }
    let Some(place) = place(&head) else {
        return anonymous(tokens, errors);
    };
    match head.as_slice() {
        [TokenTree::Ident(ident)] => Some(Id { text: unraw(ident), place, broken: false }),
        // `python: { … }`, `python = { … }`, `python => { … }`, `python -> { … }`, `python: Language { … }`
        [TokenTree::Ident(ident), after @ ..] if is_separation(after, tokens) => {
            let id = unraw(ident);
            if let Some(place) = super::tokens::place(after) {
                let message = format!("expected `{{` after {}, found {}", Quoted(&id), Quoted(&text(after)));
                errors.push_help(place, message, format_args!("write `{ident} {{ … }}`"));
            }
            Some(Id { text: id, place: ident.span().into(), broken: false })
        }
        _ => {
            let text = text(&head);
            let word = text.trim_end_matches([':', '=', '>']);
            let message = if word.starts_with('"') {
                format!("language id {} is in quotes", Quoted(word))
            } else {
                format!("language id {} is not lower snake case", Quoted(word))
            };
            errors.push_help(place, message, suggest::id_help(word));
            // The runtimes keep the names that they were meant to have.
            Some(Id { text: suggest::id(word).unwrap_or_default(), place, broken: true })
        }
    }
}

// Separators, or those of a value and the type before its braces. A hyphen between words is part of an id.
fn is_separation(after: &[TokenTree], tokens: &Tokens) -> bool {
    match after {
        [between @ .., TokenTree::Ident(_)] => {
            between.iter().all(is_separator)
                && between.iter().any(|tree| is_punct(Some(tree), ':') || is_punct(Some(tree), '='))
                && is_group(tokens.peek(), Delimiter::Brace)
        }
        separators => separators.iter().all(is_separator),
    }
}

fn is_separator(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(punct) if ":=->".contains(punct.as_char()))
}

// The id is missing: at the end, before a comma, or before a group.
fn anonymous(tokens: &mut Tokens, errors: &mut Errors) -> Option<Id> {
    const HELP: &str = "write the id that requests will use, as in `python { … }`";
    match tokens.peek().cloned() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            let place = Place::from(group.span_open());
            errors.push_help(place, "expected a language id before `{`", HELP);
            Some(Id { text: String::new(), place, broken: true })
        }
        Some(other) => {
            errors.push_help(other.span(), format_args!("expected a language id, found {}", found(&other)), HELP);
            tokens.next();
            None
        }
        None => {
            errors.push_help(tokens.end(), "expected a language id at the end of the declaration", HELP);
            None
        }
    }
}

fn braces(tokens: &mut Tokens, id: &Id, errors: &mut Errors) -> Option<Group> {
    match tokens.peek().cloned() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            tokens.next();
            Some(group)
        }
        Some(TokenTree::Group(group)) if !id.broken => {
            tokens.next();
            let message = format!("expected `{{` after {}, found {}", Quoted(&id.text), found(&group.clone().into()));
            // The keys of `python(…) { … }` are in the braces, those of `python [ … ]` in the brackets.
            if is_group(tokens.peek(), Delimiter::Brace) {
                errors.push_help(group.span(), message, "remove it");
                return braces(tokens, id, errors);
            }
            errors.push_help(group.span_open(), message, "write the keys in braces");
            Some(group)
        }
        // `python "Python" { … }`, as in languages that label their blocks.
        Some(label @ TokenTree::Literal(_)) if !id.broken && is_group(tokens.peek_nth(1), Delimiter::Brace) => {
            tokens.next();
            let message = format!("expected `{{` after {}, found {}", Quoted(&id.text), found(&label));
            let label_text = meant(&label).unwrap_or_default();
            // `language "python" { … }`
            let is_kind = ["lang", "language", "runtime"].contains(&id.text.as_str());
            let help = match suggest::id(&label_text).filter(|_| is_kind) {
                Some(language) => format!("write `{language} {{ … }}`"),
                None => suggest::label_help(&label_text),
            };
            errors.push_help(label.span(), message, help);
            braces(tokens, id, errors)
        }
        next => {
            if !id.broken {
                let message = format!("language {} has no keys", Quoted(&id.text));
                let help = match next {
                    Some(TokenTree::Ident(_)) => "remove the word, or write `{ … }` after it".to_owned(),
                    _ => format!("write `{} {{ … }}` with the keys {}", id.text, list(Key::names(Key::required()))),
                };
                errors.push_help(id.place, message, help);
            }
            None
        }
    }
}
