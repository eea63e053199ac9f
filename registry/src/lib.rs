//! A registry of script runtimes that cannot be wrong.
//!
//! A registry maps a language and a version to what a Kubernetes pod needs to run a script in it: an image, a file name
//! and a command. [`runtimes!`] reads such a registry from Rust source, refuses every mistake in it at compile time, and
//! generates an enum of languages, an enum of runtimes, a constant for each runtime and one table of them all.
//!
//! ```
//! mod scripts {
//!     registry::runtimes! {
//!         /// Compiled before it runs, so it takes two steps.
//!         rust {
//!             versions: ["1.75", "1.76", "1.77"],
//!             image_tpl: "rust:{version}-slim",
//!             file_ext: "rs",
//!             interpreter: ["rustc", "-o", "/tmp/main", "{file}", "&&", "/tmp/main"],
//!         }
//!     }
//! }
//!
//! use scripts::{Language, RUST_1_77, Runtime};
//!
//! assert_eq!(RUST_1_77.image, "rust:1.77-slim");
//! assert_eq!(RUST_1_77.command, ["sh", "-c", "rustc -o /tmp/main /scripts/main.rs && exec /tmp/main"]);
//! assert_eq!(Runtime::find("rust", "1.77"), Ok(Runtime::Rust1_77));
//! assert_eq!(Runtime::Rust1_77.language(), Language::Rust);
//! ```
//!
//! [`builtin`] is such a declaration, of five languages. [`Language`], [`Runtime`] and [`REGISTRY`] are its items.
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | what it adds |
//! |---|---|
//! | `http` | `registry::http::router`: the languages API, for the built-in registry or one of yours |
//! | `openapi` | the description of that API, as `/api/openapi.json` |
//! | `page` | a page for people, which `registry::http::Api::page` adds at `/` |
//! | `kubernetes` | `registry::kubernetes`: the objects that run a script; the build chooses a version of `k8s-openapi` |
//! | `kubernetes-latest` | the same with the latest version |
//! | `cli` | the program `runtimes`, and `registry::cli::run` to make the same one for a registry of yours |

#![deny(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[macro_use]
mod enums;
#[doc(hidden)]
pub mod __private;
mod config;
mod lookup;

pub mod builtin;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "kubernetes")]
pub mod kubernetes;

#[doc = include_str!("refused.md")]
pub mod refused {}

pub use builtin::{Language, REGISTRY, Runtime};
pub use config::{Entry, LanguageSpec, Registry, RuntimeConfig};
pub use lookup::{LookupError, LookupErrorKind};

/// The directory in which a script is mounted, under its [`RuntimeConfig::file_name`].
///
/// ```
/// let config = registry::builtin::NODE_22;
/// assert_eq!(config.command, ["node", &format!("{}/{}", registry::SCRIPTS_DIR, config.file_name)]);
/// ```
pub const SCRIPTS_DIR: &str = "/scripts";

