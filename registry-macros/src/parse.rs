//! Syntax: blocks, keys and values. A mistake costs only the value, the key or the block that contains it.

mod attributes;
pub(crate) mod base;
mod block;
mod hint;
mod keys;
mod list;
mod literal;
mod table;
mod tokens;
mod toml;
mod value;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::errors::{Errors, Quoted};
use crate::key::Key;
use crate::model::Declaration;
use tokens::{Tokens, found, is_group, is_key, place, text};

/// Reads a declaration: `$crate;` from the wrapper macro, an optional `export NAME;`, blocks, and what its
/// [base](base) passed on.
pub(crate) fn parse(input: TokenStream, errors: &mut Errors) -> Declaration {
    let mut tokens = Tokens::without_invisible_groups(input);
    let root = tokens.next().into_iter().collect();
    tokens.punct(';');
    let export = if base::at_export(&tokens) { base::export(&mut tokens, errors) } else { None };
    let (own, inherited) = base::split(tokens);
    let mut declaration = Declaration { root, export, blocks: Vec::new(), base: None, broken: false };
    blocks(own, &mut declaration, errors);
    if let Some((base, tokens)) = inherited {
        let first = declaration.blocks.len();
        blocks(tokens, &mut declaration, errors);
        declaration.blocks.iter_mut().skip(first).for_each(|block| block.inherited = true);
        declaration.base = Some(base);
    }
    declaration
}

fn blocks(mut tokens: Tokens, declaration: &mut Declaration, errors: &mut Errors) {
    while let Some(next) = tokens.peek().cloned() {
        if base::at_export(&tokens) {
            if let Some(name) = base::export(&mut tokens, errors) {
                let message = format!("`export {name};` is not the first line");
                errors.push_help(name.span(), message, "move it to the top, and export a declaration only once");
            }
            declaration.broken = true;
        } else if base::at_base(&tokens) {
            base::misplaced(&mut tokens, errors);
            tokens.punct(',');
            declaration.broken = true;
        } else if let TokenTree::Group(group) = &next
            && holds_blocks(group.stream())
        {
            let message = format!("expected a language id, found {}", found(&next));
            errors.push_help(group.span_open(), message, "remove the delimiters around the languages");
            declaration.broken = true;
            tokens.next();
            blocks(Tokens::without_invisible_groups(group.stream()), declaration, errors);
        } else if toml::at_header(&tokens) {
            match toml::language(&mut tokens, errors) {
                Some(block) => declaration.blocks.push(block),
                None => declaration.broken = true,
            }
        } else if let (TokenTree::Ident(word), Some(before)) = (&next, declaration.blocks.last_mut())
            && tokens.at_key()
            && is_key(word)
            && !is_group(tokens.peek_nth(2), Delimiter::Brace)
        {
            let message = format!("key `{word}` is outside of any language block");
            errors.push_help(word.span(), message, "move the `}` of the language before it below this key");
            if let Some(key) = Key::of(&word.to_string()) {
                before.mark_broken(key);
            }
            tokens.next();
            tokens.puncts(":=");
            tokens.value();
            tokens.punct(',');
        } else if let (TokenTree::Punct(_), false) = (&next, tokens.at_attribute()) {
            let stray = tokens.puncts(",;.:=>-+*/&|!?@$~^%<");
            // Any other punctuation is reported one by one.
            let stray = if stray.is_empty() { tokens.next().into_iter().collect() } else { stray };
            if let Some(place) = place(&stray) {
                let message = format!("expected a language, found {}", Quoted(&text(&stray)));
                errors.push_help(place, message, "remove it: languages need no separator but an optional comma");
            }
            declaration.broken = true;
        } else {
            match block::block(&mut tokens, errors) {
                Some(block) => declaration.blocks.push(block),
                None => declaration.broken = true,
            }
            tokens.punct(',');
        }
    }
}

// `id { … }` within braces, as in a declaration that is written as an object.
fn holds_blocks(stream: TokenStream) -> bool {
    let mut tokens = Tokens::new(stream);
    let named = matches!(tokens.next(), Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
    tokens.puncts(":=>");
    named && is_group(tokens.peek(), Delimiter::Brace)
}
