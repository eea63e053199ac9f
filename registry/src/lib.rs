//! A registry of script runtimes that is checked at compile time.
//!
//! A registry maps a language and a version to what a Kubernetes pod needs to run a script: a container image, a file
//! name and a command. [`runtimes!`] reads a registry from Rust source and reports every mistake at compile time. It
//! generates an enum of languages, an enum of runtimes, a constant for each runtime, and one table of all of them.
//!
//! ```
//! mod scripts {
//!     registry::runtimes! {
//!         /// Compiled before it runs, so its command has two steps.
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
//! [`builtin`] is a declaration of five languages. The crate root re-exports its [`Language`], [`Runtime`] and
//! [`REGISTRY`].
//!
//! # Features
//!
//! None is enabled by default.
//!
//! | feature | what it adds |
//! |---|---|
//! | `http` | `registry::http::router`: the languages API, for the built-in registry or your own |
//! | `openapi` | the OpenAPI description of that API, at `/api/openapi.json` |
//! | `page` | a web page of all languages, which `registry::http::Api::page` adds at `/` |
//! | `kubernetes` | `registry::kubernetes`: the objects that run a script, for a version of `k8s-openapi` that the build selects |
//! | `kubernetes-latest` | the same, for the latest version |
//! | `run` | `registry::kubernetes::run`: runs scripts in a cluster and returns their results, and with `cli` the commands `run`, `verify` and `sweep` |
//! | `images` | `registry::images`: asks registries which images exist, and with `cli` the commands `check` and `lock` |
//! | `cli` | the `runtimes` program, and `registry::cli::run` to build the same program for your own registry |
//! | `clap` | `clap::ValueEnum` for the enums of every declaration: they can be arguments of a program |
//! | `rusqlite` | `rusqlite::types::ToSql` and `FromSql` for these enums, as text (rusqlite 0.38 to 0.43) |
//! | `schemars` | `schemars::JsonSchema` for these enums: a string and its values (schemars 1) |
//! | `sqlx` | `sqlx::Type`, `Encode` and `Decode` for these enums, as text (sqlx 0.9, which needs Rust 1.94) |
//! | `utoipa` | `utoipa::ToSchema` for these enums: a string and its values (utoipa 6) |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[doc(hidden)]
pub mod __private;
#[doc(hidden)]
#[macro_use]
pub mod enums;
mod config;
#[cfg(feature = "page")]
mod counted;
mod lock;
mod lookup;
#[cfg(any(feature = "images", feature = "run", all(feature = "cli", feature = "kubernetes")))]
mod random;

pub mod builtin;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "images")]
pub mod images;
#[cfg(feature = "kubernetes")]
pub mod kubernetes;

#[doc = include_str!("recipes.md")]
pub mod recipes {}

#[doc = include_str!("refused.md")]
pub mod refused {}

pub use builtin::{Language, REGISTRY, Runtime};
pub use config::{Entry, LanguageSpec, Registry, RuntimeConfig};
pub use enums::{LanguageEnum, RuntimeEnum};
pub use lookup::{LookupError, LookupErrorKind};

/// The directory in which pods mount the script. Its file name there is [`RuntimeConfig::file_name`].
///
/// ```
/// let config = registry::builtin::NODE_22;
/// assert_eq!(config.command, ["node", &format!("{}/{}", registry::SCRIPTS_DIR, config.file_name)]);
/// ```
pub const SCRIPTS_DIR: &str = registry_shared::SCRIPTS_DIR;

