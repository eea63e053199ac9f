//! The README shows real output. Its Rust blocks are doctests of this package.

use crate::builtin::LANGUAGES_JSON;

const README: &str = include_str!("../../README.md");

#[test]
fn it_shows_the_errors_of_the_compiler() {
    assert!(README.contains(&format!("```text\n{}```\n", include_str!("../ui/readme/example.stderr"))));
}

#[test]
fn it_shows_the_response_of_the_server() {
    assert!(README.contains(&format!("/api/v1/languages\n{LANGUAGES_JSON}\n")));
}

#[test]
fn its_commands_run_in_ci() {
    let ci = include_str!("../../.ci/run");
    for command in ["cargo run --features cli -- serve", "cargo test --workspace --all-features"] {
        assert!(README.contains(&format!("```sh\n{command}\n```\n")));
        assert!(ci.contains(command), "{command}");
    }
}
