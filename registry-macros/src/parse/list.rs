//! Lists of strings: versions, aliases and arguments.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};

use super::attributes::{Owner, attributes};
use super::hint;
use super::literal::{described, string};
use super::tokens::{Tokens, found, is_group, is_number, is_punct, is_quoted, place, text as joined};
use super::value::end_of_value;
use crate::errors::{Errors, Place, Quoted};
use crate::key::{Argv, Element, Key};
use crate::model::{Attributes, Item, List, Rest, Text};
use crate::suggest;

/// Reads a list of strings. The caller reports missing tokens, and reads the braces after each version.
pub(super) fn list(element: Element, trees: &[TokenTree], errors: &mut Errors) -> Option<List> {
    let key = element.key().name();
    let (first, rest) = trees.split_first()?;
    if let TokenTree::Group(group) = first
        && group.delimiter() != Delimiter::None
    {
        if group.delimiter() != Delimiter::Bracket {
            let message = format!("expected `[` at the start of `{key}`, found {}", found(first));
            errors.push_help(group.span_open(), message, "write the list between `[` and `]`");
        }
        end_of_value(key, rest, errors);
        return Some(elements(element, group, errors));
    }
    let is_range = element == Element::Version && hint::is_range(trees);
    let unsupported = if is_range { ": ranges are not supported" } else { "" };
    let message = format!("expected a list of strings as `{key}`, found {}{unsupported}", described(trees));
    if let Some(items) = dashes(trees) {
        errors.push_help(place(trees)?, message, hint::for_list(element, trees));
        return Some(elements(element, &items, errors));
    }
    // `vec!["3.12"]` and `&["3.12"]`: a list after tokens that do not belong there.
    if let [.., TokenTree::Group(group)] = trees
        && group.delimiter() == Delimiter::Bracket
    {
        errors.push_help(place(trees)?, message, "write only the part between `[` and `]`");
        return Some(elements(element, group, errors));
    }
    errors.push_help(place(trees)?, message, hint::for_list(element, trees));
    None
}

// `- "3.11" - "3.12"`, a list in YAML, as a list in brackets.
fn dashes(trees: &[TokenTree]) -> Option<Group> {
    let mut items = TokenStream::new();
    for pair in trees.chunks(2) {
        match pair {
            [dash, item] if is_punct(Some(dash), '-') && string(item).is_some() => {
                items.extend([item.clone(), Punct::new(',', Spacing::Alone).into()]);
            }
            _ => return None,
        }
    }
    let mut list = Group::new(Delimiter::Bracket, items);
    list.set_span(trees.first()?.span());
    Some(list)
}

fn elements(element: Element, group: &Group, errors: &mut Errors) -> List {
    let owner = match element {
        Element::Alias => Owner::Alias,
        Element::Version => Owner::Version,
        Element::Argument(_) => Owner::Argument,
    };
    let mut tokens = Tokens::new(group.stream());
    let mut list = List { items: Vec::new(), span: group.span(), broken: false, rest: None };
    while !tokens.is_empty() {
        let before = tokens.at_attribute().then(|| tokens.peek().map(TokenTree::span)).flatten();
        let attributes = attributes(&mut tokens, owner, errors);
        list.broken |= before.is_some() && element != Element::Version;
        if let (Some(before), true) = (before, tokens.is_empty()) {
            if element == Element::Version {
                let help = "write the version after it, or remove the attribute";
                errors.push_help(before, "expected a version after the attribute", help);
                list.broken = true;
            }
        } else if rest(element, &mut tokens, &mut list, errors) {
            // Read.
        } else if let Some(comma) = tokens.punct(',') {
            errors.push_help(comma.span(), "expected a string, found `,`", "remove the comma");
            list.broken = true;
        } else {
            list.items.extend(item(element, attributes, &mut tokens, errors));
        }
    }
    list
}

/// Reports a `..` in the value of a key that is inherited only as a whole.
pub(super) fn report_unsupported_rest(place: Place, key: Key, errors: &mut Errors) {
    let help = "list every element: only the versions of an `override` can be inherited with `..`";
    errors.push_help(place, format_args!("`..` is not supported in `{}`", key.name()), help);
}

