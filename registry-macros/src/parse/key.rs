//! The keys of a block, each with its value.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::attributes::{Owner, attributes};
use super::block::unraw;
use super::tokens::{Tokens, is_complete, is_group, is_key, is_punct, only, place, text};
use super::{found, table, value};
use crate::distinct::Distinct;
use crate::errors::{Errors, Place, Quoted, list};
use crate::grammar::KEYS;
use crate::mend;
use crate::model::{Block, Slot};

/// Reads every key of a block, which can have these.
pub(super) fn keys(mut tokens: Tokens, block: &mut Block, allowed: &[&'static str], errors: &mut Errors) {
    let mut seen = Seen { allowed, ..Seen::default() };
    while !tokens.is_empty() {
        if let Some(comma) = tokens.punct(',') {
            errors.push_help(comma.span(), "expected a key, found `,`", "remove the comma");
            continue;
        }
        let whole = key(&mut tokens, block, &mut seen, errors);
        if let Some(semicolon) = tokens.punct(';') {
            errors.push_help(semicolon.span(), "expected `,`, found `;`", "write `,`");
        } else if let (None, true, Some(next)) = (tokens.punct(','), whole, tokens.peek()) {
            let message = format!("expected `,` before {}", found(next));
            errors.push_help(next.span(), message, "end each key's value with a comma");
        }
    }
    unknown_keys(&seen, block, errors);
}

/// The keys that have been read.
#[derive(Default)]
struct Seen<'a> {
    allowed: &'a [&'static str],
    known: Distinct,
    unknown: Vec<(String, Place)>,
}

/// Reads one key with its value, up to the comma behind it. Answers whether all of it could be read, so that a missing
/// comma behind it is a mistake of its own.
fn key(tokens: &mut Tokens, block: &mut Block, seen: &mut Seen<'_>, errors: &mut Errors) -> bool {
    attributes(tokens, Owner::Key, errors);
    let Some(Key { name, ident, place, quotes }) = key_name(tokens, errors) else {
        return false;
    };
    if KEYS.contains(&name.as_str()) && !seen.allowed.contains(&name.as_str()) {
        let message = format!("key `{name}` cannot differ by version");
        errors.push_help(place, message, format_args!("only {} can", list(seen.allowed.iter().copied())));
        tokens.puncts(":=>");
        return !tokens.value().is_empty();
    }
    let Some(name) = KEYS.into_iter().find(|key| *key == name) else {
        return unknown_key(tokens, name, place, seen, errors);
    };
    if let Some(quotes) = quotes {
        let message = format!("key `{name}` stands in {quotes}");
        errors.push_help(place, message, format_args!("write `{name}: …`"));
    }
    let separated = separator(tokens, name, place, errors);
    let mut trees = if separated { tokens.value() } else { Vec::new() };
    if separated && trees.is_empty() {
        errors.push_help(
            place,
            format_args!("key `{name}` has no value"),
            format_args!("write {}", mend::example(name)),
        );
    }
    let distinct = check_key_is_distinct(name, place, seen, errors);
    let is_list = matches!(name, "aliases" | "versions" | "interpreter");
    if is_list && !matches!(trees.first(), Some(TokenTree::Group(_)) | None) {
        elements_without_brackets(tokens, &mut trees);
    }
    // A repeated value is checked like any other.
    let mut again = Block::new(Vec::new(), block.id.clone());
    let target = if distinct { &mut *block } else { &mut again };
    match name {
        "name" => target.name.fill(ident, value::text(name, &trees, errors)),
        "aliases" => target.aliases.fill(ident, value::list(name, &trees, errors)),
        "versions" => target.versions.fill(ident, value::list(name, &trees, errors)),
        "default" => target.default.fill(ident, value::text(name, &trees, errors)),
        "image_tpl" => target.image_tpl.fill(ident, value::text(name, &trees, errors)),
        "file_ext" => target.file_ext.fill(ident, value::text(name, &trees, errors)),
        "interpreter" => target.interpreter.fill(ident, value::list(name, &trees, errors)),
        "env" => target.env.fill(ident, table::table(name, &trees, errors)),
        "example" => target.example.fill(ident, value::expression(name, &trees, errors)),
        _ => target.example_since.fill(ident, value::text(name, &trees, errors)),
    }
    if !distinct {
        block.repeated.push(again);
    }
    // What stands behind a whole value has been reported as such.
    let junk = trees.len() > 1 && is_complete(trees.first());
    !trees.is_empty() && (name == "example" || !junk)
}

