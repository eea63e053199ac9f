//! A language block: attributes, the id, and keys between braces.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use super::attributes::{LANGUAGE, attributes};
use super::tokens::{Tokens, is_punct, place, text};
use super::{found, value};
use crate::errors::{Errors, Place, Quoted, list, meant_id, nearest};
use crate::model::{Block, Id, Slot};

/// Every key, in the order in which errors list them.
const KEYS: [&str; 6] = ["name", "versions", "image_tpl", "file_ext", "interpreter", "example"];

/// Reads one block, and at least one token. `None` after an error that left no block.
pub(super) fn block(tokens: &mut Tokens, errors: &mut Errors) -> Option<Block> {
    let docs = attributes(tokens, LANGUAGE, errors);
    let id = id(tokens, errors)?;
    let braces = braces(tokens, &id, errors)?;
    let mut block = Block {
        docs,
        id,
        name: Slot::Missing,
        versions: Slot::Missing,
        image_tpl: Slot::Missing,
        file_ext: Slot::Missing,
        interpreter: Slot::Missing,
        example: Slot::Missing,
    };
    keys(Tokens::new(braces.stream()), &mut block, errors);
    Some(block)
}

/// Reads what stands before a block's braces, which should be one word.
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
        // `python: { … }`, `python = { … }`, `python => { … }`
        [TokenTree::Ident(ident), separator @ ..]
            if separator
                .iter()
                .all(|tree| matches!(tree, TokenTree::Punct(punct) if ":=>".contains(punct.as_char()))) =>
        {
            let id = unraw(ident);
            if let Some(place) = super::tokens::place(separator) {
                errors.push_help(
                    place,
                    format_args!("expected `{{` after {}, found {}", Quoted(&id), Quoted(&text(separator))),
                    format_args!("write `{ident} {{ … }}`"),
                );
            }
            Some(Id { text: id, place: ident.span().into(), broken: false })
        }
        _ => {
            let text = text(&head);
            let word = text.trim_end_matches([':', '=', '>']);
            match (head.as_slice(), meant_id(word)) {
                ([TokenTree::Literal(_), ..], Some(id)) if word.starts_with('"') => {
                    let message = format!("language id {} stands in quotes", Quoted(word));
                    errors.push_help(place, message, format_args!("write `{id}`"));
                }
                _ => errors.push_no_id(place, word),
            }
            Some(Id { text, place, broken: true })
        }
    }
}

// Nothing where the id should be: at the end, before a comma, or before a group.
fn anonymous(tokens: &mut Tokens, errors: &mut Errors) -> Option<Id> {
    const HELP: &str = "write the id that requests will name, as in `python { … }`";
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
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace || !id.broken => {
            tokens.next();
            if group.delimiter() != Delimiter::Brace {
                let open = TokenTree::Group(group.clone());
                let message = format!("expected `{{` after {}, found {}", Quoted(&id.text), found(&open));
                errors.push_help(group.span_open(), message, "write the keys between braces");
            }
            Some(group)
        }
        _ => {
            if !id.broken {
                let message = format!("language {} has no keys", Quoted(&id.text));
                let help = match tokens.peek() {
                    Some(TokenTree::Ident(_)) => "remove the word, or write `{ … }` behind it".to_owned(),
                    _ => format!("write `{} {{ … }}` with the keys {}", id.text, list(REQUIRED)),
                };
                errors.push_help(id.place, message, help);
            }
            // An invisible group around several tokens holds nothing that could be read as a block.
            if matches!(tokens.peek(), Some(TokenTree::Group(_))) {
                tokens.next();
            }
            None
        }
    }
}

fn keys(mut tokens: Tokens, block: &mut Block, errors: &mut Errors) {
    let mut seen = HashMap::new();
    while !tokens.is_empty() {
        if let Some(comma) = tokens.punct(',') {
            errors.push_help(comma.span(), "expected a key, found `,`", "remove the comma");
            continue;
        }
        let complete = key(&mut tokens, block, &mut seen, errors);
        if let Some(semicolon) = tokens.punct(';') {
            errors.push_help(semicolon.span(), "expected `,`, found `;`", "write `,`");
        } else if let (None, true, Some(next)) = (tokens.punct(','), complete, tokens.peek()) {
            let message = format!("expected `,` before {}", found(next));
            errors.push_help(next.span(), message, "end each key's value with a comma");
        }
    }
}

/// Reads one key with its value, up to the comma behind it. Answers whether there was a value.
fn key(tokens: &mut Tokens, block: &mut Block, seen: &mut HashMap<String, (Place, bool)>, errors: &mut Errors) -> bool {
    if tokens.at_attribute() {
        attributes(tokens, "a key", errors);
    }
    let Some((name, ident, place)) = key_name(tokens, errors) else {
        return true;
    };
    let separated = separator(tokens, &name, place, errors);
    let trees = if separated { tokens.value() } else { Vec::new() };
    if separated && trees.is_empty() {
        errors.push_help(
            place,
            format_args!("key {} has no value", Quoted(&name)),
            format_args!("write {}", value::help(&name)),
        );
    }

    if KEYS.contains(&name.as_str()) {
        match seen.entry(name.clone()) {
            Entry::Vacant(entry) => {
                entry.insert((place, false));
            }
            Entry::Occupied(mut entry) => {
                let (first, reported) = entry.get_mut();
                errors.push_help(place, format_args!("duplicate key `{name}`"), "remove one of the two");
                if !std::mem::replace(reported, true) {
                    errors.push_earlier(*first, place, format_args!("key `{name}` first declared here"));
                }
            }
        }
    }
    match name.as_str() {
        "name" => block.name.fill(ident, value::text(&name, &trees, errors)),
        "versions" => block.versions.fill(ident, value::list(&name, &trees, errors)),
        "image_tpl" => block.image_tpl.fill(ident, value::text(&name, &trees, errors)),
        "file_ext" => block.file_ext.fill(ident, value::text(&name, &trees, errors)),
        "interpreter" => block.interpreter.fill(ident, value::list(&name, &trees, errors)),
        "example" => block.example.fill(ident, value::expression(&name, &trees, errors)),
        _ => unknown_key(&name, place, block, errors),
    }
    separated
}

