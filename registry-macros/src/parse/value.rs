//! Values: a string, a list of strings, or an expression.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use syn::Lit;

use super::attributes::{Owner, attributes};
use super::found;
use super::key::keys;
use super::tokens::{Tokens, is_number, is_punct, is_quoted, only, place, text as joined};
use crate::errors::{Errors, Quoted};
use crate::grammar::OVERRIDES;
use crate::mend;
use crate::model::{Attributes, Block, Id, Item, List, Text};

/// Reads a string. Where there are no tokens at all, the caller has reported that.
pub(super) fn text(key: &str, trees: &[TokenTree], errors: &mut Errors) -> Option<Text> {
    let (first, rest) = trees.split_first()?;
    if let Some(text) = string(first) {
        end_of_value(key, rest, errors);
        // With something behind it, it is a part of what was meant.
        return Some(text).filter(|_| rest.is_empty());
    }
    let message = format!("expected a string as `{key}`, found {}", described(trees));
    errors.push_help(place(trees)?, message, help_for(key, trees));
    None
}

/// Reads a list of strings.
pub(super) fn list(key: &str, trees: &[TokenTree], errors: &mut Errors) -> Option<List> {
    let (first, rest) = trees.split_first()?;
    if let TokenTree::Group(group) = first
        && group.delimiter() != Delimiter::None
    {
        if group.delimiter() != Delimiter::Bracket {
            let message = format!("expected `[` as the start of `{key}`, found {}", found(first));
            errors.push_help(group.span_open(), message, "write the list between `[` and `]`");
        }
        end_of_value(key, rest, errors);
        return Some(elements(key, group, errors));
    }
    let message = format!("expected a list of strings as `{key}`, found {}", described(trees));
    // `vec!["3.12"]` and `&["3.12"]`: the list is there, behind something that does not belong.
    if let [.., TokenTree::Group(group)] = trees
        && group.delimiter() == Delimiter::Bracket
    {
        errors.push_help(place(trees)?, message, "write only the part between `[` and `]`");
        return Some(elements(key, group, errors));
    }
    let written = match trees {
        [only] => meant(only).or_else(|| bare(key, trees)),
        _ => bare(key, trees).or_else(|| strings(trees)),
    };
    let elements = written.and_then(|written| mend::elements(key, &written));
    let mended = unreadable(trees).map(str::to_owned).or(elements.map(|elements| format!("write [{elements}]")));
    errors.push_help(place(trees)?, message, mended.unwrap_or_else(|| format!("write {}", mend::example(key))));
    None
}

/// Reads an expression. What is certainly no string is refused here; the rest is the compiler's to check.
pub(super) fn expression(key: &str, trees: &[TokenTree], errors: &mut Errors) -> Option<TokenStream> {
    let (first, rest) = trees.split_first()?;
    let is_literal = matches!(first, TokenTree::Literal(_)) && string(first).is_none();
    let is_list =
        rest.is_empty() && matches!(first, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket);
    let is_bool = rest.is_empty() && matches!(joined(trees).as_str(), "true" | "false");
    if is_literal || is_list || is_bool {
        let message = format!("expected a string as `{key}`, found {}", described(trees));
        errors.push_help(place(trees)?, message, help_for(key, trees));
        return None;
    }
    // Two words side by side are two values.
    let end = trees.windows(2).position(|pair| matches!(pair, [a, b] if is_operand(a) && is_operand(b)));
    let (value, rest) = trees.split_at(end.map_or(trees.len(), |end| end + 1));
    end_of_value(key, rest, errors);
    Some(value.iter().cloned().collect())
}

fn is_operand(tree: &TokenTree) -> bool {
    const KEYWORDS: [&str; 20] = [
        "as", "async", "await", "break", "const", "continue", "dyn", "else", "for", "if", "in", "let", "loop", "match",
        "move", "mut", "ref", "return", "unsafe", "while",
    ];
    match tree {
        TokenTree::Literal(_) => true,
        TokenTree::Ident(ident) => !KEYWORDS.iter().any(|keyword| ident == keyword),
        TokenTree::Group(_) | TokenTree::Punct(_) => false,
    }
}

