//! Items that the expansion of `runtimes!` refers to. They are not part of the public API.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

pub use core::option::Option::{None, Some};
pub use core::result::Result::Ok;
pub use registry_macros::{Items, extend, runtimes};
pub use registry_shared::key::Reading;
pub use registry_shared::lock::Place;
pub use serde;
pub use std::borrow::Cow;
pub use std::string::String;

use serde::de::{Deserializer, Error, Visitor};

use crate::config::Entries;
pub use crate::enums as integrations;
pub use crate::lock::{Locked, Pinned, locked, places, require_all, require_valid, slots};
pub use crate::lookup::{Choice, Index, Lookup, Numbers, Texts};
pub use crate::{__example as example, __implement as implement};
use crate::{Entry, LanguageSpec, LookupError, RuntimeConfig};

// An integration is empty unless its feature is enabled.
#[cfg(not(feature = "clap"))]
pub use crate::__implement_nothing as implement_clap;
#[cfg(not(feature = "rusqlite"))]
pub use crate::__implement_nothing as implement_rusqlite;
#[cfg(not(feature = "schemars"))]
pub use crate::__implement_nothing as implement_schemars;
#[cfg(not(feature = "sqlx"))]
pub use crate::__implement_nothing as implement_sqlx;
#[cfg(not(feature = "utoipa"))]
pub use crate::__implement_nothing as implement_utoipa;
#[cfg(feature = "clap")]
pub use {crate::__implement_clap as implement_clap, ::clap};
#[cfg(feature = "rusqlite")]
pub use {crate::__implement_rusqlite as implement_rusqlite, ::rusqlite};
#[cfg(feature = "schemars")]
pub use {crate::__implement_schemars as implement_schemars, ::schemars};
#[cfg(feature = "sqlx")]
pub use {crate::__implement_sqlx as implement_sqlx, ::sqlx};
#[cfg(feature = "utoipa")]
pub use {crate::__implement_utoipa as implement_utoipa, ::utoipa};

// A user's module may define another `str` or `usize`.
pub type Str = &'static str;
pub type Position = usize;
pub type Byte = u8;

pub type Pair = (Str, Str);
pub type Setting = core::option::Option<Str>;

/// A language without values.
pub const BLANK: LanguageSpec = LanguageSpec {
    id: "",
    name: "",
    versions: &[],
    image_tpl: "",
    file_ext: "",
    interpreter: &[],
    version_command: &[],
    env: &[],
    example: None,
    aliases: &[],
    default: "",
    example_since: None,
    deprecations: &[],
    __entries: Entries { all: &[], pinned: Pinned::NONE, first: 0 },
};

const NO_CONFIG: RuntimeConfig = RuntimeConfig { image: "", file_name: "", command: &[] };

/// Lists in one table, one after another.
pub struct Lists<T: 'static> {
    pub items: &'static [T],
    pub counts: Numbers,
}

impl<T> Lists<T> {
    /// Takes the first of the remaining lists. `position` is its position among all lists.
    const fn take(&mut self, position: usize) -> &'static [T] {
        match self.counts.get(position) {
            // Most lists are empty, and the compiler evaluates this quickly.
            0 => &[],
            count => {
                let (list, rest) = self.items.split_at(count);
                self.items = rest;
                list
            }
        }
    }
}

