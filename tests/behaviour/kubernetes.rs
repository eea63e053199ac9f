//! Tests of the objects that run a script: their contents, and the settings that are rejected.

#![expect(deprecated, reason = "the built-in registry includes deprecated versions")]

use std::collections::HashMap;
use std::time::Duration;

use registry::kubernetes::k8s_openapi::api::core::v1::Pod;
use registry::kubernetes::{Execution, ObjectError, ObjectErrorKind, Objects, Prepull, PullPolicy, owner_reference};
use registry::{REGISTRY, Runtime};
use serde_json::{Value, json};

mod scripts {
    registry::runtimes! {
        two_words {
            versions: ["1.0-RC"],
            image_tpl: "ghcr.io/team/two:{version}",
            file_ext: "x",
            interpreter: ["sh", "-c", "echo $HOME $(PATH) $$ $ $$(A) {file}"],
            env: { "HOME": "/scripts", "PRICE": "5$ $(HOME) $$", "DATA": "/opt/{version}/{{x}}" },
        }
        itself { versions: ["1"], image_tpl: "a/b:{version}", file_ext: "x", interpreter: ["{file}"] }
    }
}

fn objects(runtime: Runtime) -> Objects {
    Execution::new(runtime, "run-1", "print(1)\n").objects().unwrap()
}

fn container(execution: &Execution) -> Value {
    serde_json::to_value(execution.objects().unwrap().pod).unwrap()["spec"]["containers"][0].clone()
}

#[test]
fn default_objects() {
    let Objects { config_map, pod } = objects(Runtime::Go1_22);
    let labels = json!({
        "app.kubernetes.io/instance": "run-1",
        "app.kubernetes.io/managed-by": "registry",
        "app.kubernetes.io/name": "go",
        "app.kubernetes.io/version": "1.22",
    });
    assert_eq!(
        serde_json::to_value(config_map).unwrap(),
        json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": { "name": "run-1", "labels": labels },
            "immutable": true,
            "data": { "main.go": "print(1)\n" },
        })
    );
    assert_eq!(
        serde_json::to_value(pod).unwrap(),
        json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": { "name": "run-1", "labels": labels },
            "spec": {
                "activeDeadlineSeconds": 300,
                "automountServiceAccountToken": false,
                "containers": [{
                    "name": "script",
                    "image": "golang:1.22-alpine",
                    "command": ["go", "run", "/scripts/main.go"],
                    "env": [{ "name": "HOME", "value": "/tmp" }, { "name": "GOCACHE", "value": "/tmp/go-build" }],
                    "resources": {
                        "requests": { "cpu": "100m", "memory": "128Mi", "ephemeral-storage": "64Mi" },
                        "limits": { "cpu": "1", "memory": "512Mi", "ephemeral-storage": "384Mi" },
                    },
                    "securityContext": {
                        "allowPrivilegeEscalation": false,
                        "capabilities": { "drop": ["ALL"] },
                        "readOnlyRootFilesystem": true,
                        "runAsGroup": 65532,
                        "runAsNonRoot": true,
                        "runAsUser": 65532,
                        "seccompProfile": { "type": "RuntimeDefault" },
                    },
                    "terminationMessagePath": "/root/termination-log",
                    "volumeMounts": [
                        { "name": "scripts", "mountPath": "/scripts", "readOnly": true },
                        { "name": "writable", "mountPath": "/tmp" },
                    ],
                    "workingDir": "/tmp",
                }],
                "enableServiceLinks": false,
                "nodeSelector": { "kubernetes.io/os": "linux" },
                "restartPolicy": "Never",
                "securityContext": {
                    "fsGroup": 65532,
                    "runAsGroup": 65532,
                    "runAsNonRoot": true,
                    "runAsUser": 65532,
                    "seccompProfile": { "type": "RuntimeDefault" },
                },
                "terminationGracePeriodSeconds": 5,
                "volumes": [
                    { "name": "scripts", "configMap": { "name": "run-1", "defaultMode": 365 } },
                    { "name": "writable", "emptyDir": { "sizeLimit": "256Mi" } },
                ],
            },
        })
    );
}

