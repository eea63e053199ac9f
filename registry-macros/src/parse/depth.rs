//! A limit on how deep groups are nested, because functions call themselves for each group.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};

use crate::errors::Errors;

/// Far more than a declaration needs, whose values contain at most an expression.
const LIMIT: usize = 64;

/// Reports each group that is nested too deep, and replaces it with a string.
pub(super) fn limited(input: TokenStream, errors: &mut Errors) -> TokenStream {
    if is_deeper(&input, LIMIT) { replaced(input, LIMIT, errors) } else { input }
}

fn is_deeper(stream: &TokenStream, limit: usize) -> bool {
    stream.clone().into_iter().any(|tree| match tree {
        TokenTree::Group(group) => limit == 0 || is_deeper(&group.stream(), limit - 1),
        _ => false,
    })
}

fn replaced(stream: TokenStream, limit: usize, errors: &mut Errors) -> TokenStream {
    let replace = |tree: TokenTree| {
        let TokenTree::Group(group) = tree else {
            return tree;
        };
        let mut new: TokenTree = if limit == 0 {
            let message = format!("more than {LIMIT} groups are nested in one another");
            errors.push_help(group.span_open(), message, "move an expression into a constant, and write its name");
            Literal::string("").into()
        } else {
            Group::new(group.delimiter(), replaced(group.stream(), limit - 1, errors)).into()
        };
        new.set_span(group.span());
        new
    };
    stream.into_iter().map(replace).collect()
}
