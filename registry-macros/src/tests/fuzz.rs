//! Fuzz tests: on random declarations, the macro agrees with a second, independent implementation of its rules.
//!
//! The default run is short. For a long one: `PROPTEST_CASES=1000000 cargo test --release -p registry-macros fuzz`.

use proc_macro2::TokenStream;
use proptest::prelude::*;
use proptest::test_runner::RngAlgorithm;
use quote::{ToTokens, quote};
use syn::{Expr, ExprArray, Item, Stmt};

use super::generate::{anything, apply, changes, declaration, to_stream};
use super::judge::{Runtime, Verdict, judge};
use super::{Expansion, expand};

/// Expands a declaration and checks that the macro and the judge agree on it.
fn agree(declaration: TokenStream) {
    let Expansion { errors, items } = expand(declaration.clone());
    let file: syn::File = syn::parse2(items).expect("the expansion parses as a file");
    match judge(declaration) {
        Verdict::Valid(expected) => {
            assert_eq!(errors, [""; 0]);
            assert_eq!(runtimes(&file), expected);
        }
        Verdict::Invalid => assert_ne!(errors, [""; 0], "invalid, but not reported"),
        Verdict::Undecided => {}
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_tokens(tokens in anything()) {
        agree(to_stream(&tokens));
    }

    #[test]
    fn declarations(tokens in declaration()) {
        agree(to_stream(&tokens));
    }

    #[test]
    fn changed_declarations(mut tokens in declaration(), changes in changes()) {
        for (place, change) in changes {
            apply(&mut tokens, place, change);
        }
        agree(to_stream(&tokens));
    }
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(2000),
        failure_persistence: None,
        max_shrink_iters: 2000,
        // The default generator takes a third of the time.
        rng_algorithm: RngAlgorithm::XorShift,
        ..ProptestConfig::default()
    }
}

#[test]
fn a_thousand_languages() {
    let block = |n: usize| {
        let id = quote::format_ident!("language_{n}");
        let versions = (0..20).map(|version| format!("{n}.{version}"));
        quote!(#id { versions: [#(#versions),*], image_tpl: "image:{version}", file_ext: "x", interpreter: ["run"] })
    };
    agree((0..1000).map(block).collect());
    // Each of a hundred mistakes is reported exactly once.
    let invalid = (0..100).map(|n| {
        let id = quote::format_ident!("language_{n}");
        quote!(#id { versions: ["1"], image_tpl: "image:{version}", file_ext: ".x", interpreter: ["run"] })
    });
    assert_eq!(expand(invalid.collect()).errors.len(), 100);
}

/// Returns the runtimes that the items of an expansion describe.
fn runtimes(file: &syn::File) -> Vec<Runtime> {
    let variants = file.items.iter().find_map(|item| match item {
        Item::Enum(item) if item.ident == "Runtime" => {
            Some(item.variants.iter().map(|variant| variant.ident.to_string()))
        }
        _ => None,
    });
    let constants = file.items.iter().filter_map(|item| match item {
        Item::Const(item) => Some(item.ident.to_string()).filter(|name| !name.starts_with('_')),
        _ => None,
    });
    let tables = file.items.iter().find_map(|item| match item {
        Item::Const(item) if item.ident == "_" => Some(item),
        _ => None,
    });
    let tables = tables.expect("the expansion contains tables");
    let Expr::Block(tables) = &*tables.expr else { panic!("expected a block of tables") };
    let table = |name: &str| {
        tables.block.stmts.iter().find_map(|statement| match statement {
            Stmt::Item(Item::Static(item)) if item.ident == name => Some(&*item.expr),
            _ => None,
        })
    };
    let versions = texts(field(table("__INDEX").unwrap(), "versions"));
    let Some(Expr::Call(configs)) = table("__CONFIGS") else { panic!("expected a call in `__CONFIGS`") };
    let [images, file_names, lengths, commands] = [0, 1, 2, 3].map(|argument| &configs.args[argument]);
    let images = strings(images);
    let runs = strings(referenced(file_names))
        .into_iter()
        .zip(lists(table("__ARGUMENTS").unwrap(), commands).into_iter().map(command));
    let runs = runs.zip(numbers(lengths)).flat_map(|(run, length)| std::iter::repeat_n(run, length));
    let names = variants.unwrap().zip(constants);
    let rows = names.zip(versions).zip(images).zip(runs);
    rows.map(|((((variant, constant), version), image), (file_name, command))| Runtime {
        variant,
        constant,
        version,
        image,
        file_name,
        command,
    })
    .collect()
}

/// Splits the script of a shell into its words.
fn command(mut command: Vec<String>) -> Vec<String> {
    if let [shell, flag, script] = command.as_slice()
        && (shell.as_str(), flag.as_str()) == ("sh", "-c")
        && script.contains(" && exec ")
    {
        let words = shlex::split(script).expect("the script is valid shell syntax");
        command = ["sh".to_owned(), "-c".to_owned()].into_iter().chain(words).collect();
    }
    command
}

/// Splits a table of strings into the lists it contains.
fn lists(items: &Expr, lists: &Expr) -> Vec<Vec<String>> {
    let mut items = strings(items).into_iter();
    numbers(field(lists, "counts")).into_iter().map(|count| items.by_ref().take(count).collect()).collect()
}

/// Splits a packed text into the texts it contains.
fn texts(texts: &Expr) -> Vec<String> {
    let text = string(field(texts, "text"));
    let parts = numbers(field(texts, "starts")).into_iter().zip(bytes(field(texts, "lengths")));
    parts.map(|(start, length)| text[start..][..length.into()].to_owned()).collect()
}

/// Splits packed numbers.
fn numbers(numbers: &Expr) -> Vec<usize> {
    let width: usize = field(numbers, "width").to_token_stream().to_string().parse().unwrap();
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    bytes(field(numbers, "bytes")).chunks(width).map(number).collect()
}

fn referenced(expression: &Expr) -> &Expr {
    let Expr::Reference(reference) = expression else { panic!("expected a reference") };
    &reference.expr
}

fn bytes(expression: &Expr) -> Vec<u8> {
    let literal: syn::LitByteStr = syn::parse2(expression.to_token_stream()).unwrap();
    literal.value()
}

fn field<'a>(expression: &'a Expr, name: &str) -> &'a Expr {
    let Expr::Struct(expression) = expression else {
        panic!("expected a struct, found {}", expression.to_token_stream())
    };
    let is_named = |field: &&syn::FieldValue| matches!(&field.member, syn::Member::Named(member) if member == name);
    &expression.fields.iter().find(is_named).expect("the field exists").expr
}

fn strings(expression: &Expr) -> Vec<String> {
    array(expression).elems.iter().map(string).collect()
}

fn array(expression: &Expr) -> &ExprArray {
    let Expr::Array(array) = expression else { panic!("expected an array, found {}", expression.to_token_stream()) };
    array
}

fn string(expression: &Expr) -> String {
    let literal: syn::LitStr = syn::parse2(expression.to_token_stream()).unwrap();
    literal.value()
}
