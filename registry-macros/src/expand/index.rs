//! The index and its tables, as literals.
//!
//! Numbers are packed into one byte string and names into one string, because each token costs compile time.

use std::collections::HashMap;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use registry_shared::key::{self, Reading};
use registry_shared::version;

use crate::index::{Index, Key};
use crate::model::{Language, Model};

// expands to: Index { ids: &__IDS, first: &__FIRST, versions: Texts { … }, id: Reading { … }, … }
pub(super) fn index(model: &Model) -> TokenStream {
    let root = &model.root;
    let ids: Vec<&str> = model.languages.iter().map(|language| language.id.as_str()).collect();
    let versions = model.languages.iter().enumerate().flat_map(|(position, language)| {
        language.runtimes.iter().map(move |runtime| (position, runtime.version.value.as_str()))
    });
    let keys: Vec<Key> = versions.chain((0..ids.len()).map(|position| (position, ""))).collect();
    let index = Index::of(&ids, &keys);

    let versions = versions_in_names(&ids, &keys, root);
    let reading = |reading: Reading| {
        let width = Literal::usize_unsuffixed(reading.width);
        let words = Literal::usize_unsuffixed(reading.words);
        quote!(#root::__private::Reading { width: #width, words: #words })
    };
    let (id, version) = (reading(index.id), reading(index.version));
    let displacements = Literal::byte_string(&index.displacements);
    let none = keys.len();
    let slots = numbers(index.slots.iter().map(|slot| slot.unwrap_or(none)), none, root);
    let crowded = index.longest > 1;
    let languages = numbers(keys.iter().map(|(language, _)| *language), ids.len(), root);
    let id_words = words(index.id, ids.iter().copied());
    let version_words = words(index.version, keys.iter().map(|(_, version)| *version));
    quote! {
        #root::__private::Index {
            ids: &__IDS,
            first: &__FIRST,
            versions: #versions,
            id: #id,
            version: #version,
            displacements: #displacements,
            slots: #slots,
            crowded: #crowded,
            languages: #languages,
            id_words: #id_words,
            version_words: #version_words,
        }
    }
}

