//! The lines around the blocks: `export NAME;` before them makes a declaration a base, and `..path` after them extends one.
//!
//! A declaration with `..path` expands to a call of the macro `path!`, which its base exports. That macro calls `runtimes!`
//! again with the same tokens and, after an `@`, the line and the blocks of the base.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use registry_shared::name::EXPORT as EXPORT_NAME;
use registry_shared::nearest::nearest;

use super::tokens::{Tokens, found, is_group, is_punct, place, text};
use crate::errors::{Errors, Quoted};
use crate::model::Base;
use crate::suggest;

/// Returns the call of the base's macro, if the declaration names a base that has not passed on its blocks yet.
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

/// Returns whether `export NAME;` follows, or something that was meant to be that.
pub(super) fn at_export(tokens: &Tokens) -> bool {
    let is_export = matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word == EXPORT);
    let is_nearly =
        matches!(tokens.peek(), Some(TokenTree::Ident(word)) if nearest(&word.to_string(), [EXPORT]).is_some());
    let is_word = |n| matches!(tokens.peek_nth(n), Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
    let is_block = |n| is_group(tokens.peek_nth(n), Delimiter::Brace);
    let is_line = is_word(1) && is_punct(tokens.peek_nth(2), ';');
    (is_nearly && is_line) || (is_export && (is_punct(tokens.peek_nth(1), ';') || (is_word(1) && !is_block(2))))
}

/// Reads `export NAME;`.
pub(super) fn export(tokens: &mut Tokens, errors: &mut Errors) -> Option<Ident> {
    const HELP: &str = "write `export NAME;`, with the name that other crates extend, as in `..this_crate::NAME`";
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
            if !EXPORT_NAME.allows(&text) {
                let message = format!("exported name {} is not lower snake case", Quoted(&text));
                let help = suggest::id(&text).map(|id| format!("write `export {id};`"));
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
            let message = format!("expected a name after `export`, found {}", found(&other));
            errors.push_help(other.span(), message, HELP);
            None
        }
        None => {
            errors.push_help(export.span(), "expected a name after `export`", HELP);
            None
        }
    }
}

/// Returns whether `..path` follows.
pub(super) fn at_base(tokens: &Tokens) -> bool {
    tokens.peek_punct('.') && is_punct(tokens.peek_nth(1), '.')
}

/// Reports a `..path` that is not the last line or not a path.
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
        let message = format!("expected nothing after {}, found `;`", Quoted(&text(&line)));
        errors.push_help(semicolon.span(), message, "remove it");
    } else if let Some(place) = place(&line) {
        let message = format!("{} is not the last line, or not the path of a base", Quoted(&text(&line)));
        let help =
            "write `..` and the path of one exported declaration after all languages, as in `..registry::builtin`";
        errors.push_help(place, message, help);
    }
}

/// Splits the declaration's own tokens from what a base passed on: `@ { ..path } { … }`.
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
            // Errors about a language of the base point at the line that names the base.
            let blocks = Tokens::without_invisible_groups(located(blocks.stream(), span, false));
            return (Tokens::of(own), Some((Base { path }, blocks)));
        }
        own.push(next);
    }
    (Tokens::of(own), None)
}

// Moves every token to the line that names the base, where errors about it belong. Within a language, words still resolve
// where the base was declared.
fn located(stream: TokenStream, span: Span, in_language: bool) -> TokenStream {
    let at = |mut tree: TokenTree| {
        if let TokenTree::Group(group) = &tree {
            tree = Group::new(group.delimiter(), located(group.stream(), span, true)).into();
        }
        let resolves_there = in_language && matches!(tree, TokenTree::Ident(_));
        tree.set_span(if resolves_there { tree.span().located_at(span) } else { span });
        tree
    };
    stream.into_iter().map(at).collect()
}
