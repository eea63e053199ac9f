//! YAML instead of blocks: `python:`, and then its keys without braces.

use proc_macro2::TokenTree;

use super::tokens::{Tokens, is_key, is_punct, text};
use crate::errors::{Errors, Quoted};

/// How many words with a colon may precede the first key: `runtimes:`, `languages:` and the language.
const MAX_DEPTH: usize = 3;

/// Returns whether a language follows that is written as a YAML mapping.
pub(super) fn at_language(tokens: &Tokens) -> bool {
    depth(tokens).is_some()
}

// The number of words before the first key.
fn depth(tokens: &Tokens) -> Option<usize> {
    let is_named = |n: usize| is_punct(tokens.peek_nth(2 * n + 1), ':');
    let is_key = |n: usize| matches!(tokens.peek_nth(2 * n), Some(TokenTree::Ident(word)) if is_key(word));
    let is_word = |n: usize| matches!(tokens.peek_nth(2 * n), Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
    let depth = (0..=MAX_DEPTH).take_while(|n| is_word(*n) && is_named(*n)).find(|n| is_key(*n))?;
    (depth > 0).then_some(depth)
}

/// Reads such a language up to the next one. The whole of it is one mistake: a macro cannot see where a line ends.
pub(super) fn language(tokens: &mut Tokens, errors: &mut Errors) {
    // Of several words, the last one is the language.
    for _ in 1..depth(tokens).unwrap_or(1) {
        tokens.next();
        tokens.next();
    }
    if let (Some(id), Some(colon)) = (tokens.next(), tokens.next()) {
        let id = text(&[id]);
        let id = id.trim_matches('"');
        let message = format!("expected `{{` after {}, found `:`", Quoted(id));
        let help = format!("write `{id} {{ … }}`, with lists in brackets, text in quotes and a comma after each value");
        errors.push_help(colon.span(), message, help);
    }
    while tokens.peek().is_some() && !at_language(tokens) && !tokens.at_block() {
        tokens.next();
    }
}