// `versions: "3.11", "3.12"`, `interpreter: python, -u`
fn elements_without_brackets(tokens: &mut Tokens, trees: &mut Vec<TokenTree>) {
    let separates = |tree: Option<&TokenTree>| is_punct(tree, ':') || is_punct(tree, '=');
    while tokens.peek_punct(',') {
        let element = match tokens.peek_nth(1) {
            Some(TokenTree::Ident(ident)) => !is_key(ident),
            Some(TokenTree::Literal(_)) => true,
            Some(TokenTree::Punct(punct)) => !",;#".contains(punct.as_char()),
            Some(TokenTree::Group(_)) | None => false,
        };
        if !element || separates(tokens.peek_nth(2)) {
            return;
        }
        trees.extend(tokens.next());
        trees.extend(tokens.value());
    }
}

fn check_key_is_distinct(name: &str, place: Place, seen: &mut Seen<'_>, errors: &mut Errors) -> bool {
    seen.known.check(
        name,
        place,
        errors,
        |errors| errors.push_help(place, format_args!("duplicate key `{name}`"), "remove one of the two"),
        || format!("key `{name}` first declared here"),
    )
}

/// Takes what belongs to a key that there is not.
fn unknown_key(tokens: &mut Tokens, name: String, place: Place, seen: &mut Seen<'_>, errors: &mut Errors) -> bool {
    let separated = !tokens.puncts(":=!?-").is_empty() || tokens.punct('>').is_some();
    if !separated && is_group(tokens.peek(), Delimiter::Brace) {
        let message = format!("language {} stands within another one", Quoted(&name));
        errors.push_help(place, message, "close the block before it with `}`");
        tokens.value();
        return false;
    }
    seen.unknown.push((name, place));
    tokens.puncts(">");
    let value = matches!(tokens.peek(), Some(TokenTree::Literal(_))) || is_group(tokens.peek(), Delimiter::Bracket);
    (separated || value) && !tokens.value().is_empty()
}

// After all others, when it is known which key an unknown one can have been meant to be.
fn unknown_keys(seen: &Seen<'_>, block: &mut Block, errors: &mut Errors) {
    for (name, place) in &seen.unknown {
        let message = format!("unknown key {}", Quoted(name));
        let help = match mend::key(name).filter(|meant| seen.allowed.contains(meant)) {
            Some(meant) if block.has(meant) => format!("`{meant}` is there already: remove this one"),
            Some(meant) => {
                block.mark_broken(meant);
                format!("did you mean `{meant}`?")
            }
            None if name == "deprecated" => "write `#[deprecated(note = \"…\")]` before a version".to_owned(),
            None => format!("the keys are {}", list(seen.allowed.iter().copied())),
        };
        errors.push_help(*place, message, help);
    }
}

struct Key {
    name: String,
    /// For the span that an editor looks up.
    ident: Ident,
    place: Place,
    /// What the word stands in, if it is not a plain one.
    quotes: Option<&'static str>,
}

fn key_name(tokens: &mut Tokens, errors: &mut Errors) -> Option<Key> {
    if let Some(ident) = tokens.ident() {
        return Some(longer_name(tokens, ident));
    }
    // `"versions": …`, `(versions): …`
    let separated = matches!(tokens.peek_nth(1), Some(TokenTree::Punct(punct)) if ":=".contains(punct.as_char()));
    let wrapped = match tokens.peek() {
        Some(TokenTree::Literal(literal)) if separated => value::plain(literal).map(|name| (name, "quotes")),
        Some(TokenTree::Group(group)) if separated => match only(group) {
            Some(TokenTree::Ident(ident)) => Some((unraw(&ident), "delimiters")),
            _ => None,
        },
        _ => None,
    };
    if let Some((name, quotes)) = wrapped
        && let Some(token) = tokens.next()
    {
        let ident = Ident::new("key", token.span());
        return Some(Key { name, ident, place: token.span().into(), quotes: Some(quotes) });
    }
    // At least one token goes, even where a key seems to begin.
    let mut trees: Vec<TokenTree> = tokens.next().into_iter().collect();
    let first = trees.first().cloned()?;
    if !(matches!(first, TokenTree::Punct(_)) && tokens.at_key()) {
        trees.extend(tokens.value());
    }
    let help = format!("the keys are {}", list(KEYS));
    errors.push_help(place(&trees)?, format_args!("expected a key, found {}", found(&first)), help);
    None
}