pub(super) fn end_of_value(key: &str, rest: &[TokenTree], errors: &mut Errors) {
    if let Some(next) = rest.first() {
        let message = format!("expected `,` after the value of `{key}`, found {}", found(next));
        errors.push_help(next.span(), message, "remove what follows the value, or write a comma before it");
    }
}

fn elements(key: &str, group: &Group, errors: &mut Errors) -> List {
    let owner = match key {
        "aliases" => Owner::Alias,
        "versions" => Owner::Version,
        _ => Owner::Argument,
    };
    let mut tokens = Tokens::new(group.stream());
    let mut list = List { items: Vec::new(), span: group.span(), broken: false };
    while !tokens.is_empty() {
        let before = tokens.at_attribute().then(|| tokens.peek().map(TokenTree::span)).flatten();
        let attributes = attributes(&mut tokens, owner, errors);
        list.broken |= before.is_some() && owner != Owner::Version;
        if let (Some(before), true) = (before, tokens.is_empty()) {
            if owner == Owner::Version {
                errors.push_help(before, "nothing stands behind the attribute", "write the version that it is about");
                list.broken = true;
            }
        } else if let Some(comma) = tokens.punct(',') {
            errors.push_help(comma.span(), "expected a string, found `,`", "remove the comma");
            list.broken = true;
        } else {
            list.items.extend(element(key, attributes, &mut tokens, errors));
        }
    }
    list
}

/// Reads one element and what separates it from the next.
fn element(key: &str, attributes: Attributes, tokens: &mut Tokens, errors: &mut Errors) -> Option<Item> {
    let trees = element_tokens(tokens);
    let place = place(&trees)?;
    let string = if trees.len() == 1 { trees.first().and_then(string) } else { None };
    let broken = string.is_none();
    let text = string.unwrap_or_else(|| {
        errors.push_help(place, wrong_element(key, &trees), help_for_element(key, &trees));
        Text { value: joined(&trees), span: place.first() }
    });
    let overrides = if key == "versions" { overrides(&text, tokens, errors) } else { None };
    let whole = element_end(tokens, errors);
    Some(Item { text, broken: broken || !whole, attributes, overrides })
}

// Reads what a version has instead of its language, in braces behind it.
fn overrides(version: &Text, tokens: &mut Tokens, errors: &mut Errors) -> Option<Block> {
    // `"3.12": { … }`, `"3.12" => { … }`
    let separators = (0..2)
        .take_while(|n| {
            is_punct(tokens.peek_nth(*n), ':')
                || is_punct(tokens.peek_nth(*n), '=')
                || is_punct(tokens.peek_nth(*n), '>')
        })
        .count();
    let group = match tokens.peek_nth(separators) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => group.clone(),
        _ => return None,
    };
    let separators = tokens.puncts(":=>");
    if let Some(place) = place(&separators) {
        let message =
            format!("expected `{{` after version {}, found {}", Quoted(&version.value), Quoted(&joined(&separators)));
        errors.push_help(place, message, "remove it");
    }
    tokens.next();
    let id = Id { text: version.value.clone(), place: version.span.into(), broken: false };
    let mut block = Block::new(Vec::new(), id);
    keys(Tokens::new(group.stream()), &mut block, &OVERRIDES, errors);
    Some(block)
}

// One element as it was meant: a literal, or what `3.12.1` and `3.12-slim` are without their quotes.
fn element_tokens(tokens: &mut Tokens) -> Vec<TokenTree> {
    let mut trees: Vec<TokenTree> = tokens.next().into_iter().collect();
    if matches!(trees.first(), Some(TokenTree::Literal(literal)) if is_quoted(literal)) {
        return trees;
    }
    while let (Some(last), Some(next)) = (trees.last(), tokens.peek()) {
        let joins = match (last, next) {
            // `&"3.12"` is meant to be one, `"3.11"; "3.12"` to be two.
            (TokenTree::Punct(punct), TokenTree::Literal(literal)) => !is_quoted(literal) || punct.as_char() == '&',
            (_, TokenTree::Punct(punct)) => punct.as_char() != ',',
            (TokenTree::Punct(_), _) | (TokenTree::Ident(_), TokenTree::Group(_)) => true,
            _ => false,
        };
        if !joins {
            break;
        }
        trees.extend(tokens.next());
    }
    trees
}

