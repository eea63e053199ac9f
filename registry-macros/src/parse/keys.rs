//! The keys of a block, with their values.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::attributes::{Owner, attributes};
use super::lines::base_in_block;
use super::list::list;
use super::literal::plain;
use super::table::table;
use super::tokens::{Tokens, found, is_complete, is_group, is_key, is_punct, only, place, text, unraw};
use super::value;
use crate::distinct::Distinct;
use crate::errors::{self, Errors, Place, Quoted};
use crate::key::{Element, Key, Kind};
use crate::model::{Block, Id, List};
use crate::suggest;

/// Reads every key of a block that accepts these keys.
pub(super) fn keys(mut tokens: Tokens, block: &mut Block, allowed: &[Key], errors: &mut Errors) {
    let mut seen = Seen { allowed, ..Seen::default() };
    while !tokens.is_empty() {
        if let Some(comma) = tokens.punct(',') {
            errors.push_help(comma.span(), "expected a key, found `,`", "remove the comma");
            continue;
        }
        if base_in_block(&mut tokens, errors) {
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

/// The keys that were read so far.
#[derive(Default)]
struct Seen<'a> {
    allowed: &'a [Key],
    known: Distinct,
    unknown: Vec<(String, Place)>,
}

/// Reads one key with its value, up to the comma after it. Returns whether all of it was readable. If not, a missing
/// comma after it is not reported as well.
fn key(tokens: &mut Tokens, block: &mut Block, seen: &mut Seen<'_>, errors: &mut Errors) -> bool {
    attributes(tokens, Owner::Key, errors);
    let Some(Word { name, ident, place, quotes }) = word(tokens, errors) else {
        return false;
    };
    let Some(key) = Key::of(&name) else {
        return unknown_key(tokens, name, place, seen, errors);
    };
    if !seen.allowed.contains(&key) {
        let allowed = errors::list(Key::names(seen.allowed.iter().copied()));
        errors.push_help(
            place,
            format_args!("key `{name}` cannot differ by version"),
            format_args!("only {allowed} can"),
        );
        tokens.puncts(":=>");
        return !tokens.value().is_empty();
    }
    if let Some(quotes) = quotes {
        errors.push_help(place, format_args!("key `{name}` is in {quotes}"), format_args!("write `{name}: …`"));
    }
    let separated = separator(tokens, key, place, errors);
    let mut trees = if separated { tokens.value() } else { Vec::new() };
    if separated && trees.is_empty() {
        report_no_value(key, place, errors);
    }
    let distinct = check_key_is_distinct(key, place, seen, errors);
    let is_list = matches!(key.kind(), Kind::List(_));
    if is_list && !matches!(trees.first(), Some(TokenTree::Group(_)) | None) {
        elements_without_brackets(tokens, &mut trees);
    }
    // The value of a repeated key is checked like any other.
    let mut again = Block::new(Vec::new(), block.id.clone());
    fill(if distinct { &mut *block } else { &mut again }, key, ident, &trees, errors);
    if !distinct {
        block.repeated.push(again);
    }
    // Tokens after a complete value have been reported.
    let junk = trees.len() > 1 && is_complete(trees.first());
    !trees.is_empty() && (key.kind() == Kind::Expression || !junk)
}

fn fill(block: &mut Block, key: Key, ident: Ident, trees: &[TokenTree], errors: &mut Errors) {
    match key {
        Key::Name => block.name.fill(ident, value::text(key, trees, errors)),
        Key::Aliases => block.aliases.fill(ident, list(Element::Alias, trees, errors)),
        Key::Versions => block.versions.fill(ident, versions(trees, errors)),
        Key::Default => block.default.fill(ident, value::text(key, trees, errors)),
        Key::ImageTpl => block.image_tpl.fill(ident, value::text(key, trees, errors)),
        Key::FileExt => block.file_ext.fill(ident, value::text(key, trees, errors)),
        Key::Interpreter => block.interpreter.fill(ident, list(Element::Argument, trees, errors)),
        Key::Env => block.env.fill(ident, table(key, trees, errors)),
        Key::Example => block.example.fill(ident, value::expression(key, trees, errors)),
        Key::ExampleSince => block.example_since.fill(ident, value::text(key, trees, errors)),
    }
}

// Reads a list of versions, and the keys in the braces after each of them.
fn versions(trees: &[TokenTree], errors: &mut Errors) -> Option<List> {
    let allowed: Vec<Key> = Key::ALL.iter().copied().filter(|key| key.is_per_version()).collect();
    let mut versions = list(Element::Version, trees, errors)?;
    for item in &mut versions.items {
        if let Some(braces) = item.braces.take() {
            let id = Id { text: item.text.value.clone(), place: item.text.span.into(), broken: false };
            let block = item.per_version.insert(Block::new(Vec::new(), id));
            keys(Tokens::new(braces.stream()), block, &allowed, errors);
        }
    }
    Some(versions)
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

fn check_key_is_distinct(key: Key, place: Place, seen: &mut Seen<'_>, errors: &mut Errors) -> bool {
    let name = key.name();
    seen.known.check(
        name,
        place,
        errors,
        |errors| errors.push_help(place, format_args!("duplicate key `{name}`"), "remove one of the two"),
        || format!("key `{name}` first declared here"),
    )
}

fn report_no_value(key: Key, place: Place, errors: &mut Errors) {
    let message = format!("key `{}` has no value", key.name());
    errors.push_help(place, message, format_args!("write {}", suggest::example(key)));
}

/// Takes the value of an unknown key.
fn unknown_key(tokens: &mut Tokens, name: String, place: Place, seen: &mut Seen<'_>, errors: &mut Errors) -> bool {
    let separated = !tokens.puncts(":=!?-").is_empty() || tokens.punct('>').is_some();
    if !separated && is_group(tokens.peek(), Delimiter::Brace) {
        let message = format!("language {} is inside another language", Quoted(&name));
        errors.push_help(place, message, "close the block before it with `}`");
        tokens.value();
        return false;
    }
    seen.unknown.push((name, place));
    tokens.puncts(">");
    let value = matches!(tokens.peek(), Some(TokenTree::Literal(_))) || is_group(tokens.peek(), Delimiter::Bracket);
    (separated || value) && !tokens.value().is_empty()
}

// Runs after all keys are read, when it is known which ones are missing.
fn unknown_keys(seen: &Seen<'_>, block: &mut Block, errors: &mut Errors) {
    for (name, place) in &seen.unknown {
        let message = format!("unknown key {}", Quoted(name));
        let help = match suggest::key(name).filter(|meant| seen.allowed.contains(meant)) {
            Some(meant) if block.has(meant) => format!("`{}` is already set: remove this key", meant.name()),
            Some(meant) => {
                block.mark_broken(meant);
                format!("did you mean `{}`?", meant.name())
            }
            None if name == "deprecated" => "write `#[deprecated(note = \"…\")]` before a version".to_owned(),
            None => format!("the keys are {}", errors::list(Key::names(seen.allowed.iter().copied()))),
        };
        errors.push_help(*place, message, help);
    }
}

/// A key as written.
struct Word {
    name: String,
    /// Its span is what editors look up.
    ident: Ident,
    place: Place,
    /// What surrounds the word, if it is not a plain one.
    quotes: Option<&'static str>,
}

fn word(tokens: &mut Tokens, errors: &mut Errors) -> Option<Word> {
    if let Some(ident) = tokens.ident() {
        return Some(longer_name(tokens, ident));
    }
    // `"versions": …`, `(versions): …`
    let separated = matches!(tokens.peek_nth(1), Some(TokenTree::Punct(punct)) if ":=".contains(punct.as_char()));
    let wrapped = match tokens.peek() {
        Some(TokenTree::Literal(literal)) if separated => plain(literal).map(|name| (name, "quotes")),
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
        return Some(Word { name, ident, place: token.span().into(), quotes: Some(quotes) });
    }
    // Takes at least one token, even if a key seems to begin.
    let mut trees: Vec<TokenTree> = tokens.next().into_iter().collect();
    let first = trees.first().cloned()?;
    if !(matches!(first, TokenTree::Punct(_)) && tokens.at_key()) {
        trees.extend(tokens.value());
    }
    let help = format!("the keys are {}", errors::list(Key::names(Key::ALL.iter().copied())));
    errors.push_help(place(&trees)?, format_args!("expected a key, found {}", found(&first)), help);
    None
}

// `image-tpl` and `image tpl` are read as one word.
fn longer_name(tokens: &mut Tokens, ident: Ident) -> Word {
    let mut name = unraw(&ident);
    let mut last = ident.span();
    loop {
        let dash = usize::from(tokens.peek_punct('-'));
        let Some(TokenTree::Ident(next)) = tokens.peek_nth(dash) else { break };
        let next = next.clone();
        let separated = matches!(tokens.peek_nth(dash + 1), Some(TokenTree::Punct(_)));
        let known = Key::of(&name).is_some() || is_key(&next);
        if dash == 0 && (known || !separated) {
            break;
        }
        tokens.puncts("-");
        tokens.next();
        let gap = if dash == 0 { " " } else { "-" };
        name = format!("{name}{gap}{next}");
        last = next.span();
    }
    Word { name, place: Place::new(ident.span(), last), ident, quotes: None }
}

/// Reads the `:` after a key. Returns whether a value can follow.
fn separator(tokens: &mut Tokens, key: Key, key_place: Place, errors: &mut Errors) -> bool {
    let name = key.name();
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
    let key_follows = is_punct(tokens.peek_nth(2), ':');
    if value && !key_follows && (tokens.peek_punct(',') || tokens.peek_punct(';')) {
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
        report_no_value(key, key_place, errors);
        return false;
    }
    errors.push_help(key_place, format_args!("expected `:` after key `{name}`"), format_args!("write `{name}: …`"));
    true
}
