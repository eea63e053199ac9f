//! Runs scripts in a cluster and returns their results.

mod end;

pub use end::{End, Outcome};
