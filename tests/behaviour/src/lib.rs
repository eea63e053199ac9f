//! The README's Rust blocks, as tests.

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
