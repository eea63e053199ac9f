//! A table of strings: `{ "NAME": "value", … }`.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::attributes::{Owner, attributes};
use super::hint::fixed;
use super::list::report_unsupported_rest;
use super::literal::{described, meant, string};
use super::tokens::{Tokens, found, is_complete, is_punct, place, text};
use super::value::end_of_value;
use crate::errors::{Errors, Quoted, written};
use crate::key::Key;
use crate::model::{Table, Text};
use crate::suggest;

/// Reads a table. The caller reports missing tokens.
pub(super) fn table(key: Key, trees: &[TokenTree], errors: &mut Errors) -> Option<Table> {
    let name = key.name();
    let (first, rest) = trees.split_first()?;
    if let TokenTree::Group(group) = first
        && group.delimiter() != Delimiter::None
    {
        if group.delimiter() != Delimiter::Brace {
            let message = format!("expected `{{` at the start of `{name}`, found {}", found(first));
            errors.push_help(group.span_open(), message, format_args!("write {}", suggest::example(key)));
        }
        end_of_value(name, rest, errors);
        return Some(pairs(key, group, errors));
    }
    let message = format!("expected variables in braces as `{name}`, found {}", described(trees));
    let assignment = string(first).and_then(|text| suggest::assignment(&text.value)).filter(|_| rest.is_empty());
    let help = assignment.map_or_else(|| suggest::example(key), |pair| format!("`{name}: {{ {pair} }}`"));
    errors.push_help(place(trees)?, message, format_args!("write {help}"));
    None
}

fn pairs(key: Key, group: &Group, errors: &mut Errors) -> Table {
    let mut tokens = Tokens::new(group.stream());
    let mut table = Table { pairs: Vec::new() };
    while !tokens.is_empty() {
        attributes(&mut tokens, Owner::Variable, errors);
        if let Some(comma) = tokens.punct(',') {
            errors.push_help(comma.span(), "expected a variable, found `,`", "remove the comma");
            continue;
        }
        if tokens.peek_punct('.') && is_punct(tokens.peek_nth(1), '.') {
            if let Some(place) = place(&tokens.puncts(".=")) {
                report_unsupported_rest(place, key, errors);
            }
            value_tokens(&mut tokens);
            tokens.punct(',');
            continue;
        }
        table.pairs.extend(pair(key, &mut tokens, errors));
        if let Some(semicolon) = tokens.punct(';') {
            errors.push_help(semicolon.span(), "expected `,`, found `;`", "write `,`");
        } else if let (None, Some(next)) = (tokens.punct(','), tokens.peek()) {
            let message = format!("expected `,` before {}", found(next));
            errors.push_help(next.span(), message, "end each variable's value with a comma");
        }
    }
    table
}

/// Reads a name, `:` and a value, up to the comma after it or the next pair.
fn pair(key: Key, tokens: &mut Tokens, errors: &mut Errors) -> Option<(Text, Text)> {
    let name = name_tokens(tokens);
    let arrow = is_punct(tokens.peek(), '-') && is_punct(tokens.peek_nth(1), '>');
    let separator = tokens.puncts(if arrow { "->" } else { ":=>" });
    let value = value_tokens(tokens);
    let Some(separator_place) = place(&separator) else {
        no_separator(key, &[name, value].concat(), errors);
        return None;
    };
    let Some(name_place) = place(&name) else {
        let help = format!("write {}", suggest::example(key));
        errors.push_help(
            separator_place,
            format_args!("expected a variable, found {}", Quoted(&text(&separator))),
            help,
        );
        return None;
    };
    let read_name = if let [only] = name.as_slice() { string(only) } else { None };
    let shown = read_name.as_ref().map_or_else(|| text(&name), |name| name.value.clone());
    if read_name.is_none() {
        let message = format!("expected a string as the name of a variable, found {}", described(&name));
        let plain = match name.as_slice() {
            [only @ TokenTree::Literal(_)] => meant(only),
            _ => Some(shown.clone()),
        };
        let help = plain
            .and_then(|plain| suggest::variable(&plain))
            .map_or_else(|| format!("write {}", suggest::example(key)), |name| suggest::write(&name));
        errors.push_help(name_place, message, help);
    }
    if separator.len() != 1 || !is_punct(separator.first(), ':') {
        let message = format!("expected `:` after variable {}, found {}", Quoted(&shown), Quoted(&text(&separator)));
        errors.push_help(separator_place, message, "write `:`");
    }
    let Some((first, rest)) = value.split_first() else {
        let help = format!("write {}: \"…\"", written(&shown));
        errors.push_help(name_place, format_args!("variable {} has no value", Quoted(&shown)), help);
        return None;
    };
    let Some(read_value) = string(first) else {
        let message = format!("expected a string as the value of {}, found {}", Quoted(&shown), described(&value));
        let help = fixed(key, &value).unwrap_or_else(|| format!("write {}: \"…\"", written(&shown)));
        errors.push_help(place(&value)?, message, help);
        return None;
    };
    end_of_value(&shown, rest, errors);
    Some((read_name?, read_value))
}

// The tokens before `:`, `=`, or a string that can only be the value.
fn name_tokens(tokens: &mut Tokens) -> Vec<TokenTree> {
    let mut trees = Vec::new();
    while let Some(next) = tokens.peek() {
        let ends = matches!(next, TokenTree::Punct(punct) if ",:=".contains(punct.as_char()));
        if ends || is_complete(trees.last()) {
            break;
        }
        trees.extend(tokens.next());
    }
    trees
}

// The tokens before the next comma, or before the next name if the comma is missing.
fn value_tokens(tokens: &mut Tokens) -> Vec<TokenTree> {
    let mut trees = Vec::new();
    while let Some(next) = tokens.peek() {
        let named = is_complete(Some(next)) || matches!(next, TokenTree::Ident(_));
        let separated = is_punct(tokens.peek_nth(1), ':') || is_punct(tokens.peek_nth(1), '=');
        if is_punct(Some(next), ',') || is_punct(Some(next), ';') || (is_complete(trees.last()) && named && separated) {
            break;
        }
        trees.extend(tokens.next());
    }
    trees
}

// `"NAME=value"`, as other formats write it, `"NAME" "value"`, or something else.
fn no_separator(key: Key, trees: &[TokenTree], errors: &mut Errors) {
    let Some(place) = place(trees) else {
        return;
    };
    let strings: Option<Vec<String>> = trees.iter().map(|tree| string(tree).map(|text| text.value)).collect();
    let (message, help) = match strings.as_deref() {
        Some([name, value]) => (
            format!("expected `:` after variable {}", Quoted(name)),
            format!("write {}: {}", written(name), written(value)),
        ),
        Some([only]) => (
            format!("variable {} has no value", Quoted(only)),
            format!("write {}", suggest::assignment(only).unwrap_or_else(|| format!("{}: \"…\"", written(only)))),
        ),
        _ => (
            format!("expected a variable, found {}", described(trees)),
            format!("write {}", tuple(trees).unwrap_or_else(|| suggest::example(key))),
        ),
    };
    errors.push_help(place, message, help);
}

// `("NAME", "value")`
fn tuple(trees: &[TokenTree]) -> Option<String> {
    let [TokenTree::Group(group)] = trees else {
        return None;
    };
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    let [name, _, value] = inside.as_slice() else {
        return None;
    };
    Some(format!("{}: {}", written(&string(name)?.value), written(&string(value)?.value)))
}