// Reads `..` and the comma after it.
fn rest(element: Element, tokens: &mut Tokens, list: &mut List, errors: &mut Errors) -> bool {
    if !(tokens.peek_punct('.') && is_punct(tokens.peek_nth(1), '.')) {
        return false;
    }
    let dots = tokens.puncts(".=");
    let Some(place) = place(&dots) else {
        return false;
    };
    if element != Element::Version {
        report_unsupported_rest(place, element.key(), errors);
        list.broken = true;
    } else if dots.len() != 2 || !matches!(tokens.peek(), None | Some(TokenTree::Punct(_))) {
        let help = "write `..,` for the versions of the base, and list every other version";
        errors.push_help(place, format_args!("expected `..` and a comma, found {}", Quoted(&joined(&dots))), help);
        list.broken = true;
    } else if let Some(first) = &list.rest {
        let first = first.place;
        errors.push_help(place, "duplicate `..`", "remove one of the two");
        errors.push_earlier(first, place, "`..` first declared here");
    } else {
        list.rest = Some(Rest { at: list.items.len(), place });
    }
    if let (None, Some(next)) = (tokens.punct(','), tokens.peek())
        && dots.len() == 2
    {
        let message = format!("expected `,` before {}", found(next));
        errors.push_help(next.span(), message, "separate versions with commas");
    }
    true
}

/// Reads one element and the comma after it.
fn item(element: Element, attributes: Attributes, tokens: &mut Tokens, errors: &mut Errors) -> Option<Item> {
    let trees = item_tokens(tokens);
    let place = place(&trees)?;
    let string = if trees.len() == 1 { trees.first().and_then(string) } else { None };
    let broken = string.is_none();
    let text = string.unwrap_or_else(|| {
        errors.push_help(place, wrong_item(element, &trees), hint::for_element(element, &trees));
        Text { value: joined(&trees), span: place.first() }
    });
    let braces = if element == Element::Version { braces(&text, tokens, errors) } else { None };
    let whole = item_end(element, tokens, errors);
    Some(Item { text, broken: broken || !whole, attributes, braces, per_version: None })
}

// Takes the braces after a version. Several pairs are read like one.
fn braces(version: &Text, tokens: &mut Tokens, errors: &mut Errors) -> Option<Group> {
    let is_separator = |tree: Option<&TokenTree>| [':', '=', '>'].iter().any(|separator| is_punct(tree, *separator));
    // `"3.12": { … }`, `"3.12" => { … }`
    let separators = (0..2).take_while(|n| is_separator(tokens.peek_nth(*n))).count();
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
    let mut group = group;
    while let Some(TokenTree::Group(more)) = tokens.peek().cloned()
        && more.delimiter() == Delimiter::Brace
    {
        let message = format!("version {} has braces already", Quoted(&version.value));
        errors.push_help(more.span_open(), message, "write all of its keys in one pair of braces");
        tokens.next();
        group = merged(&group, &more);
    }
    Some(group)
}

fn merged(first: &Group, second: &Group) -> Group {
    let mut inside: Vec<TokenTree> = first.stream().into_iter().collect();
    if !inside.is_empty() && !is_punct(inside.last(), ',') {
        inside.push(Punct::new(',', Spacing::Alone).into());
    }
    inside.extend(second.stream());
    let mut merged = Group::new(Delimiter::Brace, inside.into_iter().collect());
    merged.set_span(first.span());
    merged
}

