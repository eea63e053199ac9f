//! Tests that run `runtimes manifest`, `runtimes prepull` and `runtimes namespace` as a process.
#![cfg(all(feature = "cli", feature = "kubernetes"))]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn runtimes(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runtimes"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A process that rejects its arguments does not read its input.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Returns the standard output and standard error of a successful run.
fn printed(arguments: &[&str], stdin: &[u8]) -> (String, String) {
    let output = runtimes(arguments, stdin);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    (text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

fn list(arguments: &[&str], stdin: &[u8]) -> (Value, Value) {
    let list: Value = serde_json::from_str(&printed(&[arguments, &["--json"]].concat(), stdin).0).unwrap();
    assert_eq!((&list["apiVersion"], &list["kind"]), (&json!("v1"), &json!("List")));
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    (list["items"][0].clone(), list["items"][1].clone())
}

/// Returns the exit code and the one-line error of a failed run.
fn failure(arguments: &[&str]) -> (i32, String) {
    let output = runtimes(arguments, b"");
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    let message = text(&output.stderr);
    assert_eq!(message.lines().count(), 1, "{message}");
    (output.status.code().unwrap(), message.to_owned())
}

fn file(name: &str, content: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn yaml_documents() {
    let script = file("documents.py", b"if True:\n    print('yes')\n");
    let (yaml, note) = printed(&["manifest", "python@3.11", &script, "--id", "run-1"], b"");
    let config_map = "\
apiVersion: v1
kind: ConfigMap
data:
  main.py: |
    if True:
        print('yes')
immutable: true
metadata:
  labels:
    app.kubernetes.io/instance: run-1
    app.kubernetes.io/managed-by: registry
    app.kubernetes.io/name: python
    app.kubernetes.io/version: \"3.11\"
  name: run-1
---
apiVersion: v1
kind: Pod
";
    assert!(yaml.starts_with(config_map), "{yaml}");
    assert!(yaml.contains("\n  - command:\n    - python\n    - /scripts/main.py\n"), "{yaml}");
    assert_eq!(note, "");
    assert_eq!(printed(&["manifest", "python@3.11", "-", "--id", "run-1"], b"if True:\n    print('yes')\n").0, yaml);
}

// Without quotes, or with another style of block, YAML parsers would misread these scripts.
#[test]
fn scripts_that_need_quotes() {
    for (script, line) in [
        ("yes", "  main.sh: \"yes\"\n"),
        ("1.10", "  main.sh: \"1.10\"\n"),
        ("~", "  main.sh: \"~\"\n"),
        ("# x", "  main.sh: \"# x\"\n"),
        ("\ta\nb\n", "  main.sh: \"\\ta\\nb\\n\"\n"),
        ("\n\n\ta\n", "  main.sh: \"\\n\\n\\ta\\n\"\n"),
        ("a\r\nb\r\n", "  main.sh: \"a\\r\\nb\\r\\n\"\n"),
        ("a\n\tb", "  main.sh: |-\n    a\n    \tb\n"),
        ("  a\nb\n", "  main.sh: |2\n      a\n    b\n"),
    ] {
        let (yaml, _) = printed(&["manifest", "bash@5.3", "-"], script.as_bytes());
        assert!(yaml.contains(line), "{script:?}\n{yaml}");
    }
}

#[test]
fn examples_as_scripts() {
    for (language, file_name, example) in [
        ("go@1.22", "main.go", include_str!("../src/scripts/go.go")),
        ("ruby", "main.rb", include_str!("../src/scripts/ruby.rb")),
    ] {
        assert_eq!(list(&["manifest", language, "--example"], b"").0["data"], json!({ file_name: example }));
    }
}

#[test]
fn examples_that_need_a_newer_version() {
    let note = |runtime: &str| printed(&["manifest", runtime, "--example", "--id", "run-1"], b"").1;
    assert_eq!(
        note("python@3.7"),
        "warning: python@3.7 is deprecated: end of life 2023-06-27\n\
         warning: the example of python needs version 3.10 or later, and may fail on 3.7\n"
    );
    assert_eq!(note("python@3.11"), "");
    assert_eq!(note("node@22"), "");
}

#[test]
fn every_run_has_its_own_name() {
    let id = || list(&["manifest", "node@22", "-"], b"1").1["metadata"]["name"].as_str().unwrap().to_owned();
    let (one, other) = (id(), id());
    assert_ne!(one, other);
    let digits = one.strip_prefix("node-").unwrap();
    assert!(digits.len() == 10 && digits.chars().all(|c| c.is_ascii_hexdigit()), "{one}");
}

#[test]
fn binary_scripts() {
    let (config_map, _) = list(&["manifest", "bash@5.3", "-"], b"\xff\0echo\n");
    assert_eq!(config_map["binaryData"], json!({ "main.sh": "/wBlY2hvCg==" }));
    assert_eq!(config_map["data"], Value::Null);
}

#[test]
fn what_a_script_is_given() {
    let helper = file("helper.py", b"x = 1\n");
    let input = file("input.txt", b"in");
    #[rustfmt::skip]
    let arguments = [
        "manifest", "python@3.12", "-", "--id", "run-1", "--env", "A=b=c", "--env", "B=", "--file", &helper, "--stdin", &input,
        "--json", "--", "a b", "$HOME", "--", "",
    ];
    let list: Value = serde_json::from_str(&printed(&arguments, b"import helper").0).unwrap();
    let [config_map, pod] = [&list["items"][0], &list["items"][1]];
    assert_eq!(config_map["data"], json!({ "main.py": "import helper", "helper.py": "x = 1\n", ".stdin": "in" }));
    let container = &pod["spec"]["containers"][0];
    assert_eq!(
        container["command"],
        json!(["sh", "-c", "exec \"$$@\" </scripts/.stdin", "sh", "python", "/scripts/main.py"])
    );
    assert_eq!(container["args"], json!(["a b", "$$HOME", "--", ""]));
    let env =
        json!([{ "name": "HOME", "value": "/tmp" }, { "name": "A", "value": "b=c" }, { "name": "B", "value": "" }]);
    assert_eq!(container["env"], env);
}

#[test]
fn jobs() {
    let (yaml, _) = printed(&["manifest", "bash@5.3", "-", "--id", "run-1", "--job", "--queue", "batch"], b"date");
    let (config_map, job) = yaml.split_once("---\n").unwrap();
    assert!(config_map.starts_with("apiVersion: v1\nkind: ConfigMap\n"), "{yaml}");
    assert!(job.starts_with("apiVersion: batch/v1\nkind: Job\n"), "{yaml}");
    assert!(job.contains("    kueue.x-k8s.io/queue-name: batch\n"), "{yaml}");
    let (code, message) = failure(&["manifest", "bash@5.3", "-", "--stdin", "-"]);
    assert_eq!(
        (code, message.as_str()),
        (2, "error: `-` is both the script and its standard input: write one of them to a file\n")
    );
    let (code, message) = failure(&["manifest", "bash@5.3", "-", "--stdin", "/no/such/file"]);
    assert_eq!(code, 1);
    assert!(message.starts_with("error: cannot read `/no/such/file`: "), "{message}");
}

#[test]
fn every_flag_reaches_the_objects() {
    #[rustfmt::skip]
    let arguments = [
        "manifest", "python@3", "-", "--id", "run-1", "-n", "scripts", "-l", "tenant=a", "--label", "b=", "--cpu-request", "200m", "--cpu-limit", "2",
        "--memory-request", "64Mi", "--memory-limit", "1Gi", "--ephemeral-storage-request", "1M", "--ephemeral-storage-limit", "3Gi",
        "--writable-space", "1Gi", "--tmp-in-memory", "--timeout", "30", "--pull-policy", "ifnotpresent",
        "--pull-secret", "one", "--pull-secret", "two", "--runtime-class", "gvisor", "--mirror", "mirror.example", "--user-namespace",
    ];
    let (config_map, pod) = list(&arguments, b"x");
    for object in [&config_map, &pod] {
        assert_eq!(
            (&object["metadata"]["name"], &object["metadata"]["namespace"]),
            (&json!("run-1"), &json!("scripts"))
        );
        assert_eq!(
            (&object["metadata"]["labels"]["tenant"], &object["metadata"]["labels"]["b"]),
            (&json!("a"), &json!(""))
        );
    }
    let spec = &pod["spec"];
    assert_eq!((&spec["activeDeadlineSeconds"], &spec["hostUsers"]), (&json!(30), &json!(false)));
    assert_eq!(spec["runtimeClassName"], "gvisor");
    assert_eq!(spec["imagePullSecrets"], json!([{ "name": "one" }, { "name": "two" }]));
    assert_eq!(spec["volumes"][1]["emptyDir"], json!({ "medium": "Memory", "sizeLimit": "1Gi" }));
    let container = &spec["containers"][0];
    assert_eq!(container["image"], "mirror.example/library/python:3.12-slim");
    assert_eq!(container["imagePullPolicy"], "IfNotPresent");
    assert_eq!(
        container["resources"],
        json!({
            "requests": { "cpu": "200m", "memory": "64Mi", "ephemeral-storage": "1M" },
            "limits": { "cpu": "2", "memory": "1Gi", "ephemeral-storage": "3Gi" },
        })
    );
}

#[test]
fn notes_on_standard_error() {
    let (_, note) = printed(&["manifest", "python@3.7", "-"], b"x");
    assert_eq!(note, "warning: python@3.7 is deprecated: end of life 2023-06-27\n");
    let (_, note) = printed(&["manifest", "bash", "-"], b"x");
    assert_eq!(note, "note: `bash` resolves to bash@5.3\n");
    // `kubectl apply` stores a copy of at most 256 KiB.
    let (_, note) = printed(&["manifest", "bash@5.3", "-"], "a".repeat(200 * 1024).as_bytes());
    assert_eq!(note, "");
    for large in ["a".repeat(256 * 1024), "<".repeat(50 * 1024), "\u{2028}".repeat(60_000)] {
        let (_, note) = printed(&["manifest", "bash@5.3", "-"], large.as_bytes());
        assert!(
            note.starts_with("warning: the script is too large for `kubectl apply`, ")
                && note.contains("`kubectl create -f -`"),
            "{note}"
        );
    }
}

#[test]
fn errors_are_one_line() {
    let script = file("refused.sh", b"true\n");
    let empty = file("empty.sh", b"");
    #[rustfmt::skip]
    let rows: [(i32, &[&str], &str); 16] = [
        (2, &["manifest", "bash@5.3"], "error: no script given: pass a FILE, `-` for standard input, or `--example`"),
        (2, &["manifest", "bash@5.3", &script, "--cpu-limit", "-1"], "error: CPU limit `-1` is negative"),
        (1, &["manifest", "bash@5.3", "no/such/file"], "error: cannot read `no/such/file`: No such file"),
        (1, &["manifest", "bash@5.3", "/"], "error: cannot read `/`: "),
        (2, &["manifest", "bash@5.3", &empty], "error: the script is empty"),
        (2, &["manifest", "bash@5.3", "-"], "error: the script is empty"),
        (2, &["manifest", "bash@5.3", "/dev/zero"], "error: the script exceeds 1048576 bytes"),
        (3, &["manifest", "perl@5", &script], "error: unknown language `perl`"),
        (3, &["manifest", "bash@5", &script, "--exact"], "error: unknown version `5` of `bash`"),
        (2, &["manifest", "bash@5.3", &script, "--id", "Run"], "error: execution id `Run` is not a valid object name"),
        (2, &["manifest", "bash@5.3", &script, "--namespace", "a b"], "error: namespace `a b` is not a valid object name"),
        (2, &["manifest", "bash@5.3", &script, "--label", "a=b c"], "error: invalid value `b c` for label `a`"),
        (2, &["manifest", "bash@5.3", &script, "--timeout", "0"], "error: a timeout of zero"),
        (2, &["manifest", "bash@5.3", &script, "--memory-limit", "1Gi", "--memory-request", "2Gi"], "error: memory limit `1Gi` is below"),
        (3, &["prepull", "perl"], "error: unknown language `perl`"),
        (2, &["prepull", "--mirror", "mirror"], "error: mirror `mirror` is not a host"),
    ];
    for (expected_code, arguments, expected) in rows {
        let (code, message) = failure(arguments);
        assert_eq!((code, message.starts_with(expected)), (expected_code, true), "{arguments:?}: {message}");
    }
}

#[test]
fn invalid_arguments() {
    let script = file("arguments.sh", b"true\n");
    for arguments in [
        &["manifest"][..],
        &["manifest", "bash@5.3", &script, "--example"],
        &["manifest", "bash@5.3", &script, "--timeout", "-5"],
        &["manifest", "bash@5.3", &script, "--timeout", "soon"],
        &["manifest", "bash@5.3", &script, "--label", "a"],
        &["manifest", "bash@5.3", &script, "--pull-policy", "Sometimes"],
    ] {
        let output = runtimes(arguments, b"");
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{arguments:?}");
        assert!(text(&output.stderr).contains("--help"), "{}", text(&output.stderr));
    }
}

#[test]
fn prepull() {
    let images = |arguments: &[&str]| -> Vec<String> {
        let (json, _) = printed(&[&["prepull", "--json"], arguments].concat(), b"");
        let daemon_set: Value = serde_json::from_str(&json).unwrap();
        let steps = daemon_set["spec"]["template"]["spec"]["initContainers"].as_array().unwrap().clone();
        steps.iter().map(|step| step["image"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(images(&[]).len(), 1 + 18);
    assert_eq!(
        images(&["ruby@3.3", "bash", "bash@5.3"]),
        ["busybox:1.37-musl", "ruby:3.3-alpine", "bash:5.1", "bash:5.2", "bash:5.3",]
    );
    assert_eq!(
        images(&["node@22", "--mirror", "mirror.example/hub", "--helper-image", "ghcr.io/team/busybox:1"]),
        ["ghcr.io/team/busybox:1", "mirror.example/hub/library/node:22-alpine",]
    );
    let (yaml, _) = printed(&["prepull", "node", "--name", "images", "-n", "scripts", "-l", "a=b"], b"");
    assert!(yaml.starts_with("apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  labels:\n    a: b\n"), "{yaml}");
    assert!(yaml.contains("\n  name: images\n  namespace: scripts\n"), "{yaml}");
}

#[test]
fn namespaces() {
    let (yaml, note) = printed(&["namespace", "scripts", "--admission-policy", "--allow-dns"], b"");
    let kinds: Vec<&str> = yaml.lines().filter_map(|line| line.strip_prefix("kind: ")).collect();
    #[rustfmt::skip]
    let all = [
        "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "ServiceAccount", "Role", "RoleBinding",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
    ];
    assert_eq!((kinds.as_slice(), note.as_str()), (&all[..], ""));
    assert!(yaml.starts_with("apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n"), "{yaml}");

    let items = |arguments: &[&str]| -> Vec<Value> {
        let (json, _) = printed(&[&["namespace", "scripts", "--json"], arguments].concat(), b"");
        let list: Value = serde_json::from_str(&json).unwrap();
        list["items"].as_array().unwrap().clone()
    };
    assert_eq!(items(&[]).len(), 7);
    #[rustfmt::skip]
    let all = items(&[
        "--admission-policy", "bash@5.3", "--mirror", "mirror.example", "--runtime-class", "gvisor", "--allow-internet", "--except", "198.41.0.0/24",
        "--pods", "1", "--config-maps", "2", "--cpu", "3", "--memory", "4Gi", "--ephemeral-storage", "5Gi", "--jobs", "--service-account", "web:backend",
        "-l", "a=b",
    ]);
    assert_eq!(
        all[2]["spec"]["hard"],
        json!({
            "pods": "1",
            "configmaps": "2",
            "limits.cpu": "3",
            "limits.memory": "4Gi",
            "limits.ephemeral-storage": "5Gi",
        })
    );
    assert!(
        all[1]["spec"]["egress"][0]["to"][0]["ipBlock"]["except"].as_array().unwrap().contains(&json!("198.41.0.0/24"))
    );
    assert_eq!(all[5]["rules"].as_array().unwrap().len(), 4);
    assert_eq!(all[6]["subjects"][1], json!({ "kind": "ServiceAccount", "name": "backend", "namespace": "web" }));
    let image = "variables.container.image in [\"bash:5.3\", \"mirror.example/library/bash:5.3\"]";
    assert_eq!(all[7]["spec"]["variables"][1]["expression"], image);
    assert!(all[7].to_string().contains("gvisor"));
    assert_eq!(all[7]["metadata"]["labels"]["a"], "b");

    let failures: [(i32, &[&str], &str); 4] = [
        (2, &["namespace", "A"], "error: namespace `A` is not a valid object name"),
        (2, &["namespace", "a", "--memory", "1"], "error: memory quota `1` is too small"),
        (
            2,
            &["namespace", "a", "--allow-internet", "--except", "10.0.0.0"],
            "error: address range `10.0.0.0` is not valid",
        ),
        (3, &["namespace", "a", "--admission-policy", "perl"], "error: unknown language `perl`"),
    ];
    for (expected_code, arguments, expected) in failures {
        let (code, message) = failure(arguments);
        assert_eq!((code, message.starts_with(expected)), (expected_code, true), "{arguments:?}: {message}");
    }
    for arguments in [
        &["namespace"][..],
        &["namespace", "a", "bash"],
        &["namespace", "a", "--mirror", "mirror.example"],
        &["namespace", "a", "--except", "10.0.0.0/8"],
        &["namespace", "a", "--pods", "-1"],
        &["namespace", "a", "--admission-policy", "--service-account", "backend"],
    ] {
        let output = runtimes(arguments, b"");
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{arguments:?}");
    }
}
