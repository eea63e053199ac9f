//! The lines around the blocks: `export NAME;` before them makes a declaration a base, and `..path` behind them takes one
//! over.
//!
//! A declaration with `..path` becomes a call of the macro `path!`, which that declaration has exported. It calls
//! `runtimes!` back with the same tokens and, behind an `@`, the line and the blocks of the base.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

use super::tokens::{Tokens, is_group, is_punct, text};
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

/// Takes `export NAME;`.
pub(super) fn export(tokens: &mut Tokens) -> Option<Ident> {
    let is_export = matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word == "export");
    if !is_export || !is_punct(tokens.peek_nth(2), ';') {
        return None;
    }
    let TokenTree::Ident(name) = tokens.peek_nth(1)?.clone() else {
        return None;
    };
    tokens.next();
    tokens.next();
    tokens.next();
    Some(name)
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
            let blocks = Tokens::without_invisible_groups(located(blocks.stream(), span));
            return (Tokens::of(own), Some((Base { path }, blocks)));
        }
        own.push(next);
    }
    (Tokens::of(own), None)
}

fn located(stream: TokenStream, span: Span) -> TokenStream {
    let at = |mut tree: TokenTree| {
        if let TokenTree::Group(group) = &tree {
            let inside = located(group.stream(), span);
            tree = Group::new(group.delimiter(), inside).into();
        }
        // `$crate` is found by its own span.
        let is_path = matches!(&tree, TokenTree::Ident(word) if word == "$crate");
        if !is_path {
            tree.set_span(tree.span().located_at(span));
        }
        tree
    };
    stream.into_iter().map(at).collect()
}
