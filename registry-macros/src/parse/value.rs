//! Values: a string, a list of strings, or an expression.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use syn::Lit;

use super::found;
use super::tokens::{Tokens, is_punct, place, text as joined};
use crate::errors::{Errors, Quoted, written, written_list};
use crate::model::{List, Text};

/// A key and its value as they could be written.
pub(crate) fn help(key: &str) -> String {
    let example = match key {
        "name" => "\"Python\"",
        "versions" => "[\"3.12\", \"3.13\"]",
        "image_tpl" => "\"python:{version}-slim\"",
        "file_ext" => "\"py\"",
        "interpreter" => "[\"python\"]",
        "example" => "include_str!(\"example.py\")",
        _ => "…",
    };
    format!("`{key}: {example}`")
}

/// Reads a string. No tokens at all have been reported by the caller.
pub(super) fn text(key: &str, trees: &[TokenTree], errors: &mut Errors) -> Option<Text> {
    let (first, rest) = trees.split_first()?;
    let string = match first {
        TokenTree::Literal(literal) => string(literal),
        _ => Err(None),
    };
    match string {
        Ok(text) => {
            end_of_value(key, rest, errors);
            Some(text)
        }
        Err(meant) => {
            let place = place(trees)?;
            let message = format!("expected a string as `{key}`, found {}", kind(first));
            if let Some(help) = unreadable(trees) {
                errors.push_help(place, message, help);
                return None;
            }
            match meant.or_else(|| bare_word(trees)).or_else(|| only_string_in(first)) {
                Some(meant) => errors.push_help(place, message, format_args!("write {}", written(&meant))),
                None => errors.push_help(place, message, format_args!("write {}", help(key))),
            }
            None
        }
    }
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
    let place = place(trees)?;
    let message = format!("expected a list of strings as `{key}`, found {}", kind(first));
    // `vec!["3.12"]` and `&["3.12"]`: the list is there, behind something that does not belong.
    if let [.., TokenTree::Group(group)] = trees
        && group.delimiter() == Delimiter::Bracket
    {
        errors.push_help(place, message, "write only the part between `[` and `]`");
        return Some(elements(key, group, errors));
    }
    if let Some(help) = unreadable(trees) {
        errors.push_help(place, message, help);
        return None;
    }
    let string = match first {
        TokenTree::Literal(literal) => string(literal).map_or_else(|meant| meant, |text| Some(text.value)),
        _ => bare_word(trees),
    };
    match string {
        Some(words) => {
            let words = words.split([' ', ',', '\t', '\n']).filter(|word| !word.is_empty());
            errors.push_help(place, message, format_args!("write {}", written_list(words)));
        }
        None => errors.push_help(place, message, help(key)),
    }
    None
}

/// Reads an expression. What is certainly no string is refused here; the rest is the compiler's to check.
pub(super) fn expression(key: &str, trees: &[TokenTree], errors: &mut Errors) -> Option<TokenStream> {
    let (first, rest) = trees.split_first()?;
    let message = || format!("expected a string as `{key}`, found {}", kind(first));
    match first {
        TokenTree::Literal(literal) => match string(literal) {
            Ok(_) if is_punct(rest.first(), '.') => {}
            Ok(_) => {
                end_of_value(key, rest, errors);
                return Some(first.clone().into());
            }
            Err(Some(meant)) => {
                errors.push_help(place(trees)?, message(), format_args!("write {}", written(&meant)));
                return None;
            }
            Err(None) => {
                errors.push_help(place(trees)?, message(), format_args!("write {}", help(key)));
                return None;
            }
        },
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket && rest.is_empty() => {
            errors.push_help(place(trees)?, message(), format_args!("write {}", help(key)));
            return None;
        }
        _ => {}
    }
    Some(trees.iter().cloned().collect())
}

fn elements(key: &str, group: &Group, errors: &mut Errors) -> List {
    let mut tokens = Tokens::new(group.stream());
    let mut list = List { items: Vec::new(), span: group.span() };
    while !tokens.is_empty() {
        if let Some(comma) = tokens.punct(',') {
            errors.push_help(comma.span(), "expected a string, found `,`", "remove the comma");
            continue;
        }
        list.items.push(element(key, &mut tokens, errors));
    }
    list
}

/// Reads one element and what separates it from the next.
fn element(key: &str, tokens: &mut Tokens, errors: &mut Errors) -> Option<Text> {
    let trees = element_tokens(tokens);
    let (first, _) = trees.split_first()?;
    let string = match first {
        TokenTree::Literal(literal) => string(literal),
        _ => Err(None),
    };
    let text = match string {
        Ok(text) => Some(text),
        Err(meant) => {
            let help = element_help(key, &trees, meant);
            errors.push_help(place(&trees)?, wrong_element(key, &trees), help);
            None
        }
    };
    element_end(tokens, errors);
    text
}

