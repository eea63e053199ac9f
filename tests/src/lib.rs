//! What must not compile, and what must: `ui.rs` and the cases beside it.
