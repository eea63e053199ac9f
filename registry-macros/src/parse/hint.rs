//! How to fix a value that is not of the expected kind.

use proc_macro2::{Delimiter, TokenTree};

use super::literal::{meant, string};
use super::tokens::{is_number, is_punct, only, text as joined};
use crate::errors::written_list;
use crate::key::{Argv, Element, Key};
use crate::suggest;

/// Suggests a string for a value that is not one.
pub(super) fn for_text(key: Key, trees: &[TokenTree]) -> String {
    if key == Key::Default && suggest::is_newest(&joined(trees)) {
        return suggest::NO_DEFAULT.to_owned();
    }
    fixed(key, trees).unwrap_or_else(|| format!("write {}", suggest::example(key)))
}

/// Suggests strings for an element that is not one.
pub(super) fn for_element(element: Element, trees: &[TokenTree]) -> String {
    if element == Element::Version && is_range(trees) {
        return match range(trees) {
            Some(versions) => format!("list each version: {versions}"),
            None => "list each version".to_owned(),
        };
    }
    let split = || match trees {
        [_] => None,
        _ => suggest::elements(element, &joined(trees)).map(|elements| format!("write {elements}")),
    };
    fixed(element.key(), trees).or_else(split).unwrap_or_else(|| {
        let example = match element {
            Element::Alias => "\"py\"",
            Element::Version => "\"3.12\"",
            Element::Argument(Argv::Interpreter) => "\"-u\"",
            Element::Argument(Argv::VersionCommand) => "\"--version\"",
        };
        format!("write a string, as in {example}")
    })
}

/// Suggests a list for a value that is not one.
pub(super) fn for_list(element: Element, trees: &[TokenTree]) -> String {
    if let Some(help) = unreadable(trees) {
        return help.to_owned();
    }
    match meant_list(element, trees) {
        Some(list) => format!("write {list}"),
        None if element == Element::Version && is_range(trees) => "list each version".to_owned(),
        None if matches!(element, Element::Argument(_)) && trees.iter().any(is_text) => {
            "write the program and each argument as a separate string, in brackets".to_owned()
        }
        None => format!("write {}", suggest::example(element.key())),
    }
}

// A string that is not blank.
fn is_text(tree: &TokenTree) -> bool {
    string(tree).is_some_and(|text| !text.value.trim().is_empty())
}

/// Returns the list that a value was meant to be, if its meaning is certain.
pub(super) fn meant_list(element: Element, trees: &[TokenTree]) -> Option<String> {
    if element == Element::Version && is_range(trees) {
        return range(trees).map(|versions| format!("[{versions}]"));
    }
    if let (Some(strings), true) = (strings(trees), trees.len() > 1) {
        return suggested_list(element, &strings).map(|strings| written_list(strings.iter().map(String::as_str)));
    }
    let written = match trees {
        [only] => meant(only).or_else(|| bare(element.key(), trees)),
        _ => bare(element.key(), trees),
    }?;
    match element {
        Element::Argument(argv) => suggest::arguments(argv, &written),
        Element::Alias | Element::Version => suggest::elements(element, &written).map(|list| format!("[{list}]")),
    }
}

/// Returns the strings of a list under an unknown key, or a single string as a list.
pub(super) fn meant_strings(element: Element, trees: &[TokenTree]) -> Option<Vec<String>> {
    let texts: Option<Vec<String>> = match trees {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Bracket => {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            let items = inside.split(|tree| is_punct(Some(tree), ',')).filter(|item| !item.is_empty());
            items.map(|item| if let [only] = item { meant(only) } else { None }).collect()
        }
        [only] => meant(only).map(|text| vec![text]),
        _ => None,
    };
    suggested_list(element, &texts?)
}

fn suggested_list(element: Element, texts: &[String]) -> Option<Vec<String>> {
    texts.iter().map(|text| suggest::value(element.key(), text)).collect()
}

