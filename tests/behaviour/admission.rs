//! Tests that the admission policy of a namespace admits the pods of its registry and no others. An implementation of
//! the Common Expression Language evaluates the policy as the API server does.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use cel::{Context, Env, Program, Value as Cel};
use registry::kubernetes::{AdmissionPolicy, Execution, Namespace, Prepull, PullPolicy};
use registry::{Entry, REGISTRY, Runtime};
use serde_json::{Value, json};

mod scripts {
    const LOCK: &str = "\
        ghcr.io/team/shell:1 ghcr.io/team/shell@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n\
        rust:1.77-slim rust@sha256:1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n\
        a/piped:1 a/piped@sha256:2123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n\
        a/compound:1 a/compound@sha256:3123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n\
        a/passes:1 a/passes@sha256:4123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n\
        a/itself:1 a/itself@sha256:5123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n\
        a/argument:1 a/argument@sha256:6123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64";
    registry::runtimes! {
        lock: LOCK,
        shell {
            versions: ["1"],
            image_tpl: "ghcr.io/team/shell:{version}",
            file_ext: "x",
            interpreter: ["sh", "-c", "echo $HOME '\\' \"é\" {file} # $(PATH)"],
        }
        rust {
            versions: ["1.77"],
            image_tpl: "rust:{version}-slim",
            file_ext: "rs",
            interpreter: ["rustc", "-o", "/tmp/main", "{file}", "&&", "/tmp/main"],
        }
        piped { versions: ["1"], image_tpl: "a/piped:{version}", file_ext: "x", interpreter: ["sh", "-c", "cat {file} | sh"] }
        compound { versions: ["1"], image_tpl: "a/compound:{version}", file_ext: "x", interpreter: ["sh", "-c", "if true; then {file}; fi"] }
        passes { versions: ["1"], image_tpl: "a/passes:{version}", file_ext: "x", interpreter: ["sh", "-c", "exec lua {file} \"$@\""] }
        itself { versions: ["1"], image_tpl: "a/itself:{version}", file_ext: "x", interpreter: ["{file}"] }
        marker { versions: ["1"], image_tpl: "a/argument:{version}", file_ext: "x", interpreter: ["sh", "-c", "argument argument0 {file}"] }
    }
}

/// A compiled policy.
struct Policy {
    env: Arc<Env>,
    condition: Program,
    variables: Vec<(String, Program)>,
    validations: Vec<(Program, String)>,
    json: Value,
}

impl Policy {
    fn of(namespace: &Namespace) -> Self {
        let AdmissionPolicy { policy, binding } = namespace.objects().unwrap().admission_policy.unwrap();
        let json = serde_json::to_value(policy).unwrap();
        assert_eq!(json["spec"]["failurePolicy"], "Fail");
        let binding = serde_json::to_value(binding).unwrap();
        assert_eq!(binding["spec"]["policyName"], json["metadata"]["name"]);
        assert_eq!(binding["spec"]["validationActions"], json!(["Deny"]));
        let mut env = Env::stdlib();
        env.add_extension(cel::extensions::strings).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let compile = |value: &Value| {
            let expression = text(value);
            // The longest expression that the parser of Kubernetes accepts.
            assert!(expression.chars().count() < 100_000);
            env.compile(&expression).unwrap_or_else(|error| panic!("{expression}: {error}"))
        };
        let list = |value: &Value| value.as_array().unwrap().clone();
        let spec = &json["spec"];
        let condition = compile(&spec["matchConditions"][0]["expression"]);
        let variables =
            list(&spec["variables"]).iter().map(|v| (text(&v["name"]), compile(&v["expression"]))).collect();
        let validations =
            list(&spec["validations"]).iter().map(|v| (compile(&v["expression"]), text(&v["message"]))).collect();
        Self { env: Arc::new(env), condition, variables, validations, json }
    }

    /// Returns why a request is denied: an expression that fails to evaluate denies it, too.
    fn denials(&self, case: &Case) -> Vec<&str> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        context.add_variable_from_value("object", value(&case.pod));
        context.add_variable_from_value("oldObject", value(&case.old));
        context.add_variable_from_value("request", value(&json!({ "operation": case.operation })));
        let mut variables = HashMap::new();
        if self.condition.execute(&context) == Ok(Cel::Bool(false)) {
            return Vec::new();
        }
        for (name, program) in &self.variables {
            context.add_variable_from_value("variables", Cel::from(variables.clone()));
            if let Ok(value) = program.execute(&context) {
                variables.insert(name.clone(), value);
            }
        }
        context.add_variable_from_value("variables", Cel::from(variables));
        let denies = |program: &Program| program.execute(&context) != Ok(Cel::Bool(true));
        self.validations.iter().filter(|(program, _)| denies(program)).map(|(_, message)| message.as_str()).collect()
    }
}

