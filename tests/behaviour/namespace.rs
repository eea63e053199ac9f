//! Tests of the objects of a namespace for untrusted code. A small evaluator of network policies decides which addresses
//! pods can reach.

use std::net::IpAddr;

use registry::kubernetes::{Execution, Namespace, ObjectErrorKind};
use registry::{REGISTRY, Runtime};
use serde_json::{Value, json};

fn items(namespace: &Namespace) -> Vec<Value> {
    let list = serde_json::to_value(namespace.objects().unwrap()).unwrap();
    assert_eq!((&list["apiVersion"], &list["kind"]), (&json!("v1"), &json!("List")));
    list["items"].as_array().unwrap().clone()
}

fn item(namespace: &Namespace, kind: &str) -> Value {
    items(namespace).into_iter().find(|item| item["kind"] == kind).unwrap()
}

fn scripts() -> Namespace {
    Namespace::new("scripts")
}

#[test]
fn default_objects() {
    let labels = json!({
        "app.kubernetes.io/instance": "scripts",
        "app.kubernetes.io/managed-by": "registry",
        "app.kubernetes.io/name": "namespace",
    });
    let metadata = json!({ "name": "runtimes", "namespace": "scripts", "labels": labels });
    let mut of_namespace = labels.clone();
    for mode in ["enforce", "audit", "warn"] {
        of_namespace[format!("pod-security.kubernetes.io/{mode}")] = json!("restricted");
    }
    let group = "rbac.authorization.k8s.io";
    let expected = json!([
        { "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "scripts", "labels": of_namespace } },
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": metadata,
            "spec": { "podSelector": {}, "policyTypes": ["Ingress", "Egress"] },
        },
        {
            "apiVersion": "v1",
            "kind": "ResourceQuota",
            "metadata": metadata,
            "spec": {
                "hard": {
                    "pods": "20",
                    "configmaps": "100",
                    "limits.cpu": "20",
                    "limits.memory": "10Gi",
                    "limits.ephemeral-storage": "20Gi",
                },
            },
        },
        {
            "apiVersion": "v1",
            "kind": "LimitRange",
            "metadata": metadata,
            "spec": {
                "limits": [{
                    "type": "Container",
                    "default": { "cpu": "1", "memory": "512Mi", "ephemeral-storage": "384Mi" },
                    "defaultRequest": { "cpu": "100m", "memory": "128Mi", "ephemeral-storage": "64Mi" },
                }],
            },
        },
        { "apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata, "automountServiceAccountToken": false },
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "Role",
            "metadata": metadata,
            "rules": [
                { "apiGroups": [""], "resources": ["pods"], "verbs": ["create", "get", "list", "watch", "delete"] },
                { "apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"] },
                { "apiGroups": [""], "resources": ["configmaps"], "verbs": ["create", "get", "list", "patch", "delete"] },
            ],
        },
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "RoleBinding",
            "metadata": metadata,
            "roleRef": { "apiGroup": group, "kind": "Role", "name": "runtimes" },
            "subjects": [{ "kind": "ServiceAccount", "name": "runtimes", "namespace": "scripts" }],
        },
    ]);
    assert_eq!(json!(items(&scripts())), expected);
}

