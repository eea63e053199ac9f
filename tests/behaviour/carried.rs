//! What an execution carries besides its script: arguments, variables, files and standard input. The commands of the
//! objects run here, with the paths of a pod replaced by those of a folder.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use registry::Runtime as Builtin;
use registry::kubernetes::k8s_openapi::api::core::v1::ConfigMap;
use registry::kubernetes::{Execution, ObjectError, ObjectErrorKind, owner_reference};
use serde_json::{Value, json};

mod scripts {
    registry::runtimes! {
        plain { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh"] }
        placed { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "{file}", "first"] }
        with_env { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["env", "A=1", "sh", "{file}"] }
        steps {
            versions: ["1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["cp", "{file}", "/tmp/it's main", "&&", "sh", "/tmp/it's main"],
        }
        shell {
            versions: ["1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["sh", "-ec", "cp {file} /tmp/main && exec sh /tmp/main; # done"],
        }
        env_shell {
            versions: ["1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["env", "A=1", "sh", "-c", "exec sh {file}"],
        }
        passed { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "sh {file} \"$@\""] }
        compound {
            versions: ["1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["sh", "-c", "if true; then sh {file} \"$@\"; fi"],
        }
        shifted {
            versions: ["1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["sh", "-c", "file=$1; shift; exec sh \"$file\" \"$@\"", "sh", "{file}"],
        }
        positional { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "sh \"$0\""] }
        piped { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "cat | sh {file}"] }
        closed { versions: ["1"], image_tpl: "a:{version}", file_ext: "x", interpreter: ["sh", "-c", "if sh {file}; then :; fi"] }
    }
}

use scripts::Runtime;

/// Prints each argument, and then the standard input.
const SCRIPT: &str = "for argument; do printf '<%s>' \"$argument\"; done; cat";

const ARGS: [&str; 4] = ["a b", "$HOME", "--", ""];

fn container(execution: &Execution) -> Value {
    serde_json::to_value(execution.objects().unwrap().pod).unwrap()["spec"]["containers"][0].clone()
}

// Expands a text without `$(NAME)` like the kubelet.
fn expanded(text: &Value) -> String {
    let text = text.as_str().unwrap();
    assert!(!text.replace("$$", "").contains('$'), "{text}");
    text.replace("$$", "$")
}

fn argv(execution: &Execution) -> Vec<String> {
    let container = container(execution);
    let arguments = |key: &str| container[key].as_array().cloned().unwrap_or_default();
    arguments("command").iter().chain(&arguments("args")).map(expanded).collect()
}

fn write_files(folder: &Path, config_map: &ConfigMap) {
    let scripts = folder.join("scripts");
    fs::create_dir_all(&scripts).unwrap();
    for (name, text) in config_map.data.iter().flatten() {
        fs::write(scripts.join(name), text).unwrap();
    }
    for (name, bytes) in config_map.binary_data.iter().flatten() {
        fs::write(scripts.join(name), &bytes.0).unwrap();
    }
}

/// Runs an execution of a script that succeeds, and returns its output, escaped.
fn run(name: &str, execution: &Execution) -> String {
    let (code, output) = exit_code_and_output(name, execution);
    assert_eq!(code, Some(0), "{name}: {output}");
    output
}

/// Runs an execution like a pod, but with other paths, and returns its exit code and its output, escaped.
fn exit_code_and_output(name: &str, execution: &Execution) -> (Option<i32>, String) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("carried").join(name);
    let _ = fs::remove_dir_all(&folder);
    write_files(&folder, &execution.objects().unwrap().config_map);
    fs::create_dir_all(folder.join("tmp")).unwrap();
    // The path of the folder itself may contain `/tmp/`.
    let root = folder.to_str().unwrap();
    let replaced = |text: String| {
        let marked = text.replace("/scripts", "\u{1}/scripts").replace("/tmp/", "\u{1}/tmp/");
        marked.replace('\u{1}', root)
    };
    let argv: Vec<String> = argv(execution).into_iter().map(replaced).collect();
    let env = container(execution)["env"].as_array().unwrap().clone();
    let env = env.iter().map(|variable| (variable["name"].as_str().unwrap().to_owned(), expanded(&variable["value"])));
    let env: HashMap<String, String> = env.collect();
    let output = Command::new(&argv[0])
        .args(&argv[1..])
        .env_clear()
        .envs(env)
        .env("PATH", std::env::var_os("PATH").unwrap())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (output.status.code(), output.stdout.escape_ascii().to_string())
}