// expands to: Choice { aliases: &[("py", 0)], names: &[("Node.js", 1)], defaults: &[5], newest: &[5], … }
pub(super) fn choice(model: &Model) -> TokenStream {
    let root = &model.root;
    let languages = model.languages.iter().enumerate();
    let mut aliases: Vec<(&str, usize)> =
        languages.flat_map(|(n, language)| language.aliases.iter().map(move |alias| (alias.as_str(), n))).collect();
    aliases.sort_unstable();
    aliases.dedup_by_key(|(alias, _)| *alias);
    let (aliases, of): (Vec<&str>, Vec<usize>) = aliases.into_iter().unzip();
    let filter = aliases.iter().fold(0, |filter, alias| filter | key::filter(alias.as_bytes()));
    let filter = Literal::u64_unsuffixed(filter);
    let of = of.into_iter().map(Literal::usize_unsuffixed);
    let names =
        model.languages.iter().enumerate().filter(|(_, language)| !language.name.eq_ignore_ascii_case(&language.id));
    let names = names.map(|(n, language)| {
        let (name, n) = (&language.name, Literal::usize_unsuffixed(n));
        quote!((#name, #n))
    });

    let (mut defaults, mut newest, mut preferred_first) = (Vec::new(), Vec::new(), Vec::new());
    for language in &model.languages {
        let first = preferred_first.len();
        defaults.push(Literal::usize_unsuffixed(first + language.default));
        newest.push(Literal::usize_unsuffixed(first + language.preferred_first.first().copied().unwrap_or(0)));
        preferred_first.extend_from_slice(&language.preferred_first);
    }
    let preferred_first = numbers(preferred_first.iter().copied(), preferred_first.len(), root);
    let pre_releases: Vec<u8> =
        model.languages.iter().flat_map(versions).map(|version| byte(version::pre_release(version))).collect();
    let pre_releases = Literal::byte_string(&pre_releases);
    let runtimes = model.languages.iter().flat_map(|language| &language.runtimes);
    let deprecated: Vec<u8> = runtimes.map(|runtime| u8::from(runtime.attributes.deprecated.is_some())).collect();
    let deprecated = Literal::byte_string(&deprecated);
    quote! {
        #root::__private::Choice {
            aliases: &[#((#aliases, #of)),*],
            alias_filter: #filter,
            names: &[#(#names),*],
            defaults: &[#(#defaults),*],
            newest: &[#(#newest),*],
            preferred_first: #preferred_first,
            pre_releases: #pre_releases,
            deprecated: #deprecated,
        }
    }
}

// A byte for each runtime: whether its language's example runs on it.
pub(super) fn example_runs(model: &Model) -> Literal {
    let mut runs = Vec::new();
    for language in &model.languages {
        let runs_on = |version: &str| match &language.example_since {
            Some(since) => version::compare(version, since).is_ge(),
            None => true,
        };
        runs.extend(versions(language).map(|version| u8::from(language.example.is_some() && runs_on(version))));
    }
    Literal::byte_string(&runs)
}

fn versions(language: &Language) -> impl Iterator<Item = &str> {
    language.runtimes.iter().map(|runtime| runtime.version.value.as_str())
}

// The length of every valid name fits. An invalid one has been reported.
fn byte(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(0)
}

// The words of each key, as bytes.
fn words<'a>(reading: Reading, keys: impl Iterator<Item = &'a str>) -> Literal {
    let length = reading.reach();
    let words = keys.flat_map(|key| reading.read(key.as_bytes()).into_iter().flat_map(u64::to_le_bytes).take(length));
    Literal::byte_string(&words.collect::<Vec<u8>>())
}

// The text holds the name of each runtime, which ends with its version.
//
// expands to: Texts { text: "python@3.7python@3.8", starts: Numbers { … }, lengths: b"\x03\x03" }
fn versions_in_names(ids: &[&str], keys: &[Key], root: &TokenStream) -> TokenStream {
    let mut text = String::new();
    let (mut starts, mut lengths) = (Vec::new(), Vec::new());
    for (language, version) in keys {
        if !version.is_empty() {
            text.extend([ids.get(*language).copied().unwrap_or_default(), "@"]);
        }
        starts.push(text.len());
        lengths.push(byte(version.len()));
        text.push_str(version);
    }
    packed(&text, starts, &lengths, root)
}

// Equal texts are stored once.
//
// expands to: Texts { text: "3.73.83.93.10", starts: Numbers { … }, lengths: b"\x03\x03\x03\x04" }
pub(super) fn texts<'a>(texts: impl Iterator<Item = &'a str>, root: &TokenStream) -> TokenStream {
    let mut text = String::new();
    let mut known = HashMap::new();
    let (mut starts, mut lengths) = (Vec::new(), Vec::new());
    for part in texts {
        starts.push(*known.entry(part).or_insert_with(|| {
            text.push_str(part);
            text.len() - part.len()
        }));
        lengths.push(byte(part.len()));
    }
    packed(&text, starts, &lengths, root)
}

fn packed(text: &str, starts: Vec<usize>, lengths: &[u8], root: &TokenStream) -> TokenStream {
    let starts = numbers(starts.into_iter(), text.len(), root);
    let lengths = Literal::byte_string(lengths);
    quote!(#root::__private::Texts { text: #text, starts: #starts, lengths: #lengths })
}

// Concatenates all lists in one table, and records their lengths.
//
// With one slice per list, compile time would be quadratic. The same holds for a table that is not a static: the compiler
// visits all of it for each constant that refers to it.
//
// expands to: static __TEXTS: [Str; 7] = ["py", "python", …]; and Lists { items: &__TEXTS, counts: Numbers { … } }
pub(super) fn lists(
    table: &str,
    of: &TokenStream,
    lists: impl Iterator<Item = Vec<TokenStream>>,
    root: &TokenStream,
) -> (TokenStream, TokenStream) {
    let lists: Vec<Vec<TokenStream>> = lists.collect();
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    let counts = numbers(lists.iter().map(Vec::len), longest, root);
    let items: Vec<TokenStream> = lists.into_iter().flatten().collect();
    let (table, count) = (Ident::new(table, Span::call_site()), Literal::usize_unsuffixed(items.len()));
    (
        quote!(static #table: [#root::__private::#of; #count] = [#(#items),*];),
        quote!(#root::__private::Lists { items: &#table, counts: #counts }),
    )
}

// expands to: Numbers { width: 1, bytes: b"\x00\x03\x06" }
pub(super) fn numbers(numbers: impl Iterator<Item = usize>, largest: usize, root: &TokenStream) -> TokenStream {
    let width = width(largest);
    let bytes: Vec<u8> = numbers.flat_map(|number| number.to_le_bytes().into_iter().take(width)).collect();
    let (width, bytes) = (Literal::usize_unsuffixed(width), Literal::byte_string(&bytes));
    quote!(#root::__private::Numbers { width: #width, bytes: #bytes })
}

// The number of bytes that hold a number.
pub(super) fn width(number: usize) -> usize {
    match number {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}
