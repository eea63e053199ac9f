//! `runtimes run`, `verify` and `sweep`, without a cluster and with a program in place of Docker.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::{failure, program, text};

/// A computer without a cluster, on which only the programs in one directory are installed.
struct Computer(TempDir);

impl Computer {
    fn new() -> Self {
        let computer = Self(TempDir::new().unwrap());
        for name in ["bin", "home", "tmp"] {
            fs::create_dir(computer.path(name)).unwrap();
        }
        computer
    }

    /// Installs a program called `docker` whose containers print a text and end with an exit code.
    #[cfg(unix)]
    fn with_docker(code: i32, is_out_of_memory: bool) -> Self {
        use std::os::unix::fs::PermissionsExt;

        let computer = Self::new();
        let script = format!(
            r#"#!/bin/sh
PATH=/usr/bin:/bin
cd "$(dirname "$0")/.." || exit 99
printf '%s\n' "$*" >> calls
case "$1 $2" in
version*) ;;
create*)
    [ ! -e absent ] || {{ echo 'Error response from daemon: manifest for bash:5.3 not found' >&2; exit 1; }}
    touch container
    echo 0123456789ab ;;
"start --attach") printf 'from the script'; exit {code} ;;
"container inspect")
    [ -e container ] || {{ echo 'Error: no such container' >&2; exit 1; }}
    case "$3" in
    *State*)
        echo '{{"Running":false,"OOMKilled":{is_out_of_memory},"ExitCode":{code},"Error":"","StartedAt":"2026-01-01T00:00:00Z"}}' ;;
    *) echo id ;;
    esac ;;
"image inspect") [ ! -e absent ] ;;
rm*) rm -f container ;;
ps*) [ ! -e container ] || echo 0123456789ab ;;
*) echo "unknown command $*" >&2; exit 99 ;;
esac
"#
        );
        let docker = computer.path("bin/docker");
        fs::write(&docker, script).unwrap();
        fs::set_permissions(docker, fs::Permissions::from_mode(0o755)).unwrap();
        computer
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.args(arguments).env("PATH", self.path("bin"));
        command.env("HOME", self.path("home")).env("TMPDIR", self.path("tmp"));
        for name in ["KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "DOCKER_HOST"] {
            command.env_remove(name);
        }
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}

#[test]
fn invalid_arguments() {
    for (arguments, code, expected) in [
        (&["run"][..], 2, "required arguments were not provided"),
        (&["run", "bash"], 2, "no script given: pass a FILE, `-` for standard input, or `--example`"),
        (&["run", "bash", "main.sh", "--example"], 2, "cannot be used with"),
        (&["run", "bash", "-", "--stdin", "-"], 2, "`-` is both the script and its standard input"),
        (&["run", "bash", "--example", "--timeout", "5s"], 2, "expected a whole number of seconds"),
        (&["run", "bash", "--example", "--timeout", "0"], 2, "timeout"),
        (&["run", "bash", "--example", "--memory-limit", "1Zi"], 2, "`1Zi`"),
        (&["run", "bash", "--example", "--env", "A"], 2, "expected a `=` between a name and a value"),
        (&["run", "bash", "--example", "--engine", "vm"], 2, "possible values: kubernetes, docker, podman"),
        (&["run", "bash", "--example", "--id", "Bad_ID"], 2, "`Bad_ID`"),
        (&["run", "bash", "no such file"], 1, "cannot read `no such file`: "),
        (&["run", "pyhton", "--example"], 3, "did you mean `python`?"),
        (&["run", "python@3", "--exact", "--example"], 3, "unknown version `3` of `python`"),
        (&["verify", "pyhton"], 3, "did you mean `python`?"),
        (&["verify", "--jobs", "0"], 2, "0 is not in 1..=1000"),
        (&["verify", "--timeout", "x"], 2, "expected a whole number of seconds"),
        (&["sweep", "--age", "1h"], 2, "expected a whole number of seconds"),
        (&["sweep", "bash"], 2, "unexpected argument"),
    ] {
        let (found, message) = failure(arguments);
        assert_eq!((found, message.contains(expected)), (code, true), "{arguments:?}: {message}");
    }
}