#[test]
fn options() {
    let namespace = scripts()
        .pods(5)
        .config_maps(6)
        .cpu("2500m")
        .memory("1G")
        .ephemeral_storage("1e9")
        .jobs(true)
        .service_account("web", "backend.v2")
        .service_account("web", "backend.v2")
        .service_account("scripts", "runtimes")
        .label("tenant", "a");
    let hard = &item(&namespace, "ResourceQuota")["spec"]["hard"];
    let expected = json!({
        "pods": "5",
        "configmaps": "6",
        "limits.cpu": "2500m",
        "limits.memory": "1G",
        "limits.ephemeral-storage": "1e9",
    });
    assert_eq!(*hard, expected);
    let jobs =
        json!({ "apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["create", "get", "list", "watch", "delete"] });
    assert_eq!(item(&namespace, "Role")["rules"][3], jobs);
    let subjects = json!([
        { "kind": "ServiceAccount", "name": "runtimes", "namespace": "scripts" },
        { "kind": "ServiceAccount", "name": "backend.v2", "namespace": "web" },
    ]);
    assert_eq!(item(&namespace, "RoleBinding")["subjects"], subjects);
    let all = items(&namespace.admission_policy(REGISTRY.entries()));
    assert_eq!(all.len(), 9);
    assert!(all.iter().all(|item| item["metadata"]["labels"]["tenant"] == "a"));
}

// Names outside of a namespace and selectors contain the name of the namespace.
#[test]
fn two_registries_in_a_cluster() {
    let of = |name: &str| items(&Namespace::new(name).admission_policy([Runtime::Bash5_3]));
    let id = |item: &Value| {
        let metadata = &item["metadata"];
        format!("{} {} {}", item["kind"], metadata["namespace"], metadata["name"])
    };
    let (one, two) = (of("one"), of("two"));
    for (one, two) in one.iter().zip(&two) {
        assert_ne!(id(one), id(two));
        let instance = |item: &Value| item["metadata"]["labels"]["app.kubernetes.io/instance"].clone();
        assert_ne!(instance(one), instance(two));
    }
    let selected = |items: &[Value]| items[8]["spec"]["matchResources"]["namespaceSelector"]["matchLabels"].clone();
    assert_eq!(selected(&one), json!({ "kubernetes.io/metadata.name": "one" }));
    assert_eq!(one[8]["spec"]["policyName"], "runtimes-one");
}

/// Decides about a connection from a pod of the namespace, as the documentation of network policies describes it: a
/// policy that names a direction denies everything in it that no rule allows.
struct Evaluator(Value);

impl Evaluator {
    fn new(namespace: &Namespace) -> Self {
        let spec = item(namespace, "NetworkPolicy")["spec"].clone();
        assert_eq!(spec["podSelector"], json!({}));
        assert_eq!(spec["policyTypes"], json!(["Ingress", "Egress"]));
        // Without rules, no incoming connection is allowed.
        assert!(spec["ingress"].is_null());
        Self(spec)
    }

    fn reaches(&self, address: &str) -> bool {
        let address: IpAddr = address.parse().unwrap();
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        list(&self.0["egress"]).iter().any(|rule| {
            let peers = list(&rule["to"]);
            // A rule without peers allows all of them.
            assert!(!peers.is_empty());
            let is_block = |block: &Value| {
                let contains = |range: &Value| contains(range.as_str().unwrap(), address);
                contains(&block["cidr"]) && !list(&block["except"]).iter().any(contains)
            };
            peers.iter().any(|peer| !peer["ipBlock"].is_null() && is_block(&peer["ipBlock"]))
        })
    }
}

fn contains(range: &str, address: IpAddr) -> bool {
    let (first, length) = range.split_once('/').unwrap();
    let length: usize = length.parse().unwrap();
    let bits = |address: IpAddr| -> Vec<bool> {
        let octets = match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        octets.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1 == 1)).collect()
    };
    let (first, address) = (bits(first.parse().unwrap()), bits(address));
    first.len() == address.len() && first[..length] == address[..length]
}

// The first and last addresses of the ranges, and those just outside of them.
#[rustfmt::skip]
const INTERNET: [&str; 51] = [
    "1.0.0.0", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.31.196.1",
    "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.41.0.4", "198.51.99.255", "198.51.101.0",
    "203.0.112.255", "203.0.114.0", "223.255.255.255", "2000::", "2001:200::1", "2001:4860:4860::8888", "2001:500:2f::f", "2001:db7:ffff::1", "2001:db9::1",
    "2003::1", "2400:cb00::1", "2606:4700:4700::1111", "2607:f8b0::1", "2620:fe::fe", "2620:1ff::1", "2800::1", "2a00:1450::1", "2a02::1", "2c0f::1",
    "3000::1", "3ffe:ffff::1", "3fff:1000::1", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
];