/// The directory in which scripts can write. It is their working directory, and `HOME` unless a declaration sets it.
const WRITABLE_DIR: &str = "/tmp";

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
/// # Languages
///
/// A declaration is a sequence of language blocks. A comma may follow a block. The word before the braces is the **id**
/// of the language. It appears in requests, as a JSON key and as a label value. An id must be in lower snake case, have
/// at most 63 characters, and not be `self`. Other Rust keywords are allowed. Documentation before a block becomes part
/// of the `Language` variant's documentation.
///
/// Keys are separated by commas. Each may appear at most once, in any order:
///
/// | key | | value |
/// |---|---|---|
/// | `versions` | required | the versions: strings of 1 to 63 characters from `A-Za-z0-9._-`, alphanumeric at both ends, without duplicates |
/// | `image_tpl` | required | an image reference with a tag or a digest, as `docker pull` accepts it; `{version}` is replaced by the version |
/// | `file_ext` | required | the extension, without a leading dot; `main.EXT` must be a valid [`ConfigMap` key] |
/// | `interpreter` | required | the program and its arguments; `{file}` is replaced by the script's path, `{version}` by the version |
/// | `version_command` | optional | the program that prints its own version, and its arguments: `["python", "--version"]`; `{version}` is replaced by the version |
/// | `name` | optional | the display name; defaults to the id with its first letter capitalized |
/// | `aliases` | optional | other names that requests may use: strings of 1 to 63 characters from `a-z0-9+#._-`, with a letter or a digit, that name no other language; the list may be empty |
/// | `default` | optional | the version that a request without one selects; by default, the [newest](#the-order-of-versions) |
/// | `env` | optional | environment variables: `{ "GOCACHE": "/tmp/go-build" }`; `{version}` is replaced by the version; `HOME` is `/tmp` unless it is set here |
/// | `example` | optional | an example script: a string literal, `include_str!`, or another constant `&str` expression |
/// | `example_since` | optional | the first version that runs the example successfully; by default, every version does |
///
/// In `image_tpl`, `interpreter`, `version_command` and the values of `env`, write `{{` and `}}` for literal braces.
///
/// # Commands
///
/// The command is the interpreter with its placeholders replaced. If no argument contains `{file}`, and no `&&`
/// separates steps, the script's path is appended.
///
/// A pod runs its command without a shell, so every argument reaches the program unchanged: `$X`, `*` and `~` are
/// literal. Set variables with `env`, not with an assignment before the program. After `sh -c`, put `{file}` into the
/// shell command, because an appended path would become `$0`.
///
/// An argument that is exactly `&&` separates steps. Steps become one `sh -c` command, with every argument quoted as
/// needed. The last step replaces the shell, so signals reach the program. At least one step must contain `{file}`.
/// Earlier steps may use commands of the shell, such as `cd`.
///
/// The optional `version_command` prints the version of the program in the image, which shows whether the image contains
/// what its tag promises. It follows the rules of `interpreter`, except that it has only one step and no `{file}`. Use
/// `{version}` only to find the program, as in `["/opt/{version}/bin/lua", "-v"]`.
///
/// # Versions
///
/// `///`, `#[doc]` and `#[deprecated]` before a version are applied to its variant and its constant. Braces after a
/// version set its own `image_tpl`, `file_ext` or `interpreter`. A block may omit a key that every version sets. Empty
/// braces mean nothing.
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
/// A version is split into numbers and words at `.`, `_`, `-`, and wherever digits meet letters. Versions are compared
/// at their first differing part. From oldest to newest:
///
/// 1. a word that marks a pre-release: `alpha`, `beta`, `canary`, `candidate`, `cr`, `daily`, `dev`, `devel`,
///    `develop`, `development`, `ea`, `eap`, `edge`, `experimental`, `head`, `m`, `main`, `master`, `milestone`,
///    `next`, `nightly`, `pre`, `prerelease`, `preview`, `rc`, `snapshot`, `testing`, `tip`, `trunk`, `unreleased` or
///    `unstable`, and `a`, `b` or `c` before a number;
/// 2. a word after a separator or at the start, unless item 1 or item 4 lists it. It names a variant, as in `3.13-slim`
///    or `20-lts`;
/// 3. no further part, as in `3.13`;
/// 4. a word that marks a later release: `final`, `p`, `patch`, `post`, `r`, `sp`, `u` or `update`, or a word directly
///    after a number, as in `1.1.1w`, unless item 1 lists it;
/// 5. a number, by its value.
///
/// Words of one kind compare alphabetically, and case does not matter. For example, `3.9` is older than `3.10`, `1.22`
/// is older than `1.22.1`, and `3.13.0-rc1` is older than `3.13.0`. A version that contains a word of the first kind is
/// a pre-release.
///
/// The newest version is the default of a language without a declared `default`, and what a request for `latest`
/// selects. A request for a partial version, such as `3`, selects the newest one that begins with its components. For a
/// partial version, pre-releases are candidates only if the request contains the word that marks them as such, as
/// `3.13.0-rc` does. In all three cases, a deprecated version is selected only if every candidate is deprecated, and a
/// pre-release only if no other candidate is left.
///
/// # Extending another declaration
///
/// End a declaration with `..registry::builtin` to inherit the built-in languages. They follow the languages that you
/// declare or override. `override ID { … }` changes an inherited language, and `remove ID;` drops one:
///
/// ```
/// registry::runtimes! {
///     rust {
///         versions: ["1.77"],
///         image_tpl: "rust:{version}-slim",
///         file_ext: "rs",
///         interpreter: ["rustc", "-o", "/tmp/main", "{file}", "&&", "/tmp/main"],
///     }
///     override python { versions: [.., "3.13"] }
///     override bash { image_tpl: "bash:{version}-alpine3.22" }
///     remove ruby;
///     ..registry::builtin
/// }
///
/// # fn main() {
/// assert_eq!(Language::ALL, [Language::Rust, Language::Python, Language::Bash, Language::Node, Language::Go]);
/// assert_eq!(PYTHON_3_13.image, "python:3.13-slim");
/// assert_eq!(BASH_5_3.image, "bash:5.3-alpine3.22");
/// # }
/// ```
///
/// An `override` inherits every key that it does not set, and replaces the whole value of each key that it sets. In
/// its `versions`, `..` represents the inherited versions, each with its attributes and braces. A version that is both
/// inherited and in the list has the attributes and braces of the list, and the position of the inherited one. Without
/// `..`, the list replaces all inherited versions. If the inherited `default` is no longer a version, the newest version
/// is the default. An inherited `example_since` need not be one of the versions: the example runs on every version that
/// is not older, in [the order of versions](#the-order-of-versions).
///
/// To let other crates extend your declaration, start it with `export NAME;`. Other crates then end their declarations
/// with `..your_crate::NAME`. They use a macro and a module of that name, both of which the first line generates. The
/// macro is always at the crate root. For the module to be there, too, write the declaration at the crate root or in a
/// public module that you call `NAME`, or re-export the generated module at the crate root with `pub use`.
///
/// # Lock files
///
/// A tag can move to another image, and a misspelled one does not exist. To pull exactly the images that you tested, let
/// `runtimes lock` (feature `images`) write their digests to a file, and begin the declaration with it, or add the line
/// right after `export`:
///
/// ```
/// # const LOCK: &str = "lua:5.4 lua@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64";
/// registry::runtimes! {
///     # lock: LOCK, /*
///     lock: include_str!("../runtimes.lock"), // relative to this source file
///     # */
///     lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
/// }
/// # fn main() {
/// assert!(Runtime::Lua5_4.entry().pinned().is_some());
/// # }
/// ```
///
/// The value is any constant `&str`. An image that is not in the file is an error at its template, or at the version if it
/// has its own or inherits the template. A malformed line is an error at the value. Lines of other images are ignored, and an image that already has a digest needs none. [`Entry::pinned`] returns
/// what the file says, and `registry::kubernetes` uses it. A declaration does not inherit the file of its base: its own
/// must contain the images of the base as well.
///
/// The program that writes the file must compile before the file exists. Build it with `RUNTIMES_LOCK=off` in the
/// environment, which leaves images unpinned: `RUNTIMES_LOCK=off cargo run -- lock`. Otherwise, the compiler reports that
/// it cannot read the file.
///
/// # Generated items
///
/// The macro adds these items to the module that calls it. Call it at most once per module, because their names are
/// fixed:
///
/// - `enum Language`, with a variant for each language, and `enum Runtime`, with a variant for each version of each
///   language. Both are exhaustive, and implement `Copy`, `Ord` and `Hash`. `Display`, `FromStr`, `TryFrom<&str>`,
///   `Serialize`, `Deserialize` and the traits of optional features use the same text form: `python` for a language,
///   `python@3.11` for a runtime. [`LanguageEnum`] and [`RuntimeEnum`] are for code that works with any declaration.
/// - `Language::ALL`, `COUNT`, `id`, `as_str`, `spec`, `runtimes`, `default_runtime`, `newest` and `resolve`.
/// - `Runtime::ALL`, `COUNT`, `as_str`, `config`, `language`, `version`, `entry`, `env`, `deprecation`, `example_runs`,
///   `find` and `resolve`.
/// - A [`RuntimeConfig`] constant for each runtime, such as `PYTHON_3_12`.
/// - `REGISTRY`, a [`Registry`] that holds the same information as data.
///
/// A variant is named after the id in upper camel case, followed by the alphanumeric parts of the version, each
/// capitalized, with `_` only between two digits: `Python3_12`, `Python3_13Slim`, `DebianTrixie`. A constant is named
/// after the id and the version, joined by `_`, in upper case, with `_` in place of every character that is not a
/// letter or a digit: `PYTHON_3_13_SLIM`.
///
/// The enums implement `Serialize` and `Deserialize`, so a request can contain a runtime:
///
/// ```
/// use registry::Runtime;
///
/// let runtimes: Vec<Runtime> = serde_json::from_str(r#"["python@3.12", "go@1.22"]"#)?;
/// assert_eq!(runtimes, [Runtime::Python3_12, Runtime::Go1_22]);
///
/// let error = serde_json::from_str::<Runtime>(r#""python@2.7""#).unwrap_err();
/// assert!(error.to_string().starts_with("unknown version `2.7` of `python`, did you mean `3.12`?"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// The macro rejects anything malformed that would keep a pod from starting, and anything that would give two runtimes
/// the same name. Mistakes are reported together, each at the offending token, with a suggested fix where there is one,
/// and everything valid is still generated.
/// [`refused`](crate::refused) lists every rule with its error.
///
/// ```compile_fail
/// registry::runtimes! {
///     python {
///         versions: [3.10, "3.11"], // error: version `3.10` is a number, which YAML reads as 3.1
///         image_tpl: "Python:{version}", // error: … the repository `Python` contains upper case letters
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