// All numbers are integers, as they are in the API server.
fn value(json: &Value) -> Cel {
    match json {
        Value::Null => Cel::Null,
        Value::Bool(bool) => (*bool).into(),
        Value::Number(number) => number.as_i64().unwrap().into(),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(value).collect::<Vec<Cel>>().into(),
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), value(field))).collect::<HashMap<String, Cel>>().into()
        }
    }
}

/// A request to the API server.
struct Case {
    name: String,
    operation: &'static str,
    pod: Value,
    old: Value,
}

impl Case {
    fn create(name: impl Into<String>, pod: Value) -> Self {
        Self { name: name.into(), operation: "CREATE", pod, old: Value::Null }
    }
}

/// What the API server makes of a pod before it asks the policy, as observed on one: defaults, and the additions of its
/// plugins `ServiceAccount`, `DefaultTolerationSeconds`, `Priority` and `LimitRanger`.
fn received(mut pod: Value) -> Value {
    let toleration =
        |key: &str| json!({ "key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300 });
    pod["metadata"]["namespace"] = json!("scripts");
    pod["metadata"]["annotations"] = json!({ "kubernetes.io/limit-ranger": "LimitRanger plugin set: ..." });
    let spec = &mut pod["spec"];
    spec["dnsPolicy"] = json!("ClusterFirst");
    spec["schedulerName"] = json!("default-scheduler");
    spec["serviceAccount"] = json!("default");
    spec["serviceAccountName"] = json!("default");
    spec["priority"] = json!(0);
    spec["preemptionPolicy"] = json!("PreemptLowerPriority");
    spec["tolerations"] =
        json!([toleration("node.kubernetes.io/not-ready"), toleration("node.kubernetes.io/unreachable")]);
    let container = &mut spec["containers"][0];
    container["terminationMessagePolicy"] = json!("File");
    if container["imagePullPolicy"].is_null() {
        container["imagePullPolicy"] = json!("IfNotPresent");
    }
    // It omits empty values.
    for variable in container["env"].as_array_mut().unwrap() {
        if variable["value"] == "" {
            variable.as_object_mut().unwrap().remove("value");
        }
    }
    pod
}

fn pod(execution: &Execution) -> Value {
    serde_json::to_value(execution.objects().unwrap().pod).unwrap()
}

fn python() -> Execution {
    Execution::new(Runtime::Python3_12, "run-1", "print(1)")
}

fn namespace() -> Namespace {
    Namespace::new("scripts").mirror("mirror.example").mirror("localhost:5000/hub")
}

fn builtin() -> Policy {
    Policy::of(&namespace().admission_policy(REGISTRY.entries()))
}

fn own() -> Policy {
    Policy::of(&namespace().admission_policy(scripts::REGISTRY.entries()))
}

/// Every way to pass inputs.
fn with_inputs(entry: &'static Entry) -> Vec<(String, Execution)> {
    #[rustfmt::skip]
    let arguments: [&[&str]; 6] = [
        &[],
        &["one"],
        &["two words", "it's", "", "$HOME $(PATH) $$", "a=b", "--x", "é\n\t\"\\'", "';reboot;'", " </scripts/.stdin"],
        &["argument", "argument0"],
        &["$"],
        &["'"],
    ];
    let mut all = Vec::new();
    for arguments in arguments {
        for stdin in [false, true] {
            let execution = Execution::new(entry, "run-1", "x").args(arguments.iter().copied());
            let execution = if stdin { execution.stdin("x") } else { execution };
            // Some commands take no arguments.
            if execution.objects().is_ok() {
                all.push((format!("{entry} {arguments:?} stdin: {stdin}"), execution));
            }
        }
    }
    all
}

/// Pods of the built-in registry with every option.
fn admitted() -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in REGISTRY.entries() {
        cases.extend(with_inputs(entry).into_iter().map(|(name, execution)| Case::create(name, pod(&execution))));
    }
    let options: Vec<(&str, Execution)> = vec![
        ("mirror", python().mirror("mirror.example")),
        ("mirror with a path", python().mirror("localhost:5000/hub/")),
        ("namespace and labels", python().namespace("scripts").label("tenant", "a")),
        ("resources", python().cpu_request("0").cpu_limit("0.5").memory_request("0").memory_limit("2e9")),
        ("fractions", python().cpu_limit(".5").memory_limit("0.5Gi").writable_space("0.25Gi")),
        ("timeout", python().timeout(Duration::from_secs(1)).writable_space("1G")),
        ("always", python().pull_policy(PullPolicy::Always)),
        ("never", python().pull_policy(PullPolicy::Never)),
        ("pull secrets", python().pull_secret("one").pull_secret("two")),
        ("runtime class", python().runtime_class("gvisor")),
        ("user namespace", python().user_namespace(true)),
        ("tmp in memory", python().tmp_in_memory(true)),
        ("variables", python().env("HOME", "/scripts").env("A", "").env("B", "$(HOME) $$ $").env("C", "a\nb")),
        ("files", python().file("helper.py", "x")),
        ("large arguments", python().args(["$".repeat(65_000), "a".repeat(130_000)])),
    ];
    cases.extend(options.into_iter().map(|(name, execution)| Case::create(name, pod(&execution))));

    let job = serde_json::to_value(python().args(["a"]).job().queue("batch").objects().unwrap().job).unwrap();
    let mut of_job =
        json!({ "metadata": job["spec"]["template"]["metadata"], "spec": job["spec"]["template"]["spec"] });
    of_job["metadata"]["generateName"] = json!("run-1-");
    of_job["metadata"]["labels"]["job-name"] = json!("run-1");
    of_job["metadata"]["finalizers"] = json!(["batch.kubernetes.io/job-tracking"]);
    cases.push(Case::create("job", of_job.clone()));

    // As they reach the policy.
    let as_received: Vec<Case> = cases
        .iter()
        .map(|case| Case::create(format!("{} as received", case.name), received(case.pod.clone())))
        .collect();
    cases.extend(as_received);

    let mut queued = received(of_job);
    queued["spec"]["nodeSelector"]["pool"] = json!("untrusted");
    queued["spec"]["tolerations"].as_array_mut().unwrap().push(json!({ "key": "pool", "operator": "Exists" }));
    cases.push(Case::create("a queue selects nodes", queued));
    let mut sandboxed = received(pod(&python().runtime_class("gvisor")));
    sandboxed["spec"]["overhead"] = json!({ "memory": "100Mi" });
    cases.push(Case::create("a runtime class has overhead", sandboxed));
    let mut prioritized = received(pod(&python()));
    prioritized["spec"]["priorityClassName"] = json!("low");
    cases.push(Case::create("a priority class is the default", prioritized));

    // Updates.
    let old = received(pod(&python()));
    let mut running = old.clone();
    running["spec"]["nodeName"] = json!("node-1");
    let mut sooner = running.clone();
    sooner["spec"]["activeDeadlineSeconds"] = json!(1);
    let update = |name: &str, old: &Value, new: &Value| Case {
        name: name.to_owned(),
        operation: "UPDATE",
        pod: new.clone(),
        old: old.clone(),
    };
    cases.push(update("a shorter deadline", &running, &sooner));
    let mut labelled = running.clone();
    labelled["metadata"]["labels"]["a"] = json!("b");
    cases.push(update("a label", &running, &labelled));
    // A pod that is older than the policy.
    let foreign = json!({ "metadata": { "name": "a" }, "spec": { "containers": [{ "name": "a", "image": "a:1" }] } });
    let mut finalized = foreign.clone();
    finalized["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    cases.push(update("metadata of another pod", &foreign, &finalized));
    cases
}

/// Pods that differ from those of the built-in registry in one way each.
#[expect(clippy::too_many_lines, reason = "it is a list of pods")]
fn denied() -> Vec<Case> {
    const SPEC: &str = "/spec";
    const CONTAINER: &str = "/spec/containers/0";
    const POD_CONTEXT: &str = "/spec/securityContext";
    const CONTEXT: &str = "/spec/containers/0/securityContext";
    let other = json!({
        "name": "other",
        "image": "python:3.12-slim",
        "command": ["python", "/scripts/main.py"],
        "securityContext": pod(&python())["spec"]["containers"][0]["securityContext"],
    });
    let sidecar = {
        let mut sidecar = other.clone();
        sidecar["restartPolicy"] = json!("Always");
        sidecar
    };
    let digest = format!("python:3.12-slim@sha256:{}", "a".repeat(64));
    let host = json!([{ "name": "scripts", "configMap": { "name": "run-1", "defaultMode": 365 } }, { "name": "writable", "hostPath": { "path": "/" } }]);
    // Null removes a field.
    #[rustfmt::skip]
    let ways: Vec<(&str, &str, Value)> = vec![
        // Images.
        (CONTAINER, "image", json!("python:3.12-slim-evil")),
        (CONTAINER, "image", json!("evil/python:3.12-slim")),
        (CONTAINER, "image", json!("evil.example/python:3.12-slim")),
        (CONTAINER, "image", json!("mirror.example/python:3.12-slim")),
        (CONTAINER, "image", json!("mirror.example/hub/library/python:3.12-slim")),
        (CONTAINER, "image", json!("mirror.example.evil/library/python:3.12-slim")),
        (CONTAINER, "image", json!("python:3.12-slim ")),
        (CONTAINER, "image", json!("python:3.12")),
        (CONTAINER, "image", json!("python")),
        (CONTAINER, "image", json!("Python:3.12-slim")),
        (CONTAINER, "image", json!(digest)),
        (CONTAINER, "image", json!("")),
        (CONTAINER, "image", Value::Null),
        // Commands.
        (CONTAINER, "command", json!(["python", "-c", "print(1)"])),
        (CONTAINER, "command", json!(["python", "/scripts/main.py", "x"])),
        (CONTAINER, "command", json!(["python"])),
        (CONTAINER, "command", json!(["python", "/tmp/main.py"])),
        (CONTAINER, "command", json!(["sh", "-c", "python /scripts/main.py"])),
        (CONTAINER, "command", json!(["sh", "-c", "exec \"$@\" </scripts/.stdin", "sh", "python", "/scripts/main.py"])),
        (CONTAINER, "command", json!(["sh", "-c", "exec \"$$@\" </etc/passwd", "sh", "python", "/scripts/main.py"])),
        (CONTAINER, "command", json!(["sh", "-c", "exec \"$$@\" </scripts/.stdin", "sh", "reboot"])),
        (CONTAINER, "command", json!([])),
        (CONTAINER, "command", json!("python")),
        (CONTAINER, "command", Value::Null),
        (CONTAINER, "args", json!(["$(HOME)"])),
        (CONTAINER, "args", json!(["$$$(HOME)"])),
        (CONTAINER, "env", json!([{ "name": "A", "value": "$(HOME)" }])),
        (CONTAINER, "env", json!([{ "name": "A", "valueFrom": { "secretKeyRef": { "name": "a", "key": "b" } } }])),
        (CONTAINER, "env", json!([{ "name": "A", "valueFrom": { "fieldRef": { "fieldPath": "status.hostIP" } } }])),
        (CONTAINER, "envFrom", json!([{ "secretRef": { "name": "a" } }])),
        // More containers.
        (SPEC, "initContainers", json!([other])),
        (SPEC, "initContainers", json!([sidecar])),
        (SPEC, "ephemeralContainers", json!([other])),
        (SPEC, "containers", json!([pod(&python())["spec"]["containers"][0], other])),
        (SPEC, "containers", json!([])),
        // The host.
        (SPEC, "hostNetwork", json!(true)),
        (SPEC, "hostPID", json!(true)),
        (SPEC, "hostIPC", json!(true)),
        (SPEC, "hostUsers", json!(true)),
        (SPEC, "hostAliases", json!([{ "ip": "10.0.0.1", "hostnames": ["a"] }])),
        (SPEC, "shareProcessNamespace", json!(true)),
        (SPEC, "volumes", host),
        ("/spec/volumes/1", "hostPath", json!({ "path": "/" })),
        (SPEC, "nodeName", json!("node-1")),
        (SPEC, "nodeSelector", json!({ "kubernetes.io/os": "windows" })),
        (SPEC, "nodeSelector", json!({})),
        (SPEC, "nodeSelector", Value::Null),
        (SPEC, "affinity", json!({ "nodeAffinity": {} })),
        (SPEC, "tolerations", json!([{ "operator": "Exists" }])),
        (SPEC, "tolerations", json!([{ "key": "", "operator": "Exists" }])),
        (SPEC, "tolerations", json!([{ "key": "node-role.kubernetes.io/control-plane", "operator": "Exists" }])),
        (SPEC, "tolerations", json!([{ "key": "node.kubernetes.io/disk-pressure", "operator": "Exists" }])),
        (SPEC, "priorityClassName", json!("system-node-critical")),
        (SPEC, "schedulerName", json!("other")),
        (SPEC, "dnsPolicy", json!("Default")),
        (SPEC, "dnsConfig", json!({ "nameservers": ["10.0.0.1"] })),
        (SPEC, "resourceClaims", json!([{ "name": "gpu" }])),
        (SPEC, "os", json!({ "name": "windows" })),
        // Identity.
        (SPEC, "serviceAccountName", json!("runtimes")),
        (SPEC, "serviceAccount", json!("runtimes")),
        (SPEC, "automountServiceAccountToken", json!(true)),
        (SPEC, "automountServiceAccountToken", Value::Null),
        (SPEC, "enableServiceLinks", json!(true)),
        (SPEC, "enableServiceLinks", Value::Null),
        // Privileges.
        (CONTEXT, "privileged", json!(true)),
        (CONTEXT, "allowPrivilegeEscalation", json!(true)),
        (CONTEXT, "allowPrivilegeEscalation", Value::Null),
        (CONTEXT, "readOnlyRootFilesystem", json!(false)),
        (CONTEXT, "readOnlyRootFilesystem", Value::Null),
        (CONTEXT, "runAsUser", json!(0)),
        (CONTEXT, "runAsUser", json!(1000)),
        (CONTEXT, "runAsUser", Value::Null),
        (CONTEXT, "runAsGroup", json!(0)),
        (CONTEXT, "runAsGroup", Value::Null),
        (CONTEXT, "runAsNonRoot", json!(false)),
        (CONTEXT, "runAsNonRoot", Value::Null),
        (CONTEXT, "seccompProfile", json!({ "type": "Unconfined" })),
        (CONTEXT, "seccompProfile", json!({ "type": "Localhost", "localhostProfile": "a" })),
        (CONTEXT, "seccompProfile", Value::Null),
        (CONTEXT, "procMount", json!("Unmasked")),
        (CONTEXT, "seLinuxOptions", json!({ "type": "spc_t" })),
        (CONTEXT, "appArmorProfile", json!({ "type": "Unconfined" })),
        (CONTEXT, "windowsOptions", json!({ "hostProcess": true })),
        (CONTEXT, "capabilities", json!({ "drop": ["ALL"], "add": ["SYS_ADMIN"] })),
        (CONTEXT, "capabilities", json!({ "drop": ["ALL"], "add": ["NET_BIND_SERVICE"] })),
        (CONTEXT, "capabilities", json!({ "drop": ["NET_RAW"] })),
        (CONTEXT, "capabilities", json!({})),
        (CONTEXT, "capabilities", Value::Null),
        (CONTAINER, "securityContext", Value::Null),
        (POD_CONTEXT, "runAsUser", json!(0)),
        (POD_CONTEXT, "runAsGroup", json!(0)),
        (POD_CONTEXT, "fsGroup", json!(0)),
        (POD_CONTEXT, "runAsNonRoot", Value::Null),
        (POD_CONTEXT, "seccompProfile", Value::Null),
        (POD_CONTEXT, "supplementalGroups", json!([0])),
        (POD_CONTEXT, "sysctls", json!([{ "name": "kernel.shm_rmid_forced", "value": "0" }])),
        (SPEC, "securityContext", Value::Null),
        ("/metadata", "annotations", json!({ "container.apparmor.security.beta.kubernetes.io/script": "unconfined" })),
        ("/metadata", "annotations", json!({ "io.kubernetes.cri-o.userns-mode": "auto" })),
        // Files.
        (SPEC, "volumes", Value::Null),
        ("/spec/volumes/0", "secret", json!({ "secretName": "a" })),
        ("/spec/volumes/0/configMap", "defaultMode", json!(511)),
        ("/spec/volumes/0/configMap", "items", json!([{ "key": "a", "path": "b" }])),
        ("/spec/volumes/1/emptyDir", "sizeLimit", Value::Null),
        ("/spec/volumes/1/emptyDir", "sizeLimit", json!("0")),
        ("/spec/volumes/1/emptyDir", "sizeLimit", json!("0e1")),
        ("/spec/volumes/1/emptyDir", "medium", json!("HugePages")),
        ("/spec/volumes/1", "persistentVolumeClaim", json!({ "claimName": "a" })),
        ("/spec/volumes/1", "projected", json!({ "sources": [{ "serviceAccountToken": { "path": "a" } }] })),
        ("/spec/volumes/1", "emptyDir", Value::Null),
        ("/spec/containers/0/volumeMounts/0", "readOnly", json!(false)),
        ("/spec/containers/0/volumeMounts/0", "readOnly", Value::Null),
        ("/spec/containers/0/volumeMounts/1", "mountPath", json!("/")),
        ("/spec/containers/0/volumeMounts/1", "mountPropagation", json!("Bidirectional")),
        (CONTAINER, "volumeMounts", json!([])),
        (CONTAINER, "volumeDevices", json!([{ "name": "writable", "devicePath": "/dev/a" }])),
        (CONTAINER, "workingDir", json!("/")),
        (CONTAINER, "terminationMessagePath", json!("/tmp/a")),
        // Limits.
        (SPEC, "activeDeadlineSeconds", Value::Null),
        (SPEC, "terminationGracePeriodSeconds", json!(3600)),
        (SPEC, "restartPolicy", json!("Always")),
        (SPEC, "restartPolicy", Value::Null),
        ("/spec/containers/0/resources", "limits", Value::Null),
        ("/spec/containers/0/resources/limits", "ephemeral-storage", Value::Null),
        ("/spec/containers/0/resources", "claims", json!([{ "name": "gpu" }])),
        ("/spec/containers/0/resources/limits", "cpu", Value::Null),
        ("/spec/containers/0/resources/limits", "memory", Value::Null),
        ("/spec/containers/0/resources/limits", "memory", json!("0")),
        ("/spec/containers/0/resources/limits", "nvidia.com/gpu", json!("1")),
        ("/spec/containers/0/resources/requests", "hugepages-2Mi", json!("2Mi")),
        (CONTAINER, "resources", json!({})),
        (CONTAINER, "resources", Value::Null),
        // Other programs and ways in.
        (CONTAINER, "lifecycle", json!({ "postStart": { "exec": { "command": ["a"] } } })),
        (CONTAINER, "livenessProbe", json!({ "exec": { "command": ["a"] } })),
        (CONTAINER, "readinessProbe", json!({ "httpGet": { "port": 80, "host": "10.0.0.1" } })),
        (CONTAINER, "startupProbe", json!({ "tcpSocket": { "port": 80 } })),
        (CONTAINER, "ports", json!([{ "containerPort": 80, "hostPort": 80 }])),
        (CONTAINER, "stdin", json!(true)),
        (CONTAINER, "tty", json!(true)),
        (CONTAINER, "name", json!("other")),
        (CONTAINER, "restartPolicy", json!("Always")),
        (CONTAINER, "fieldOfTheFuture", json!(true)),
        (SPEC, "fieldOfTheFuture", json!(true)),
        (CONTEXT, "fieldOfTheFuture", json!(true)),
    ];
    let mut cases = Vec::new();
    for (place, field, value) in ways {
        // Annotations are the only addition that the test replaces.
        let mut changed = received(pod(&python()));
        let holder = changed.pointer_mut(place).unwrap().as_object_mut().unwrap();
        let name = format!("{place}/{field}: {value}");
        if value.is_null() {
            assert!(holder.remove(field).is_some(), "{name}: does not exist");
        } else {
            assert_ne!(holder.insert(field.to_owned(), value.clone()), Some(value), "{name}: no change");
        }
        cases.push(Case::create(name, changed));
    }
    let running = received(pod(&python()));
    for (field, value) in [("image", json!("evil:1")), ("image", json!("python:3.12-slim-evil"))] {
        let mut changed = running.clone();
        changed["spec"]["containers"][0][field] = value;
        cases.push(Case { name: "update".to_owned(), operation: "UPDATE", pod: changed, old: running.clone() });
    }
    let mut debugged = running.clone();
    debugged["spec"]["ephemeralContainers"] = json!([{ "name": "debug", "image": "python:3.12-slim" }]);
    cases.push(Case { name: "debug".to_owned(), operation: "UPDATE", pod: debugged, old: running });
    let daemon_set = serde_json::to_value(Prepull::new(REGISTRY.entries()).daemon_set().unwrap()).unwrap();
    cases.push(Case::create("prepull", daemon_set["spec"]["template"].clone()));
    cases
}

/// Commands that are almost those of the test's own registry.
fn denied_commands() -> Vec<Case> {
    let of = |id: &str, version: &str| pod(&Execution::new(scripts::REGISTRY.find(id, version).unwrap(), "run-1", "x"));
    let rust = "rustc -o /tmp/main /scripts/main.rs && exec /tmp/main";
    assert_eq!(of("rust", "1.77")["spec"]["containers"][0]["command"], json!(["sh", "-c", rust]));
    let mut texts: Vec<String> = [
        "; reboot",
        " ; reboot",
        " && reboot",
        " $(reboot)",
        " $$(reboot)",
        " `reboot`",
        " \"a\"",
        " a|b",
        " >/tmp/a",
        " 'a",
        " a'",
        " 'a'b'",
        " ''a'",
        " '$(A)'",
        " '$'",
        " '$$$'",
        " $$A",
        " a&",
        " #",
        "\nreboot",
        " a\nreboot",
        "'a'",
        " a  b",
        " </scripts/.stdin reboot",
        " </etc/passwd",
        " '\\''",
        " 'a'\\'b'",
        " ",
        " é",
        " a </scripts/.stdin;",
        " a </scripts/.stdin </scripts/.stdin",
        " ~",
        " *",
        " {a,b}",
        " a\\",
        " a;b",
    ]
    .iter()
    .map(|end| format!("{rust}{end}"))
    .collect();
    texts.extend([
        format!("reboot; {rust}"),
        format!(" {rust}"),
        rust[1..].to_owned(),
        rust[..rust.len() - 1].to_owned(),
    ]);
    let mut cases: Vec<Case> = texts
        .into_iter()
        .map(|text| {
            let mut pod = of("rust", "1.77");
            pod["spec"]["containers"][0]["command"][2] = json!(text);
            Case::create(text, pod)
        })
        .collect();
    // In a command that passes on no arguments, and before the comment at its end.
    for (id, command, args) in [
        ("rust", json!(["sh", "-c", rust]), json!(["sh", "a"])),
        ("rust", json!(["sh", "-c", rust, "sh"]), Value::Null),
        ("compound", json!(["sh", "-c", "if true; then /scripts/main.x; fi a"]), Value::Null),
        ("compound", json!(["sh", "-c", "if true; then /scripts/main.x; fi"]), json!(["a"])),
        ("passes", json!(["sh", "-c", "exec lua /scripts/main.x \"$@\""]), Value::Null),
        ("itself", json!(["/scripts/main.y"]), Value::Null),
        ("itself", json!([]), json!(["/scripts/main.x"])),
    ] {
        let version = if id == "rust" { "1.77" } else { "1" };
        let mut pod = of(id, version);
        pod["spec"]["containers"][0]["command"] = command.clone();
        if !args.is_null() {
            pod["spec"]["containers"][0]["args"] = args.clone();
        }
        cases.push(Case::create(format!("{command} {args}"), pod));
    }
    cases
}

fn admitted_commands() -> Vec<Case> {
    let rust = scripts::REGISTRY.find("rust", "1.77").unwrap();
    // Quoted and escaped, the argument of the shell has almost the most bytes that a process can receive.
    let large = Execution::new(rust, "run-1", "x").args(["$".repeat(60_000), "a".repeat(70_000)]).stdin("x");
    let mut cases = vec![Case::create("large arguments", pod(&large))];
    for entry in scripts::REGISTRY.entries() {
        for (name, execution) in with_inputs(entry) {
            cases.push(Case::create(format!("{name} mirrored"), pod(&execution.clone().mirror("mirror.example"))));
            let pinned = pod(&execution);
            // As a build with `RUNTIMES_LOCK=off` does.
            let mut declared = pinned.clone();
            declared["spec"]["containers"][0]["image"] = json!(entry.config.image);
            assert_ne!(pinned, declared);
            cases.push(Case::create(name.clone(), pinned));
            cases.push(Case::create(format!("{name} not pinned"), declared));
        }
    }
    cases
}

fn check(policy: &Policy, admitted: &[Case], denied: &[Case]) {
    for case in admitted {
        assert_eq!(policy.denials(case), Vec::<&str>::new(), "{}", case.name);
    }
    for case in denied {
        assert_ne!(policy.denials(case), Vec::<&str>::new(), "{}", case.name);
    }
}

#[test]
fn pods_of_the_builtin_registry() {
    check(&builtin(), &admitted(), &denied());
}

#[test]
fn commands_of_another_registry() {
    check(&own(), &admitted_commands(), &denied_commands());
}

#[test]
fn pods_of_other_registries_and_runtimes() {
    let lua = Case::create("shell", pod(&Execution::new(scripts::REGISTRY.find("shell", "1").unwrap(), "run-1", "x")));
    let python = Case::create("python", pod(&python()));
    let bash = Policy::of(&Namespace::new("scripts").admission_policy([Runtime::Bash5_3]));
    check(&builtin(), &[], &[lua]);
    check(&own(), &[], &[Case::create("python", python.pod.clone())]);
    let of = |runtime: Runtime| Case::create(runtime.as_str(), pod(&Execution::new(runtime, "run-1", "x")));
    check(&bash, &[of(Runtime::Bash5_3)], &[python, of(Runtime::Bash5_2)]);
    // Without a mirror, only the declared names.
    let mirrored = pod(&Execution::new(Runtime::Bash5_3, "run-1", "x").mirror("mirror.example"));
    check(&bash, &[], &[Case::create("mirrored", mirrored)]);
}

#[test]
fn a_required_runtime_class() {
    let policy = Policy::of(&Namespace::new("scripts").runtime_class("gvisor").admission_policy(REGISTRY.entries()));
    let of = |execution: Execution| Case::create("", received(pod(&execution)));
    check(&policy, &[of(python().runtime_class("gvisor"))], &[of(python()), of(python().runtime_class("kata"))]);
}

// Mirrors multiply images, as versions do.
#[test]
fn large_registries() {
    let with_mirrors = |count: usize| {
        let namespace = Namespace::new("scripts").admission_policy(REGISTRY.entries());
        (0..count).fold(namespace, |namespace, n| namespace.mirror(format!("mirror-{n}.example")))
    };
    let policy = Policy::of(&with_mirrors(500));
    // The lists of 9,018 images are short enough for expressions of their own.
    assert!(policy.variables.iter().filter(|(name, _)| name.starts_with("image_")).count() > 10);
    let of = |mirror: &str| Case::create(mirror, pod(&python().mirror(mirror)));
    check(&policy, &[of("mirror-0.example"), of("mirror-499.example")], &[of("mirror-500.example")]);
    let error = with_mirrors(3_000).objects().unwrap_err();
    assert!(error.to_string().starts_with("the admission policy for 18 runtimes is "), "{error}");
    assert!(
        error.to_string().ends_with(" bytes long, and at most 1048576 are allowed: admit fewer runtimes"),
        "{error}"
    );
}

#[test]
fn every_denial_has_a_reason() {
    let policy = builtin();
    let denial = |place: &str, value: Value| {
        let mut pod = received(pod(&python()));
        let (holder, field) = place.rsplit_once('/').unwrap();
        pod.pointer_mut(holder).unwrap()[field] = value;
        policy.denials(&Case::create(place, pod)).join(", ")
    };
    for (place, value, expected) in [
        ("/spec/containers/0/image", json!("evil:1"), "the image is not one of this registry"),
        ("/spec/containers/0/command", json!(["a"]), "the command is not one that this registry generates"),
        ("/spec/hostNetwork", json!(true), "the pod has fields that no pod of this registry has"),
        ("/spec/restartPolicy", json!("Always"), "the pod lacks the hardening of this registry"),
        ("/spec/dnsPolicy", json!("Default"), "the pod uses an option that no pod of this registry uses"),
        ("/spec/tolerations", json!([{}]), "the pod tolerates more than the pods of this registry"),
    ] {
        assert_eq!(denial(place, value), expected);
    }
}

/// Writes all requests to a file, to compare another implementation: `ADMISSION_CASES=FILE`.
#[test]
fn export() {
    let Some(file) = std::env::var_os("ADMISSION_CASES") else { return };
    let cases = |admitted: Vec<Case>, denied: Vec<Case>| -> Vec<Value> {
        let admitted = admitted.into_iter().map(|case| (case, true));
        let all = admitted.chain(denied.into_iter().map(|case| (case, false)));
        let request = |(case, admitted): (Case, bool)| {
            let Case { name, operation, pod, old } = case;
            json!({ "name": name, "operation": operation, "pod": pod, "old": old, "admitted": admitted })
        };
        all.map(request).collect()
    };
    let groups = json!([
        { "policy": builtin().json, "cases": cases(admitted(), denied()) },
        { "policy": own().json, "cases": cases(admitted_commands(), denied_commands()) },
    ]);
    std::fs::write(file, groups.to_string()).unwrap();
}