/// Declares languages and generates their registry.
///
/// ```
/// registry::runtimes! {
///     /// The reference implementation.
///     python {
///         name: "Python",
///         versions: ["3.11", "3.12"],
///         image_tpl: "python:{version}-slim",
///         file_ext: "py",
///         interpreter: ["python"],
///         example: "print('hello')",
///     }
/// }
///
/// # fn main() {
/// assert_eq!(Language::ALL, [Language::Python]);
/// assert_eq!(Language::Python.runtimes(), [Runtime::Python3_11, Runtime::Python3_12]);
/// assert_eq!(PYTHON_3_12.command, ["python", "/scripts/main.py"]);
/// assert_eq!(REGISTRY.find("python", "3.12").unwrap().config, Runtime::Python3_12.config());
/// # }
/// ```
///
/// # The declaration
///
/// Language blocks stand one after another; a comma may follow a block. The word before the braces is the language's
/// **id**: what a request says, a JSON key and a label value. It is lower snake case, has at most 63 characters and is not
/// `self`; a keyword may stand there as it is. Documentation before a block is handed on to the `Language` variant.
///
/// Each key stands once, in any order, with a comma after its value:
///
/// | key | | value |
/// |---|---|---|
/// | `versions` | required | strings of 1 to 63 of `A-Za-z0-9._-`, alphanumeric at both ends, each once |
/// | `image_tpl` | required | an image reference with a tag or a digest, as `docker pull` parses it; `{version}` is the version |
/// | `file_ext` | required | what may stand in a [`ConfigMap` key], without a dot in front; the file is `main.` and this |
/// | `interpreter` | required | the program and its arguments; `{file}` is the script's path, `{version}` the version |
/// | `name` | optional | the name for people; without it, the id with a capital |
/// | `aliases` | optional | what requests may say in place of the id: strings of `a-z0-9+#._-` that name nothing else |
/// | `default` | optional | the version that stands for the language; without it, the newest |
/// | `env` | optional | environment variables: `{ "GOCACHE": "/tmp/go-build" }`, whose values are plain text; `HOME` is `/tmp` unless it is one of them |
/// | `example` | optional | any constant `&str` expression |
/// | `example_since` | optional | the first version on which the example runs to its end; without it, it runs on all |
///
/// `{{` and `}}` in a template are braces.
///
/// The **command** is the interpreter with its placeholders filled. Where no argument names `{file}`, the script's path is
/// the last argument. A pod has no shell, so every argument reaches the program as it is written: `$X`, `*` and `~` are plain
/// text, and behind `sh -c` it is the script's text that has to name `{file}`. An argument that is exactly `&&` separates steps, which become one `sh -c` command with every argument quoted where
/// it needs it; the last step takes the shell's place, so that signals reach the program. With steps, one of them must
/// name `{file}`.
///
/// A **version** can have `///`, `#[doc]` and `#[deprecated]` before it, which are handed on to its variant and its constant,
/// and braces behind it, with an `image_tpl`, a `file_ext` or an `interpreter` that it has instead of its language's:
///
/// ```
/// registry::runtimes! {
///     python {
///         aliases: ["py"],
///         versions: [
///             #[deprecated(note = "end of life 2023-06-27")]
///             "3.7" { image_tpl: "python:{version}-slim-bullseye" },
///             "3.12",
///             "3.13",
///         ],
///         default: "3.12",
///         image_tpl: "python:{version}-slim",
///         file_ext: "py",
///         interpreter: ["python"],
///     }
/// }
///
/// # fn main() {
/// let old = Runtime::find("py", "3.7").unwrap();
/// assert_eq!(old.config().image, "python:3.7-slim-bullseye");
/// assert_eq!(old.deprecation(), Some("end of life 2023-06-27"));
/// assert_eq!(Language::Python.default_runtime(), Runtime::Python3_12);
/// assert_eq!(Language::Python.resolve("3"), Ok(Runtime::Python3_13));
/// # }
/// ```
///
/// # The order of versions
///
/// The newest version is the default where none is declared, and what a partial request means. A version is a row of
/// numbers and words, which a `.`, a `_`, a `-` or the end of a number or word separates. Where two versions first differ,
/// the following come in this order: a word that comes before a release (`alpha`, `beta`, `rc`, `dev`, `preview`, `snapshot`,
/// `nightly` and their like, `a` and `b` before a number); another word behind a separator, which names a variant, as in
/// `3.13-slim`; the end; a word that comes after a release (`p`, `post`, …) or stands directly behind a number, as in `8u392`; a
/// number, by its value. So `3.9` is older than `3.10`, `1.22` than `1.22.1`, and `3.13.0-rc1` than `3.13.0`.
///
/// # A base
///
/// `..registry::builtin` as the last line takes over every language of the built-in declaration, behind those of its own:
///
/// ```
/// registry::runtimes! {
///     rust {
///         versions: ["1.77"],
///         image_tpl: "rust:{version}-slim",
///         file_ext: "rs",
///         interpreter: ["rustc", "-o", "/tmp/main", "{file}", "&&", "/tmp/main"],
///     }
///     override bash { versions: ["5.3"], image_tpl: "bash:{version}-alpine3.22", file_ext: "sh", interpreter: ["bash"] }
///     ..registry::builtin
/// }
///
/// # fn main() {
/// assert_eq!(Language::ALL.len(), 6);
/// assert_eq!(BASH_5_3.image, "bash:5.3-alpine3.22");
/// assert_eq!("python@3.12".parse(), Ok(Runtime::Python3_12));
/// # }
/// ```
///
/// Any crate makes a base of its declaration by a first line `export NAME;`, and other crates take it over by `..that_crate::NAME`.
/// The declaration stands at the crate's root, in its module `NAME`, or in another module from which the root has `pub use`
/// of `NAME`: examples are looked up there.
///
/// # What it generates
///
/// In the module where the macro stands, which should have no other declaration and no other items of these names:
///
/// - `enum Language`, with a variant for each language, and `enum Runtime`, with one for each version of each. Both are
///   exhaustive, `Copy`, `Ord` and `Hash`, and one text form, `python` or `python@3.11`, serves `Display`, `FromStr` and
///   serde.
/// - `Language::ALL`, `id`, `spec`, `runtimes`, `default_runtime`, `newest` and `resolve`; `Runtime::ALL`, `config`, `language`,
///   `version`, `entry`, `deprecation`, `example_runs` and `find`.
/// - A [`RuntimeConfig`] constant for each runtime, such as `PYTHON_3_12`.
/// - `REGISTRY`, a [`Registry`] of all of it as data.
///
/// A variant is the id in upper camel case and the version's alphanumeric parts, each capitalised, with `_` only where a
/// digit would meet a digit: `Python3_12`, `Python3_13Slim`, `DebianTrixie`. A constant is the id and the version in upper
/// case with `_` for every other character: `PYTHON_3_13_SLIM`.
///
/// The enums read and write their text form with serde, so a request names a runtime by being deserialized:
///
/// ```
/// use registry::Runtime;
///
/// let runtimes: Vec<Runtime> = serde_json::from_str(r#"["python@3.12", "go@1.22"]"#)?;
/// assert_eq!(runtimes, [Runtime::Python3_12, Runtime::Go1_22]);
///
/// let error = serde_json::from_str::<Runtime>(r#""python@2.7""#).unwrap_err();
/// assert!(error.to_string().starts_with("unknown version `2.7` of `python`, did you mean `3.7`?"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # What it refuses
///
/// Whatever would end as a pod that does not start, or as two runtimes under one name. Every mistake is an error under the
/// token that made it, all of them come in one build, and what is right in the declaration is generated beside them.
/// [`refused`](crate::refused) lists every rule with its error.
///
/// ```compile_fail
/// registry::runtimes! {
///     python {
///         versions: [3.10, "3.11"], // error: version `3.10` is a number, which reads as 3.1 elsewhere
///         image_tpl: "Python:{version}", // error: … the repository `Python` has upper case letters
///         file_ext: ".py", // error: `file_ext` `.py` begins with a dot
///         interpreter: ["python -u"], // error: program `python -u` contains white space, …
///     }
/// }
/// ```
///
/// [`ConfigMap` key]: https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object
#[macro_export]
macro_rules! runtimes {
    ($($declaration:tt)*) => {
        $crate::__private::runtimes! { $crate; $($declaration)* }
    };
}