/// Returns the part of a table that belongs to one language.
#[must_use]
pub const fn slice<T>(table: &'static [T], first: usize, count: usize) -> &'static [T] {
    table.split_at(first).1.split_at(count).0
}

// Creates an array of `N` elements, each of which the expression after `=>` computes from its position.
//
// While the compiler evaluates a constant, a pointer that is written into an array costs time in proportion to the
// pointers after it. So elements are written into a small array, and then copied together.
macro_rules! array {
    ($blank:expr; $position:ident => $element:expr) => {{
        const CHUNK: usize = 32;
        let mut array = [$blank; N];
        let mut $position = 0;
        while $position < N {
            let (first, mut chunk) = ($position, [$blank; CHUNK]);
            while $position < N && $position < first + CHUNK {
                chunk[$position - first] = $element;
                $position += 1;
            }
            let length = $position - first;
            array.split_at_mut(first).1.split_at_mut(length).0.copy_from_slice(chunk.split_at(length).0);
        }
        array
    }};
}

/// Completes the languages: `first` holds the position of each one's first runtime in `versions`, `entries` and
/// `pinned`, `texts` the aliases, the interpreter and the version command of each, and `pairs` its variables and its
/// deprecations.
#[must_use]
pub const fn specs<const N: usize>(
    specs: [LanguageSpec; N],
    first: &[usize],
    versions: &'static [Str],
    entries: &'static [Entry],
    pinned: Pinned,
    mut texts: Lists<Str>,
    mut pairs: Lists<Pair>,
) -> [LanguageSpec; N] {
    array![BLANK; language => LanguageSpec {
        versions: slice(versions, first[language], first[language + 1] - first[language]),
        __entries: Entries {
            all: slice(entries, first[language], first[language + 1] - first[language]),
            pinned,
            first: first[language],
        },
        aliases: texts.take(3 * language),
        interpreter: texts.take(3 * language + 1),
        version_command: texts.take(3 * language + 2),
        env: pairs.take(2 * language),
        deprecations: pairs.take(2 * language + 1),
        ..specs[language]
    }]
}

/// Combines the image of each runtime with the file name and the command that it shares with the runtimes next to it.
/// `lengths` counts the runtimes that share one.
#[must_use]
pub const fn configs<const N: usize>(
    images: [Str; N],
    file_names: &[Str],
    lengths: Numbers,
    mut commands: Lists<Str>,
) -> [RuntimeConfig; N] {
    let (mut run, mut end) = (0, 0);
    let (mut file_name, mut command): (Str, &[Str]) = ("", &[]);
    array![NO_CONFIG; runtime => {
        if runtime == end {
            (file_name, command) = (file_names[run], commands.take(run));
            end += lengths.get(run);
            run += 1;
        }
        RuntimeConfig { image: images[runtime], file_name, command }
    }]
}

/// Returns the configuration at a position.
#[must_use]
pub const fn config(configs: &[RuntimeConfig], position: usize) -> RuntimeConfig {
    configs[position]
}

/// Combines the tables into entries. `first` holds the position of each language's first runtime.
#[must_use]
pub const fn entries<const N: usize>(
    languages: &'static [LanguageSpec],
    first: &[usize],
    versions: &[Str; N],
    configs: &'static [RuntimeConfig; N],
) -> [Entry; N] {
    const NO_ENTRY: Entry = Entry { language: &BLANK, version: "", config: &NO_CONFIG };
    let mut language = 0;
    array![NO_ENTRY; runtime => {
        while runtime == first[language + 1] {
            language += 1;
        }
        Entry { language: &languages[language], version: versions[runtime], config: &configs[runtime] }
    }]
}

/// Returns the language of each runtime. `first` holds the position of each language's first runtime.
#[must_use]
pub const fn language_of<L: Copy, const N: usize>(mut table: [L; N], languages: &[L], first: &[usize]) -> [L; N] {
    let mut language = 0;
    while language < languages.len() {
        let mut runtime = first[language];
        while runtime < first[language + 1] {
            table[runtime] = languages[language];
            runtime += 1;
        }
        language += 1;
    }
    table
}

/// Returns the example of a language, which has one.
#[must_use]
pub const fn example_of(language: &LanguageSpec) -> Str {
    match language.example {
        Some(example) => example,
        None => "",
    }
}

/// Reads the text form of a language or a runtime.
///
/// # Errors
///
/// Returns the deserializer's error, which for unknown text holds the message of the `LookupError`.
pub fn deserialize<'de, T, D>(expected: &'static str, deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err = LookupError>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(TextForm { expected, value: PhantomData })
}

struct TextForm<T> {
    expected: &'static str,
    value: PhantomData<T>,
}

impl<T: FromStr<Err = LookupError>> Visitor<'_> for TextForm<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}
