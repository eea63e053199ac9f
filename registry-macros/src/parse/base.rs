//! The lines around the blocks: `export NAME;` before them makes a declaration a base, and `..path` behind them takes one
//! over.
//!
//! A declaration with `..path` becomes a call of the macro `path!`, which that declaration has exported. It calls
//! `runtimes!` back with the same tokens and, behind an `@`, the line and the blocks of the base.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use super::tokens::{Tokens, is_group, is_punct, text};
use crate::errors::{Errors, Quoted};
use crate::grammar::is_snake_case;
use crate::mend;
use crate::model::Base;

/// The call of a base's macro, if the declaration has a base that has not passed its blocks on yet.
pub(crate) fn call(input: &TokenStream) -> Option<TokenStream> {
    let trees: Vec<TokenTree> = input.clone().into_iter().collect();
    let line = trees
        .windows(2)
        .rposition(|pair| matches!(pair, [a, b] if is_punct(Some(a), '.') && is_punct(Some(b), '.')))?;
    let (own, line) = trees.split_at(line);
    let path: Vec<TokenTree> = line.iter().skip(2).take_while(|tree| !is_punct(Some(tree), ',')).cloned().collect();
    let rest = line.get(2 + path.len()..)?;
    let is_path = |tree: &TokenTree| matches!(tree, TokenTree::Ident(_)) || is_punct(Some(tree), ':');
    if path.is_empty() || !path.iter().all(is_path) || rest.len() > 1 {
        return None;
    }
    let root = own.first()?;
    let line = line.iter().take(2 + path.len());
    Some(quote!(#(#path)* ! { { #root::__private::runtimes } { #(#own)* } { #(#line)* } }))
}

const EXPORT: &str = "export";

/// Whether `export NAME;` stands here, or what was meant to be that.
pub(super) fn at_export(tokens: &Tokens) -> bool {
    let is_export = matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word == EXPORT);
    let is_nearly =
        matches!(tokens.peek(), Some(TokenTree::Ident(word)) if mend::nearest(&word.to_string(), &[EXPORT]).is_some());
    let is_word = |n| matches!(tokens.peek_nth(n), Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
    let is_block = |n| is_group(tokens.peek_nth(n), Delimiter::Brace);
    let is_line = is_word(1) && is_punct(tokens.peek_nth(2), ';');
    (is_nearly && is_line) || (is_export && (is_punct(tokens.peek_nth(1), ';') || (is_word(1) && !is_block(2))))
}

/// Reads `export NAME;`.
pub(super) fn export(tokens: &mut Tokens, errors: &mut Errors) -> Option<Ident> {
    const HELP: &str = "write `export name;`, with the name by which other crates take the declaration over";
    let export = tokens.next()?;
    let word = export.to_string();
    if word != EXPORT {
        errors.push_help(export.span(), format_args!("unknown word {}", Quoted(&word)), "did you mean `export`?");
    }
    let name = if tokens.peek_punct(';') { None } else { tokens.next() };
    let is_ended = tokens.punct(';').is_some();
    match name {
        Some(TokenTree::Ident(name)) if syn::parse_str::<Ident>(&name.to_string()).is_ok() => {
            let text = name.to_string();
            if !is_snake_case(&text) {
                let message = format!("exported name {} is not lower snake case", Quoted(&text));
                let help = mend::id(&text).map(|id| format!("write `export {id};`"));
                errors.push_maybe_help(name.span(), message, help);
                return None;
            }
            if !is_ended {
                let message = format!("expected `;` after `export {name}`");
                errors.push_help(name.span(), message, format_args!("write `export {name};`"));
            }
            Some(name)
        }
        Some(other) => {
            let message = format!("expected a name after `export`, found {}", super::found(&other));
            errors.push_help(other.span(), message, HELP);
            None
        }
        None => {
            errors.push_help(export.span(), "expected a name after `export`", HELP);
            None
        }
    }
}

/// Whether `..path` stands here.
pub(super) fn at_base(tokens: &Tokens) -> bool {
    tokens.peek_punct('.') && is_punct(tokens.peek_nth(1), '.')
}

/// Reports a `..path` that is not the last line.
pub(super) fn misplaced(tokens: &mut Tokens, errors: &mut Errors) {
    let mut line = tokens.puncts(".");
    while let Some(next) = tokens.peek()
        && (is_punct(Some(next), ':')
            || (matches!(next, TokenTree::Ident(_)) && !is_group(tokens.peek_nth(1), Delimiter::Brace)))
    {
        line.extend(tokens.next());
    }
    if tokens.peek_punct(';')
        && tokens.peek_nth(1).is_none()
        && let Some(semicolon) = tokens.next()
    {
        let message = format!("expected nothing behind {}, found `;`", Quoted(&text(&line)));
        errors.push_help(semicolon.span(), message, "remove it");
    } else if let Some(place) = super::place(&line) {
        let message = format!("{} is no last line that takes over a declaration", Quoted(&text(&line)));
        let help = "write `..` and the path of one declaration, as in `..registry::builtin`, behind all languages";
        errors.push_help(place, message, help);
    }
}

/// Own blocks, and what a base has passed on: `@ { ..path } { … }`.
pub(super) fn split(mut tokens: Tokens) -> (Tokens, Option<(Base, Tokens)>) {
    let mut own = Vec::new();
    while let Some(next) = tokens.next() {
        if is_punct(Some(&next), '@')
            && is_group(tokens.peek(), Delimiter::Brace)
            && is_group(tokens.peek_nth(1), Delimiter::Brace)
            && tokens.peek_nth(2).is_none()
            && let (Some(TokenTree::Group(line)), Some(TokenTree::Group(blocks))) = (tokens.next(), tokens.next())
        {
            let line: Vec<TokenTree> = line.stream().into_iter().collect();
            let span = line.first().map_or_else(Span::call_site, TokenTree::span);
            let path = text(&line).trim_start_matches('.').to_owned();
            // What is wrong with a language of the base stands under the line that takes it over.
            let blocks = Tokens::without_invisible_groups(located(blocks.stream(), span, false));
            return (Tokens::of(own), Some((Base { path }, blocks)));
        }
        own.push(next);
    }
    (Tokens::of(own), None)
}

// What errors are about, ids and strings, stands where the line does. Within a language, words keep what they mean where
// the base was declared.
fn located(stream: TokenStream, span: Span, in_language: bool) -> TokenStream {
    let at = |mut tree: TokenTree| {
        if let TokenTree::Group(group) = &tree {
            tree = Group::new(group.delimiter(), located(group.stream(), span, true)).into();
        }
        let keeps_meaning = in_language && matches!(tree, TokenTree::Ident(_));
        tree.set_span(if keeps_meaning { tree.span().located_at(span) } else { span });
        tree
    };
    stream.into_iter().map(at).collect()
}
