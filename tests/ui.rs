//! Declarations that must be refused, with what the compiler prints, and unusual ones that must not.
//!
//! After a change of wording: `TRYBUILD=overwrite cargo test -p registry-tests --test ui`, then read the difference.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/*.rs");
}
