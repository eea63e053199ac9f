//! How a declaration gets the blocks of its base.
//!
//! A declaration with `..path` expands to a call of the macro `path!`, which its base exports. That macro calls
//! [`extend`](crate::extend) with the declaration's own tokens, the line, and the blocks of the base.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::quote;

use super::lines::BaseLine;
use super::tokens::{Tokens, is_punct, text, without_invisible_groups};
use crate::model::Base;

/// Returns the call of the base's macro, if the declaration names a base.
///
/// A line that is misplaced or has more tokens after it is still followed, so that the names of the base exist. It
/// stays among the declaration's own tokens, where it is reported.
pub(crate) fn call(input: &TokenStream) -> Option<TokenStream> {
    let mut tokens = Tokens::of(without_invisible_groups(input.clone()));
    let root = tokens.peek()?.clone();
    let mut own: Vec<TokenTree> = Vec::new();
    let mut found = None;
    while let Some(next) = tokens.peek().cloned() {
        if !BaseLine::is_at(&tokens, 0) {
            own.push(next);
            tokens.next();
            continue;
        }
        let line = BaseLine::read(&mut tokens);
        let has_attribute = matches!(own.as_slice(), [.., hash, TokenTree::Group(_)] if is_punct(Some(hash), '#'));
        let is_last = line.is_clean() && tokens.is_empty() && !has_attribute;
        if line.is_path() {
            found = Some((line.path.clone(), is_last));
        }
        if !(is_last && line.is_path()) {
            own.extend(line.into_tokens());
        }
    }
    let (path, is_last) = found?;
    let kept = (!is_last).then(|| quote!(;));
    Some(quote!(#(#path)* ! { { #root::__private::extend } { #(#own)* } { #(#path)* #kept } }))
}

/// The input that a base passes to the declaration that extends it.
pub(super) struct Passed {
    pub(super) own: TokenStream,
    pub(super) base: Base,
    pub(super) blocks: Tokens,
}

/// Reads `{ own } { path } { blocks }`, where a `;` ends the path of a line that is also among the own tokens.
pub(super) fn passed(input: TokenStream) -> Option<Passed> {
    let mut groups = input.into_iter().map(|tree| match tree {
        TokenTree::Group(group) => Some(group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    });
    let [own, path, blocks] = [groups.next()??, groups.next()??, groups.next()??];
    let mut path: Vec<TokenTree> = path.into_iter().collect();
    let is_kept = is_punct(path.last(), ';');
    path.truncate(path.len() - usize::from(is_kept));
    let span = path.first().map_or_else(Span::call_site, TokenTree::span);
    // Errors about a language of the base point at the line that names the base.
    let blocks = Tokens::without_invisible_groups(located(blocks, span, false));
    Some(Passed { own, base: Base { path: text(&path), is_kept }, blocks })
}

// Moves every token to the line that names the base, where errors about it belong. Within a language, words still
// resolve where the base was declared.
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
