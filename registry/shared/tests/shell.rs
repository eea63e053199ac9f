//! Shell commands: their structure, and words, as real shells read them.

use std::path::Path;
use std::process::Command;

use proptest::prelude::*;

use registry_shared::shell::{Last, Operand, command_position, operand, reads_argument, structure, word};

/// Commands that end with a simple one. `^` marks where words can be added.
const SIMPLE: [&str; 22] = [
    "main^",
    "exec main^",
    "make && exec /tmp/main^",
    "make && exec /tmp/main^; ",
    "make\n/tmp/main^\n# done\n",
    "make || main^ # or not",
    "(cd /tmp; make); main^",
    "if make; then ls; fi && main^",
    "for x in 1 2; do make; done; main x^",
    "A=1 B='2 3' main^",
    "make & main^",
    "f() { main; }; f^",
    "main '; x' \"y && z\" \\; `a; b` $(c; d) ${e:-f; g}^",
    "main \"$(echo \")\" '(' )\"^",
    "main > /tmp/out 2>&1^",
    "2> /tmp/errors main^",
    "main a#b^",
    "make \\\n  && main^",
    "make &&\n main^",
    "! main^",
    "main é^ ;",
    "main <<< word^",
];

/// Commands that end with a simple one which reads a pipe.
const PIPED: [&str; 4] = ["cat file | wc -l^", "a | b | c^", "a |\n b^", "a && b | c^ # d"];

/// Commands to which no word can be added.
const OTHER: [&str; 16] = [
    "",
    " ; ",
    "# main",
    "if make; then main; fi",
    "while make; do main; done",
    "case x in x) main ;; esac",
    "{ make; main; }",
    "(make; main)",
    "main &",
    "make && (main)",
    "cat << end\nmain\nend\n",
    "A=1",
    "> /tmp/out",
    "f() { main; }",
    "time main",
    "[[ a ]]",
];

#[test]
fn the_last_command() {
    for (rows, is_piped) in [(&SIMPLE[..], false), (&PIPED[..], true)] {
        for row in rows {
            let end = row.find('^').unwrap();
            assert_eq!(structure(&row.replace('^', "")).last, Some(Last { end, is_piped }), "{row}");
        }
    }
    for row in OTHER {
        assert_eq!(structure(row).last, None, "{row}");
    }
}

#[test]
fn commands_that_pass_on_arguments() {
    for command in
        [r#"main "$@""#, "main $*", "main ${@}", r#"main "${@:1}""#, r#"main "$(echo "$@")""#, "a <<x\n$@\nx"]
    {
        assert!(structure(command).passes_arguments, "{command}");
    }
    for command in ["main", "main $1", "main '$@'", r"main \$@", "awk '{ print $1 }'", "main a@b", "main $#"] {
        assert!(!structure(command).passes_arguments, "{command}");
    }
}

#[test]
fn positions() {
    for (arguments, position) in [
        (&["sh", "-c", "x"][..], Some(2)),
        (&["/bin/bash", "-ec", "x", "y"], Some(2)),
        (&["bash", "-eo", "pipefail", "-c", "x"], Some(4)),
        (&["bash", "-c", "--", "x"], Some(3)),
        (&["env", "bash", "-c", "x"], Some(3)),
        (&["/usr/bin/env", "-i", "A=1", "B=2", "sh", "-c", "x"], Some(6)),
        (&["sh", "x"], None),
        (&["sh", "-c"], None),
        (&["bash", "--norc", "-c", "x"], None),
        (&["python", "-c", "x"], None),
        (&["A=1", "sh", "-c", "x"], None),
        (&[], None),
    ] {
        assert_eq!(command_position(arguments), position, "{arguments:?}");
    }
    for (arguments, position) in
        [(&["sh", "x"][..], 1), (&["env", "bash", "-e", "-o", "pipefail", "x", "y"], 5), (&["dash", "--", "-x"], 2)]
    {
        assert_eq!(operand(arguments), Some(Operand::File(position)), "{arguments:?}");
    }
    assert_eq!(operand(&["sh", "-e"]), None);
    assert_eq!(operand(&["cat", "x"]), None);
}

#[test]
fn arguments_of_shell_commands() {
    for (command, position, is_read) in [
        ("python", 0, false),
        ("python $0", 0, true),
        ("python \"${0}\"", 0, true),
        ("python $1", 0, false),
        ("python $@", 0, false),
        ("python $1", 1, true),
        ("python ${1:-x}", 1, true),
        ("python ${#1}", 1, true),
        ("python $12", 1, true),
        ("python ${12}", 12, true),
        ("python $2", 1, false),
        ("python \"$@\"", 1, true),
        ("python $*", 3, true),
        ("shift; python $1", 2, true),
        ("python $HOME $? $$", 1, false),
        ("python $argv", 1, true),
    ] {
        assert_eq!(reads_argument(command, position), is_read, "{command}: {position}");
    }
}

/// Inserts a word at the end that `structure` returns, and checks that a shell passes it to the last command.
#[cfg(unix)]
#[test]
fn shells_agree() {
    let names = ["make", "ls", "a", "b", "c", "wc", "cat", "main"];
    // Each command prints its name and its last argument.
    let functions: Vec<String> = names
        .iter()
        .map(|name| format!("{name}() {{ for last in \"$@\"; do :; done; echo \"{name}:$last\" >&3; }}\n"))
        .collect();
    for shell in shells() {
        for row in SIMPLE.iter().chain(&PIPED) {
            let is_portable = shell.ends_with("bash") || !row.contains("<<<");
            let is_run = !["/", "exec", "f()", "||"].iter().any(|part| row.contains(part));
            if !is_portable || !is_run {
                continue;
            }
            let command = row.replace('^', "");
            let end = structure(&command).last.unwrap().end;
            let (start, rest) = command.split_at(end);
            let script = format!("exec 3>&1 >/dev/null\n{}{start} {}{rest}", functions.concat(), word("the $WORD"));
            let output = Command::new(shell).args(["-c", &script]).output().unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            let with_word: Vec<&str> = printed.lines().filter(|line| line.ends_with(":the $WORD")).collect();
            assert_eq!(with_word.len(), 1, "{}: {row}: {printed}", shell.display());
        }
    }
}

#[cfg(unix)]
fn shells() -> impl Iterator<Item = &'static Path> {
    ["/bin/sh", "/bin/dash", "/bin/bash", "/bin/zsh"].into_iter().map(Path::new).filter(|shell| shell.exists())
}

proptest! {
    #[test]
    fn any_text(command in r#"[-a-z0 =;&|()<>{}\[\]\\'"`$@*#!\n\u{e9}]{0,40}"#) {
        let structure = structure(&command);
        if let Some(Last { end, .. }) = structure.last {
            prop_assert!(command.is_char_boundary(end) && end > 0, "{command:?}");
        }
    }
}

#[test]
fn long_commands_take_linear_time() {
    for part in ["(", ")", "$(", "${", "\"$(", "'", "`", "a;", "a|", "<", "\\", "\u{e9}", " "] {
        let _ = structure(&part.repeat(200_000));
    }
}
