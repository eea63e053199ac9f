//! Tests that pods satisfy the Pod Security Standard "restricted" and the further hardening that the documentation
//! promises. The checks follow the standard: <https://kubernetes.io/docs/concepts/security/pod-security-standards/>.
//! Another test checks that each of them can fail.

#![expect(deprecated, reason = "the built-in registry includes deprecated versions")]

use registry::kubernetes::{Execution, Prepull};
use registry::{REGISTRY, Runtime};
use serde_json::{Value, json};

/// Returns the controls that a pod violates.
#[expect(clippy::too_many_lines, reason = "it is a list of controls")]
fn violations(pod: &Value) -> Vec<&'static str> {
    let spec = &pod["spec"];
    let empty = Vec::new();
    let list = |value: &Value| value.as_array().unwrap_or(&empty).clone();
    let containers: Vec<Value> =
        ["containers", "initContainers", "ephemeralContainers"].iter().flat_map(|kind| list(&spec[*kind])).collect();
    // The security contexts of the pod and its containers.
    let contexts: Vec<&Value> = containers.iter().chain([spec]).map(|holder| &holder["securityContext"]).collect();
    // A field of a container, or of the pod if the container does not set it.
    let effective = |container: &Value, field: &str| match &container["securityContext"][field] {
        Value::Null => spec["securityContext"][field].clone(),
        value => value.clone(),
    };
    let capabilities =
        |container: &Value, list_name: &str| list(&container["securityContext"]["capabilities"][list_name]);
    let annotations = pod["metadata"]["annotations"].as_object().cloned().unwrap_or_default();

    let mut found = Vec::new();
    let mut check = |control, passes: bool| {
        if !passes {
            found.push(control);
        }
    };
    // Baseline.
    check("host processes", contexts.iter().all(|context| context["windowsOptions"]["hostProcess"] != json!(true)));
    let host = ["hostNetwork", "hostPID", "hostIPC"];
    check("host namespaces", host.iter().all(|field| spec[*field].is_null() || spec[*field] == json!(false)));
    check("privileged", contexts.iter().all(|context| context["privileged"] != json!(true)));
    check("host path", list(&spec["volumes"]).iter().all(|volume| volume["hostPath"].is_null()));
    let ports = containers.iter().flat_map(|container| list(&container["ports"]));
    check("host ports", ports.into_iter().all(|port| port["hostPort"].is_null() || port["hostPort"] == json!(0)));
    let handlers = containers.iter().flat_map(|container| {
        let probes = ["livenessProbe", "readinessProbe", "startupProbe"].map(|probe| container[probe].clone());
        let hooks = ["postStart", "preStop"].map(|hook| container["lifecycle"][hook].clone());
        probes.into_iter().chain(hooks)
    });
    let names_host = |handler: &Value| {
        ["httpGet", "tcpSocket"].iter().any(|kind| handler[*kind]["host"].as_str().is_some_and(|host| !host.is_empty()))
    };
    check("host probes", handlers.into_iter().all(|handler| !names_host(&handler)));
    let app_armor = ["RuntimeDefault", "Localhost"];
    check(
        "AppArmor",
        contexts
            .iter()
            .all(|context| context["appArmorProfile"]["type"].as_str().is_none_or(|kind| app_armor.contains(&kind)))
            && annotations.iter().all(|(key, value)| {
                let value = value.as_str().unwrap_or_default();
                !key.starts_with("container.apparmor.security.beta.kubernetes.io/")
                    || value == "runtime/default"
                    || value.starts_with("localhost/")
            }),
    );
    let types = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t", ""];
    check(
        "SELinux",
        contexts.iter().all(|context| {
            let options = &context["seLinuxOptions"];
            options["type"].as_str().is_none_or(|kind| types.contains(&kind))
                && ["user", "role"].iter().all(|field| options[*field].as_str().is_none_or(str::is_empty))
        }),
    );
    check("/proc", contexts.iter().all(|context| context["procMount"].as_str().is_none_or(|kind| kind == "Default")));
    let safe = [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
    ];
    check(
        "sysctls",
        list(&spec["securityContext"]["sysctls"])
            .iter()
            .all(|sysctl| safe.contains(&sysctl["name"].as_str().unwrap_or_default())),
    );
    // Restricted.
    let kinds =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
    let is_kind =
        |volume: &Value| volume.as_object().unwrap().keys().all(|key| key == "name" || kinds.contains(&key.as_str()));
    check("volume types", list(&spec["volumes"]).iter().all(is_kind));
    check(
        "privilege escalation",
        containers.iter().all(|container| container["securityContext"]["allowPrivilegeEscalation"] == json!(false)),
    );
    check("non-root", containers.iter().all(|container| effective(container, "runAsNonRoot") == json!(true)));
    check("root user", contexts.iter().all(|context| context["runAsUser"] != json!(0)));
    let profiles = ["RuntimeDefault", "Localhost"];
    let is_profile = |profile: &Value| profiles.contains(&profile["type"].as_str().unwrap_or_default());
    check(
        "seccomp",
        containers.iter().all(|container| is_profile(&effective(container, "seccompProfile")))
            && contexts
                .iter()
                .all(|context| context["seccompProfile"].is_null() || is_profile(&context["seccompProfile"])),
    );
    check(
        "dropped capabilities",
        containers.iter().all(|container| capabilities(container, "drop").contains(&json!("ALL"))),
    );
    let added = containers.iter().flat_map(|container| capabilities(container, "add"));
    check("added capabilities", added.into_iter().all(|capability| capability == "NET_BIND_SERVICE"));
    // Beyond the standard.
    let repeated = ["runAsUser", "runAsGroup", "runAsNonRoot", "seccompProfile"];
    check(
        "fixed ids",
        contexts.iter().all(|context| context["runAsUser"] == json!(65532) && context["runAsGroup"] == json!(65532)),
    );
    check(
        "on pod and container",
        contexts.iter().all(|context| repeated.iter().all(|field| !context[*field].is_null())),
    );
    check(
        "read-only root",
        containers.iter().all(|container| container["securityContext"]["readOnlyRootFilesystem"] == json!(true)),
    );
    check("token", spec["automountServiceAccountToken"] == json!(false) && spec["serviceAccountName"].is_null());
    check("service links", spec["enableServiceLinks"] == json!(false));
    let limits = |container: &Value| {
        ["cpu", "memory", "ephemeral-storage"]
            .iter()
            .all(|resource| container["resources"]["limits"][*resource].is_string())
    };
    check("limits", containers.iter().all(limits));
    // Nothing limits the size of this file, so it must be out of reach for every user but root.
    let message = |container: &Value| container["terminationMessagePath"] == json!("/root/termination-log");
    check("termination message", containers.iter().all(message));
    let bounded = |volume: &Value| volume["emptyDir"].is_null() || volume["emptyDir"]["sizeLimit"].is_string();
    check("bounded volumes", list(&spec["volumes"]).iter().all(bounded));
    let writable = containers
        .iter()
        .flat_map(|container| list(&container["volumeMounts"]))
        .filter(|mount| mount["readOnly"] != json!(true));
    check("read-only script", writable.into_iter().all(|mount| mount["mountPath"] != json!("/scripts")));
    found
}

