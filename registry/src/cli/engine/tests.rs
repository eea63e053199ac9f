//! Runs with a fake engine, and with a real one if there is one.

mod fake;
mod real;
