//! Rules that both halves of `registry` need: the `runtimes!` macro at compile time, and the library at run time.
//!
//! This crate is internal. Depend on `registry` instead: everything here may change in any release.

// The macro runs this code on any input, and a panic in a macro removes every name it would have generated.
#![cfg_attr(
    not(test),
    deny(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod bytes;
pub mod excerpt;
pub mod image;
pub mod key;
pub mod lock;
pub mod mirror;
pub mod name;
pub mod nearest;
pub mod shell;
pub mod template;
pub mod version;

/// The directory in which pods mount scripts.
pub const SCRIPTS_DIR: &str = "/scripts";
