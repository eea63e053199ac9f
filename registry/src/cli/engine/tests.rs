//! Runs with a fake engine, and with a real one if there is one.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod fake;
mod real;
