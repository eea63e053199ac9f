//! Image references against the verdicts of the Docker CLI, in `references.txt`.
//!
//! Without an engine, the CLI either fails to connect or refuses the reference first.
//! `DOCKER_REFERENCES=1 cargo test -p registry-shared --test references` asks it again.

use std::process::Command;

use registry_shared::image::{Mistake, Reference};

const TABLE: &str = include_str!("references.txt");

/// Returns the references under a heading of the table.
fn references(heading: &str) -> Vec<String> {
    let (_, section) = TABLE.split_once(&format!("\n{heading}\n")).expect("the heading exists");
    let section = section.split("\n\n").next().unwrap_or(section);
    section.split_whitespace().map(expand).collect()
}

// Braces that hold no `*` are part of the reference.
fn expand(entry: &str) -> String {
    let mut text = String::new();
    let mut rest = entry;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let repeat = after.split_once('}').and_then(|(inside, rest)| {
            let (letter, count) = inside.split_once('*')?;
            Some((letter.repeat(count.parse().ok()?), rest))
        });
        let (letters, after) = repeat.unwrap_or(("{".to_owned(), after));
        text.push_str(&letters);
        rest = after;
    }
    text + rest
}

#[test]
fn accepted() {
    let references = references("accepted");
    assert_eq!(references.len(), 73);
    for reference in references {
        assert_eq!(Reference::parse(&reference).mistakes, [], "{reference}");
    }
}

#[test]
fn refused() {
    let references = references("refused");
    assert_eq!(references.len(), 132);
    for reference in references.into_iter().chain(["", " a", "a ", "a b", "a\n"].map(str::to_owned)) {
        assert_ne!(Reference::parse(&reference).mistakes, [], "{reference}");
    }
}

// The CLI parses these references, but the engine refuses to pull them.
#[test]
fn reserved() {
    for reference in
        ["scratch", "scratch:1", "library/scratch:1", "docker.io/scratch", "index.docker.io/library/scratch:a"]
    {
        assert!(matches!(Reference::parse(reference).mistakes[..], [Mistake::Reserved(_)]), "{reference}");
    }
    for reference in ["a/scratch", "quay.io/scratch", "scratch2", "scratch/a", "library/a/scratch"] {
        assert_eq!(Reference::parse(reference).mistakes, [], "{reference}");
    }
}

#[test]
fn parts() {
    let parts = |reference| {
        let Reference { host, path, tag, digest, .. } = Reference::parse(reference);
        (host, path, tag, digest)
    };
    assert_eq!(parts("python"), (None, "python", None, None));
    assert_eq!(parts("localhost:5000/python"), (Some("localhost:5000"), "python", None, None));
    assert_eq!(parts("localhost:5000/a/b:3"), (Some("localhost:5000"), "a/b", Some("3"), None));
    assert_eq!(parts("python@sha256:00"), (None, "python", None, Some("sha256:00")));
    assert_eq!(parts("team/python:3@sha256:00"), (None, "team/python", Some("3"), Some("sha256:00")));
}

#[test]
fn verdicts_of_the_docker_cli() {
    if std::env::var_os("DOCKER_REFERENCES").is_none() {
        eprintln!("skipped: DOCKER_REFERENCES is not set");
        return;
    }
    let accepts = |reference: &String| {
        let mut docker = Command::new("docker");
        let output = docker.args(["pull", reference]).env("DOCKER_HOST", "tcp://127.0.0.1:1").output().unwrap();
        String::from_utf8_lossy(&output.stderr).to_lowercase().contains("connect")
    };
    // The CLI reads these as options.
    let is_argument = |reference: &String| !reference.starts_with('-');
    let refused: Vec<_> = references("accepted").into_iter().filter(|reference| !accepts(reference)).collect();
    let accepted: Vec<_> = references("refused").into_iter().filter(is_argument).filter(accepts).collect();
    assert_eq!((refused, accepted), (Vec::new(), Vec::<String>::new()));
}
