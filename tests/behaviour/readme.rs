//! What the README shows is what happens. Its Rust blocks are tests of their own.

use crate::builtin::LANGUAGES_JSON;

const README: &str = include_str!("../../README.md");

#[test]
fn the_errors_are_the_compilers() {
    assert!(README.contains(&format!("```text\n{}```\n", include_str!("../ui/readme/example.stderr"))));
}

#[test]
fn the_answer_is_the_servers() {
    assert!(README.contains(&format!("/api/v1/languages\n{LANGUAGES_JSON}\n")));
}

#[test]
fn the_commands_are_what_ci_runs() {
    let ci = include_str!("../../.ci/run");
    for command in ["cargo run --features cli -- serve", "cargo test --workspace --all-features"] {
        assert!(README.contains(&format!("```sh\n{command}\n```\n")));
        assert!(ci.contains(command), "{command}");
    }
}
