//! Compile-fail and compile-pass tests. See `ui.rs` for the test and `ui` for the cases.