// `image-tpl` and `image tpl` are read as one word.
fn longer_name(tokens: &mut Tokens, ident: Ident) -> Key {
    let mut name = unraw(&ident);
    let mut last = ident.span();
    loop {
        let dash = usize::from(tokens.peek_punct('-'));
        let Some(TokenTree::Ident(next)) = tokens.peek_nth(dash) else { break };
        let next = next.clone();
        let separated = matches!(tokens.peek_nth(dash + 1), Some(TokenTree::Punct(_)));
        let known = KEYS.iter().any(|key| *key == name || next == *key);
        if dash == 0 && (known || !separated) {
            break;
        }
        tokens.puncts("-");
        tokens.next();
        let gap = if dash == 0 { " " } else { "-" };
        name = format!("{name}{gap}{next}");
        last = next.span();
    }
    Key { name, place: Place::new(ident.span(), last), ident, quotes: None }
}

/// Reads the `:` behind a key. Answers whether a value can follow.
fn separator(tokens: &mut Tokens, name: &str, key: Place, errors: &mut Errors) -> bool {
    let mut expected = |place: Place, found: &str| {
        let message = format!("expected `:` after key `{name}`, found {}", Quoted(found));
        errors.push_help(place, message, format_args!("write `{name}: …`"));
    };
    if is_punct(tokens.peek(), ':')
        && !matches!(tokens.peek_nth(1), Some(TokenTree::Punct(punct)) if ":=".contains(punct.as_char()))
    {
        tokens.next();
        return true;
    }
    // `==`, `=>`, `->`, `::`, `!:`, `?:`, and `[0]:`
    let mut wrong = if is_punct(tokens.peek_nth(1), ':') && matches!(tokens.peek(), Some(TokenTree::Group(_))) {
        tokens.next().into_iter().collect()
    } else {
        Vec::new()
    };
    wrong.extend(tokens.puncts(":=>-!?~"));
    if let Some(place) = place(&wrong) {
        expected(place, &text(&wrong));
        return true;
    }
    // `versions, ["3.12"]`, `versions; ["3.12"]`
    let value =
        matches!(tokens.peek_nth(1), Some(TokenTree::Literal(_))) || is_group(tokens.peek_nth(1), Delimiter::Bracket);
    let key_behind = is_punct(tokens.peek_nth(2), ':');
    if value && !key_behind && (tokens.peek_punct(',') || tokens.peek_punct(';')) {
        if let Some(wrong) = tokens.next() {
            expected(wrong.span().into(), &wrong.to_string());
        }
        return true;
    }
    if tokens.is_empty()
        || tokens.peek_punct(',')
        || tokens.peek_punct(';')
        || tokens.at_key()
        || tokens.peek_known_key()
    {
        let help = format!("write {}", mend::example(name));
        errors.push_help(key, format_args!("key `{name}` has no value"), help);
        return false;
    }
    errors.push_help(key, format_args!("expected `:` after key `{name}`"), format_args!("write `{name}: …`"));
    true
}

impl<T> Slot<T> {
    fn fill(&mut self, key: Ident, value: Option<T>) {
        *self = value.map_or(Self::Broken, |value| Self::Given { key, value });
    }

    fn break_if_missing(&mut self) {
        if let Self::Missing = self {
            *self = Self::Broken;
        }
    }
}

impl Block {
    /// Notes that a key which could not be read was meant to be this one, so that it is not missing as well.
    pub(super) fn mark_broken(&mut self, key: &str) {
        match key {
            "name" => self.name.break_if_missing(),
            "aliases" => self.aliases.break_if_missing(),
            "versions" => self.versions.break_if_missing(),
            "default" => self.default.break_if_missing(),
            "image_tpl" => self.image_tpl.break_if_missing(),
            "file_ext" => self.file_ext.break_if_missing(),
            "interpreter" => self.interpreter.break_if_missing(),
            "env" => self.env.break_if_missing(),
            "example" => self.example.break_if_missing(),
            _ => self.example_since.break_if_missing(),
        }
    }
}