fn element_help(key: &str, trees: &[TokenTree], meant: Option<String>) -> String {
    if let Some(help) = unreadable(trees) {
        return help.to_owned();
    }
    let meant = match trees {
        [_] => meant,
        // `&"3.12"`
        [TokenTree::Punct(_), TokenTree::Literal(literal)] => string(literal).ok().map(|text| text.value),
        _ => None,
    };
    match (meant.or_else(|| bare_word(trees)), trees) {
        (Some(meant), _) => format!("write {}", written(&meant)),
        (None, [TokenTree::Group(_)]) if key == "interpreter" => {
            "write all arguments in one list, with \"&&\" between the steps".to_owned()
        }
        (None, [first]) => match only_string_in(first) {
            Some(meant) => format!("write {}", written(&meant)),
            None => format!("write {}", help(key)),
        },
        (None, _) => format!("write {}", help(key)),
    }
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

// Takes the comma behind an element, or reports what stands in its place.
fn element_end(tokens: &mut Tokens, errors: &mut Errors) {
    if tokens.punct(',').is_some() {
        return;
    }
    let Some(next) = tokens.peek() else {
        return;
    };
    let help = if is_punct(Some(next), '&') && is_punct(tokens.peek_nth(1), '&') {
        "write \"&&\" as an element of its own, between commas"
    } else {
        "separate strings with commas"
    };
    errors.push_help(next.span(), format_args!("expected `,` before {}", found(next)), help);
    // `"3.11"; "3.12"` goes on at the next string, `"3.11".to_owned()` behind the next comma.
    if let TokenTree::Punct(_) = next {
        while matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() != ',') {
            tokens.next();
        }
        if !matches!(tokens.peek(), Some(TokenTree::Literal(literal)) if is_quoted(literal)) {
            tokens.skip_to_comma();
            tokens.punct(',');
        }
    }
}

fn wrong_element(key: &str, trees: &[TokenTree]) -> String {
    let text = joined(trees);
    let number = matches!(trees.first(), Some(TokenTree::Literal(literal)) if is_number(literal));
    match trees.first() {
        Some(_) if number && key == "versions" => match text.trim_end_matches('0') {
            short if trees.len() == 1 && text.contains('.') && short.len() < text.len() => {
                let short = short.trim_end_matches('.');
                format!("version {} is a number, which reads as {short} elsewhere", Quoted(&text))
            }
            _ => format!("version {} is a number, not a string", Quoted(&text)),
        },
        Some(first) if trees.len() == 1 => format!("expected a string in `{key}`, found {}", kind(first)),
        _ => format!("expected a string in `{key}`, found {}", Quoted(&text)),
    }
}

fn end_of_value(key: &str, rest: &[TokenTree], errors: &mut Errors) {
    if let Some(next) = rest.first() {
        let message = format!("expected `,` after the value of `{key}`, found {}", found(next));
        errors.push_help(next.span(), message, "remove what follows the value, or write a comma before it");
    }
}

/// A string literal's text, or else the string that was probably meant.
fn string(literal: &Literal) -> Result<Text, Option<String>> {
    let span = literal.span();
    match Lit::new(literal.clone()) {
        Lit::Str(string) if string.suffix().is_empty() => Ok(Text { value: string.value(), span }),
        Lit::Str(string) => Err(Some(string.value())),
        Lit::ByteStr(bytes) => Err(String::from_utf8(bytes.value()).ok()),
        Lit::CStr(string) => Err(string.value().into_string().ok()),
        Lit::Byte(byte) => Err(Some(char::from(byte.value()).to_string())),
        Lit::Char(char) => Err(Some(char.value().to_string())),
        Lit::Int(_) | Lit::Float(_) => Err(Some(literal.to_string())),
        _ => Err(None),
    }
}

// `py`, `3.12.1` or `node.js`: words and numbers that lack their quotes.
fn bare_word(trees: &[TokenTree]) -> Option<String> {
    let is_part = |tree: &TokenTree| match tree {
        TokenTree::Ident(_) => true,
        TokenTree::Literal(literal) => is_number(literal),
        TokenTree::Punct(punct) => matches!(punct.as_char(), '.' | '-' | '+'),
        TokenTree::Group(_) => false,
    };
    let begins = !matches!(trees.first(), Some(TokenTree::Punct(_)) | None);
    (begins && trees.iter().all(is_part)).then(|| joined(trees))
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

// `["py"]` where `"py"` belongs.
fn only_string_in(tree: &TokenTree) -> Option<String> {
    let TokenTree::Group(group) = tree else {
        return None;
    };
    let mut inside = group.stream().into_iter();
    match (inside.next()?, inside.next()) {
        (TokenTree::Literal(literal), None) => string(&literal).ok().map(|text| text.value),
        _ => None,
    }
}

fn kind(tree: &TokenTree) -> String {
    let TokenTree::Literal(literal) = tree else {
        return found(tree);
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
    format!("{kind} {}", found(tree))
}

fn is_number(literal: &Literal) -> bool {
    literal.to_string().starts_with(|c: char| c.is_ascii_digit())
}

// Any literal that has quotes, of whatever kind: it is an element by itself.
fn is_quoted(literal: &Literal) -> bool {
    !is_number(literal)
}