#[test]
fn every_setting_reaches_the_objects() {
    let execution = Execution::new(Runtime::Python3_12, "run-1", "x")
        .namespace("scripts")
        .label("tenant", "a")
        .label("example.com/Team_1", "")
        .cpu_request("0.5")
        .cpu_limit("2")
        .memory_request("1e9")
        .memory_limit("2Gi")
        .ephemeral_storage_request("1Gi")
        .ephemeral_storage_limit("3G")
        .writable_space("1G")
        .tmp_in_memory(true)
        .timeout(Duration::from_millis(1_500))
        .pull_policy(PullPolicy::IfNotPresent)
        .pull_secret("one")
        .pull_secret("two.example")
        .pull_secret("one")
        .runtime_class("gvisor")
        .mirror("mirror.example/")
        .user_namespace(true);
    let Objects { config_map, pod } = execution.objects().unwrap();
    let pod = serde_json::to_value(pod).unwrap();
    for metadata in [&pod["metadata"], &serde_json::to_value(config_map).unwrap()["metadata"]] {
        assert_eq!(metadata["namespace"], "scripts");
        assert_eq!(
            (&metadata["labels"]["tenant"], &metadata["labels"]["example.com/Team_1"]),
            (&json!("a"), &json!(""))
        );
        assert_eq!(metadata["labels"]["app.kubernetes.io/version"], "3.12");
    }
    let spec = &pod["spec"];
    assert_eq!((&spec["activeDeadlineSeconds"], &spec["hostUsers"]), (&json!(2), &json!(false)));
    assert_eq!(spec["imagePullSecrets"], json!([{ "name": "one" }, { "name": "two.example" }]));
    assert_eq!(spec["runtimeClassName"], "gvisor");
    assert_eq!(spec["volumes"][1]["emptyDir"], json!({ "medium": "Memory", "sizeLimit": "1G" }));
    let container = &spec["containers"][0];
    assert_eq!(container["image"], "mirror.example/library/python:3.12-slim");
    assert_eq!(container["imagePullPolicy"], "IfNotPresent");
    let resources = json!({
        "requests": { "cpu": "0.5", "memory": "1e9", "ephemeral-storage": "1Gi" },
        "limits": { "cpu": "2", "memory": "2Gi", "ephemeral-storage": "3G" },
    });
    assert_eq!(container["resources"], resources);
}

#[test]
fn entries_of_any_registry() {
    let of_entry = Execution::new(scripts::REGISTRY.find("two_words", "1.0-RC").unwrap(), "a", "x").objects().unwrap();
    let of_variant = Execution::new(scripts::Runtime::TwoWords1_0RC, "a", "x").objects().unwrap();
    assert_eq!(of_entry, of_variant);
    let labels = of_entry.pod.metadata.labels.unwrap();
    assert_eq!(labels["app.kubernetes.io/name"], "two_words");
    assert_eq!(labels["app.kubernetes.io/version"], "1.0-RC");
    assert_eq!(container(&Execution::new(scripts::Runtime::Itself1, "a", "x"))["command"], json!(["/scripts/main.x"]));
}

/// Expands a text as the kubelet does according to its documentation: `$(NAME)` becomes the variable's value if it is
/// defined, and `$$` becomes `$`.
fn expanded(text: &str, variables: &HashMap<&str, &str>) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            result.push('$');
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix('(').and_then(|inside| inside.split_once(')')) {
            result.push_str(variables.get(name).copied().unwrap_or(&format!("$({name})")));
            rest = after;
        } else {
            result.push('$');
        }
    }
    result + rest
}

#[test]
fn the_container_receives_the_declared_command_and_env() {
    let variables = HashMap::from([("HOME", "/scripts"), ("PATH", "/bin"), ("A", "a"), ("PRICE", "")]);
    assert_eq!(expanded("a$(HOME)b$$(HOME)c$(NONE)$d$", &variables), "a/scriptsb$(HOME)c$(NONE)$d$");

    let runtime = scripts::Runtime::TwoWords1_0RC;
    let container = container(&Execution::new(runtime, "a", "x"));
    let command: Vec<String> = container["command"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| expanded(text.as_str().unwrap(), &variables))
        .collect();
    assert_eq!(command, runtime.config().command);
    assert_eq!(command[2], "echo $HOME $(PATH) $$ $ $$(A) /scripts/main.x");
    assert_eq!(container["command"][2], "echo $$HOME $$(PATH) $$$$ $$ $$$$(A) /scripts/main.x");
    // A declared `HOME` replaces the default.
    assert_eq!(
        container["env"],
        json!([
            { "name": "HOME", "value": "/scripts" },
            { "name": "PRICE", "value": "5$$ $$(HOME) $$$$" },
            { "name": "DATA", "value": "/opt/1.0-RC/{x}" },
        ])
    );
    assert_eq!(expanded(container["env"][1]["value"].as_str().unwrap(), &variables), "5$ $(HOME) $$");
}