#[rustfmt::skip]
const NOT_INTERNET: [&str; 76] = [
    // Private, shared and loopback addresses, and "this network".
    "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.96.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255",
    "172.16.0.0", "172.20.0.10", "172.31.255.255", "192.168.0.0", "192.168.255.255",
    // Metadata and platform services: AWS, Google Cloud, Azure, Alibaba Cloud, Oracle Cloud, the container credentials of AWS.
    "169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd20:ce::254", "fd00:c1::a9fe:a9fe",
    // Link-local, including the DNS cache of nodes.
    "169.254.0.0", "169.254.20.10", "169.254.255.255", "fe80::", "fe80::1", "febf:ffff::1",
    // Protocol assignments, documentation, benchmarks, relays, multicast, reserved and broadcast.
    "192.0.0.0", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.88.99.0", "192.88.99.1", "192.88.99.255", "198.18.0.0", "198.19.255.255", "198.51.100.0",
    "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0", "224.0.0.251", "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255",
    // The same for IPv6.
    "::", "::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8", "::10.0.0.1", "::8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b::8.8.8.8",
    "64:ff9b:1::10.0.0.1", "100::1", "2001::1", "2001:0:a00:1::1", "2001:1ff:ffff::1", "2001:db8::", "2001:db8:ffff::1", "2002:a00:1::1", "3fff::1",
    "3fff:fff::1", "5f00::1", "fc00::1", "fd00::1", "fdff:ffff::1", "fec0::1", "ff00::1", "ff02::fb", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
];

#[test]
fn addresses() {
    let internet = Evaluator::new(&scripts().allow_internet(true).allow_dns(true));
    for address in INTERNET {
        assert!(internet.reaches(address), "{address}");
    }
    for address in NOT_INTERNET {
        assert!(!internet.reaches(address), "{address}");
    }
    let nothing = Evaluator::new(&scripts());
    let dns = Evaluator::new(&scripts().allow_dns(true));
    for address in INTERNET.iter().chain(&NOT_INTERNET) {
        assert!(!nothing.reaches(address) && !dns.reaches(address), "{address}");
    }
}

#[test]
fn excluded_addresses() {
    let internet = |except: &[&str]| {
        let all = scripts().allow_internet(true);
        Evaluator::new(&except.iter().fold(all, |namespace, range| namespace.except(*range)))
    };
    let some = internet(&["198.41.0.0/24", "2620:fe::/48", "10.0.0.0/16", "fd00::/8", "1.1.1.1/32"]);
    for (address, reaches) in [
        ("198.41.0.0", false),
        ("198.41.0.255", false),
        ("198.41.1.0", true),
        ("2620:fe::fe", false),
        ("2620:ff::fe", true),
        ("1.1.1.1", false),
        ("1.1.1.0", true),
        ("10.0.0.1", false),
        ("10.1.0.1", false),
    ] {
        assert_eq!(some.reaches(address), reaches, "{address}");
    }
    // The API server rejects exceptions outside of their range, and those that equal it.
    for block in some.0["egress"][0]["to"].as_array().unwrap() {
        let range = block["ipBlock"]["cidr"].as_str().unwrap();
        for except in block["ipBlock"]["except"].as_array().unwrap() {
            let (first, _) = except.as_str().unwrap().split_once('/').unwrap();
            assert!(contains(range, first.parse().unwrap()) && except != range, "{except}");
        }
    }
    let v6 = internet(&["0.0.0.0/0"]);
    assert!(!v6.reaches("8.8.8.8") && v6.reaches("2620:fe::fe"));
    let v4 = internet(&["::/0"]);
    assert!(v4.reaches("8.8.8.8") && !v4.reaches("2620:fe::fe"));
    let nothing = internet(&["::/0", "0.0.0.0/0"]);
    assert!(!nothing.reaches("8.8.8.8") && !nothing.reaches("2620:fe::fe") && nothing.0["egress"].is_null());
    // Only the exclusion does not allow anything.
    assert!(!Evaluator::new(&scripts().except("198.41.0.0/24")).reaches("8.8.8.8"));
}

#[test]
fn dns_is_that_of_the_cluster() {
    let spec = item(&scripts().allow_dns(true), "NetworkPolicy")["spec"]["egress"].clone();
    let expected = json!([{
        "ports": [{ "port": 53, "protocol": "UDP" }, { "port": 53, "protocol": "TCP" }],
        "to": [{
            "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "kube-system" } },
            "podSelector": { "matchLabels": { "k8s-app": "kube-dns" } },
        }],
    }]);
    assert_eq!(spec, expected);
}

