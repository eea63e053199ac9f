//! Syntax: blocks, keys and values. A mistake costs the value, the key or the block it stands in, and nothing else.

mod attributes;
mod block;
mod tokens;
mod value;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::errors::{Errors, Quoted};
use crate::model::Declaration;
use tokens::Tokens;
pub(crate) use value::help as value_help;

/// Reads a declaration: `$crate;` from the wrapper, then blocks.
pub(crate) fn parse(input: TokenStream, errors: &mut Errors) -> Declaration {
    let mut tokens = Tokens::new(input);
    let root = tokens.next().into_iter().collect();
    tokens.punct(';');

    let mut declaration = Declaration { root, blocks: Vec::new(), broken: false };
    while let Some(next) = tokens.peek() {
        if let TokenTree::Punct(comma) = next
            && comma.as_char() == ','
        {
            errors.push_help(comma.span(), "expected a language, found `,`", "remove the comma");
            declaration.broken = true;
            tokens.next();
            continue;
        }
        match block::block(&mut tokens, errors) {
            Some(block) => declaration.blocks.push(block),
            None => declaration.broken = true,
        }
        tokens.punct(',');
    }
    declaration
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
