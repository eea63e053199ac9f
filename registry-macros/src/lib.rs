//! The procedural half of `registry::runtimes!`. Use that one: this crate's macro expects to be told the path of
//! `registry` first, and its output means nothing without it.

// A panic in a macro takes every name it would have generated with it. Tests may panic.
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
mod grammar;
mod image;
mod index;
mod mend;
mod model;
mod names;
mod parse;
mod shell;
mod template;
#[cfg(test)]
mod tests;
mod version;

use proc_macro2::TokenStream;

/// Declares languages and their runtimes; `registry::runtimes!` forwards to it and documents it.
#[proc_macro]
pub fn runtimes(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand_runtimes(input.into()).into()
}

// The tokens go one way, but for those that a base has to add something to first. Every mistake on it lands in the
// errors, and none of them stops it.
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
