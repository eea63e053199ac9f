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
fn languages_are_documented() {
    let versions: Vec<String> = (0..14).map(|n| n.to_string()).collect();
    let Expansion { errors, items } = expand(quote! {
        /// Theirs.
        python {
            aliases: ["py", "python3"],
            versions: ["3.7" { image_tpl: "python:{version}-old" }, "3.11", "3.12" { interpreter: ["python3"] }],
            default: "3.11",
            image_tpl: "python:{version}-slim",
            file_ext: "py",
            interpreter: ["python"],
        }
        lua { versions: ["5.4" { image_tpl: "lua:5" }], file_ext: "lua", interpreter: ["lua"] }
        many { versions: [#(#versions { image_tpl: "x:{version}" }),*], file_ext: "x", interpreter: ["x"] }
    });
    assert_eq!(errors, [""; 0]);
    let file: syn::File = syn::parse2(items).unwrap();
    let language = file.items.iter().find_map(|item| match item {
        syn::Item::Enum(item) if item.ident == "Language" => Some(item),
        _ => None,
    });
    let docs = |attributes: &[syn::Attribute]| -> Vec<String> {
        let texts = attributes.iter().filter(|attribute| attribute.path().is_ident("doc"));
        texts.map(|attribute| attribute.to_token_stream().to_string().replace("# [doc = ", "")).collect()
    };
    let docs: Vec<Vec<String>> = language.unwrap().variants.iter().map(|variant| docs(&variant.attrs)).collect();
    let first = "`x:0`, `x:1`, `x:2`, `x:3`, `x:4`, `x:5`, `x:6`, `x:7`, `x:8`, `x:9`, `x:10`, `x:11`";
    let facts = [
        "`python`: 3 versions, `3.7` to `3.12`, by default `3.11`, from `python:{version}-slim`. \
         Aliases: `py`, `python3`. Other images: `python:3.7-old`.",
        "`lua`: version `5.4`. Images: `lua:5`.",
        &format!("`many`: 14 versions, `0` to `13`, by default `13`. Images: {first} and 2 more."),
    ];
    for (docs, facts) in docs.iter().zip(facts) {
        assert_eq!(docs.last().unwrap(), &format!("{facts:?}]"));
    }
    assert_eq!(docs[0].len(), 3);
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