#[test]
fn pods_satisfy_the_limit_range_and_the_quota() {
    let quota = item(&scripts(), "ResourceQuota")["spec"]["hard"].clone();
    let range = item(&scripts(), "LimitRange")["spec"]["limits"][0].clone();
    let pod = serde_json::to_value(Execution::new(Runtime::Bash5_3, "a", "x").objects().unwrap().pod).unwrap();
    let resources = &pod["spec"]["containers"][0]["resources"];
    // What the quota counts, the pod sets or the limit range adds.
    for resource in ["cpu", "memory", "ephemeral-storage"] {
        assert!(quota[format!("limits.{resource}")].is_string());
        assert!(resources["limits"][resource].is_string() || range["default"][resource].is_string());
    }
    assert_eq!((&range["min"], &range["max"]), (&Value::Null, &Value::Null));
}

#[test]
fn errors() {
    let error = |namespace: Namespace| {
        let error = namespace.objects().unwrap_err();
        (error.kind(), error.to_string())
    };
    let internet = || scripts().allow_internet(true);
    #[rustfmt::skip]
    let rows: Vec<(Namespace, ObjectErrorKind, &str)> = vec![
        (Namespace::new("Scripts"), ObjectErrorKind::Name, "namespace `Scripts` is not a valid object name"),
        (Namespace::new(""), ObjectErrorKind::Name, "namespace `` is not a valid object name"),
        (Namespace::new("a.b"), ObjectErrorKind::Name, "namespace `a.b` is not a valid object name"),
        (scripts().label("a", "b c"), ObjectErrorKind::Label, "invalid value `b c` for label `a`"),
        (scripts().label("pod-security.kubernetes.io/enforce", "privileged"), ObjectErrorKind::Label, "duplicate label"),
        (scripts().service_account("A", "b"), ObjectErrorKind::Name, "namespace `A` is not"),
        (scripts().service_account("a", "B"), ObjectErrorKind::Name, "service account `B` is not"),
        (scripts().runtime_class("G"), ObjectErrorKind::Name, "runtime class `G` is not"),
        (scripts().cpu("0"), ObjectErrorKind::Quantity, "CPU quota `0` would mean no limit"),
        (scripts().memory("1GB"), ObjectErrorKind::Quantity, "memory quota `1GB` is not a valid quantity: did you mean `1G`?"),
        (scripts().ephemeral_storage("-1"), ObjectErrorKind::Quantity, "ephemeral storage quota `-1` is negative"),
        (scripts().admission_policy(Vec::<Runtime>::new()), ObjectErrorKind::Images, "there are no runtimes to admit"),
        (scripts().mirror("m").admission_policy([Runtime::Bash5_3]), ObjectErrorKind::Mirror, "mirror `m` is not a host"),
        (internet().except("10.0.0.1/8"), ObjectErrorKind::Address, "address range `10.0.0.1/8` is not valid: it does not begin at its first address, did you mean `10.0.0.0/8`?"),
        (internet().except("fd00::1/8"), ObjectErrorKind::Address, "address range `fd00::1/8` is not valid: it does not begin at its first address, did you mean `fd00::/8`?"),
        (internet().except("::ffff:10.0.0.0/104"), ObjectErrorKind::Address, "address range `::ffff:10.0.0.0/104` is not valid: write an IPv4 address without `::ffff:`"),
        (scripts().except("10.0.0.0"), ObjectErrorKind::Address, "address range `10.0.0.0` is not valid: write an address and a prefix length"),
    ];
    for (namespace, kind, message) in rows {
        let error = error(namespace);
        assert_eq!((error.0, error.1.starts_with(message)), (kind, true), "{}", error.1);
    }
    for range in [
        "",
        "/",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "::/129",
        "a/8",
        "10.0.0/8",
        "10.0.0.0/8/8",
        " 10.0.0.0/8",
        "10.0.0.0/256",
    ] {
        assert_eq!(error(internet().except(range)).0, ObjectErrorKind::Address, "{range}");
    }
    assert!(error(internet().except("1".repeat(1_000_000))).1.len() < 300);
}
