//! `--help`, `help` and the man pages.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{failure, program, stdout, text};

/// Every command, in the order of the help.
fn commands() -> Vec<&'static str> {
    let kubernetes: &[&str] = if cfg!(feature = "kubernetes") { &["manifest", "prepull", "namespace"] } else { &[] };
    let images: &[&str] = if cfg!(feature = "images") { &["check", "lock"] } else { &[] };
    let run: &[&str] = if cfg!(feature = "run") { &["run", "verify", "sweep"] } else { &[] };
    [&["languages", "list", "show", "example"], kubernetes, run, images, &["serve", "completions", "man"]].concat()
}

#[test]
fn help_ends_with_examples() {
    for command in commands() {
        let help = stdout(&[command, "--help"]);
        let (_, examples) = help.split_once("\nExamples:\n").unwrap();
        let lines: Vec<&str> = examples.lines().collect();
        assert!(lines.len() >= 2 && lines.len().is_multiple_of(2), "{help}");
        for pair in lines.chunks(2) {
            assert!(pair[0].starts_with("  # ") && pair[1].contains(&format!("runtimes {command}")), "{help}");
        }
        assert_eq!(stdout(&["help", command]), help);
    }
    assert!(
        stdout(&["help"]).contains("\nExamples:\n  # Show the default version of Python\n  runtimes show python\n")
    );
    assert_eq!(failure(&["help", "shw"]).0, 2);
}

/// Examples that neither use the network, need a file nor run another program must succeed.
#[test]
fn examples_work() {
    let mut tried = 0;
    for command in commands() {
        let help = stdout(&[command, "--help"]);
        for line in help.split_once("\nExamples:\n").unwrap().1.lines() {
            let Some(arguments) = line.strip_prefix("  runtimes ") else { continue };
            if arguments.contains(['|', '>', '~'])
                || ["check", "lock", "run", "serve", "sweep", "verify"].contains(&command)
            {
                continue;
            }
            let arguments: Vec<&str> = arguments.split(' ').collect();
            let output = program().args(&arguments).output().unwrap();
            assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
            tried += 1;
        }
    }
    assert!(tried >= 6, "{tried}");
}

#[test]
fn help_lists_exit_codes() {
    let common = "
Exit codes:
  0    success
  1    an error, such as a missing image or an address in use
  2    invalid usage: invalid arguments or a malformed name
  3    not found: an unknown language or version, or no example
";
    let signals = "  130  a second SIGINT ended `serve`\n  143  a second SIGTERM ended `serve`\n";
    let run = "  124  `run`: the script timed out
  125  `run`: the script did not start
  130  SIGINT stopped `run`, `verify` or `sweep`, or a second one `serve`
  137  `run`: the script ran out of memory or disk space
  143  SIGTERM stopped `run`, `verify` or `sweep`, or a second one `serve`
";
    let codes = format!("{common}{}", if cfg!(feature = "run") { run } else { signals });
    for arguments in [&["--help"][..], &["-h"], &["help"]] {
        assert!(stdout(arguments).ends_with(&codes), "{arguments:?}");
    }
}

#[test]
fn help_fits_into_the_terminal() {
    for (columns, max) in
        [(None, 80), (Some("60"), 60), (Some("100"), 100), (Some("200"), 100), (Some("0"), 80), (Some("x"), 80)]
    {
        for command in commands() {
            let mut process = program();
            process.args([command, "--help"]).envs(columns.map(|columns| ("COLUMNS", columns)));
            let output = process.output().unwrap();
            // Long words, such as the usage and the lines of examples, are not broken.
            let (help, _) = text(&output.stdout).split_once("\nExamples:\n").unwrap();
            for line in help.lines().filter(|line| !line.starts_with("Usage: ")) {
                assert!(line.chars().count() <= max, "{columns:?}: {line}");
            }
        }
    }
}

#[test]
fn the_main_man_page() {
    let page = stdout(&["man"]);
    assert!(page.starts_with(".TH \"RUNTIMES\" 1 \"\" \"runtimes 0.1.0\"\n"), "{page}");
    let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    assert_eq!(sections, ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SUBCOMMANDS", "EXAMPLES", "\"EXIT STATUS\""]);
    assert!(page.contains("\n.TP\n\\fB3\\fR\nnot found: "), "{page}");
}

#[test]
fn a_man_page_per_command() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages/man1");
    let _ = fs::remove_dir_all(&directory);
    let printed = stdout(&["man", directory.to_str().unwrap()]);
    let names = commands().into_iter().map(|command| format!("runtimes-{command}.1"));
    let paths: Vec<PathBuf> =
        [String::from("runtimes.1")].into_iter().chain(names).map(|name| directory.join(name)).collect();
    let lines: Vec<PathBuf> = printed.lines().map(PathBuf::from).collect();
    assert_eq!(lines, paths);
    let show = fs::read_to_string(directory.join("runtimes-show.1")).unwrap();
    assert!(show.contains("\n.SH SYNOPSIS\n\\fBruntimes show\\fR [OPTIONS] <LANGUAGE[@VERSION]>\n"), "{show}");
    assert!(show.contains("\n\\fBruntimes show python@3.12 \\-\\-exact \\-\\-json\\fR\n"), "{show}");
    // Groff reports what it does not understand.
    match Command::new("groff").args(["-man", "-ww", "-Tutf8"]).args(&paths).output() {
        Ok(output) => assert_eq!((output.status.success(), text(&output.stderr)), (true, "")),
        Err(_) => eprintln!("skipped: install groff to check the pages"),
    }
}

#[test]
fn man_pages_need_a_directory() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("not-a-directory");
    fs::write(&file, "").unwrap();
    let (code, message) = failure(&["man", file.to_str().unwrap()]);
    assert_eq!((code, message.starts_with("error: cannot write `")), (1, true), "{message}");
}