// The tokens that were meant as one element: a literal, an unquoted `3.12.1` or `3.12-slim`, or a range.
fn item_tokens(tokens: &mut Tokens) -> Vec<TokenTree> {
    let mut trees: Vec<TokenTree> = tokens.next().into_iter().collect();
    if matches!(trees.first(), Some(TokenTree::Literal(literal)) if is_quoted(literal)) {
        if tokens.peek_punct('.') && is_punct(tokens.peek_nth(1), '.') {
            trees.extend(tokens.puncts(".="));
            if matches!(tokens.peek(), Some(TokenTree::Literal(_))) {
                trees.extend(tokens.next());
            }
        }
        return trees;
    }
    while let (Some(last), Some(next)) = (trees.last(), tokens.peek()) {
        let joins = match (last, next) {
            // `&"3.12"` and `- "3.12"` are meant as one element, `"3.11"; "3.12"` as two.
            (TokenTree::Punct(punct), TokenTree::Literal(literal)) => {
                !is_quoted(literal) || punct.as_char() == '&' || (punct.as_char() == '-' && trees.len() == 1)
            }
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

// Takes the comma after an element, or reports the tokens in its place. Returns whether the element is a whole value,
// and not the first part of a sum.
fn item_end(element: Element, tokens: &mut Tokens, errors: &mut Errors) -> bool {
    if tokens.punct(',').is_some() {
        return true;
    }
    let Some(next) = tokens.peek().cloned() else {
        return true;
    };
    let separate = match element {
        Element::Alias => "separate aliases with commas",
        Element::Version => "separate versions with commas",
        Element::Argument(_) => "separate arguments with commas",
    };
    if attribute_without_comma(separate, tokens, errors) {
        return true;
    }
    let is_step = is_punct(Some(&next), '&') && is_punct(tokens.peek_nth(1), '&');
    let help = match element {
        Element::Argument(Argv::VersionCommand) if is_step => suggest::IN_SHELL,
        _ if is_step => "write \"&&\" as an element of its own, between commas",
        _ => separate,
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
    // `"3.11"; "3.12"` continues with the next string, `"3.11".to_owned()` after the next comma.
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

// Reports attributes that follow an element without a comma. Before a version, they stay with that version:
// `"3.11" #[deprecated] "3.12"`. Before a comma, they belong to the previous version: `"3.11" #[deprecated],`.
fn attribute_without_comma(separate: &str, tokens: &mut Tokens, errors: &mut Errors) -> bool {
    if !tokens.at_attribute() {
        return false;
    }
    let mut end = 0;
    while is_punct(tokens.peek_nth(end), '#') && is_group(tokens.peek_nth(end + 1), Delimiter::Bracket) {
        end += 2;
    }
    let trailing = matches!(tokens.peek_nth(end), Some(TokenTree::Punct(_)) | None);
    let taken = if trailing { end } else { 2 };
    let attributes: Vec<TokenTree> = (0..taken).filter_map(|n| tokens.peek_nth(n).cloned()).collect();
    let Some(place) = place(&attributes) else {
        return false;
    };
    if trailing {
        errors.push_help(place, "expected `,`, found an attribute", "write the attribute before its version");
        for _ in attributes {
            tokens.next();
        }
        tokens.punct(',');
    } else {
        errors.push_help(place, "expected `,` before an attribute", separate);
    }
    true
}

fn wrong_item(element: Element, trees: &[TokenTree]) -> String {
    let text = joined(trees);
    if element == Element::Version && hint::is_range(trees) {
        return format!("expected a version, found {}: ranges are not supported", Quoted(&text));
    }
    let is_number = matches!(trees.first(), Some(TokenTree::Literal(literal)) if is_number(literal));
    // A `+` or `~` is the part that no version contains.
    let is_version = is_number && !trees.iter().any(|tree| is_punct(Some(tree), '+') || is_punct(Some(tree), '~'));
    if element != Element::Version || !is_version {
        return format!("expected a string in `{}`, found {}", element.key().name(), described(trees));
    }
    // `3.10`, but neither `1e10` nor `3.10.0`.
    let is_decimal = trees.len() == 1 && text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    match text.strip_suffix('0') {
        Some(short) if is_decimal => {
            let short = short.trim_end_matches('0').trim_end_matches('.');
            format!("version {} is a number, which YAML reads as {short}", Quoted(&text))
        }
        _ => format!("version {} is a number, not a string", Quoted(&text)),
    }
}
