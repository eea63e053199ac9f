//! Values that are a string or an expression.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::hint;
use super::literal::{described, string};
use super::tokens::{found, place, text as joined};
use crate::errors::Errors;
use crate::key::Key;
use crate::model::Text;

/// Reads a string. The caller reports missing tokens.
pub(super) fn text(key: Key, trees: &[TokenTree], errors: &mut Errors) -> Option<Text> {
    let (first, rest) = trees.split_first()?;
    if let Some(text) = string(first) {
        end_of_value(key.name(), rest, errors);
        // With more tokens after it, it is only the first part of the intended value.
        return Some(text).filter(|_| rest.is_empty());
    }
    let message = format!("expected a string as `{}`, found {}", key.name(), described(trees));
    errors.push_help(place(trees)?, message, hint::for_text(key, trees));
    None
}

/// Reads an expression. It reports values that are certainly not strings, and leaves others to the compiler.
pub(super) fn expression(key: Key, trees: &[TokenTree], errors: &mut Errors) -> Option<TokenStream> {
    if is_other_than_text(trees) {
        let message = format!("expected a string as `{}`, found {}", key.name(), described(trees));
        errors.push_help(place(trees)?, message, hint::for_text(key, trees));
        return None;
    }
    // Two adjacent words are two values.
    let end = trees.windows(2).position(|pair| matches!(pair, [a, b] if is_operand(a) && is_operand(b)));
    let (value, rest) = trees.split_at(end.map_or(trees.len(), |end| end + 1));
    end_of_value(key.name(), rest, errors);
    Some(value.iter().cloned().collect())
}

/// Returns whether a value is certainly not a string.
pub(super) fn is_other_than_text(trees: &[TokenTree]) -> bool {
    let Some((first, rest)) = trees.split_first() else {
        return false;
    };
    let is_literal = matches!(first, TokenTree::Literal(_)) && string(first).is_none();
    let is_list =
        rest.is_empty() && matches!(first, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket);
    let is_bool = rest.is_empty() && matches!(joined(trees).as_str(), "true" | "false");
    is_literal || is_list || is_bool
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

/// Reports tokens after a complete value.
pub(super) fn end_of_value(name: &str, rest: &[TokenTree], errors: &mut Errors) {
    if let Some(next) = rest.first() {
        let message = format!("expected `,` after the value of `{name}`, found {}", found(next));
        errors.push_help(next.span(), message, "remove it, or write a comma before it");
    }
}
