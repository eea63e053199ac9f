//! Tests that run the program `runtimes` as a process.
#![cfg(feature = "cli")]

use std::process::{Command, Output, Stdio};

fn runtimes(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_runtimes")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Returns the standard output of a successful run without notes.
fn stdout(arguments: &[&str]) -> String {
    let output = runtimes(arguments);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{arguments:?}");
    text(&output.stdout).to_owned()
}

/// Returns the exit code and standard error of a failed run.
fn failure(arguments: &[&str]) -> (i32, String) {
    let output = runtimes(arguments);
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    (output.status.code().unwrap(), text(&output.stderr).to_owned())
}

#[test]
fn languages() {
    let table = "\
id      name     versions                         default  deprecated           image                    file
python  Python   3.7, 3.8, 3.9, 3.10, 3.11, 3.12  3.12     3.7, 3.8, 3.9, 3.10  python:{version}-slim    main.py
node    Node.js  18, 20, 22                       22       18, 20               node:{version}-alpine    main.js
ruby    Ruby     3.1, 3.2, 3.3                    3.3      3.1, 3.2             ruby:{version}-alpine    main.rb
go      Go       1.20, 1.21, 1.22                 1.22     1.20, 1.21, 1.22     golang:{version}-alpine  main.go
bash    Bash     5.1, 5.2, 5.3                    5.3                           bash:{version}           main.sh
";
    assert_eq!(stdout(&["languages"]), table);
    let json = stdout(&["languages", "--json"]);
    assert!(json.starts_with(r#"{"python":{"versions":["3.7","#), "{json}");
    assert!(json.ends_with("}}\n"), "{json}");
}

#[test]
fn show() {
    let table = "\
language  Python
version   3.11
image     python:3.11-slim
file      /scripts/main.py
command   [\"python\", \"/scripts/main.py\"]
";
    assert_eq!(stdout(&["show", "python@3.11"]), table);
    let json = concat!(
        r#"{"language":"python","version":"3.11","image":"python:3.11-slim","file_name":"main.py","#,
        r#""command":["python","/scripts/main.py"],"env":{"HOME":"/tmp"}}"#,
        "\n"
    );
    assert_eq!(stdout(&["show", "python@3.11", "--json"]), json);
}

#[test]
fn show_resolves_versions() {
    for (request, version) in [("python@3", "3.12"), ("python@latest", "3.12"), ("python@", "3.12"), ("python", "3.12")]
    {
        let output = runtimes(&["show", request]);
        assert!(text(&output.stdout).contains(&format!("\nversion   {version}\n")));
        assert_eq!(text(&output.stderr), format!("note: `{request}` resolves to python@{version}\n"));
    }
    let go = stdout(&["show", "go@1.22"]);
    assert!(go.ends_with("\nenv         GOCACHE=\"/tmp/go-build\"\n"), "{go}");
    let deprecated = "language    Go\nversion     1.20\ndeprecated  end of life 2024-02-06\n";
    assert!(stdout(&["show", "go@1.20", "--exact"]).starts_with(deprecated));
}

#[test]
fn example() {
    let script = include_str!("../src/scripts/bash.sh");
    assert_eq!(stdout(&["example", "bash"]), script);
    assert_eq!(stdout(&["example", "bash@5.1", "--exact"]), script);
    let output = runtimes(&["example", "bash@5"]);
    assert_eq!((text(&output.stdout), text(&output.stderr)), (script, "note: `bash@5` resolves to bash@5.3\n"));
    assert_eq!(failure(&["example", "bash@5", "--exact"]).0, 2);
}

#[test]
fn unknown_names() {
    let (code, message) = failure(&["show", "pyhton@3.11"]);
    assert_eq!(code, 2);
    let expected = "error: unknown language `pyhton`, did you mean `python`? \
                    supported: `python`, `node`, `ruby`, `go`, `bash`\n";
    assert_eq!(message, expected);
    let (code, message) = failure(&["show", "python@4"]);
    assert_eq!((code, message.starts_with("error: unknown version `4` of `python`, ")), (2, true), "{message}");
    let (code, message) = failure(&["show", "python", "--exact"]);
    assert_eq!((code, message.starts_with("error: malformed runtime `python`, ")), (2, true), "{message}");
    let (code, message) = failure(&["show", "python@3", "--exact"]);
    assert_eq!((code, message.starts_with("error: unknown version `3` of `python`, ")), (2, true), "{message}");
    let (code, message) = failure(&["example", "perl"]);
    assert_eq!((code, message.starts_with("error: unknown language `perl`, ")), (2, true), "{message}");
}

#[test]
fn invalid_arguments() {
    for arguments in [&[][..], &["show"], &["shows"], &["languages", "--yaml"]] {
        let (code, message) = failure(arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(message.contains("Usage:") || message.contains("--help"), "{message}");
    }
    assert!(stdout(&["--help"]).contains("Usage:"));
    assert_eq!(stdout(&["--version"]), format!("runtimes with registry {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    for arguments in [&["languages"][..], &["languages", "--json"], &["example", "python"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_runtimes"));
        let output = command.args(arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{arguments:?}");
    }
}
