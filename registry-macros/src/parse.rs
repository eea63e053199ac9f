//! Syntax: blocks, keys and values. A mistake costs the value, the key or the block it stands in, and nothing else.

mod attributes;
pub(crate) mod base;
mod block;
mod key;
mod table;
mod tokens;
mod value;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::errors::{Errors, Quoted};
use crate::model::Declaration;
use tokens::{Tokens, is_group, is_key, place, text};

/// Reads a declaration: `$crate;` from the wrapper, then an `export NAME;`, then blocks, and behind a [base](base) what it
/// passed on.
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
                let message = format!("`export {name};` stands behind something else");
                errors.push_help(name.span(), message, "make it the first line, and the only one of its kind");
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
            errors.push_help(group.span_open(), message, "remove what is around the languages");
            declaration.broken = true;
            tokens.next();
            blocks(Tokens::without_invisible_groups(group.stream()), declaration, errors);
        } else if let (TokenTree::Ident(key), Some(before)) = (&next, declaration.blocks.last_mut())
            && tokens.at_key()
            && is_key(key)
            && !is_group(tokens.peek_nth(2), Delimiter::Brace)
        {
            let message = format!("key `{key}` stands outside of a language");
            errors.push_help(key.span(), message, "close the block before it further down");
            before.mark_broken(&key.to_string());
            tokens.next();
            tokens.puncts(":=");
            tokens.value();
            tokens.punct(',');
        } else if let (TokenTree::Punct(_), false) = (&next, tokens.at_attribute()) {
            let stray = tokens.puncts(",;.:=>-+*/&|!?@$~^%<");
            // Punctuation of any other kind is taken as it comes.
            let stray = if stray.is_empty() { tokens.next().into_iter().collect() } else { stray };
            if let Some(place) = place(&stray) {
                let message = format!("expected a language, found {}", Quoted(&text(&stray)));
                errors.push_help(place, message, "remove it: only a comma may stand between languages");
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

// `id { … }`, as it may stand in braces of its own where a declaration was written as an object.
fn holds_blocks(stream: TokenStream) -> bool {
    let mut tokens = Tokens::new(stream);
    let named = matches!(tokens.next(), Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
    tokens.puncts(":=>");
    named && is_group(tokens.peek(), Delimiter::Brace)
}

/// A token as an error names it: groups by their opening delimiter.
fn found(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::Parenthesis => "`(`".to_owned(),
            Delimiter::Brace => "`{`".to_owned(),
            Delimiter::Bracket => "`[`".to_owned(),
            Delimiter::None => Quoted(&group.to_string()).to_string(),
        },
        TokenTree::Literal(literal) => Quoted(&literal.to_string()).to_string(),
        TokenTree::Ident(ident) => Quoted(&ident.to_string()).to_string(),
        TokenTree::Punct(punct) => format!("`{}`", punct.as_char()),
    }
}
