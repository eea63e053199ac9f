//! Who may run scripts in a namespace, and what that requires.

use k8s_openapi::api::rbac::v1::{PolicyRule, RoleRef, Subject};

use super::NAME;

/// Returns exactly the permissions that running scripts needs:
///
/// 1. Create the `ConfigMap`, then the pod, and patch the `ConfigMap` so that the pod owns it.
/// 2. Watch the pod, which also lists and gets, and read its log.
/// 3. Delete both.
/// 4. List and delete both by label, for what a client left behind.
pub(super) fn rules(jobs: bool) -> Vec<PolicyRule> {
    let rule = |group: &str, resource: &str, verbs: &[&str]| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        PolicyRule {
            api_groups: Some(owned(&[group])),
            resources: Some(owned(&[resource])),
            verbs: owned(verbs),
            ..PolicyRule::default()
        }
    };
    let mut rules = vec![
        rule("", "pods", &["create", "get", "list", "watch", "delete"]),
        rule("", "pods/log", &["get"]),
        rule("", "configmaps", &["create", "get", "list", "patch", "delete"]),
    ];
    rules.extend(jobs.then(|| rule("batch", "jobs", &["create", "get", "list", "watch", "delete"])));
    rules
}

/// Returns the reference to the role in the same namespace.
pub(super) fn role() -> RoleRef {
    // An `Option` in the types for some Kubernetes versions.
    #[allow(clippy::useless_conversion, reason = "depends on the Kubernetes version of the build")]
    let api_group = "rbac.authorization.k8s.io".to_owned().into();
    RoleRef { api_group, kind: "Role".to_owned(), name: NAME.to_owned() }
}

pub(super) fn service_account(namespace: &str, name: &str) -> Subject {
    Subject {
        kind: "ServiceAccount".to_owned(),
        name: name.to_owned(),
        namespace: Some(namespace.to_owned()),
        ..Subject::default()
    }
}