#[test]
fn text_and_binary_scripts() {
    const MIB: usize = 1024 * 1024;

    let config_map = |script: &[u8]| Execution::new(Runtime::Bash5_3, "a", script).objects().unwrap().config_map;
    let as_text = |script: &str| config_map(script.as_bytes()).data.is_some_and(|data| data["main.sh"] == script);
    let as_bytes = |script: &[u8]| config_map(script).binary_data.is_some_and(|data| data["main.sh"].0 == script);
    for script in ["x", "\n", " ", "a\r\n\tb", "größe 😀\u{2028}", "\u{feff}x"] {
        assert!(as_text(script) && !as_bytes(script.as_bytes()), "{script:?}");
    }
    for script in [&b"\xff"[..], b"\x7fELF\0\0", b"a\0b", b"\x1b[0m", "\u{85}".as_bytes()] {
        assert!(as_bytes(script), "{script:?}");
        assert_eq!(config_map(script).data, None);
    }
    // Text that JSON escapes make longer than 2 MiB is stored as bytes.
    assert!(as_text(&"a".repeat(MIB)));
    assert!(as_text(&"\"\n".repeat(MIB / 2)));
    assert!(as_bytes("<".repeat(MIB).as_bytes()));
    assert!(as_bytes(&vec![0xff; MIB]));

    let kind = |script: &[u8]| Execution::new(Runtime::Bash5_3, "a", script).objects().unwrap_err().kind();
    assert_eq!(kind(b""), ObjectErrorKind::EmptyScript);
    assert_eq!(kind("a".repeat(MIB + 1).as_bytes()), ObjectErrorKind::ScriptTooLarge);
    assert_eq!(kind(&vec![0xff; MIB + 1]), ObjectErrorKind::ScriptTooLarge);
}

fn execution() -> Execution {
    Execution::new(Runtime::Python3_12, "run-1", "x")
}

fn error(execution: &Execution) -> (ObjectErrorKind, String) {
    let error: ObjectError = execution.objects().unwrap_err();
    (error.kind(), error.to_string())
}

#[test]
fn ids_and_names() {
    let (max, subdomain) = ("a".repeat(63), format!("{}.{}", "a".repeat(126), "b".repeat(126)));
    for id in ["a", "0", "a-b", "a--b", "1-2", &max] {
        assert!(Execution::new(Runtime::Go1_22, id, "x").namespace(id).objects().is_ok(), "{id}");
    }
    for id in ["", "-", "-a", "a-", "A", "a_b", "a.b", "ä", "a b", "a\n", " a", &"a".repeat(64), &"a".repeat(1_000_000)]
    {
        let (kind, message) = error(&Execution::new(Runtime::Go1_22, id, "x"));
        assert_eq!(kind, ObjectErrorKind::Id, "{id:.80}");
        assert!(message.starts_with("execution id `") && message.len() < 300, "{message}");
        let (kind, message) = error(&execution().namespace(id));
        assert_eq!(kind, ObjectErrorKind::Name, "{id:.80}");
        assert!(message.starts_with("namespace `") && message.len() < 300, "{message}");
    }
    for name in ["a", "a.b", "a-1.b-2.c", "0.0", &subdomain] {
        assert!(execution().pull_secret(name).runtime_class(name).objects().is_ok(), "{name}");
    }
    for name in ["", ".", "a.", ".a", "a..b", "a.-b", "a-.b", "A", "a_b", &format!("{subdomain}c")] {
        assert_eq!(error(&execution().pull_secret("right").pull_secret(name)).0, ObjectErrorKind::Name, "{name}");
        assert_eq!(error(&execution().runtime_class(name)).0, ObjectErrorKind::Name, "{name}");
    }
}

