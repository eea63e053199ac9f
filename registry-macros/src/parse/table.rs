//! A table of strings: `{ "NAME": "value", … }`.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::attributes::{Owner, attributes};
use super::found;
use super::tokens::{Tokens, is_complete, is_punct, place, text};
use super::value::{described, end_of_value, meant, mended, string};
use crate::errors::{Errors, Quoted, written};
use crate::mend;
use crate::model::{Table, Text};

/// Reads a table. Where there are no tokens at all, the caller has reported that.
pub(super) fn table(key: &str, trees: &[TokenTree], errors: &mut Errors) -> Option<Table> {
    let (first, rest) = trees.split_first()?;
    if let TokenTree::Group(group) = first
        && group.delimiter() != Delimiter::None
    {
        if group.delimiter() != Delimiter::Brace {
            let message = format!("expected `{{` as the start of `{key}`, found {}", found(first));
            errors.push_help(group.span_open(), message, format_args!("write {}", mend::example(key)));
        }
        end_of_value(key, rest, errors);
        return Some(pairs(group, errors));
    }
    let message = format!("expected variables between braces as `{key}`, found {}", described(trees));
    let assignment = string(first).and_then(|text| mend::assignment(&text.value)).filter(|_| rest.is_empty());
    let help = assignment.map_or_else(|| mend::example(key), |pair| format!("`{key}: {{ {pair} }}`"));
    errors.push_help(place(trees)?, message, format_args!("write {help}"));
    None
}

fn pairs(group: &Group, errors: &mut Errors) -> Table {
    let mut tokens = Tokens::new(group.stream());
    let mut table = Table { pairs: Vec::new() };
    while !tokens.is_empty() {
        attributes(&mut tokens, Owner::Variable, errors);
        if let Some(comma) = tokens.punct(',') {
            errors.push_help(comma.span(), "expected a variable, found `,`", "remove the comma");
            continue;
        }
        table.pairs.extend(pair(&mut tokens, errors));
        if let Some(semicolon) = tokens.punct(';') {
            errors.push_help(semicolon.span(), "expected `,`, found `;`", "write `,`");
        } else if let (None, Some(next)) = (tokens.punct(','), tokens.peek()) {
            let message = format!("expected `,` before {}", found(next));
            errors.push_help(next.span(), message, "end each variable's value with a comma");
        }
    }
    table
}

/// Reads a name, the `:` and a value, up to the comma behind it or the next pair.
fn pair(tokens: &mut Tokens, errors: &mut Errors) -> Option<(Text, Text)> {
    let name = name_tokens(tokens);
    let arrow = is_punct(tokens.peek(), '-') && is_punct(tokens.peek_nth(1), '>');
    let separator = tokens.puncts(if arrow { "->" } else { ":=>" });
    let value = value_tokens(tokens);
    let Some(separator_place) = place(&separator) else {
        no_separator(&[name, value].concat(), errors);
        return None;
    };
    let Some(name_place) = place(&name) else {
        let help = format!("write {}", mend::example("env"));
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
            .and_then(|plain| mend::variable(&plain))
            .map_or_else(|| format!("write {}", mend::example("env")), |name| mend::write(&name));
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
        let help = mended("env", &value).unwrap_or_else(|| format!("write {}: \"…\"", written(&shown)));
        errors.push_help(place(&value)?, message, help);
        return None;
    };
    end_of_value(&shown, rest, errors);
    Some((read_name?, read_value))
}

// What stands before `:`, `=`, or a string that can only be the value.
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

// What stands before the next comma, or before the next name where the comma is missing.
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

// `"NAME=value"`, as it is written elsewhere, `"NAME" "value"`, or no variable at all.
fn no_separator(trees: &[TokenTree], errors: &mut Errors) {
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
            format!("write {}", mend::assignment(only).unwrap_or_else(|| format!("{}: \"…\"", written(only)))),
        ),
        _ => (
            format!("expected a variable, found {}", described(trees)),
            format!("write {}", tuple(trees).unwrap_or_else(|| mend::example("env"))),
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
