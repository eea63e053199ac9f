//! Syntax: blocks, keys and values. A mistake costs only the value, the key or the block that contains it.

mod attributes;
pub(crate) mod base;
mod block;
mod depth;
mod hint;
mod keys;
mod lines;
mod list;
mod literal;
mod lock;
mod table;
mod tokens;
mod toml;
mod value;
mod yaml;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::errors::{Errors, Quoted};
use crate::key::Key;
use crate::model::{Base, Declaration};
use tokens::{Tokens, found, is_group, is_key, is_punct, place, text};

/// Reads a declaration: `$crate;` from the wrapper macro, an optional `export NAME;`, an optional `lock: …`, and blocks.
pub(crate) fn parse(input: TokenStream, errors: &mut Errors) -> Declaration {
    own(input, None, errors)
}

/// Reads a declaration and the blocks that its [base](base) passed on. Returns `None` for tokens of another form, which
/// only a call by hand can have.
pub(crate) fn parse_extended(input: TokenStream, errors: &mut Errors) -> Option<Declaration> {
    let base::Passed { own: tokens, base, blocks: of_base } = base::passed(input)?;
    let mut declaration = own(tokens, Some(base), errors);
    let first = declaration.blocks.len();
    blocks(of_base, &mut declaration, errors);
    declaration.blocks.iter_mut().skip(first).for_each(|block| block.inherited = true);
    Some(declaration)
}

fn own(input: TokenStream, base: Option<Base>, errors: &mut Errors) -> Declaration {
    let mut tokens = Tokens::without_invisible_groups(depth::limited(input, errors));
    let root = tokens.next().into_iter().collect();
    tokens.punct(';');
    let mut declaration =
        Declaration { root, export: None, lock: None, blocks: Vec::new(), base, removals: Vec::new(), broken: false };
    blocks(tokens, &mut declaration, errors);
    declaration
}

fn blocks(mut tokens: Tokens, declaration: &mut Declaration, errors: &mut Errors) {
    while let Some(next) = tokens.peek().cloned() {
        if lines::line(&mut tokens, declaration, errors) {
            // Read.
        } else if let TokenTree::Group(group) = &next
            && holds_blocks(group.stream())
        {
            let message = format!("expected a language id, found {}", found(&next));
            errors.push_help(group.span_open(), message, "remove the delimiters around the languages");
            declaration.broken = true;
            tokens.next();
            blocks(Tokens::without_invisible_groups(group.stream()), declaration, errors);
        } else if yaml::at_language(&tokens) {
            yaml::language(&mut tokens, errors);
            declaration.broken = true;
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
                errors.push_help(place, message, "remove it: languages need no separator, but a comma is allowed");
            }
            // The groups after an `@` are not blocks either.
            while stray.iter().any(|tree| is_punct(Some(tree), '@'))
                && let Some(TokenTree::Group(_)) = tokens.peek()
            {
                tokens.next();
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
