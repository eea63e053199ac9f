//! The macro in the process: what comes out parses as items, and a declaration is either right or reported.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::expand_runtimes;

/// What a declaration expands to: its items, and the errors beside them.
#[expect(clippy::needless_pass_by_value, reason = "so that callers can write `quote!` in place")]
fn expand(declaration: TokenStream) -> (TokenStream, Vec<String>) {
    let output = expand_runtimes(quote!(registry; #declaration));
    let mut errors = Vec::new();
    let mut items = TokenStream::new();
    let mut tokens = output.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if token.to_string() == "compile_error" {
            tokens.next();
            errors.extend(tokens.next().map(|group| group.to_string()));
        } else {
            items.extend([token]);
        }
    }
    (items, errors)
}

#[test]
fn a_right_declaration_has_no_errors() {
    let (items, errors) = expand(quote! {
        python {
            versions: ["3.11", "3.12"],
            image_tpl: "python:{version}-slim",
            file_ext: "py",
            interpreter: ["python"],
        }
    });
    assert_eq!(errors, [""; 0]);
    let text = items.to_string();
    for expected in
        ["pub enum Language", "Python3_12", "pub const PYTHON_3_12", "pub static REGISTRY", "\"python:3.12-slim\""]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn every_mistake_is_reported_at_once() {
    let (items, errors) = expand(quote! {
        python {
            versions: [3.10, "3.11"],
            image_tpl: "Python:{version}",
            file_ext: ".py",
            interpreter: ["python -u"],
        }
        Node {}
    });
    assert_eq!(errors.len(), 6, "{errors:#?}");
    assert!(items.to_string().contains("Python3_11"));
}

#[test]
fn an_invisible_group_is_what_is_in_it() {
    let invisible = |inside: TokenStream| proc_macro2::Group::new(proc_macro2::Delimiter::None, inside);
    let (id, version, list) = (invisible(quote!(lua)), invisible(quote!("5.4")), invisible(quote!(["lua"])));
    let (nested, nothing) = (invisible(invisible(quote!("lua")).into_token_stream()), invisible(TokenStream::new()));
    let (items, errors) = expand(quote! {
        #nothing #id { versions: [#version], image_tpl: "lua:{version}", file_ext: #nested, interpreter: #list #nothing }
    });
    assert_eq!(errors, [""; 0]);
    assert!(items.to_string().contains("Lua5_4"));
}