mod built {
    registry::runtimes! {
        override go { interpreter: ["go", "build", "-o", "/tmp/main", "{file}", "&&", "/tmp/main"] }
        // Like the command of `go`, with a program that every machine has.
        copied {
            versions: ["1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["install", "-m", "755", "{file}", "/tmp/main", "&&", "/tmp/main"],
        }
        broken {
            versions: ["1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["sh", "-c", "exit 2", "&&", "sh", "{file}"],
        }
        ..registry::builtin
    }
}

#[test]
fn exit_codes_of_scripts_that_are_built_first() {
    let command = |execution: Execution| execution.objects().unwrap().pod.spec.unwrap().containers[0].command.clone();
    let go =
        Execution::new(built::REGISTRY.find("go", "1.22").unwrap(), "run-1", "package main").args(["a b"]).stdin("in");
    let expected = "go build -o /tmp/main /scripts/main.go && exec /tmp/main 'a b' </scripts/.stdin";
    assert_eq!(command(go).unwrap(), ["sh", "-c", expected]);

    let script = format!("#!/bin/sh\n{SCRIPT}\nexit 3\n");
    let execution = Execution::new(built::Runtime::Copied1, "run-1", script).args(ARGS).stdin("in");
    let expected = "<a b><$HOME><--><>in".to_owned();
    assert_eq!(exit_code_and_output("built", &execution), (Some(3), expected));
    // The last step does not run if one before it fails.
    let execution = Execution::new(built::Runtime::Broken1, "run-1", "echo ran");
    assert_eq!(exit_code_and_output("broken", &execution), (Some(2), String::new()));
}

#[test]
fn arguments_and_standard_input_reach_every_kind_of_command() {
    for &runtime in Runtime::ALL {
        let name = runtime.language().id();
        let execution = || Execution::new(runtime, "run-1", SCRIPT);
        if name == "closed" {
            continue;
        }
        let own = if name == "placed" { "<first>" } else { "" };
        let arguments = format!("{own}<a b><$HOME><--><>");
        assert_eq!(run(name, &execution()), own, "{name}");
        assert_eq!(run(name, &execution().args(ARGS)), arguments, "{name}");
        assert_eq!(run(name, &execution().stdin("one\ntwo")), format!(r"{own}one\ntwo"), "{name}");
        let binary = execution().args(ARGS).stdin(*b"\0\xff");
        assert_eq!(run(name, &binary), format!(r"{arguments}\x00\xff"), "{name}");
        assert_eq!(run(name, &execution().args(ARGS).stdin("in")), format!("{arguments}in"), "{name}");
        let quotes = execution().args(["it's", "\"", "`id`", "a\\nb", "a\nb", "é", "$(id)", "${X}", "*", "~", "#"]);
        let expected = format!(r#"{own}<it\'s><\"><`id`><a\\nb><a\nb><\xc3\xa9><$(id)><${{X}}><*><~><#>"#);
        assert_eq!(run(name, &quotes), expected, "{name}");
    }
}

#[test]
fn a_declared_command_does_not_change_without_need() {
    let entry = Runtime::Plain1.entry();
    let plain = container(&Execution::new(entry, "run-1", SCRIPT).args(["x"]).env("A", "b").file("f", "g"));
    assert_eq!(plain["command"], json!(["sh", "/scripts/main.x"]));
    assert_eq!(plain["args"], json!(["x"]));
    let without = container(&Execution::new(entry, "run-1", SCRIPT));
    assert_eq!((&without["command"], &without["args"]), (&plain["command"], &Value::Null));
}

#[test]
fn a_command_that_cannot_pass_on_arguments() {
    let execution = || Execution::new(Runtime::Closed1, "run-1", SCRIPT);
    let error = execution().args(["x"]).objects().unwrap_err();
    assert_eq!(error.kind(), ObjectErrorKind::Argument);
    assert_eq!(
        error.to_string(),
        "shell command `if sh /scripts/main.x; then :; fi` takes no arguments: \
         write \"$@\" in the interpreter where they belong"
    );
    // Standard input needs no change to the command.
    assert_eq!(run("closed", &execution().stdin("in")), "in");
}

#[test]
fn variables() {
    let script = "printf '%s|' \"$HOME\" \"$GOCACHE\" \"$A\" \"$B\"";
    let execution = Execution::new(Runtime::Plain1, "run-1", script);
    let execution = execution.env("A", "$HOME $(A) $$").env("B", "1").env("HOME", "/opt").env("B", "2");
    assert_eq!(run("variables", &execution), "/opt||$HOME $(A) $$|2|");
    let names = |execution: &Execution| -> Vec<String> {
        let env = container(execution)["env"].as_array().unwrap().clone();
        env.iter().map(|variable| variable["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&execution), ["HOME", "A", "B"]);
    let go = Execution::new(Builtin::Bash5_3, "run-1", script).env("X", "");
    assert_eq!(names(&go), ["HOME", "X"]);
}

#[test]
fn files() {
    let execution = Execution::new(Runtime::Plain1, "run-1", ". /scripts/lib.sh; cat /scripts/data")
        .file("lib.sh", "printf lib")
        .file("data", *b"\xff\0")
        .file("-_.9", "");
    let config_map = execution.objects().unwrap().config_map;
    let data = config_map.data.unwrap();
    assert_eq!(data.keys().collect::<Vec<_>>(), ["-_.9", "lib.sh", "main.x"]);
    assert_eq!(config_map.binary_data.unwrap()["data"].0, b"\xff\0");
    assert_eq!(config_map.immutable, Some(true));
}

fn error(execution: &Execution) -> (ObjectErrorKind, String) {
    let error: ObjectError = execution.objects().unwrap_err();
    assert!(error.to_string().len() < 1_000, "{error}");
    (error.kind(), error.to_string())
}

#[test]
fn names_of_files() {
    let with = |name: &str| Execution::new(Runtime::Plain1, "run-1", SCRIPT).file(name, "x");
    for (name, mistake) in [
        ("", "file name `` is not valid: it is empty; write 1 to 253 of"),
        ("a b", "file name `a b` is not valid: it contains ` `; write"),
        ("a/b", "file name `a/b` is not valid: it contains `/`; write"),
        ("ü", "file name `ü` is not valid: it contains `ü`; write"),
        (".", "file name `.` is not valid: it is reserved; write"),
        ("..", "file name `..` is not valid: it contains `..`; write"),
        ("..data", "file name `..data` is not valid: it contains `..`; write"),
        (&"x".repeat(254), "is not valid: it is 254 characters long, and at most 253 are allowed; write"),
        ("main.x", "file name `main.x` is that of the script: choose another"),
        (".stdin", "file name `.stdin` is reserved for the standard input: choose another"),
    ] {
        let (kind, message) = error(&with(name));
        assert_eq!(kind, ObjectErrorKind::File, "{name}");
        assert!(message.contains(mistake), "{message}");
    }
    let twice = error(&with("a").file("a", "y"));
    assert_eq!(twice, (ObjectErrorKind::File, "file name `a` is used twice: choose another".to_owned()));
    for name in ["a..b", ".a", "-", &"x".repeat(253)] {
        assert!(with(name).objects().is_ok(), "{name}");
    }
}

#[test]
fn names_and_values_of_variables() {
    let with = |name: &str, value: &str| Execution::new(Runtime::Plain1, "run-1", SCRIPT).env(name, value);
    for (name, value, mistake) in [
        ("", "", "variable name `` is not valid: it is empty; write"),
        ("A B", "", "variable name `A B` is not valid: it contains ` `; write"),
        ("A=B", "", "variable name `A=B` is not valid: it contains `=`; write"),
        ("1A", "", "variable name `1A` is not valid: it begins with `1`; write"),
        ("A", "x\0y", "the value of variable `A` contains a NUL character: remove it"),
        ("A", &"x".repeat(131_070), "variable `A` and its value are 131072 bytes long, and at most 131071 are allowed"),
    ] {
        let (kind, message) = error(&with(name, value));
        assert_eq!(kind, ObjectErrorKind::Variable, "{name}");
        assert!(message.contains(mistake), "{message}");
    }
    assert!(with("A", &"x".repeat(131_069)).objects().is_ok());
    let many = (0..5).fold(with("A", ""), |execution, n| execution.env(format!("V{n}"), "x".repeat(120_000)));
    let (kind, message) = error(&many);
    assert_eq!(kind, ObjectErrorKind::Variable);
    assert!(message.starts_with("the environment variables are 6000"), "{message}");
}

#[test]
fn limits_of_arguments() {
    let with = |runtime: Runtime, argument: &str| Execution::new(runtime, "run-1", SCRIPT).args([argument]);
    let (kind, message) = error(&with(Runtime::Plain1, "a\0b"));
    assert_eq!(kind, ObjectErrorKind::Argument);
    assert_eq!(message, "argument `a\\0b` contains a NUL character, which ends an argument: remove it");
    assert!(with(Runtime::Plain1, &"x".repeat(131_071)).objects().is_ok());
    for (runtime, length) in [(Runtime::Plain1, 131_072), (Runtime::Steps1, 131_050)] {
        let (kind, message) = error(&with(runtime, &"x".repeat(length)));
        assert_eq!(kind, ObjectErrorKind::Argument);
        assert!(message.ends_with("and at most 131071 are allowed: pass long data in a file"), "{message}");
    }
    let (kind, message) = error(&with(Runtime::Plain1, "").args(vec!["$".repeat(100_000); 3]));
    assert_eq!(kind, ObjectErrorKind::Argument);
    assert!(message.starts_with("the arguments are 600017 bytes long, and at most 524288 are allowed"), "{message}");
}

#[test]
fn the_limit_of_all_files() {
    let half = "x".repeat(512 * 1024);
    let fits = Execution::new(Runtime::Plain1, "run-1", half.as_str()).file("a", half.as_str());
    assert!(fits.objects().is_ok());
    for (execution, what) in [
        (fits.clone().file("b", "x"), "the script and its files exceed"),
        (fits.clone().stdin("x"), "the script, its files and its standard input exceed"),
        (
            Execution::new(Runtime::Plain1, "run-1", "x").stdin("x".repeat(1 << 20)),
            "the script and its standard input exceed",
        ),
    ] {
        let (kind, message) = error(&execution);
        assert_eq!(kind, ObjectErrorKind::ScriptTooLarge);
        assert_eq!(message, format!("{what} 1048576 bytes, the limit of a ConfigMap: load large data from elsewhere"));
    }
    // However the contents are divided, the request stays below the 3 MiB that the API server accepts.
    for part in ["<", "\n", "\u{1}", "é", "x"] {
        let part = part.repeat((1 << 20) / 4 / part.len());
        let execution = Execution::new(Runtime::Plain1, "run-1", part.as_str());
        let execution = execution.file("a", part.as_str()).file("b", part.as_str()).stdin(part.as_str());
        let request = serde_json::to_string(&execution.objects().unwrap().config_map).unwrap();
        let escaped = request.len() + 5 * request.matches(['<', '>', '&']).count();
        assert!(escaped < 3 << 20, "{escaped}");
    }
}

#[test]
fn jobs() {
    let execution =
        || Execution::new(Builtin::Python3_12, "run-1", "print(1)").namespace("scripts").label("tenant", "a");
    let objects = execution().args(["x"]).job().objects().unwrap();
    let pod = execution().args(["x"]).objects().unwrap();
    assert_eq!(objects.config_map, pod.config_map);
    let labels = json!({
        "app.kubernetes.io/instance": "run-1",
        "app.kubernetes.io/managed-by": "registry",
        "app.kubernetes.io/name": "python",
        "app.kubernetes.io/version": "3.12",
        "tenant": "a",
    });
    let spec = serde_json::to_value(pod.pod.spec).unwrap();
    assert_eq!(
        serde_json::to_value(&objects.job).unwrap(),
        json!({
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": { "name": "run-1", "namespace": "scripts", "labels": labels },
            "spec": {
                "backoffLimit": 0,
                "ttlSecondsAfterFinished": 3600,
                "template": { "metadata": { "labels": labels }, "spec": spec },
            },
        })
    );
    let queued = execution().job().queue("gpu-1").time_to_live(Duration::from_millis(1_001)).objects().unwrap();
    let job = serde_json::to_value(&queued.job).unwrap();
    assert_eq!(job["metadata"]["labels"]["kueue.x-k8s.io/queue-name"], "gpu-1");
    assert_eq!(job["spec"]["template"]["metadata"]["labels"].get("kueue.x-k8s.io/queue-name"), None);
    assert_eq!(job["spec"]["ttlSecondsAfterFinished"], 2);
}

#[test]
fn objects_serialize_as_a_list() {
    let execution = Execution::new(Builtin::Bash5_3, "run-1", "date");
    let objects = execution.objects().unwrap();
    let expected = json!({ "apiVersion": "v1", "kind": "List", "items": [objects.config_map, objects.pod] });
    assert_eq!(serde_json::to_value(&objects).unwrap(), expected);
    let objects = execution.job().objects().unwrap();
    let expected = json!({ "apiVersion": "v1", "kind": "List", "items": [objects.config_map, objects.job] });
    assert_eq!(serde_json::to_value(&objects).unwrap(), expected);
}

#[test]
fn jobs_that_would_be_rejected() {
    let job = || Execution::new(Builtin::Python3_12, "run-1", "print(1)").job();
    let error = job().queue("Not_A_Name").objects().unwrap_err();
    assert_eq!(error.kind(), ObjectErrorKind::Name);
    assert!(error.to_string().starts_with("queue `Not_A_Name` is not a valid object name"), "{error}");
    let error = job().time_to_live(Duration::from_secs(1 << 31)).objects().unwrap_err();
    assert_eq!(error.kind(), ObjectErrorKind::Timeout);
    let message = "a time to live of 2147483648 seconds is too long: use at most 2147483647 seconds";
    assert_eq!(error.to_string(), message);
    let queue = "kueue.x-k8s.io/queue-name";
    let twice = Execution::new(Builtin::Python3_12, "run-1", "print(1)").label(queue, "a").job().queue("b");
    assert_eq!(twice.objects().unwrap_err().kind(), ObjectErrorKind::Label);
    assert_eq!(
        Execution::new(Builtin::Python3_12, "run-1", "").job().objects().unwrap_err().kind(),
        ObjectErrorKind::EmptyScript
    );
}

#[test]
fn a_job_owns_the_script() {
    let mut job = Execution::new(Builtin::Python3_12, "run-1", "print(1)").job().objects().unwrap().job;
    let error = owner_reference(&job).unwrap_err();
    assert_eq!(error.kind(), ObjectErrorKind::NotCreated);
    let message = "the job has no name or no UID: create it first, and pass the job that the API server returns";
    assert_eq!(error.to_string(), message);
    job.metadata.uid = Some("1-2-3".to_owned());
    assert_eq!(
        serde_json::to_value(owner_reference(&job).unwrap()).unwrap(),
        json!({ "apiVersion": "batch/v1", "kind": "Job", "name": "run-1", "uid": "1-2-3" })
    );
}
