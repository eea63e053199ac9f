//! The behaviour of declarations that compile.

mod base;
mod builtin;
mod choice;
mod commands;
mod data;
mod http;
mod keys;
mod kubernetes;
mod lookup;
mod names;
mod readme;
mod refused;
mod restricted;
mod versions;
