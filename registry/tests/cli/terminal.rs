//! Width and colors, with and without a terminal.

use std::process::{Command, Output};

use super::{VARIABLES, program, runtimes, text};

/// The table of languages in 80 columns.
const IN_80_COLUMNS: &str = "\
id      name     versions  default  deprecated  image                    file
python  Python   3.7,      3.12     3.7, 3.8,   python:{version}-slim    main.py
                 3.8,               3.9, 3.10
                 3.9,
                 3.10,
                 3.11,
                 3.12
node    Node.js  18, 20,   22       18, 20      node:{version}-alpine    main.js
                 22
ruby    Ruby     3.1,      3.3      3.1, 3.2    ruby:{version}-alpine    main.rb
                 3.2, 3.3
go      Go       1.20,     1.22     1.20,       golang:{version}-alpine  main.go
                 1.21,              1.21, 1.22
                 1.22
bash    Bash     5.1,      5.3                  bash:{version}           main.sh
                 5.2, 5.3
";

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31m";
const RESET: &str = "\x1b[0m";

/// Runs the rest of its arguments in a terminal whose width is its first argument.
const TERMINAL: &str = r"
import fcntl, os, pty, struct, sys, termios
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 24, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
output = b''
while True:
    try:
        read = os.read(terminal, 65536)
    except OSError:
        break
    if not read:
        break
    output += read
sys.stdout.buffer.write(output.replace(b'\r\n', b'\n'))
";

/// Returns what the program prints in a terminal, or `None` without Python.
fn in_terminal(columns: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Option<String> {
    let mut python = Command::new("python3");
    python.args(["-c", TERMINAL, columns, env!("CARGO_BIN_EXE_runtimes")]).args(arguments);
    for name in VARIABLES {
        python.env_remove(name);
    }
    python.env("TERM", "xterm").envs(environment.iter().copied());
    let Ok(output) = python.output() else {
        eprintln!("skipped: install Python 3 to test in a terminal");
        return None;
    };
    assert!(output.status.success(), "{}", text(&output.stderr));
    Some(text(&output.stdout).to_owned())
}

fn with(environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    program().envs(environment.iter().copied()).args(arguments).output().unwrap()
}

#[test]
fn tables_fit_into_columns() {
    assert_eq!(text(&with(&[("COLUMNS", "80")], &["languages"]).stdout), IN_80_COLUMNS);
    let show = "\
language    Go
version     1.22
deprecated  end of life 2025-02-11
image       golang:1.22-alpine
file        /scripts/main.go
command     [\"go\", \"run\",
            \"/scripts/main.go\"]
env         GOCACHE=\"/tmp/go-build\"
";
    // As wide as the longest word, which is the last one.
    assert_eq!(text(&with(&[("COLUMNS", "20")], &["show", "go@1.22"]).stdout), show);
}

#[test]
fn tables_never_break_words() {
    let wide = runtimes(&["languages"]);
    let words: Vec<&str> = text(&wide.stdout).split_whitespace().collect();
    for columns in 1..120 {
        let narrow = with(&[("COLUMNS", &columns.to_string())], &["languages"]);
        let lines = text(&narrow.stdout);
        assert!(lines.split_whitespace().all(|word| words.contains(&word)), "{lines}");
        assert!(columns < 80 || lines.lines().all(|line| line.len() <= columns), "{lines}");
    }
}

#[test]
fn tables_fit_into_the_terminal() {
    let Some(languages) = in_terminal("80", &["languages", "--color", "never"], &[]) else { return };
    assert_eq!(languages, IN_80_COLUMNS);
    let narrow = in_terminal("60", &["list", "--language", "go"], &[("NO_COLOR", "1")]).unwrap();
    let go = "\
go@1.22  golang:1.22-alpine  [\"go\", \"run\",        default,
                             \"/scripts/main.go\"]  deprecated:
                                                  end of life
                                                  2025-02-11
";
    assert!(narrow.ends_with(go), "{narrow}");
    // `COLUMNS` takes precedence.
    let wide = in_terminal("60", &["languages"], &[("COLUMNS", "200"), ("NO_COLOR", "1")]).unwrap();
    assert_eq!(wide.lines().count(), 6, "{wide}");
}

#[test]
fn terminals_show_colors() {
    let Some(error) = in_terminal("80", &["show", "perl"], &[]) else { return };
    assert!(error.starts_with(&format!("{BOLD}{RED}error:{RESET} unknown language `perl`, ")), "{error:?}");
    let header = in_terminal("80", &["list"], &[]).unwrap();
    assert!(header.starts_with(BOLD) && header.matches(BOLD).count() == 1, "{header:?}");
    let json = in_terminal("80", &["list", "--json", "--color", "always"], &[]).unwrap();
    assert!(json.starts_with("[{") && !json.contains('\x1b'), "{json:?}");
    for environment in [("NO_COLOR", "1"), ("TERM", "dumb"), ("CLICOLOR", "0")] {
        for arguments in [&["show", "perl"][..], &["shw"], &["--help"], &["list"]] {
            let plain = in_terminal("80", arguments, &[environment]).unwrap();
            assert!(!plain.contains('\x1b'), "{environment:?}: {plain:?}");
        }
    }
}

#[test]
fn color_applies_to_every_error() {
    let unparsed: [&[&str]; 4] = [&["shw"], &["show"], &["show", "python", "--yaml"], &["show", "perl"]];
    for arguments in unparsed {
        for (color, colored) in [("always", true), ("never", false), ("auto", false)] {
            for flag in [
                vec!["--color", color],
                vec![match color {
                    "always" => "--color=always",
                    "never" => "--color=never",
                    _ => "--color=auto",
                }],
            ] {
                let output = with(&[], &[flag, arguments.to_vec()].concat());
                let expected = if colored { format!("{BOLD}{RED}error:{RESET} ") } else { "error: ".to_owned() };
                assert!(text(&output.stderr).starts_with(&expected), "{color} {arguments:?}: {}", text(&output.stderr));
            }
        }
        let forced = with(&[("CLICOLOR_FORCE", "1")], arguments);
        assert!(text(&forced.stderr).starts_with(BOLD), "{arguments:?}");
        let never = with(&[("CLICOLOR_FORCE", "1")], &[&["--color", "never"], arguments].concat());
        assert!(!text(&never.stderr).contains('\x1b'), "{arguments:?}");
    }
}

#[cfg(feature = "images")]
#[test]
fn progress_is_one_line_that_disappears() {
    // Nothing listens on this port.
    let arguments = ["check", "bash@5.1", "--mirror", "127.0.0.1:1", "--timeout", "2", "--color", "never"];
    let Some(output) = in_terminal("80", &arguments, &[]) else { return };
    let expected = "\r\x1b[K0 of 1 images\r\x1b[K1 of 1 images\r\x1b[Kimage     status       platforms\n";
    assert!(output.starts_with(expected), "{output:?}");
    assert_eq!(output.matches("\x1b[K").count(), 3);
}