/// Returns whether the tokens begin a range: `"18"..="22"`, `18..`.
pub(super) fn is_range(trees: &[TokenTree]) -> bool {
    split_range(trees).is_some_and(|(from, _, _)| !from.is_empty())
}

// The versions of a range, if that is certain.
fn range(trees: &[TokenTree]) -> Option<String> {
    let (from, inclusive, to) = split_range(trees)?;
    let version = |trees: &[TokenTree]| if let [only] = trees { meant(only) } else { Some(joined(trees)) };
    suggest::range(&version(from)?, &version(to)?, inclusive)
}

// Splits `from..to` at the dots. The flag tells whether the range includes its end.
fn split_range(trees: &[TokenTree]) -> Option<(&[TokenTree], bool, &[TokenTree])> {
    let is_dot = |tree: Option<&TokenTree>| is_punct(tree, '.');
    let at = trees.windows(2).position(|pair| pair.iter().all(|tree| is_dot(Some(tree))))?;
    let (from, rest) = trees.split_at(at);
    let after = rest.get(2..)?;
    let inclusive = after.iter().take_while(|tree| is_punct(Some(tree), '=') || is_dot(Some(tree))).count();
    Some((from, inclusive > 0, after.get(inclusive..)?))
}

/// Suggests a fix for a value whose meaning is certain, or explains why its meaning is unknown.
pub(super) fn fixed(key: Key, trees: &[TokenTree]) -> Option<String> {
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
    let meant = meant.or_else(|| bare(key, trees)).and_then(|meant| suggest::value(key, &meant));
    meant.map(|meant| suggest::write(&meant)).or_else(|| {
        let one_list = match key {
            Key::Interpreter => "write all arguments in one list, with \"&&\" between the steps",
            Key::VersionCommand => "write all arguments in one list",
            _ => return None,
        };
        matches!(trees, [TokenTree::Group(_)]).then(|| one_list.to_owned())
    })
}

// `py`, `3.12.1`, `node.js` or `./run`: words, numbers and what joins them, without quotes.
fn bare(key: Key, trees: &[TokenTree]) -> Option<String> {
    let joints = match key {
        Key::Interpreter | Key::VersionCommand => "./-_=+:@%",
        Key::ImageTpl => "./-:@",
        Key::Env => "./-_:",
        Key::Name | Key::Aliases | Key::Versions | Key::Default | Key::FileExt | Key::Example | Key::ExampleSince => {
            ".-+~^>=*"
        }
    };
    let is_part = |tree: &TokenTree| match tree {
        TokenTree::Ident(_) => true,
        TokenTree::Literal(literal) => is_number(literal),
        TokenTree::Punct(punct) => joints.contains(punct.as_char()),
        // `python:{version}-slim`
        TokenTree::Group(group) => key == Key::ImageTpl && group.delimiter() == Delimiter::Brace,
    };
    trees.iter().filter(|tree| !is_punct(Some(tree), ',')).all(is_part).then(|| joined(trees))
}

// `"3.11", "3.12"` without brackets around them, or `- "3.11" - "3.12"`.
fn strings(trees: &[TokenTree]) -> Option<Vec<String>> {
    let separator = if is_punct(trees.first(), '-') { '-' } else { ',' };
    let parts = trees.split(|tree| is_punct(Some(tree), separator)).filter(|part| !part.is_empty());
    parts.map(|part| if let [only] = part { meant(only) } else { None }).collect()
}

// The macro sees tokens, not the values of constants or of other macros.
fn unreadable(trees: &[TokenTree]) -> Option<&'static str> {
    let is_upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match trees {
        // `-V` is an option.
        [before @ .., TokenTree::Ident(constant)]
            if constant.to_string().chars().all(is_upper) && !is_punct(before.first(), '-') =>
        {
            Some("write the string itself: a macro cannot read a constant")
        }
        [TokenTree::Ident(_), TokenTree::Punct(bang), TokenTree::Group(_)] if bang.as_char() == '!' => {
            Some("write the string itself: a macro cannot read the output of another macro")
        }
        _ => None,
    }
}
