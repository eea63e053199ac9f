//! Tests of the items that declarations generate, and of the features of `registry`.

mod admission;
mod base;
mod builtin;
mod carried;
mod choice;
mod commands;
mod data;
mod http;
mod keys;
mod kubernetes;
mod lock;
mod lookup;
mod names;
mod namespace;
mod overrides;
mod own_keys;
mod readme;
mod refused;
mod restricted;
mod versions;
