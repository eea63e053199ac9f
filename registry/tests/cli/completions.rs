//! `runtimes completions`, in the shells that are installed.

use std::path::Path;
use std::process::Command;

use super::{stdout, text};

/// Runs a script in a shell that finds the program, or returns `None` without this shell.
fn shell(shell: &str, arguments: &[&str], script: &str) -> Option<Vec<String>> {
    let directory = Path::new(env!("CARGO_BIN_EXE_runtimes")).parent().unwrap().to_str().unwrap();
    let path = format!("{directory}:{}", std::env::var("PATH").unwrap());
    let Ok(output) = Command::new(shell).args(arguments).args(["-c", script]).env("PATH", path).output() else {
        eprintln!("skipped: install {shell} to test its completions");
        return None;
    };
    assert_eq!((output.status.success(), text(&output.stderr)), (true, ""), "{script}");
    Some(text(&output.stdout).lines().map(str::to_owned).collect())
}

/// Command lines, and the words that complete their last one.
#[rustfmt::skip]
const CASES: [(&str, &[&str]); 8] = [
    ("sho", &["show"]),
    ("show python@3.1", &["python@3.10", "python@3.11", "python@3.12"]),
    ("show no", &["node", "node@18", "node@20", "node@22"]),
    ("example bash@5.2", &["bash@5.2"]),
    ("list --language r", &["ruby"]),
    ("completions z", &["zsh"]),
    ("show --exact go@", &["go@1.20", "go@1.21", "go@1.22"]),
    ("show zzz", &[]),
];

#[cfg(feature = "run")]
const RUN_CASES: &[(&str, &[&str])] = &[
    ("run bash@5.2", &["bash@5.2"]),
    ("verify no", &["node", "node@18", "node@20", "node@22"]),
    ("run bash --engine p", &["podman"]),
    ("swe", &["sweep"]),
];
#[cfg(not(feature = "run"))]
const RUN_CASES: &[(&str, &[&str])] = &[];

#[test]
fn bash_completes_runtimes() {
    for (line, expected) in CASES.iter().chain(RUN_CASES) {
        let words: Vec<&str> = line.split(' ').collect();
        let [.., last] = words[..] else { unreachable!() };
        let previous = if words.len() > 1 { words[words.len() - 2] } else { "runtimes" };
        let script = format!(
            "source <(runtimes completions bash)
             COMP_WORDS=(runtimes {line}) COMP_CWORD={}
             _runtimes runtimes '{last}' {previous}
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.len()
        );
        let Some(found) = shell("bash", &["--norc"], &script) else { return };
        let found: Vec<&str> = found.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        assert_eq!(found, *expected, "{line}");
    }
}

/// Otherwise, Bash would call the function with the words `python`, `@` and `3`.
#[test]
fn bash_does_not_split_runtimes() {
    let script = "COMP_WORDBREAKS=' @:='; source <(runtimes completions bash); echo \"[$COMP_WORDBREAKS]\"";
    let Some(found) = shell("bash", &["--norc"], script) else { return };
    assert_eq!(found, ["[ :=]"]);
}

#[test]
fn fish_completes_runtimes() {
    for (line, expected) in CASES.iter().chain(RUN_CASES) {
        let script = format!("runtimes completions fish | source; complete --do-complete 'runtimes {line}'");
        let Some(found) = shell("fish", &["--no-config"], &script) else { return };
        let found: Vec<&str> = found.iter().filter_map(|candidate| candidate.split('\t').next()).collect();
        assert_eq!(found, *expected, "{line}");
    }
}

#[test]
fn zsh_describes_runtimes() {
    let script = stdout(&["completions", "zsh"]);
    assert!(script.starts_with("#compdef runtimes\n"), "{script}");
    assert!(script.contains(r#"python@3.7\:"Python 3.7, deprecated\: end of life 2023-06-27""#), "{script}");
    let _ = shell("zsh", &["-f", "-n"], &script);
}

#[test]
fn every_shell_completes_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = stdout(&["completions", shell]);
        assert!(
            script.contains("languages") && script.contains("--supported") | script.contains("-l supported"),
            "{shell}"
        );
    }
}

/// The name of the executable is part of the script.
#[cfg(unix)]
#[test]
fn programs_with_unusual_names() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, code) in [("my tool", 1), ("a;b", 1), ("my-tool_2.0.1", 0)] {
        let link = directory.join(name);
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_runtimes"), &link).unwrap();
        for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
            let output = Command::new(&link).args(["completions", shell]).output().unwrap();
            assert_eq!(output.status.code(), Some(code), "{name}: {}", text(&output.stderr));
            let expected =
                if code == 0 { String::new() } else { format!("error: cannot complete a program called `{name}`: ") };
            assert!(text(&output.stderr).starts_with(&expected), "{name}: {}", text(&output.stderr));
            // Not cut at a dot.
            assert_eq!(code == 0, text(&output.stdout).contains("my-tool_2.0.1"), "{name}");
        }
    }
}
