//! Tests that run the program `runtimes` as a process.
#![cfg(feature = "cli")]

use std::process::{Command, Output, Stdio};

#[path = "cli/completions.rs"]
mod completions;
#[path = "cli/help.rs"]
mod help;
#[path = "cli/list.rs"]
mod list;
#[cfg(feature = "run")]
#[path = "cli/run.rs"]
mod run;
#[path = "cli/terminal.rs"]
mod terminal;

/// The variables that change the output of the program.
const VARIABLES: [&str; 5] = ["CI", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "NO_COLOR"];

/// The program without these variables.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runtimes"));
    for name in VARIABLES {
        command.env_remove(name);
    }
    command
}

fn runtimes(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
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
        r#"{"language":"python","name":"Python","version":"3.11","aliases":["py","python3"],"#,
        r#""image":"python:3.11-slim","pinned":null,"file_name":"main.py","path":"/scripts/main.py","#,
        r#""command":["python","/scripts/main.py"],"default":false,"deprecation":null,"env":{"HOME":"/tmp"}}"#,
        "\n"
    );
    assert_eq!(stdout(&["show", "python@3.11", "--json"]), json);
    let json = concat!(
        r#"{"language":"go","name":"Go","version":"1.22","aliases":["golang"],"#,
        r#""image":"golang:1.22-alpine","pinned":null,"file_name":"main.go","path":"/scripts/main.go","#,
        r#""command":["go","run","/scripts/main.go"],"default":true,"deprecation":"end of life 2025-02-11","#,
        r#""env":{"HOME":"/tmp","GOCACHE":"/tmp/go-build"}}"#,
        "\n"
    );
    assert_eq!(stdout(&["show", "go@1.22", "--json"]), json);
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
    assert_eq!(failure(&["example", "bash@5", "--exact"]).0, 3);
}

#[test]
fn unknown_names() {
    let (code, message) = failure(&["show", "pyhton@3.11"]);
    assert_eq!(code, 3);
    let expected = "error: unknown language `pyhton`, did you mean `python`? \
                    supported: `python`, `node`, `ruby`, `go`, `bash`\n";
    assert_eq!(message, expected);
    for (arguments, expected) in [
        (&["show", "python@4"][..], "error: unknown version `4` of `python`, "),
        (&["show", "python@3", "--exact"], "error: unknown version `3` of `python`, "),
        (&["example", "perl"], "error: unknown language `perl`, "),
        (&["list", "--language", "pyhton"], "error: unknown language `pyhton`, did you mean `python`? "),
    ] {
        let (code, message) = failure(arguments);
        assert_eq!((code, message.starts_with(expected)), (3, true), "{arguments:?}: {message}");
    }
}

#[test]
fn malformed_names() {
    for arguments in [&["show", "python", "--exact"][..], &["show", "python 3"], &["show", "python:3", "--json"]] {
        let (code, message) = failure(arguments);
        assert_eq!((code, message.starts_with("error: malformed runtime `python")), (2, true), "{message}");
    }
}

#[test]
fn invalid_arguments() {
    for arguments in [
        &[][..],
        &["show"],
        &["shows"],
        &["languages", "--yaml"],
        &["languages", "--full"],
        &["list", "--deprecated", "--supported"],
        &["completions", "tcsh"],
        &["--color", "sometimes", "languages"],
    ] {
        let (code, message) = failure(arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(message.contains("Usage:") || message.contains("--help"), "{message}");
    }
    assert_eq!(stdout(&["--version"]), "runtimes 0.1.0\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    for arguments in [&["languages"][..], &["list", "--json"], &["example", "python"], &["completions", "zsh"]] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let output = program().args(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(text(&output.stderr).starts_with("error: cannot write the output: "), "{}", text(&output.stderr));
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    for arguments in [
        &["languages"][..],
        &["languages", "--json"],
        &["list"],
        &["example", "python"],
        &["--help"],
        &["completions", "bash"],
        &["man"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = program().args(arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{arguments:?}");
    }
}
