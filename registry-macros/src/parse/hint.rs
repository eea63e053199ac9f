//! How to fix a value that is not of the expected kind.

use proc_macro2::{Delimiter, TokenTree};

use super::literal::{meant, string};
use super::tokens::{is_number, is_punct, only, text as joined};
use crate::key::{Element, Key};
use crate::suggest;

/// Suggests a string for a value that is not one.
pub(super) fn for_text(key: Key, trees: &[TokenTree]) -> String {
    fixed(key, trees).unwrap_or_else(|| format!("write {}", suggest::example(key)))
}

/// Suggests strings for an element that is not one.
pub(super) fn for_element(element: Element, trees: &[TokenTree]) -> String {
    let split = || match trees {
        [_] => None,
        _ => suggest::elements(element, &joined(trees)).map(|elements| format!("write {elements}")),
    };
    fixed(element.key(), trees).or_else(split).unwrap_or_else(|| {
        let example = match element {
            Element::Alias => "\"py\"",
            Element::Version => "\"3.12\"",
            Element::Argument => "\"-u\"",
        };
        format!("write a string, as in {example}")
    })
}

/// Suggests a list for a value that is not one.
pub(super) fn for_list(element: Element, trees: &[TokenTree]) -> String {
    let key = element.key();
    let written = match trees {
        [only] => meant(only).or_else(|| bare(key, trees)),
        _ => bare(key, trees).or_else(|| strings(trees)),
    };
    let elements = written.and_then(|written| suggest::elements(element, &written));
    let fixed = unreadable(trees).map(str::to_owned).or(elements.map(|elements| format!("write [{elements}]")));
    fixed.unwrap_or_else(|| format!("write {}", suggest::example(key)))
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
        let is_list = key == Key::Interpreter && matches!(trees, [TokenTree::Group(_)]);
        is_list.then(|| "write all arguments in one list, with \"&&\" between the steps".to_owned())
    })
}

// `py`, `3.12.1`, `node.js` or `./run`: words, numbers and what joins them, without quotes.
fn bare(key: Key, trees: &[TokenTree]) -> Option<String> {
    let joints = match key {
        Key::Interpreter => "./-_=+:@%",
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

// `"3.11", "3.12"` without brackets around them.
fn strings(trees: &[TokenTree]) -> Option<String> {
    let texts = trees.split(|tree| is_punct(Some(tree), ',')).map(|part| match part {
        [only] => meant(only),
        _ => None,
    });
    texts.collect::<Option<Vec<_>>>().map(|texts| texts.join(","))
}

// The macro sees tokens, not the values of constants or of other macros.
fn unreadable(trees: &[TokenTree]) -> Option<&'static str> {
    let is_upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match trees {
        [.., TokenTree::Ident(constant)] if constant.to_string().chars().all(is_upper) => {
            Some("write the string itself: a macro cannot read a constant")
        }
        [TokenTree::Ident(_), TokenTree::Punct(bang), TokenTree::Group(_)] if bang.as_char() == '!' => {
            Some("write the string itself: a macro cannot read the output of another macro")
        }
        _ => None,
    }
}
