//! Declarations in which one thing is repeated many times: the output is bounded, and time is linear.

use std::time::Instant;

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::{Expansion, expand};

/// Expands a declaration of a large size, and checks that the output is bounded. In quadratic time, the large ones
/// would take minutes. `cargo test -p registry-macros bounds -- --nocapture` prints how long each size takes.
#[track_caller]
fn is_linear(size: usize, declaration: impl Fn(usize) -> TokenStream) {
    let time = |size| {
        let declaration = declaration(size);
        let start = Instant::now();
        let errors = expand(declaration).errors;
        let time = start.elapsed();
        assert!(errors.len() <= 102, "{} errors", errors.len());
        for error in errors {
            assert!(error.len() < 10_000, "an error of {} bytes: {}…", error.len(), &error[..100]);
        }
        time
    };
    let (small, large) = (time(size), time(8 * size));
    let line = std::panic::Location::caller().line();
    eprintln!("line {line}: {small:?} for {size}, {large:?} for {}", 8 * size);
}

fn block(id: &Ident, keys: &TokenStream) -> TokenStream {
    quote!(#id { versions: ["1"], image_tpl: "a:{version}", file_ext: "a", interpreter: ["a"], #keys })
}

#[expect(clippy::needless_pass_by_value, reason = "callers write `quote!` inline")]
fn only(keys: TokenStream) -> TokenStream {
    quote!(a { #keys })
}

fn of_versions(versions: impl Iterator<Item = TokenStream>) -> TokenStream {
    only(quote!(versions: [#(#versions),*], image_tpl: "a:{version}", file_ext: "a", interpreter: ["a"]))
}

fn strings(prefix: &str, size: usize) -> impl Iterator<Item = String> {
    (0..size).map(move |n| format!("{prefix}{n}"))
}

#[test]
fn languages() {
    is_linear(200, |size| (0..size).map(|n| block(&format_ident!("a{n}"), &quote!())).collect());
    is_linear(200, |size| (0..size).map(|_| block(&format_ident!("a"), &quote!())).collect());
    // They have the same variant.
    is_linear(200, |size| (0..size).map(|n| block(&format_ident!("a{}", "_1".repeat(n % 30)), &quote!())).collect());
    is_linear(200, |size| {
        (0..size)
            .map(|n| {
                let id = format_ident!("A{n}");
                quote!(#id {})
            })
            .collect()
    });
    is_linear(200, |size| {
        (0..size)
            .map(|n| {
                let id = format_ident!("a{n}");
                quote!(override #id {})
            })
            .collect()
    });
    is_linear(1000, |size| (0..size).map(|_| quote!(;)).collect());
    is_linear(1000, |size| (0..size).map(|_| quote!(file_ext: "a",)).collect());
}

#[test]
fn keys() {
    is_linear(200, |size| {
        let keys = (0..size).map(|_| quote!(file_ext: "a",));
        only(quote!(#(#keys)*))
    });
    is_linear(200, |size| {
        let keys = (0..size).map(|_| quote!(versions: ["1", "2"],));
        only(quote!(#(#keys)*))
    });
    is_linear(200, |size| {
        let keys = (0..size).map(|n| {
            let key = format_ident!("image_{n}");
            quote!(#key: "a",)
        });
        only(quote!(#(#keys)*))
    });
    is_linear(1000, |size| {
        let words = (0..size).map(|_| quote!(a -));
        only(quote!(#(#words)* b: "a"))
    });
    is_linear(1000, |size| {
        let words = (0..size).map(|_| quote!("a"));
        only(quote!(#(#words)*))
    });
    is_linear(1000, |size| {
        let words = (0..size).map(|_| quote!(=));
        only(quote!(#(#words)*))
    });
}

#[test]
fn versions() {
    is_linear(500, |size| of_versions(strings("1.", size).map(|version| quote!(#version))));
    is_linear(500, |size| of_versions((0..size).map(|_| quote!("1"))));
    is_linear(500, |size| of_versions(strings(" ", size).map(|version| quote!(#version))));
    is_linear(500, |size| of_versions((0..size).map(|_| quote!(3.10))));
    is_linear(500, |size| of_versions(strings("1.", size).map(|version| quote!(#version { file_ext: "a" }))));
    is_linear(500, |size| of_versions(strings("1.", size).map(|version| quote!(#version { image_tpl: "A" }))));
    is_linear(500, |size| {
        let attributes = (0..size).map(|_| quote!(#[doc = "a"] #[inline] #[deprecated]));
        of_versions(std::iter::once(quote!(#(#attributes)* "1")))
    });
    is_linear(500, |size| {
        let versions = strings("1.", size);
        only(
            quote!(default: "1.x", versions: [#(#versions),*], image_tpl: "A:{version}{x}", file_ext: "a", interpreter: ["a"]),
        )
    });
}

#[test]
fn aliases_and_variables() {
    let aliases = |aliases: Vec<String>| block(&format_ident!("a"), &quote!(aliases: [#(#aliases),*]));
    is_linear(500, |size| aliases(strings("b", size).collect()));
    is_linear(500, |size| aliases(strings("B", size).collect()));
    is_linear(500, |size| aliases(vec!["b".to_owned(); size]));
    is_linear(500, |size| aliases(vec!["a".to_owned(); size]));
    let env = |names: Vec<String>| block(&format_ident!("a"), &quote!(env: { #(#names: "b"),* }));
    is_linear(500, |size| env(strings("B", size).collect()));
    is_linear(500, |size| env(strings("$", size).collect()));
    is_linear(500, |size| env(vec!["B".to_owned(); size]));
}

#[test]
fn arguments() {
    let arguments = |arguments: Vec<String>| {
        only(quote!(versions: ["1"], image_tpl: "a:{version}", file_ext: "a", interpreter: [#(#arguments),*]))
    };
    is_linear(500, |size| arguments(strings("b", size).collect()));
    is_linear(500, |size| arguments(vec![String::new(); size]));
    is_linear(500, |size| arguments(vec!["&&".to_owned(); size]));
    is_linear(500, |size| arguments(vec!["{x}".to_owned(); size]));
}

/// Every value, as a long text of each of these parts.
#[test]
fn long_texts() {
    for part in
        ["a", " ", "{", "}", "{x}", "{version}", "{{", ".", "-", "/", ":", "@", "\0", "é", "'", "`", "A", "1", "$"]
    {
        is_linear(2000, |size| {
            let text = part.repeat(size);
            only(quote!(
                name: #text, aliases: [#text], versions: [#text], default: #text, image_tpl: #text, file_ext: #text,
                interpreter: [#text], version_command: [#text], env: { #text: #text }, example: #text, example_since: #text,
            ))
        });
        is_linear(2000, |size| {
            let text = part.repeat(size);
            only(quote!(
                name: [#text], aliases: #text, versions: #text, default: (#text), image_tpl: [#text], file_ext: {#text},
                interpreter: #text, version_command: #text, env: #text, example: #text #text, example_since: [#text], #text: #text,
            ))
        });
        is_linear(2000, |size| {
            let text = part.repeat(size);
            only(quote!(versions: ["1", "2"], image_tpl: #text, file_ext: "a", interpreter: ["a", #text]))
        });
    }
    is_linear(2000, |size| {
        let word = format_ident!("a{}", "a".repeat(size));
        quote!(#word { #word: #word, versions: #word, image_tpl: #word } #word #word; export #word; #word)
    });
}

#[test]
fn many_placeholders() {
    let distinct = |size| strings("{x", size).map(|name| name + "}").collect::<String>();
    is_linear(2000, |size| {
        let text = distinct(size);
        only(quote!(image_tpl: #text, interpreter: [#text]))
    });
}

/// The stack of a test is a quarter of the compiler's.
#[test]
fn deep_groups() {
    for delimiter in [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None] {
        let nested = |inside: TokenStream, around: TokenStream| {
            (0..50_000).fold(inside, |inside, _| {
                let group = Group::new(delimiter, inside);
                quote!(#around #group)
            })
        };
        let deep = || nested(quote!("a"), quote!());
        let Expansion { errors, .. } = expand(block(&format_ident!("a"), &deep()));
        assert!(errors.iter().any(|error| error.contains("more than 64 groups are nested")), "{errors:?}");
        expand(nested(quote!("a"), quote!(a)));
        expand(nested(quote!("a"), block(&format_ident!("a"), &quote!())));
        for key in ["versions", "image_tpl", "interpreter", "env", "example", "unknown"] {
            let (key, value) = (format_ident!("{key}"), deep());
            expand(only(quote!(#key: #value)));
        }
        let deep = deep();
        expand(quote!(registry; @ { ..base } { #deep }));
        crate::expand_runtimes(quote!(registry; #deep ..registry::builtin));
    }
}

#[test]
fn many_errors_end_with_their_number() {
    let versions = |count: usize| of_versions((0..count).map(|_| quote!("")));
    let errors = |count| expand(versions(count)).errors;
    assert_eq!(errors(100).len(), 100);
    assert!(!errors(100)[99].contains("more error"));
    assert_eq!(errors(101).len(), 101);
    assert_eq!(errors(101)[100], "{ \"… and 1 more error\" }");
    assert_eq!(errors(30_000)[100], "{ \"… and 29,900 more errors\" }");
    // The second of two errors about a contradiction is not cut off.
    let pairs = |first: usize| {
        let first = (0..first).map(|_| quote!(""));
        expand(of_versions(first.chain([quote!("1"), quote!("1"), quote!("2"), quote!("2")]))).errors
    };
    let [.., duplicate, earlier, more] = &pairs(99)[..] else { panic!("expected more errors") };
    assert!(duplicate.contains("duplicate version `1`"), "{duplicate}");
    assert!(earlier.contains("version `1` first declared here"), "{earlier}");
    assert_eq!(more, "{ \"… and 2 more errors\" }");
}

#[test]
fn long_messages_are_cut() {
    let command = "a ".repeat(100_000);
    let Expansion { errors, .. } = expand(only(quote!(interpreter: #command)));
    assert!(errors[0].contains("expected a list of strings as `interpreter`, found the string"), "{}", errors[0]);
    assert!(errors[0].len() < 2000, "{} bytes", errors[0].len());
}

#[test]
fn a_group_of_a_macro_is_a_path() {
    let path = Group::new(Delimiter::None, quote!(registry::builtin));
    let declared = block(&format_ident!("a"), &quote!());
    let expected =
        quote!(registry::builtin! { { registry::__private::extend } { registry; #declared } { registry::builtin } });
    let call = crate::expand_runtimes(quote!(registry; #declared ..#path));
    assert_eq!(call.to_token_stream().to_string(), expected.to_string());
}