#[test]
fn labels() {
    let (max, prefix) = ("a".repeat(63), "a".repeat(253));
    for (key, value) in [
        ("a", ""),
        ("A", "B"),
        ("a.b_c-1", "1-2_3.4"),
        ("example.com/a", &max),
        (&max, "x"),
        (&format!("{prefix}/{max}"), "x"),
    ] {
        assert!(execution().label(key, value).objects().is_ok(), "{key} {value}");
    }
    #[rustfmt::skip]
    let invalid = [
        ("", "a"), ("/a", "a"), ("a/", "a"), ("a/b/c", "a"), ("-a", "a"), ("a-", "a"), ("ä", "a"), ("a b", "a"), ("A.example/a", "a"),
        (&format!("{max}a"), "a"), (&format!("{prefix}a/a"), "a"), ("a", "-"), ("a", "a-"), ("a", ".a"), ("a", "a b"), ("a", "ä"),
        ("a", "a/b"), ("a", &format!("{max}a")), ("app.kubernetes.io/name", "other"), ("app.kubernetes.io/managed-by", "registry"),
    ];
    for (key, value) in invalid {
        assert_eq!(error(&execution().label(key, value)).0, ObjectErrorKind::Label, "{key} {value}");
    }
    assert_eq!(
        error(&execution().label("a", "1").label("a", "2")),
        (ObjectErrorKind::Label, "duplicate label `a`: it is already set, so choose another key".to_owned())
    );
    assert!(error(&execution().label("a", "x".repeat(1_000_000))).1.len() < 300);
}

#[test]
fn quantities() {
    for cpu in ["1m", "0.001", "1e-3", ".5", "5.", "+2", "0.3333", "333.3m", "1500000u"] {
        assert!(execution().cpu_request(cpu).objects().is_ok(), "{cpu}");
    }
    for memory in ["6Mi", "6291456", "0.1Gi", "1.5Gi", "1E", "1e9", "128974848000m"] {
        assert!(execution().memory_limit(memory).writable_space(memory).objects().is_ok(), "{memory}");
    }
    assert!(execution().cpu_request("0").memory_request("0").objects().is_ok());
    for invalid in ["", "x", "1 Gi", "1GB", "1K", "-1", "0x1", "1e", "9e99", "١", "1.2.3", &"9".repeat(1_000_000)] {
        assert_eq!(error(&execution().cpu_request(invalid)).0, ObjectErrorKind::Quantity, "{invalid:.80}");
        assert_eq!(error(&execution().memory_limit(invalid)).0, ObjectErrorKind::Quantity, "{invalid:.80}");
        assert_eq!(error(&execution().writable_space(invalid)).0, ObjectErrorKind::Quantity, "{invalid:.80}");
        assert_eq!(error(&execution().ephemeral_storage_limit(invalid)).0, ObjectErrorKind::Quantity, "{invalid:.80}");
    }
    let memory = |text: &str| error(&execution().memory_limit(text)).1;
    let cpu = |text: &str| error(&execution().cpu_limit(text)).1;
    assert_eq!(
        memory("400m"),
        "memory limit `400m` is smaller than one byte: `m` means a thousandth, did you mean `400Mi`?"
    );
    assert_eq!(memory("512"), "memory limit `512` is too small for a container to start: did you mean `512Mi`?");
    assert_eq!(memory("5Mi"), "memory limit `5Mi` is too small for a container to start: write at least `6Mi`");
    assert_eq!(memory("9Ei"), "memory limit `9Ei` is too large: write at most `9223372036854775807`");
    for (text, corrected) in [
        ("512MB", "512M"),
        ("1g", "1G"),
        ("64mi", "64Mi"),
        ("1K", "1Ki"),
        ("2GiB", "2Gi"),
        ("2 GB", "2G"),
        ("1.5tb", "1.5T"),
    ] {
        assert_eq!(memory(text), format!("memory limit `{text}` is not a valid quantity: did you mean `{corrected}`?"));
    }
    assert_eq!(cpu("0.5m"), "CPU limit `0.5m` is smaller than a thousandth of a CPU: write at least `1m`");
    assert_eq!(cpu("0"), "CPU limit `0` would mean no limit: write a quantity greater than zero");
    assert_eq!(
        cpu("1 CPU"),
        "CPU limit `1 CPU` is not a valid quantity: write a number with an optional unit, such as `500m` or `2`"
    );
    let message = |execution: &Execution| error(execution).1;
    assert_eq!(
        message(&execution().writable_space("0Mi")),
        "writable space `0Mi` would mean no limit: write a quantity greater than zero"
    );
    assert_eq!(
        message(&execution().ephemeral_storage_limit("0")),
        "ephemeral storage limit `0` would mean no limit: write a quantity greater than zero"
    );
    assert_eq!(
        message(&execution().memory_request("-1Gi")),
        "memory request `-1Gi` is negative: write a positive quantity"
    );
}

