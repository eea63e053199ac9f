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
#[macro_export]
macro_rules! runtimes {
    ($($declaration:tt)*) => {
        $crate::__private::runtimes! { $crate; $($declaration)* }
    };
}
