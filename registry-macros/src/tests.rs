//! Tests that call the macro as a function: its output parses as items, and every declaration is either valid or
//! reported.

mod bounds;
mod fuzz;
mod generate;
mod index;
mod judge;
mod names;
mod references;

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, quote};

use crate::expand_runtimes;

/// The expansion of a declaration.
struct Expansion {
    /// The error messages.
    errors: Vec<String>,
    /// The whole output: errors and items.
    items: TokenStream,
}

#[expect(clippy::needless_pass_by_value, reason = "callers write `quote!` inline")]
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
fn valid_parts_are_generated_next_to_errors() {
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
fn invisible_groups_are_transparent() {
    let invisible = |inside: TokenStream| Group::new(Delimiter::None, inside);
    let (id, version, list) = (invisible(quote!(lua)), invisible(quote!("5.4")), invisible(quote!(["lua"])));
    let (nested, empty) = (invisible(invisible(quote!("lua")).into_token_stream()), invisible(TokenStream::new()));
    let Expansion { errors, items } = expand(quote! {
        #empty #id { versions: [#version], image_tpl: "lua:{version}", file_ext: #nested, interpreter: #list #empty }
    });
    assert_eq!(errors, [""; 0]);
    assert!(items.to_string().contains("Lua5_4"));
}

#[test]
fn errors_about_long_values_are_short() {
    let (x, spaces) = ("x".repeat(200_000), " ".repeat(100_000));
    let nul = format!("run\0{x}");
    let operators = vec!["|"; 4000];
    let steps = vec!["&& x"; 4000];
    let placeholders = "{x}".repeat(4000);
    let stray = "}".repeat(4001);
    let interpreters = [
        quote!([#(#operators),*]),
        quote!(["run", #(#steps),*]),
        quote!([#x]),
        quote!(["run", #x]),
        quote!([#spaces]),
        quote!([#nul]),
        quote!([#placeholders, #stray]),
    ];
    for interpreter in interpreters {
        let Expansion { errors, .. } = expand(quote! {
            a { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: #interpreter }
        });
        assert_ne!(errors, [""; 0]);
        for error in errors {
            assert!(error.len() < 2_000, "{error}");
        }
    }
}
