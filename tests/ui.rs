//! Declarations that must be refused, with what the compiler prints, and unusual ones that must not.
//!
//! After a change of wording: `TRYBUILD=overwrite cargo test -p registry-ui`, then read the difference.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    for subject in [
        "alias",
        "base",
        "declaration",
        "default",
        "duplicate",
        "env",
        "example",
        "file_ext",
        "habit",
        "image",
        "interpreter",
        "key",
        "name",
        "override",
        "pair",
        "position",
        "readme",
        "recovery",
        "value",
        "version",
    ] {
        cases.compile_fail(format!("ui/{subject}/*.rs"));
    }
    cases.pass("ui/pass/*.rs");
}