#[test]
fn requests_and_limits() {
    let (kind, message) = error(&execution().memory_request("1Gi").memory_limit("1G"));
    assert_eq!(kind, ObjectErrorKind::LimitBelowRequest);
    assert_eq!(message, "memory limit `1G` is below the request `1Gi`: raise the limit or lower the request");
    assert_eq!(error(&execution().cpu_request("2").cpu_limit("1999m")).0, ObjectErrorKind::LimitBelowRequest);
    assert!(execution().cpu_request("1").cpu_limit("1000m").objects().is_ok());
    // A default never contradicts an explicit value.
    let resources = |execution: Execution| container(&execution)["resources"].clone();
    let of_memory = |resources: Value| (resources["requests"]["memory"].clone(), resources["limits"]["memory"].clone());
    assert_eq!(of_memory(resources(execution().memory_limit("64Mi"))), (json!("64Mi"), json!("64Mi")));
    assert_eq!(of_memory(resources(execution().memory_request("1Gi"))), (json!("1Gi"), json!("1Gi")));
    assert_eq!(of_memory(resources(execution().memory_request("1Mi"))), (json!("1Mi"), json!("512Mi")));
    assert_eq!(of_memory(resources(execution().memory_limit("1Gi"))), (json!("128Mi"), json!("1Gi")));
}

#[test]
fn ephemeral_storage() {
    let storage = |execution: Execution| {
        let resources = &container(&execution)["resources"];
        let amount = |kind: &str| resources[kind]["ephemeral-storage"].as_str().unwrap().to_owned();
        [amount("requests"), amount("limits")]
    };
    // The limit covers `/tmp`, if it is on disk, and 128 MiB of output.
    assert_eq!(storage(execution()), ["64Mi", "384Mi"]);
    assert_eq!(storage(execution().writable_space("1Gi")), ["64Mi", "1152Mi"]);
    assert_eq!(storage(execution().writable_space("1G")), ["64Mi", "1134217728"]);
    assert_eq!(storage(execution().writable_space("9223372036854775807")), ["64Mi", "9223372036854775807"]);
    assert_eq!(storage(execution().writable_space("1Gi").tmp_in_memory(true)), ["64Mi", "128Mi"]);
    assert_eq!(storage(execution().ephemeral_storage_limit("32Mi")), ["32Mi", "32Mi"]);
    assert_eq!(storage(execution().ephemeral_storage_request("1Gi")), ["1Gi", "1Gi"]);
    assert_eq!(storage(execution().ephemeral_storage_request("0")), ["0", "384Mi"]);
    let (kind, message) = error(&execution().ephemeral_storage_request("2M").ephemeral_storage_limit("1M"));
    assert_eq!(kind, ObjectErrorKind::LimitBelowRequest);
    assert_eq!(message, "ephemeral storage limit `1M` is below the request `2M`: raise the limit or lower the request");
}

#[test]
fn timeouts() {
    let seconds = |timeout| execution().timeout(timeout).objects().unwrap().pod.spec.unwrap().active_deadline_seconds;
    assert_eq!(seconds(Duration::from_nanos(1)), Some(1));
    assert_eq!(seconds(Duration::from_secs(1)), Some(1));
    assert_eq!(seconds(Duration::from_millis(1_001)), Some(2));
    assert_eq!(seconds(Duration::from_secs(2_147_483_647)), Some(2_147_483_647));
    for timeout in [Duration::ZERO, Duration::from_secs(2_147_483_648), Duration::new(2_147_483_647, 1), Duration::MAX]
    {
        assert_eq!(error(&execution().timeout(timeout)).0, ObjectErrorKind::Timeout, "{timeout:?}");
    }
}

