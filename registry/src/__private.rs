//! Items that the expansion of `runtimes!` refers to. They are not part of the public API.

use core::fmt::{self, Formatter};
use core::marker::PhantomData;
use core::str::FromStr;

pub use core::option::Option::{None, Some};
pub use core::result::Result::Ok;
pub use registry_macros::{extend, runtimes};
pub use registry_shared::key::Reading;
pub use serde;

use serde::de::{Deserializer, Error, Visitor};

pub use crate::lookup::{Choice, Index, Lookup, Numbers, Texts};
pub use crate::{__example as example, __implement as implement};
use crate::{Entry, LanguageSpec, LookupError, RuntimeConfig};

// A user's module may define another `str` or `usize`.
pub type Str = &'static str;
pub type Position = usize;
pub type Byte = u8;

const NO_CONFIG: RuntimeConfig = RuntimeConfig { image: "", file_name: "", command: &[] };

/// Consecutive runtimes with the same file name and command.
pub struct Run {
    pub count: usize,
    pub file_name: Str,
    pub command: &'static [Str],
}

/// Returns the part of a table that belongs to one language.
#[must_use]
pub const fn slice<T>(table: &'static [T], first: usize, count: usize) -> &'static [T] {
    table.split_at(first).1.split_at(count).0
}

/// Combines the image of each runtime with the file names and commands of its run.
#[must_use]
pub const fn configs<const N: usize>(images: [Str; N], runs: &[Run]) -> [RuntimeConfig; N] {
    let mut configs = [NO_CONFIG; N];
    let mut next = 0;
    let mut run = 0;
    while run < runs.len() {
        let Run { count, file_name, command } = runs[run];
        let end = next + count;
        while next < end {
            configs[next] = RuntimeConfig { image: images[next], file_name, command };
            next += 1;
        }
        run += 1;
    }
    configs
}

/// Combines the tables into entries. `first` holds the position of each language's first runtime.
#[must_use]
pub const fn entries<const N: usize>(
    languages: &'static [LanguageSpec],
    first: &[usize],
    versions: &[Str; N],
    configs: &'static [RuntimeConfig; N],
) -> [Entry; N] {
    const NO_LANGUAGE: LanguageSpec = LanguageSpec {
        id: "",
        name: "",
        versions: &[],
        image_tpl: "",
        file_ext: "",
        interpreter: &[],
        env: &[],
        example: None,
        aliases: &[],
        default: "",
        example_since: None,
        deprecations: &[],
        __private: (),
    };
    let mut entries = [Entry { language: &NO_LANGUAGE, version: "", config: &NO_CONFIG }; N];
    let mut language = 0;
    while language < languages.len() {
        let mut runtime = first[language];
        while runtime < first[language + 1] {
            let (version, config) = (versions[runtime], &configs[runtime]);
            entries[runtime] = Entry { language: &languages[language], version, config };
            runtime += 1;
        }
        language += 1;
    }
    entries
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

/// Writes a runtime's text form.
///
/// # Errors
///
/// Returns the formatter's error.
pub fn fmt_runtime(language: &str, version: &str, f: &mut Formatter<'_>) -> fmt::Result {
    if f.width().is_none() && f.precision().is_none() {
        write!(f, "{language}@{version}")
    } else {
        f.pad(&format!("{language}@{version}"))
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

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}