// Takes the comma behind an element, or reports what stands in its place. Answers whether the element is all of its
// value, and not the first part of a sum.
fn element_end(tokens: &mut Tokens, errors: &mut Errors) -> bool {
    if tokens.punct(',').is_some() {
        return true;
    }
    let Some(next) = tokens.peek().cloned() else {
        return true;
    };
    if attribute_behind(tokens, errors) {
        return true;
    }
    let help = if is_punct(Some(&next), '&') && is_punct(tokens.peek_nth(1), '&') {
        "write \"&&\" as an element of its own, between commas"
    } else {
        "separate strings with commas"
    };
    errors.push_help(next.span(), format_args!("expected `,` before {}", found(&next)), help);
    if let TokenTree::Group(_) = next {
        tokens.next();
        tokens.punct(',');
        return true;
    }
    if !matches!(next, TokenTree::Punct(_)) {
        return true;
    }
    // `"3.11"; "3.12"` goes on at the next string, `"3.11".to_owned()` behind the next comma.
    while matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() != ',') {
        tokens.next();
    }
    let sum = is_punct(Some(&next), '+');
    if sum || !matches!(tokens.peek(), Some(TokenTree::Literal(literal)) if is_quoted(literal)) {
        tokens.skip_to_comma();
        tokens.punct(',');
    }
    !sum
}

// `"3.11" #[deprecated],`: taken for what stands behind the next comma, it would be about another version.
fn attribute_behind(tokens: &mut Tokens, errors: &mut Errors) -> bool {
    if !tokens.at_attribute() || !matches!(tokens.peek_nth(2), Some(TokenTree::Punct(_)) | None) {
        return false;
    }
    let attribute: Vec<TokenTree> = tokens.next().into_iter().chain(tokens.next()).collect();
    if let Some(place) = place(&attribute) {
        errors.push_help(place, "an attribute stands behind what it is about", "write it before");
    }
    tokens.punct(',');
    true
}

fn wrong_element(key: &str, trees: &[TokenTree]) -> String {
    let text = joined(trees);
    let is_number = matches!(trees.first(), Some(TokenTree::Literal(literal)) if is_number(literal));
    if key != "versions" || !is_number {
        return format!("expected a string in `{key}`, found {}", described(trees));
    }
    // `3.10`, but neither `1e10` nor `3.10.0`.
    let is_decimal = trees.len() == 1 && text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    match text.strip_suffix('0') {
        Some(short) if is_decimal => {
            let short = short.trim_end_matches('0').trim_end_matches('.');
            format!("version {} is a number, which reads as {short} elsewhere", Quoted(&text))
        }
        _ => format!("version {} is a number, not a string", Quoted(&text)),
    }
}

/// What to write in place of something that is no string.
fn help_for(key: &str, trees: &[TokenTree]) -> String {
    mended(key, trees).unwrap_or_else(|| format!("write {}", mend::example(key)))
}

/// The same for one element of a list.
fn help_for_element(key: &str, trees: &[TokenTree]) -> String {
    let split = || match trees {
        [_] => None,
        _ => mend::elements(key, &joined(trees)).map(|elements| format!("write {elements}")),
    };
    mended(key, trees).or_else(split).unwrap_or_else(|| {
        let element = match key {
            "aliases" => "\"py\"",
            "versions" => "\"3.12\"",
            _ => "\"-u\"",
        };
        format!("write a string, as in {element}")
    })
}

// What was certainly meant, or why it cannot be known.
pub(super) fn mended(key: &str, trees: &[TokenTree]) -> Option<String> {
    if let Some(help) = unreadable(trees) {
        return Some(help.to_owned());
    }
    let meant = match trees {
        [TokenTree::Group(group)] => only(group).and_then(|only| string(&only)).map(|text| text.value),
        [only] => meant(only),
        // `&"3.12"`
        [TokenTree::Punct(_), last] => string(last).map(|text| text.value),
        _ => None,
    };
    let meant = meant.or_else(|| bare(key, trees)).and_then(|meant| mend::value(key, &meant));
    meant.map(|meant| mend::write(&meant)).or_else(|| {
        let is_list = key == "interpreter" && matches!(trees, [TokenTree::Group(_)]);
        is_list.then(|| "write all arguments in one list, with \"&&\" between the steps".to_owned())
    })
}

