//! Runs the Rust blocks of the README as doctests.

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