fn pod(runtime: Runtime) -> Value {
    serde_json::to_value(Execution::new(runtime, "run-1", "x").objects().unwrap().pod).unwrap()
}

#[test]
fn every_pod_satisfies_the_standard() {
    for runtime in Runtime::ALL {
        assert_eq!(violations(&pod(*runtime)), Vec::<&str>::new(), "{runtime}");
    }
    let execution = Execution::new(Runtime::Go1_22, "run-1", "x")
        .user_namespace(true)
        .runtime_class("gvisor")
        .pull_secret("secret")
        .mirror("mirror.example");
    let pod = serde_json::to_value(execution.objects().unwrap().pod).unwrap();
    assert_eq!(violations(&pod), Vec::<&str>::new());
    let daemon_set = serde_json::to_value(Prepull::new(REGISTRY.entries()).daemon_set().unwrap()).unwrap();
    assert_eq!(violations(&daemon_set["spec"]["template"]), Vec::<&str>::new());
}

// Violates every control in turn, so that no check passes by mistake.
#[test]
fn every_violation_is_detected() {
    const CONTAINER: &str = "/spec/containers/0";
    #[rustfmt::skip]
    let ways: Vec<(&str, &str, Value, &str)> = vec![
        ("/spec", "hostNetwork", json!(true), "host namespaces"),
        ("/spec", "hostPID", json!(true), "host namespaces"),
        ("/spec", "hostIPC", json!(true), "host namespaces"),
        ("/spec/securityContext", "windowsOptions", json!({ "hostProcess": true }), "host processes"),
        ("/spec/containers/0/securityContext", "windowsOptions", json!({ "hostProcess": true }), "host processes"),
        ("/spec/containers/0/securityContext", "privileged", json!(true), "privileged"),
        ("/spec/volumes/1", "hostPath", json!({ "path": "/" }), "host path"),
        ("/spec/volumes/1", "nfs", json!({ "server": "a", "path": "/" }), "volume types"),
        (CONTAINER, "ports", json!([{ "containerPort": 80, "hostPort": 80 }]), "host ports"),
        (CONTAINER, "livenessProbe", json!({ "httpGet": { "port": 80, "host": "10.0.0.1" } }), "host probes"),
        (CONTAINER, "lifecycle", json!({ "preStop": { "tcpSocket": { "port": 80, "host": "10.0.0.1" } } }), "host probes"),
        ("/metadata", "annotations", json!({ "container.apparmor.security.beta.kubernetes.io/script": "unconfined" }), "AppArmor"),
        ("/spec/securityContext", "appArmorProfile", json!({ "type": "Unconfined" }), "AppArmor"),
        ("/spec/containers/0/securityContext", "seLinuxOptions", json!({ "type": "spc_t" }), "SELinux"),
        ("/spec/securityContext", "seLinuxOptions", json!({ "user": "system_u" }), "SELinux"),
        ("/spec/securityContext", "seLinuxOptions", json!({ "role": "system_r" }), "SELinux"),
        ("/spec/containers/0/securityContext", "procMount", json!("Unmasked"), "/proc"),
        ("/spec/securityContext", "sysctls", json!([{ "name": "kernel.msgmax", "value": "1" }]), "sysctls"),
        ("/spec/containers/0/securityContext", "allowPrivilegeEscalation", json!(true), "privilege escalation"),
        ("/spec/containers/0/securityContext", "allowPrivilegeEscalation", Value::Null, "privilege escalation"),
        ("/spec/containers/0/securityContext", "runAsNonRoot", json!(false), "non-root"),
        ("/spec/containers/0/securityContext", "runAsUser", json!(0), "root user"),
        ("/spec/securityContext", "runAsUser", json!(0), "root user"),
        ("/spec/containers/0/securityContext", "seccompProfile", json!({ "type": "Unconfined" }), "seccomp"),
        ("/spec/securityContext", "seccompProfile", json!({ "type": "Unconfined" }), "seccomp"),
        ("/spec/containers/0/securityContext/capabilities", "drop", json!(["NET_RAW"]), "dropped capabilities"),
        ("/spec/containers/0/securityContext", "capabilities", Value::Null, "dropped capabilities"),
        ("/spec/containers/0/securityContext/capabilities", "add", json!(["SYS_ADMIN"]), "added capabilities"),
        (CONTAINER, "securityContext", Value::Null, "privilege escalation"),
        ("/spec", "initContainers", json!([{ "name": "init", "image": "a:1" }]), "privilege escalation"),
        ("/spec", "ephemeralContainers", json!([{ "name": "debug", "image": "a:1" }]), "dropped capabilities"),
        ("/spec", "securityContext", Value::Null, "on pod and container"),
        ("/spec/containers/0/securityContext", "runAsUser", json!(1000), "fixed ids"),
        ("/spec/containers/0/securityContext", "runAsGroup", Value::Null, "fixed ids"),
        ("/spec/containers/0/securityContext", "readOnlyRootFilesystem", json!(false), "read-only root"),
        ("/spec", "automountServiceAccountToken", Value::Null, "token"),
        ("/spec", "serviceAccountName", json!("admin"), "token"),
        ("/spec", "enableServiceLinks", Value::Null, "service links"),
        ("/spec/containers/0/resources/limits", "memory", Value::Null, "limits"),
        ("/spec/containers/0/resources/limits", "ephemeral-storage", Value::Null, "limits"),
        ("/spec/containers/0", "terminationMessagePath", Value::Null, "termination message"),
        ("/spec/volumes/1/emptyDir", "sizeLimit", Value::Null, "bounded volumes"),
        ("/spec/containers/0/volumeMounts/0", "readOnly", json!(false), "read-only script"),
    ];
    for (place, field, value, control) in ways {
        let mut changed = pod(Runtime::Python3_12);
        let holder = changed.pointer_mut(place).unwrap().as_object_mut().unwrap();
        if value.is_null() {
            assert!(holder.remove(field).is_some(), "{place}/{field} does not exist");
        } else {
            holder.insert(field.to_owned(), value);
        }
        assert!(violations(&changed).contains(&control), "{place}/{field}: {:?}", violations(&changed));
    }
    // The pod and the container both set this field, so remove both.
    let mut changed = pod(Runtime::Python3_12);
    for place in ["/spec/securityContext", "/spec/containers/0/securityContext"] {
        changed.pointer_mut(place).unwrap().as_object_mut().unwrap().remove("runAsNonRoot");
    }
    assert!(violations(&changed).contains(&"non-root"));
}
