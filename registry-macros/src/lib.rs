//! The procedural half of `registry::runtimes!`.
//!
//! This crate is internal. Use `registry::runtimes!`, which passes on the path of the `registry` crate that the
//! expansion refers to.

// A panic in a macro removes every name it would have generated. Tests may panic.
#![cfg_attr(
    not(test),
    deny(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod check;
mod distinct;
mod errors;
mod expand;
mod index;
mod key;
mod model;
mod names;
mod parse;
mod shell;
mod suggest;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use registry_shared::template;

/// Expands `registry::runtimes!`, which documents it.
#[proc_macro]
pub fn runtimes(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_runtimes(input.into()).into()
}

/// Expands a declaration with the languages of its base. Only the macro of an exported declaration calls it.
#[doc(hidden)]
#[proc_macro]
pub fn extend(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_extended(input.into()).into()
}

/// Expands to the items in the attribute `#[items(…)]`.
///
/// The output of a derive may name deprecated items, even in a crate that forbids the lint.
#[doc(hidden)]
#[proc_macro_derive(Items, attributes(items))]
pub fn items(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::items(input.into()).into()
}

// Data flows one way: tokens, declaration, model, items. Mistakes are collected on the way, and none of them stops it.
// Only a declaration with a base first expands to a call of the base's macro, which calls `extend` with the base's
// languages.
fn expand_runtimes(input: TokenStream) -> TokenStream {
    if let Some(call) = parse::base::call(&input) {
        return call;
    }
    let mut errors = errors::Errors::new();
    let declaration = parse::parse(input, &mut errors);
    let model = check::check(declaration, &mut errors);
    let items = expand::expand(&model);
    errors.finish(items)
}

fn expand_extended(input: TokenStream) -> TokenStream {
    let mut errors = errors::Errors::new();
    let Some(declaration) = parse::parse_extended(input, &mut errors) else {
        return errors.finish(TokenStream::new());
    };
    let model = check::check(declaration, &mut errors);
    let items = expand::expand(&model);
    errors.finish(items)
}
