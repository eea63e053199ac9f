//! The line that names the lock file: `lock: include_str!("runtimes.lock"),`.

use proc_macro2::{Delimiter, Ident, TokenTree};
use registry_shared::nearest::nearest;

use super::literal::{described, string};
use super::tokens::{Tokens, is_group, is_key, is_punct, place, text};
use super::value::is_other_than_text;
use crate::errors::{Errors, Place, Quoted, written};
use crate::model::Declaration;

const WORD: &str = "lock";

const EXAMPLE: &str = "write `lock: include_str!(\"runtimes.lock\"),`";

/// Returns whether the tokens were meant as this line: `lock`, or a word like it, and a value rather than a block.
pub(super) fn is_at(tokens: &Tokens, at: usize) -> bool {
    let Some(TokenTree::Ident(word)) = tokens.peek_nth(at) else {
        return false;
    };
    let next = tokens.peek_nth(at + 1);
    let separator = usize::from(is_punct(next, ':') || is_punct(next, '='));
    let value = at + 1 + separator + usize::from(is_punct(next, '=') && is_punct(tokens.peek_nth(at + 2), '>'));
    let has_block = is_group(tokens.peek_nth(value), Delimiter::Brace);
    let is_lock = *word == WORD && (separator == 1 || !is_group(next, Delimiter::Brace));
    let is_nearly = !is_key(word)
        && nearest(&word.to_string(), [WORD]).is_some()
        && matches!(tokens.peek_nth(value), Some(TokenTree::Ident(call)) if *call == "include_str");
    (is_lock || is_nearly) && !has_block
}

pub(super) fn lock(tokens: &mut Tokens, declaration: &mut Declaration, errors: &mut Errors) {
    let is_first = declaration.has_no_languages();
    let Some(word) = tokens.ident() else {
        return;
    };
    if word != WORD {
        let message = format!("unknown word {}", Quoted(&word.to_string()));
        errors.push_help(word.span(), message, "did you mean `lock`?");
    }
    let separator = tokens.puncts(":=>");
    if !matches!(separator.as_slice(), [colon] if is_punct(Some(colon), ':')) {
        let (place, found) = match place(&separator) {
            Some(place) => (place, format!(", found {}", Quoted(&text(&separator)))),
            None => (word.span().into(), String::new()),
        };
        errors.push_help(place, format_args!("expected `:` after `{word}`{found}"), EXAMPLE);
    }
    let value = value(tokens);
    end(tokens, &word, &value, errors);
    let Some(value_place) = place(&value) else {
        errors.push_help(word.span(), format_args!("`{word}` has no value"), EXAMPLE);
        return;
    };
    if declaration.lock.is_some() {
        errors.push_help(word.span(), "duplicate `lock`", "remove one of the two");
        return;
    }
    if !is_first {
        let message = "`lock` is not the first line";
        errors.push_help(word.span(), message, "move it to the top, or right after `export`");
    }
    // A lock file has a line for each image, so a short string is its path.
    let quoted = if let [only] = value.as_slice() { string(only) } else { None };
    if let Some(path) = quoted.filter(|text| !text.value.is_empty() && !text.value.contains(char::is_whitespace)) {
        let message = format!("`lock` is the content of a file, and {} is its path", Quoted(&path.value));
        errors.push_help(path.span, message, format_args!("write `include_str!({})`", written(&path.value)));
    } else if is_other_than_text(&value) {
        let message = format!("expected a string as `{WORD}`, found {}", described(&value));
        errors.push_help(value_place, message, EXAMPLE);
    } else {
        declaration.lock = Some(value.into_iter().collect());
    }
}

// The tokens before `,` or `;`, or before the next line where that is missing.
fn value(tokens: &mut Tokens) -> Vec<TokenTree> {
    let mut trees: Vec<TokenTree> = Vec::new();
    while let Some(next) = tokens.peek() {
        let is_end = is_punct(Some(next), ',') || is_punct(Some(next), ';') || tokens.at_attribute();
        let is_block = matches!(trees.last(), Some(TokenTree::Group(_) | TokenTree::Literal(_)))
            && matches!(next, TokenTree::Ident(_));
        if is_end || is_block || (!trees.is_empty() && tokens.at_block()) {
            break;
        }
        trees.extend(tokens.next());
    }
    trees
}

fn end(tokens: &mut Tokens, word: &Ident, value: &[TokenTree], errors: &mut Errors) {
    if let Some(semicolon) = tokens.punct(';') {
        errors.push_help(semicolon.span(), "expected `,`, found `;`", "write `,`");
    } else if tokens.punct(',').is_none()
        && !tokens.is_empty()
        && let Some(last) = value.last()
    {
        errors.push_help(last.span(), format_args!("expected `,` after the value of `{word}`"), "add a comma");
    }
}

/// Reports the line within a language.
pub(super) fn in_block(name: &str, place: Place, tokens: &mut Tokens, errors: &mut Errors) -> bool {
    let is_lock = name == WORD;
    if is_lock {
        errors.push_help(place, "`lock` is inside a language", "move it to the top, before all languages");
        tokens.puncts(":=>");
        tokens.value();
    }
    is_lock
}
