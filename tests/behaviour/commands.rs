//! Tests of the command that an interpreter expands to, and of how a shell reads its steps.

use std::path::Path;
use std::process::Command;

mod scripts {
    registry::runtimes! {
        plain { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run"] }
        placed { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run", "-f", "{file}", "--"] }
        inside { versions: ["1", "2"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run{version}", "--file={file}"] }
        braces { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run", "{{file}}", "}}{{"] }
        literal { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["run", "$X", "*", "~", "a|b", "x && y", "$(id)"] }
        shell { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "cat {file} | wc -l"] }
        rust {
            versions: ["1.75", "1.76", "1.77"],
            image_tpl: "rust:{version}-slim",
            file_ext: "rs",
            interpreter: ["rustc", "-o", "/tmp/main", "{file}", "&&", "/tmp/main"],
        }
        quoted {
            versions: ["1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["printf", "%s\n", "a b", "$HOME", "it's", "*", "~", "#", "!", "\\", "\"", "a=b", "é", "{file}", "&&", "printf", "<%s>", "`id`", "a;b", "\n"],
        }
        programs {
            versions: ["1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["A+=b", "{file}", "&&", "if", "&&", "while"],
        }
    }
}

use scripts::Runtime;

fn command(language: &str) -> &'static [&'static str] {
    Runtime::find(language, "1").unwrap().config().command
}

#[test]
fn placeholders_are_filled() {
    assert_eq!(command("plain"), ["run", "/scripts/main.x"]);
    assert_eq!(command("placed"), ["run", "-f", "/scripts/main.x", "--"]);
    assert_eq!(command("inside"), ["run1", "--file=/scripts/main.x"]);
    assert_eq!(Runtime::Inside2.config().command, ["run2", "--file=/scripts/main.x"]);
    assert_eq!(command("braces"), ["run", "{file}", "}{", "/scripts/main.x"]);
}

#[test]
fn shell_syntax_is_passed_verbatim() {
    assert_eq!(command("literal"), ["run", "$X", "*", "~", "a|b", "x && y", "$(id)", "/scripts/main.x"]);
    assert_eq!(command("shell"), ["sh", "-c", "cat /scripts/main.x | wc -l"]);
}

#[test]
fn steps_become_one_shell_command() {
    let steps = ["sh", "-c", "rustc -o /tmp/main /scripts/main.rs && exec /tmp/main"];
    for runtime in [Runtime::Rust1_75, Runtime::Rust1_76, Runtime::Rust1_77] {
        assert_eq!(runtime.config().command, steps);
    }
    // Without quotes, a shell would read these programs as an assignment and as reserved words.
    assert_eq!(command("programs"), ["sh", "-c", "'A+=b' /scripts/main.x && 'if' && exec 'while'"]);
}

#[test]
fn shells_pass_every_argument_unchanged() {
    let expected = "a b\n$HOME\nit's\n*\n~\n#\n!\n\\\n\"\na=b\né\n/scripts/main.x\n<`id`><a;b><\n>";
    for shell in shells() {
        let [_, flag, script] = command("quoted") else { panic!("not a shell command") };
        let output = Command::new(shell).args([flag, script]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "{}", shell.display());
        assert!(output.status.success());
    }
}

/// Builds and runs a program with the registry's command for Rust, with paths that exist on this machine.
#[test]
fn the_rust_command_builds_and_runs_a_program() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rust-example");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("main.rs");
    let program = folder.join("main");
    std::fs::write(&file, "fn main() { println!(\"built and run\"); std::process::exit(7) }").unwrap();

    let [shell, flag, script] = Runtime::Rust1_77.config().command else { panic!("not a shell command") };
    let script =
        script.replace("/scripts/main.rs", file.to_str().unwrap()).replace("/tmp/main", program.to_str().unwrap());
    let output = Command::new(shell).args([*flag, &script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "built and run\n", "{output:?}");
    assert_eq!(output.status.code(), Some(7));

    // A failing step ends the command with its exit code, and the next step does not run.
    std::fs::write(&file, "fn main() { wrong }").unwrap();
    let output = Command::new(shell).args([*flag, &script]).output().unwrap();
    assert!(output.stdout.is_empty());
    assert_eq!(output.status.code(), Some(1));
}

fn shells() -> impl Iterator<Item = &'static Path> {
    ["/bin/sh", "/bin/dash", "/bin/bash", "/bin/zsh"].into_iter().map(Path::new).filter(|shell| shell.exists())
}
