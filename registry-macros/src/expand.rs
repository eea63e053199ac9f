//! Writes the model out as items. Nothing here can fail, and the output is data: its behaviour is in `registry`.

mod export;
mod index;
mod lock;

use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::key::Key;
use crate::model::{Language, Model, Runtime};
use crate::names::located_at;
use crate::shell;

use index::{choice, example_runs, index, lists, numbers, texts, width};

/// The associated constants of the enums, their own and those of traits. A variant of the same name would hide one.
/// `__implement!` in `registry` defines them.
pub(crate) const ASSOCIATED_CONSTANTS: [&str; 3] = ["ALL", "COUNT", "REGISTRY"];

/// Writes the items of a declaration.
pub(crate) fn expand(model: &Model) -> TokenStream {
    let marker = marker();
    let languages = language_enum(model);
    // A variant and its constant have the same attributes.
    let attributes: Vec<TokenStream> = runtimes(model).map(runtime_attributes).collect();
    let runtimes = runtime_enum(model, &attributes);
    let constants = constants(model, &attributes);
    let registry = registry(model);
    let tables = tables(model);
    let export = model.export.as_ref().map(|name| export::export(name, model));
    quote!(#marker #languages #runtimes #constants #registry #tables #export)
}

// A second declaration in a module defines every name again. The compiler reports this name first.
//
// expands to: mod only_one_runtimes_declaration_per_module {}
fn marker() -> TokenStream {
    quote!(
        #[doc(hidden)]
        mod only_one_runtimes_declaration_per_module {}
    )
}

// expands to:
//
// /// …
// #[derive(…)]
// pub enum Language { /// … Python, … }
fn language_enum(model: &Model) -> TokenStream {
    let variants = model.languages.iter().map(|language| {
        let (docs, variant) = (documentation(&language.docs, &language_facts(language)), &language.variant);
        quote!(#docs #variant)
    });
    let derives = derives();
    quote! {
        /// A language of this registry, in declared order.
        #derives
        pub enum Language { #(#variants),* }
    }
}

// expands to:
//
// /// …
// #[derive(…)]
// #[repr(u8)]
// pub enum Runtime { /// … Python3_11, … }
//
// An explicit representation makes the compiler faster on thousands of variants. An enum without variants has none.
fn runtime_enum(model: &Model, attributes: &[TokenStream]) -> TokenStream {
    let variants = runtimes(model).map(|runtime| &runtime.variant);
    let derives = derives();
    let integer = match width(attributes.len()) {
        1 => quote!(u8),
        2 => quote!(u16),
        _ => quote!(u32),
    };
    let repr = (!attributes.is_empty()).then(|| quote!(#[repr(#integer)]));
    quote! {
        /// A version of a language of this registry, in declared order.
        #derives
        #repr
        pub enum Runtime { #(#attributes #variants),* }
    }
}

// expands to:
//
// use registry::__private::config as __config;
// const __CONFIGS: &[RuntimeConfig] = Runtime::__CONFIGS;
//
// /// …
// pub const PYTHON_3_11: RuntimeConfig = __config(__CONFIGS, 4);
//
// A plain function: the compiler takes several times as long to resolve an associated one. It is not declared here,
// because the module may have a constant with the name of its parameter.
fn constants(model: &Model, attributes: &[TokenStream]) -> TokenStream {
    let root = &model.root;
    let constants = runtimes(model).zip(attributes).enumerate().filter_map(|(position, (runtime, attributes))| {
        let constant = runtime.constant.as_ref()?;
        let position = Literal::usize_unsuffixed(position);
        Some(quote!(#attributes pub const #constant: #root::RuntimeConfig = __config(__CONFIGS, #position);))
    });
    let constants: TokenStream = constants.collect();
    if constants.is_empty() {
        return constants;
    }
    quote! {
        use #root::__private::config as __config;
        const __CONFIGS: &[#root::RuntimeConfig] = Runtime::__CONFIGS;
        #constants
    }
}

// expands to: pub static REGISTRY: Registry = …;
fn registry(model: &Model) -> TokenStream {
    let root = &model.root;
    quote! {
        /// Every language and runtime of this registry as data, for code without access to its enums.
        pub static REGISTRY: #root::Registry = Runtime::__REGISTRY;
    }
}

// expands to:
//
// const _: () = {
//     static __IDS: [&str; 5] = ["python", …];
//     static __FIRST: [usize; 6] = [0, 6, …];
//     static __INDEX: Index = Index { …, versions: Texts { text: "3.73.83.9…", … }, … };
//     static __CHOICE: Choice = Choice { aliases: &[("py", 0), …], defaults: &[5, …], … };
//     static __VERSIONS: [&str; 18] = ["3.7", …];
//     static __SPECS: [LanguageSpec; 5] = …;
//     static __PINNED: [&str; 18] = …;
//     static __CONFIGS: [RuntimeConfig; 18] = …;
//     static __ENTRIES: [Entry; 18] = entries(&__SPECS, …);
//     static __EXAMPLE_RUNS: [u8; 18] = *b"\x00…";
//     const _: fn(LanguageSpec) = |__spec| { … };
//     static __RUNTIMES: [Runtime; 18] = [Runtime::Python3_7, …];
//     implement! { … }
// };
//
// The constant keeps the names of the tables out of the user's module.
fn tables(model: &Model) -> TokenStream {
    let root = &model.root;
    let languages = Literal::usize_unsuffixed(model.languages.len());
    let ids = model.languages.iter().map(|language| &language.id);
    let firsts = firsts(model);
    let boundaries = Literal::usize_unsuffixed(firsts.len());
    let firsts = firsts.into_iter().map(Literal::usize_unsuffixed);
    let specs = specs(model);
    let language_variants = model.languages.iter().map(|language| unspanned(&language.variant));
    let language_names: Vec<String> = model.languages.iter().map(|language| language.variant.to_string()).collect();
    let language_names = texts(language_names.iter().map(String::as_str), root);

    let count = Literal::usize_unsuffixed(runtimes(model).count());
    let index = index(model);
    let choice = choice(model);
    let example_runs = example_runs(model);
    let keys_of_versions = keys_of_versions(model);
    let versions = runtimes(model).map(|runtime| &runtime.version.value);
    let configs = configs(model);
    let pinned = lock::pinned(model);
    let runtime_table = runtime_table(model, &count);
    let runtime_names: Vec<String> = runtimes(model).map(|runtime| runtime.variant.to_string()).collect();
    let runtime_names = texts(runtime_names.iter().map(String::as_str), root);
    // The initial value of an array needs a language, unless the array is empty.
    let language_of = model.languages.first().map(|language| {
        let variant = unspanned(&language.variant);
        quote!(Language::#variant; #count)
    });
    quote! {
        const _: () = {
            static __IDS: [#root::__private::Str; #languages] = [#(#ids),*];
            static __FIRST: [#root::__private::Position; #boundaries] = [#(#firsts),*];
            static __INDEX: #root::__private::Index = #index;
            static __CHOICE: #root::__private::Choice = #choice;
            static __VERSIONS: [#root::__private::Str; #count] = [#(#versions),*];
            #specs
            #pinned
            #configs
            static __ENTRIES: [#root::Entry; #count] =
                #root::__private::entries(&__SPECS, &__FIRST, &__VERSIONS, &__CONFIGS);
            static __EXAMPLE_RUNS: [#root::__private::Byte; #count] = *#example_runs;
            #keys_of_versions
            #runtime_table
            #root::__private::implement! {
                Language #languages [#(Self::#language_variants),*] #language_names,
                Runtime #count #runtime_names,
                [#language_of] __IDS __FIRST __INDEX __CHOICE __VERSIONS __SPECS __CONFIGS __ENTRIES __EXAMPLE_RUNS
                __RUNTIMES
            }
        };
    }
}

// expands to: static __RUNTIMES: [Runtime; 18] = [Runtime::Python3_7, …];
//
// Naming a deprecated variant here would trigger a warning, and a crate that forbids the lint also rejects `allow`. Only
// the output of a derive is exempt.
fn runtime_table(model: &Model, count: &Literal) -> TokenStream {
    let root = &model.root;
    let variants = runtimes(model).map(|runtime| unspanned(&runtime.variant));
    let table = quote!(static __RUNTIMES: [Runtime; #count] = [#(Runtime::#variants),*];);
    if runtimes(model).all(|runtime| runtime.attributes.deprecated.is_none()) {
        return table;
    }
    quote! {
        #[::core::prelude::v1::derive(#root::__private::Items)]
        #[items(#table)]
        struct __Items;
    }
}

/// Returns the items in the attribute of `#[items(…)] struct __Items;`, as if the derive had written them.
pub(crate) fn items(input: TokenStream) -> TokenStream {
    let second = |stream: TokenStream| match stream.into_iter().nth(1) {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    };
    at_call_site(second(second(input)))
}

fn at_call_site(stream: TokenStream) -> TokenStream {
    let at = |mut tree: TokenTree| {
        if let TokenTree::Group(group) = &tree {
            tree = Group::new(group.delimiter(), at_call_site(group.stream())).into();
        }
        tree.set_span(Span::call_site());
        tree
    };
    stream.into_iter().map(at).collect()
}

// The position of each language's first runtime, and the number of runtimes.
fn firsts(model: &Model) -> Vec<usize> {
    let mut next = 0;
    let mut firsts = vec![0];
    firsts.extend(model.languages.iter().map(|language| {
        next += language.runtimes.len();
        next
    }));
    firsts
}

// expands to:
//
// static __TEXTS: [&str; 7] = ["py", "python", …];
// static __PAIRS: [(&str, &str); 2] = [("3.7", "end of life"), …];
// static __SPECS: [LanguageSpec; 5] = specs([__Spec { id: "python", … }, …], …, Lists { items: &__TEXTS, … }, …);
fn specs(model: &Model) -> TokenStream {
    let root = &model.root;
    let count = Literal::usize_unsuffixed(model.languages.len());
    let specs = model.languages.iter().map(|language| spec(language, root));
    let texts = model
        .languages
        .iter()
        .flat_map(|language| [&language.aliases, &language.interpreter, &language.version_command]);
    let (texts_table, texts) = lists("__TEXTS", &quote!(Str), texts.map(|list| strings(list)), root);
    let pairs = model.languages.iter().flat_map(|language| [env(language), deprecations(language)]);
    let (pairs_table, pairs) = lists("__PAIRS", &quote!(Pair), pairs, root);
    quote! {
        #texts_table
        #pairs_table
        type __Spec = #root::LanguageSpec;
        const __BLANK: __Spec = #root::__private::BLANK;
        const __NO_TEXTS: &[#root::__private::Str] = &[];
        const __NO_PAIRS: &[#root::__private::Pair] = &[];
        static __SPECS: [__Spec; #count] =
            #root::__private::specs([#(#specs),*], &__FIRST, &__VERSIONS, &__ENTRIES, __PINNED, #texts, #pairs);
    }
}

// expands to: __Spec { id: "python", name: "Python", …, versions: __NO_TEXTS, ..__BLANK }
fn spec(language: &Language, root: &TokenStream) -> TokenStream {
    let Language { id, name, image_tpl, file_ext, keys, runtimes, .. } = language;
    let field = |key: Key| field(key, keys.get(&key));
    let name_field = field(Key::Name);
    let default_field = field(Key::Default);
    let default = runtimes.get(language.default).map(|runtime| version(runtime, language.default_place));
    let default = default.unwrap_or_else(|| Literal::string("").into_token_stream());
    let image_tpl_field = field(Key::ImageTpl);
    let file_ext_field = field(Key::FileExt);
    let lists = [
        (Key::Aliases, "__NO_TEXTS"),
        (Key::Versions, "__NO_TEXTS"),
        (Key::Interpreter, "__NO_TEXTS"),
        (Key::VersionCommand, "__NO_TEXTS"),
        (Key::Env, "__NO_PAIRS"),
    ];
    let lists = lists.into_iter().filter(|(key, _)| keys.contains_key(key)).map(|(key, empty)| {
        let (field, empty) = (field(key), Ident::new(empty, Span::call_site()));
        quote!(#field: #empty,)
    });
    let some = |key: Key, value: TokenStream| {
        let field = field(key);
        quote!(#field: #root::__private::Some(#value),)
    };
    let example =
        language.example.as_ref().map(|expression| some(Key::Example, quote!(#root::__private::example!(#expression))));
    let example_since = language.example_since.as_ref().map(|since| {
        let runtime = runtimes.iter().find(|runtime| runtime.version.value == *since);
        let value = runtime.map(|runtime| version(runtime, language.example_since_place));
        some(Key::ExampleSince, value.unwrap_or_else(|| since.to_token_stream()))
    });
    quote! {
        __Spec {
            id: #id,
            #name_field: #name,
            #default_field: #default,
            #image_tpl_field: #image_tpl,
            #file_ext_field: #file_ext,
            #(#lists)*
            #example
            #example_since
            ..__BLANK
        }
    }
}

// The keys in the braces after versions, as fields of a value that never exists, only for editors.
//
// expands to: const _: fn(LanguageSpec) = |__spec| { let _ = __spec.image_tpl; … };
fn keys_of_versions(model: &Model) -> Option<TokenStream> {
    let root = &model.root;
    let keys = runtimes(model).flat_map(|runtime| &runtime.per_version.keys);
    let fields: Vec<Ident> = keys.map(|(key, written)| field(*key, Some(written))).collect();
    (!fields.is_empty()).then(|| quote!(const _: fn(#root::LanguageSpec) = |__spec| { #(let _ = __spec.#fields;)* };))
}

// Spanned to the key, the field makes editors show its documentation there.
fn field(key: Key, written: Option<&Ident>) -> Ident {
    Ident::new(key.name(), located_at(written.map(Ident::span)))
}

// A version. Where a key names it, editors lead from there to the variant.
//
// expands to: Runtime::Python3_11.version()
fn version(runtime: &Runtime, named_at: Option<Span>) -> TokenStream {
    // Naming a deprecated variant here would trigger a warning, as in `runtime_table`.
    let Some(place) = named_at.filter(|_| runtime.attributes.deprecated.is_none()) else {
        return runtime.version.value.to_token_stream();
    };
    let mut variant = runtime.variant.clone();
    variant.set_span(located_at(Some(place)));
    quote!(Runtime::#variant.version())
}

fn env(language: &Language) -> Vec<TokenStream> {
    language.env.iter().map(|(name, value)| quote!((#name, #value))).collect()
}

fn deprecations(language: &Language) -> Vec<TokenStream> {
    let deprecated = language.runtimes.iter().filter_map(|runtime| {
        let (version, note) = (&runtime.version.value, &runtime.attributes.deprecated.as_ref()?.note);
        Some(quote!((#version, #note)))
    });
    deprecated.collect()
}

// One file name and one command for consecutive runtimes with the same ones, as all versions of a language have unless
// the command names `{version}`.
//
// expands to:
//
// static __ARGUMENTS: [&str; 10] = ["python", "/scripts/main.py", …];
// static __CONFIGS: [RuntimeConfig; 18] = configs(["python:3.7-slim", …], &["main.py", …], …, Lists { … });
fn configs(model: &Model) -> TokenStream {
    let root = &model.root;
    let count = runtimes(model).count();
    let images = runtimes(model).map(|runtime| &runtime.image);
    let same = |a: &Runtime, b: &Runtime| a.command == b.command && a.file_name == b.file_name;
    let runs = || model.languages.iter().flat_map(|language| language.runtimes.chunk_by(same));
    let file_names = runs().filter_map(|run| Some(&run.first()?.file_name));
    let lengths = numbers(runs().map(<[Runtime]>::len), count, root);
    let commands = runs().filter_map(|run| Some(strings(&run.first()?.command)));
    let (arguments, commands) = lists("__ARGUMENTS", &quote!(Str), commands, root);
    let count = Literal::usize_unsuffixed(count);
    quote! {
        #arguments
        static __CONFIGS: [#root::RuntimeConfig; #count] =
            #root::__private::configs([#(#images),*], &[#(#file_names),*], #lengths, #commands);
    }
}

fn strings(list: &[String]) -> Vec<TokenStream> {
    list.iter().map(ToTokens::to_token_stream).collect()
}

fn runtimes(model: &Model) -> impl Iterator<Item = &Runtime> {
    model.languages.iter().flat_map(|language| &language.runtimes)
}

// Only the name of an item is located in the declaration. The compiler lints everything located there as the user's.
fn unspanned(name: &Ident) -> Ident {
    Ident::new(&name.to_string(), Span::call_site())
}

fn derives() -> TokenStream {
    quote! {
        #[::core::prelude::v1::derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash
        )]
    }
}

fn doc(text: &str) -> TokenStream {
    quote!(#[doc = #text])
}

fn runtime_attributes(runtime: &Runtime) -> TokenStream {
    let docs = documentation(&runtime.attributes.docs, &runtime_facts(runtime));
    let deprecated = runtime.attributes.deprecated.as_ref().map(|deprecated| &deprecated.attribute);
    quote!(#docs #deprecated)
}

// The user's documentation, followed by generated facts.
fn documentation(docs: &[TokenStream], facts: &str) -> TokenStream {
    let (gap, facts) = ((!docs.is_empty()).then(|| doc("")), doc(facts));
    quote!(#(#docs)* #gap #facts)
}

fn language_facts(language: &Language) -> String {
    let runtimes = language.runtimes.as_slice();
    let versions = match runtimes {
        [] => "no version".to_owned(),
        [only] => format!("version {}", code(&only.version.value)),
        [first, .., last] => {
            let (first, last) = (code(&first.version.value), code(&last.version.value));
            let default = runtimes.get(language.default).map(|runtime| code(&runtime.version.value));
            format!("{} versions, {first} to {last}, by default {}", runtimes.len(), default.unwrap_or_default())
        }
    };
    let has_template = !language.image_tpl.is_empty();
    let from = if has_template { format!(", from {}", code(&language.image_tpl)) } else { String::new() };
    let own_images = runtimes.iter().filter(|runtime| runtime.per_version.image_tpl.is_some());
    let others = if has_template { "Other images" } else { "Images" };
    let lists = [
        ("Aliases", language.aliases.iter().map(|alias| code(alias)).collect::<Vec<_>>()),
        (others, own_images.map(|runtime| code(&runtime.image)).collect()),
    ];
    let lists = lists.iter().filter(|(_, texts)| !texts.is_empty());
    let lists = lists.map(|(title, texts)| format!("{title}: {}.", first_few(texts)));
    let sentences: Vec<String> = [format!("`{}`: {versions}{from}.", language.id)].into_iter().chain(lists).collect();
    sentences.join(" ")
}

fn first_few(texts: &[String]) -> String {
    const FEW: usize = 12;
    match texts.split_at_checked(FEW) {
        Some((first, rest)) if !rest.is_empty() => format!("{} and {} more", first.join(", "), rest.len()),
        _ => texts.join(", "),
    }
}

fn runtime_facts(runtime: &Runtime) -> String {
    let command: Vec<String> = runtime.command.iter().map(|argument| shell::word(argument)).collect();
    format!("{}, running {}.", code(&runtime.image), code(&command.join(" ")))
}

// A Markdown code span on one line, fenced by more backquotes than the text has in a row.
fn code(text: &str) -> String {
    let text = text.escape_debug().to_string().replace("\\\"", "\"").replace("\\'", "'");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}