mod images {
    registry::runtimes! {
        a { versions: ["1"], image_tpl: "nickblah/lua:5.4", file_ext: "x", interpreter: ["a"] }
        b { versions: ["1"], image_tpl: "docker.io/python:3", file_ext: "x", interpreter: ["a"] }
        c { versions: ["1"], image_tpl: "index.docker.io/team/app:3", file_ext: "x", interpreter: ["a"] }
        d { versions: ["1"], image_tpl: "ghcr.io/team/app:3", file_ext: "x", interpreter: ["a"] }
        e { versions: ["1"], image_tpl: "localhost/app:3", file_ext: "x", interpreter: ["a"] }
        f { versions: ["1"], image_tpl: "host:5000/app:3", file_ext: "x", interpreter: ["a"] }
        g {
            versions: ["1"],
            image_tpl: "busybox@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            file_ext: "x",
            interpreter: ["a"],
        }
        h { versions: ["1"], image_tpl: "docker.io/library/python:3", file_ext: "x", interpreter: ["a"] }
    }
}

#[test]
fn mirrors() {
    let image = |entry: &'static registry::Entry, mirror: &str| {
        container(&Execution::new(entry, "a", "x").mirror(mirror))["image"].as_str().unwrap().to_owned()
    };
    let digest = format!("mirror.example/library/busybox@sha256:{}", "a".repeat(64));
    let expected = [
        "mirror.example/nickblah/lua:5.4",
        "mirror.example/library/python:3",
        "mirror.example/team/app:3",
        "ghcr.io/team/app:3",
        "localhost/app:3",
        "host:5000/app:3",
        &digest,
        "mirror.example/library/python:3",
    ];
    for (entry, expected) in images::REGISTRY.entries().iter().zip(expected) {
        assert_eq!(image(entry, "mirror.example"), expected);
        assert_eq!(image(entry, "mirror.example/"), expected);
    }
    let python = Runtime::Python3_12.entry();
    for mirror in [
        "mirror.example/hub",
        "mirror.example:5000",
        "localhost",
        "localhost:5000/a/b_c/d--e",
        "10.0.0.1",
        "[::1]:5000",
        "Host/a.b",
        "mirror:80",
    ] {
        assert_eq!(image(python, mirror), format!("{mirror}/library/python:3.12-slim"));
    }
    #[rustfmt::skip]
    let invalid = [
        "", "/", "mirror", "mirror/hub", "mirror.example//", "mirror.example//hub", "https://mirror.example", "mirror.example/Hub", "mirror.example:",
        "mirror.example:a", "mirror.example/hub:1", "mirror.example/hub@sha256", "mirror.example/-a", "mirror.example/a___b", "mirror.example/a..b",
        "-mirror.example", "mirror-.example", "mirror..example", ".", "mirror.example ", "mirror_1.example", "[::1", "[]:80", "[x]:80", "::1", "ä.example",
    ];
    for mirror in invalid {
        assert_eq!(error(&execution().mirror(mirror)).0, ObjectErrorKind::Mirror, "{mirror}");
    }
    assert_eq!(
        error(&execution().mirror("https://mirror.example/")).1,
        "mirror `https://mirror.example/` is not a host with an optional path: write it without `https://`"
    );
    // 240 characters, `/` and the 14 characters of `library/python` make 255.
    let path = |length: usize| format!("mirror.example/{}", "a".repeat(length));
    assert!(execution().mirror(path(240)).objects().is_ok());
    assert_eq!(error(&execution().mirror(path(241))).0, ObjectErrorKind::Mirror);
}

#[test]
fn the_pod_owns_the_script() {
    let mut pod: Pod = objects(Runtime::Bash5_3).pod;
    assert_eq!(owner_reference(&pod).unwrap_err().kind(), ObjectErrorKind::NotCreated);
    pod.metadata.uid = Some(String::new());
    assert_eq!(owner_reference(&pod).unwrap_err().kind(), ObjectErrorKind::NotCreated);
    pod.metadata.uid = Some("d9607e19".to_owned());
    let reference = serde_json::to_value(owner_reference(&pod).unwrap()).unwrap();
    assert_eq!(reference, json!({ "apiVersion": "v1", "kind": "Pod", "name": "run-1", "uid": "d9607e19" }));
}

#[test]
fn runtimes_are_entries() {
    let all = |prepull: Prepull| prepull.daemon_set().unwrap();
    assert_eq!(all(Prepull::new(Runtime::ALL)), all(Prepull::new(REGISTRY.entries())));
    assert_eq!(all(Prepull::new([Runtime::Go1_22])), all(Prepull::new([&REGISTRY.entries()[14]])));
    let ruby = registry::Language::Ruby;
    assert_eq!(all(Prepull::new(ruby.runtimes())), all(Prepull::new(ruby.spec().entries())));
}

