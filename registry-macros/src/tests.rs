//! The macro in the process: what comes out parses as items, and a declaration is either right or reported.

mod fuzz;
mod generate;
mod index;
mod judge;
mod references;
mod version;

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, quote};

use crate::expand_runtimes;

/// What a declaration expands to.
struct Expansion {
    /// The messages of the errors.
    errors: Vec<String>,
    /// Everything, errors and items.
    items: TokenStream,
}

#[expect(clippy::needless_pass_by_value, reason = "so that callers can write `quote!` in place")]
fn expand(declaration: TokenStream) -> Expansion {
    let items = expand_runtimes(quote!(registry; #declaration));
    let mut errors = Vec::new();
    let mut tokens = items.clone().into_iter();
    while let Some(token) = tokens.next() {
        if token.to_string() == "compile_error" {
            errors.extend(tokens.nth(1).map(|group| group.to_string()));
        }
    }
    Expansion { errors, items }
}

#[test]
fn what_is_right_is_generated_beside_every_error() {
    let Expansion { errors, items } = expand(quote! {
        python {
            versions: [3.10, "3.11"],
            image_tpl: "Python:{version}",
            file_ext: ".py",
            interpreter: ["python -u"],
        }
        Node {}
    });
    assert_eq!(errors.len(), 6, "{errors:#?}");
    let items = items.to_string();
    for expected in ["pub enum Language", "Python3_11", "pub const PYTHON_3_11", "pub static REGISTRY"] {
        assert!(items.contains(expected), "{expected} in {items}");
    }
}

#[test]
fn an_invisible_group_is_what_is_in_it() {
    let invisible = |inside: TokenStream| Group::new(Delimiter::None, inside);
    let (id, version, list) = (invisible(quote!(lua)), invisible(quote!("5.4")), invisible(quote!(["lua"])));
    let (nested, nothing) = (invisible(invisible(quote!("lua")).into_token_stream()), invisible(TokenStream::new()));
    let Expansion { errors, items } = expand(quote! {
        #nothing #id { versions: [#version], image_tpl: "lua:{version}", file_ext: #nested, interpreter: #list #nothing }
    });
    assert_eq!(errors, [""; 0]);
    assert!(items.to_string().contains("Lua5_4"));
}