// What other registries call the same things.
const OTHER_NAMES: [(&str, &str); 14] = [
    ("args", "interpreter"),
    ("argv", "interpreter"),
    ("cmd", "interpreter"),
    ("command", "interpreter"),
    ("display_name", "name"),
    ("entrypoint", "interpreter"),
    ("exec", "interpreter"),
    ("extension", "file_ext"),
    ("label", "name"),
    ("run", "interpreter"),
    ("sample", "example"),
    ("suffix", "file_ext"),
    ("tags", "versions"),
    ("title", "name"),
];

fn unknown_key(name: &str, place: Place, block: &mut Block, errors: &mut Errors) {
    let message = format!("unknown key {}", Quoted(name));
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == name).map(|(_, key)| *key);
    match other.or_else(|| nearest(name, &KEYS)) {
        Some(meant) => {
            errors.push_help(place, message, format_args!("did you mean `{meant}`?"));
            block.mark_broken(meant);
        }
        None => errors.push_help(place, message, format_args!("the keys are {}", list(KEYS))),
    }
}

// The key as a word; `image-tpl` is read as one word, and `"versions"` without its quotes.
fn key_name(tokens: &mut Tokens, errors: &mut Errors) -> Option<(String, Ident, Place)> {
    if let Some(ident) = tokens.ident() {
        let mut name = unraw(&ident);
        let mut last = ident.span();
        while tokens.peek_punct('-') && matches!(tokens.peek_nth(1), Some(TokenTree::Ident(_))) {
            tokens.next();
            if let Some(next) = tokens.ident() {
                name = format!("{name}-{next}");
                last = next.span();
            }
        }
        let place = Place::new(ident.span(), last);
        return Some((name, ident, place));
    }
    if tokens.at_key()
        && let Some(literal) = tokens.next()
    {
        let name = literal.to_string().trim_matches('"').to_owned();
        let help = format!("write `{name}: …`");
        errors.push_help(literal.span(), format_args!("key {} stands in quotes", Quoted(&literal.to_string())), help);
        return Some((name, Ident::new("key", literal.span()), literal.span().into()));
    }
    let trees = tokens.value();
    if let (Some(place), Some(first)) = (place(&trees), trees.first()) {
        let help = format!("the keys are {}", list(KEYS));
        errors.push_help(place, format_args!("expected a key, found {}", found(first)), help);
    } else if let Some(group) = tokens.next() {
        errors.push(group.span(), format_args!("expected a key, found {}", found(&group)));
    }
    None
}

/// Reads the `:` behind a key. Answers whether a value can follow.
fn separator(tokens: &mut Tokens, name: &str, key: Place, errors: &mut Errors) -> bool {
    if let Some(colon) = tokens.punct(':') {
        if let Some(second) = tokens.punct(':') {
            let message = format!("expected `:` after key {}, found `::`", Quoted(name));
            errors.push_help(Place::new(colon.span(), second.span()), message, format_args!("write `{name}: …`"));
        }
        return true;
    }
    if let Some(equals) = tokens.punct('=') {
        let arrow = tokens.punct('>');
        let last = arrow.as_ref().unwrap_or(&equals).span();
        let written = if arrow.is_some() { "=>" } else { "=" };
        let message = format!("expected `:` after key {}, found `{written}`", Quoted(name));
        errors.push_help(Place::new(equals.span(), last), message, format_args!("write `{name}: …`"));
        return true;
    }
    if tokens.is_empty() || tokens.peek_punct(',') || tokens.peek_punct(';') || tokens.at_key() {
        errors.push_help(
            key,
            format_args!("key {} has no value", Quoted(name)),
            format_args!("write {}", value::help(name)),
        );
        return false;
    }
    errors.push_help(key, format_args!("expected `:` after key {}", Quoted(name)), format_args!("write `{name}: …`"));
    true
}

fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// The keys that every block needs.
pub(crate) const REQUIRED: [&str; 4] = ["versions", "image_tpl", "file_ext", "interpreter"];

impl<T> Slot<T> {
    // The first value that could be read stays.
    fn fill(&mut self, key: Ident, value: Option<T>) {
        if let Self::Missing | Self::Broken = self {
            *self = value.map_or(Self::Broken, |value| Self::Given { key, value });
        }
    }

    fn break_if_missing(&mut self) {
        if let Self::Missing = self {
            *self = Self::Broken;
        }
    }
}

impl Block {
    // An unknown key was meant to be this one, so that it is not missing as well.
    fn mark_broken(&mut self, key: &str) {
        match key {
            "versions" => self.versions.break_if_missing(),
            "image_tpl" => self.image_tpl.break_if_missing(),
            "file_ext" => self.file_ext.break_if_missing(),
            "interpreter" => self.interpreter.break_if_missing(),
            _ => {}
        }
    }
}