#[test]
fn prepulled_images() {
    let prepull = |runtimes: &[Runtime]| {
        let prepull =
            Prepull::new(runtimes.iter().copied()).namespace("scripts").mirror("mirror.example").pull_secret("a");
        serde_json::to_value(prepull.label("tenant", "a").daemon_set().unwrap()).unwrap()
    };
    let daemon_set = prepull(&[Runtime::Node22, Runtime::Bash5_3, Runtime::Node22]);
    assert_eq!((&daemon_set["apiVersion"], &daemon_set["kind"]), (&json!("apps/v1"), &json!("DaemonSet")));
    assert_eq!(daemon_set["metadata"]["name"], "runtimes-prepull");
    let (template, selector) = (&daemon_set["spec"]["template"], &daemon_set["spec"]["selector"]["matchLabels"]);
    let labels = template["metadata"]["labels"].as_object().unwrap();
    assert!(selector.as_object().unwrap().iter().all(|(key, value)| labels[key] == *value));
    assert_eq!(labels["tenant"], "a");
    let spec = &template["spec"];
    let steps: Vec<(&Value, &Value)> =
        spec["initContainers"].as_array().unwrap().iter().map(|step| (&step["image"], &step["command"])).collect();
    let busybox = json!("mirror.example/library/busybox:1.37-musl");
    let run_true = json!(["/prepull/busybox", "true"]);
    assert_eq!(
        steps,
        [
            (&busybox, &json!(["/bin/busybox", "cp", "/bin/busybox", "/prepull/busybox"])),
            (&json!("mirror.example/library/node:22-alpine"), &run_true),
            (&json!("mirror.example/library/bash:5.3"), &run_true),
        ]
    );
    assert_eq!(spec["containers"][0]["command"], json!(["/prepull/busybox", "sleep", "infinity"]));
    for container in spec["initContainers"].as_array().unwrap().iter().chain(spec["containers"].as_array().unwrap()) {
        assert_eq!(container["resources"]["limits"]["ephemeral-storage"], "64Mi");
        assert_eq!(container["terminationMessagePath"], "/root/termination-log");
    }
    assert_eq!(spec["tolerations"], json!([{ "operator": "Exists" }]));
    assert_eq!(spec["imagePullSecrets"], json!([{ "name": "a" }]));
    let names: Vec<&str> =
        spec["initContainers"].as_array().unwrap().iter().map(|step| step["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["helper", "image-1", "image-2"]);

    let with_helper = |image: &str| Prepull::new(REGISTRY.entries()).helper_image(image).daemon_set();
    let digest = format!("busybox@sha256:{}", "a".repeat(64));
    for image in [
        "busybox",
        "a/b:1",
        "ghcr.io/team/busybox:1.37_x",
        "localhost:5000/a",
        &digest,
        &format!("a:1{}", &digest[7..]),
    ] {
        assert!(with_helper(image).is_ok(), "{image}");
    }
    for image in [
        "",
        " ",
        "busybox:",
        "busy box",
        "Busybox",
        "a//b",
        "/a",
        "a/",
        "a:b:c",
        "a@sha256:1",
        "https://a.example/b",
        "a:-b",
        "a.example/",
    ] {
        assert_eq!(with_helper(image).unwrap_err().kind(), ObjectErrorKind::Images, "{image}");
    }
    let kind = |prepull: Prepull| prepull.daemon_set().unwrap_err().kind();
    assert_eq!(kind(Prepull::new(Vec::<Runtime>::new())), ObjectErrorKind::Images);
    assert_eq!(kind(Prepull::new(REGISTRY.entries()).name("A")), ObjectErrorKind::Name);
    assert_eq!(kind(Prepull::new(REGISTRY.entries()).namespace("a.b")), ObjectErrorKind::Name);
    assert_eq!(kind(Prepull::new(REGISTRY.entries()).mirror("a")), ObjectErrorKind::Mirror);
    assert_eq!(kind(Prepull::new(REGISTRY.entries()).pull_secret("A")), ObjectErrorKind::Name);
    assert_eq!(kind(Prepull::new(REGISTRY.entries()).label("app.kubernetes.io/name", "a")), ObjectErrorKind::Label);
}