/// The message says how to get a cluster or an engine.
#[test]
fn nothing_to_run_scripts_with() {
    let computer = Computer::new();
    for arguments in [&["run", "bash", "--example"][..], &["verify", "bash"], &["sweep"]] {
        let output = computer.output(arguments);
        let message = text(&output.stderr);
        let last = message.lines().last().unwrap();
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(125), ""), "{arguments:?}: {message}");
        assert!(
            last.starts_with("error: nothing to run scripts with: no cluster is configured (set KUBECONFIG"),
            "{last}"
        );
        for part in ["`docker` is not installed: see https://", "`podman` is not installed: see https://"] {
            assert!(last.contains(part), "{last}");
        }
    }
    for (engine, expected) in [
        ("kubernetes", "error: cannot connect to a cluster: "),
        ("docker", "error: `docker` is not installed: see https://"),
        ("podman", "error: `podman` is not installed: see https://"),
    ] {
        let output = computer.output(&["run", "bash@5.3", "--example", "--engine", engine]);
        assert_eq!(output.status.code(), Some(125), "{engine}");
        assert!(text(&output.stderr).starts_with(expected), "{}", text(&output.stderr));
    }
}

/// A configuration that does not work is never a reason to run a script elsewhere.
#[test]
fn an_invalid_configuration() {
    let computer = Computer::new();
    let file = computer.path("kubeconfig");
    for content in [None, Some("clusters: 1"), Some("{}")] {
        if let Some(content) = content {
            fs::write(&file, content).unwrap();
        }
        let output = computer.command(&["run", "bash@5.3", "--example"]).env("KUBECONFIG", &file).output().unwrap();
        assert_eq!(output.status.code(), Some(125), "{content:?}");
        let message = text(&output.stderr);
        assert!(message.starts_with("error: cannot connect to a cluster: "), "{content:?}: {message}");
    }
}

#[cfg(unix)]
#[test]
fn an_engine_runs_scripts() {
    for code in [0, 3, 124, 255] {
        let computer = Computer::with_docker(code, false);
        let output = computer.output(&["run", "bash@5.3", "--example"]);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "from the script");
        assert_eq!(text(&output.stderr), "note: no cluster is configured, so docker runs scripts\n");
        // Neither the container nor its files are left.
        assert!(!computer.path("container").exists());
        assert_eq!(fs::read_dir(computer.path("tmp")).unwrap().count(), 0);
    }
    let computer = Computer::with_docker(137, true);
    let output = computer.output(&["run", "bash@5.3", "--example", "--engine", "docker"]);
    let message = "error: the script exceeded its memory limit\n";
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(137), message));
}

#[cfg(unix)]
#[test]
fn an_engine_without_the_image() {
    let computer = Computer::with_docker(0, false);
    fs::write(computer.path("absent"), "").unwrap();
    let output = computer.output(&["run", "bash@5.3", "--example", "--engine", "docker"]);
    let message = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(125), ""), "{message}");
    assert!(message.contains("error: the script did not start: "), "{message}");
    assert!(message.contains("manifest for bash:5.3 not found"), "{message}");
}

#[cfg(unix)]
#[test]
fn verify_writes_reports() {
    let computer = Computer::with_docker(1, false);
    let report = computer.path("report.xml");
    let output = computer.output(&["verify", "bash@5.3", "--json", "--junit", report.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let message = "error: the example of bash@5.3: exited with code 1; it printed `from the script`\n";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json[0]["runtime"], &json[0]["started"]), (&"bash@5.3".into(), &true.into()));
    assert_eq!(json[0]["example"]["result"], "failed");
    let report = fs::read_to_string(report).unwrap();
    assert!(report.contains("tests=\"2\"") && report.contains("classname=\"bash@5.3\""), "{report}");
    assert!(report.contains("exited with code 1"), "{report}");
}

#[cfg(unix)]
#[test]
fn sweep_asks_the_engine() {
    let computer = Computer::with_docker(0, false);
    let output = computer.output(&["sweep", "--engine", "docker"]);
    assert_eq!((output.status.code(), text(&output.stdout), text(&output.stderr)), (Some(0), "", ""));
    assert!(fs::read_to_string(computer.path("calls")).unwrap().contains("ps "));
}