/// The text of a string literal. Other kinds of strings, and a suffix, are refused.
pub(super) fn string(tree: &TokenTree) -> Option<Text> {
    let TokenTree::Literal(literal) = tree else {
        return None;
    };
    match Lit::new(literal.clone()) {
        Lit::Str(string) if string.suffix().is_empty() => Some(Text { value: string.value(), span: literal.span() }),
        _ => None,
    }
}

/// The text of a string literal of any kind.
pub(super) fn plain(literal: &Literal) -> Option<String> {
    match Lit::new(literal.clone()) {
        Lit::Str(string) => Some(string.value()),
        Lit::ByteStr(bytes) => String::from_utf8(bytes.value()).ok(),
        Lit::CStr(string) => string.value().into_string().ok(),
        _ => None,
    }
}

// The string that a literal of another kind was probably meant to be.
pub(super) fn meant(tree: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = tree else {
        return None;
    };
    match Lit::new(literal.clone()) {
        Lit::Byte(byte) => Some(char::from(byte.value()).to_string()),
        Lit::Char(char) => Some(char.value().to_string()),
        Lit::Int(number) => Some(without_type(literal, number.suffix())),
        Lit::Float(number) => Some(without_type(literal, number.suffix())),
        _ => plain(literal),
    }
}

// `3u8` is 3 of a type, and `3rc1` a version.
fn without_type(literal: &Literal, suffix: &str) -> String {
    const TYPES: [&str; 14] =
        ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64"];
    let text = literal.to_string();
    let is_typed = TYPES.contains(&suffix);
    text.strip_suffix(suffix).filter(|_| is_typed).map(str::to_owned).unwrap_or(text)
}

// `py`, `3.12.1`, `node.js` or `./run`: words, numbers and what joins them, without their quotes.
fn bare(key: &str, trees: &[TokenTree]) -> Option<String> {
    let joints = match key {
        "interpreter" => "./-_=+:@%",
        "image_tpl" => "./-:@",
        "env" => "./-_:",
        _ => ".-+~^>=*",
    };
    let is_part = |tree: &TokenTree| match tree {
        TokenTree::Ident(_) => true,
        TokenTree::Literal(literal) => is_number(literal),
        TokenTree::Punct(punct) => joints.contains(punct.as_char()),
        // `python:{version}-slim`
        TokenTree::Group(group) => key == "image_tpl" && group.delimiter() == Delimiter::Brace,
    };
    let without_commas: Vec<TokenTree> = trees.iter().filter(|tree| !is_punct(Some(tree), ',')).cloned().collect();
    without_commas.iter().all(is_part).then(|| joined(trees))
}

// `"3.11", "3.12"` without brackets around them.
fn strings(trees: &[TokenTree]) -> Option<String> {
    let texts = trees.split(|tree| is_punct(Some(tree), ',')).map(|part| match part {
        [only] => meant(only),
        _ => None,
    });
    texts.collect::<Option<Vec<_>>>().map(|texts| texts.join(","))
}

// Why the value of an expression is out of reach: the macro sees tokens, and neither constants nor other macros.
fn unreadable(trees: &[TokenTree]) -> Option<&'static str> {
    let is_upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match trees {
        [.., TokenTree::Ident(constant)] if constant.to_string().chars().all(is_upper) => {
            Some("write the string itself: a macro cannot read a constant")
        }
        [TokenTree::Ident(_), TokenTree::Punct(bang), TokenTree::Group(_)] if bang.as_char() == '!' => {
            Some("write the string itself: a macro cannot read what another one makes")
        }
        _ => None,
    }
}

pub(super) fn described(trees: &[TokenTree]) -> String {
    let [TokenTree::Literal(literal)] = trees else {
        return match trees {
            [only] => found(only),
            _ => Quoted(&joined(trees)).to_string(),
        };
    };
    let kind = match Lit::new(literal.clone()) {
        Lit::Str(string) if string.suffix().is_empty() => "the string",
        Lit::Str(_) => "a string with a suffix,",
        Lit::ByteStr(_) => "the byte string",
        Lit::CStr(_) => "the C string",
        Lit::Byte(_) => "the byte",
        Lit::Char(_) => "the character",
        Lit::Int(_) | Lit::Float(_) => "the number",
        _ => "the literal",
    };
    format!("{kind} {}", Quoted(&literal.to_string()))
}
