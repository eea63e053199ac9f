//! Which pods a namespace admits: exactly those that an execution of certain runtimes can create.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::v1::{
    MatchCondition, MatchResources, NamedRuleWithOperations, ValidatingAdmissionPolicyBindingSpec,
    ValidatingAdmissionPolicySpec, Validation, Variable,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde_json::{Map, Value};

use super::cel::{chunks, has_equal, has_only, literal};
use super::commands::Commands;
use crate::Entry;
use crate::kubernetes::Execution;
use crate::kubernetes::error::{ObjectError, ObjectErrorKind};
use crate::kubernetes::image::{Mirror, by_mirror};

const SPEC: &str = "object.spec";
const CONTAINER: &str = "variables.container";

/// The fields that the API server adds to every pod, and the values that it gives them:
/// <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/>.
const DEFAULTS: [(&str, &[&str]); 4] = [
    ("dnsPolicy", &["ClusterFirst"]),
    ("schedulerName", &["default-scheduler"]),
    ("serviceAccount", &["", "default"]),
    ("serviceAccountName", &["", "default"]),
];

/// The same of a container.
const CONTAINER_DEFAULTS: [(&str, &[&str]); 1] = [("terminationMessagePolicy", &["File", "FallbackToLogsOnError"])];

/// What a policy admits.
pub(super) struct Admission<'a> {
    pub(super) entries: &'a [&'static Entry],
    pub(super) mirrors: &'a [String],
    pub(super) runtime_class: Option<&'a str>,
}

/// The hardening that the code for executions generates, in which null stands for what differs between pods.
struct Reference {
    pod: Map<String, Value>,
    container: Map<String, Value>,
    node_selector: Map<String, Value>,
    /// The resources that are limited.
    limits: Map<String, Value>,
}

impl Reference {
    fn new(entry: &'static Entry) -> Result<Self, ObjectError> {
        let spec = Execution::new(entry, "reference", "x").pod_spec()?;
        let error = |error: serde_json::Error| ObjectError::new(ObjectErrorKind::Images, error);
        let mut pod = serde_json::to_value(spec).map_err(error)?;
        let mut container = take(&mut pod, "/containers/0");
        take(&mut pod, "/containers");
        let node_selector = fields(take(&mut pod, "/nodeSelector"));
        let mut resources = take(&mut container, "/resources");
        let limits = fields(take(&mut resources, "/limits"));
        for place in ["/activeDeadlineSeconds", "/volumes/0/configMap/name", "/volumes/1/emptyDir"] {
            take(&mut pod, place);
        }
        for place in ["/image", "/command", "/env"] {
            take(&mut container, place);
        }
        Ok(Self { pod: fields(pod), container: fields(container), node_selector, limits })
    }
}

// Leaves null.
fn take(value: &mut Value, place: &str) -> Value {
    value.pointer_mut(place).map(Value::take).unwrap_or_default()
}

fn fields(value: Value) -> Map<String, Value> {
    if let Value::Object(fields) = value { fields } else { Map::new() }
}

impl Admission<'_> {
    pub(super) fn spec(&self) -> Result<ValidatingAdmissionPolicySpec, ObjectError> {
        let Some(first) = self.entries.first() else {
            let message = "there are no runtimes to admit: name at least one";
            return Err(ObjectError::new(ObjectErrorKind::Images, message));
        };
        let reference = Reference::new(first)?;
        let mut variables = vec![variable("container", format!("{SPEC}.containers[0]"))];
        let validations = vec![
            validation(&pod_fields(&reference), "the pod has fields that no pod of this registry has"),
            validation(&container_fields(&reference), "the pod has no single container like those of this registry"),
            validation(&self.image(&mut variables)?, "the image is not one of this registry"),
            validation(&self.command(&mut variables), "the command is not one that this registry generates"),
            validation(&values(), "an argument or a variable is not one that this registry generates"),
            validation(&hardening(&reference), "the pod lacks the hardening of this registry"),
            validation(&self.choices(), "the pod uses an option that no pod of this registry uses"),
            validation(
                &limits(&reference),
                "the container lacks a limit of CPU, memory or ephemeral storage, or limits other resources",
            ),
            validation(&tolerations(), "the pod tolerates more than the pods of this registry"),
            validation(&annotations(), "an annotation weakens the pod"),
        ];
        Ok(ValidatingAdmissionPolicySpec {
            failure_policy: Some("Fail".to_owned()),
            // Garbage collection and controllers change metadata, also of pods that are older than the policy.
            match_conditions: Some(vec![MatchCondition {
                name: "spec".to_owned(),
                expression: format!("request.operation == \"CREATE\" || {SPEC} != oldObject.spec"),
            }]),
            match_constraints: Some(MatchResources {
                resource_rules: Some(vec![NamedRuleWithOperations {
                    api_groups: Some(owned(&[""])),
                    api_versions: Some(owned(&["v1"])),
                    operations: Some(owned(&["CREATE", "UPDATE"])),
                    resources: Some(owned(&["pods", "pods/ephemeralcontainers", "pods/resize"])),
                    scope: Some("Namespaced".to_owned()),
                    ..NamedRuleWithOperations::default()
                }]),
                ..MatchResources::default()
            }),
            validations: Some(validations),
            variables: Some(variables),
            ..ValidatingAdmissionPolicySpec::default()
        })
    }

    // Every image, and where it is on each mirror, as declared and as the lock file pins it.
    fn image(&self, variables: &mut Vec<Variable>) -> Result<Vec<String>, ObjectError> {
        let mut images = BTreeSet::new();
        let mirrors: Vec<Mirror> = self.mirrors.iter().map(|text| Mirror::parse(text)).collect::<Result<_, _>>()?;
        for entry in self.entries {
            for image in std::iter::once(entry.config.image).chain(entry.pinned()) {
                images.insert(image.to_owned());
                for mirror in &mirrors {
                    images.insert(by_mirror(image, Some(mirror))?);
                }
            }
        }
        let lists = chunks(images.iter().map(|image| literal(image)), ", ");
        let conditions = lists.iter().map(|list| format!("{CONTAINER}.image in [{list}]"));
        Ok(vec![format!("has({CONTAINER}.image)"), any("image", conditions, variables)])
    }

    fn command(&self, variables: &mut Vec<Variable>) -> Vec<String> {
        let (with_args, without_args) = Commands::of(self.entries).conditions(CONTAINER);
        let with_args = any("with_args", with_args.into_iter(), variables);
        let without_args = any("without_args", without_args.into_iter(), variables);
        vec![
            format!("has({CONTAINER}.command)"),
            format!("({with_args} || (!has({CONTAINER}.args) || size({CONTAINER}.args) == 0) && {without_args})"),
        ]
    }

    /// Options of an execution, and what the API server makes of them.
    fn choices(&self) -> Vec<String> {
        let mut conditions = vec![
            optional(SPEC, "hostUsers", |path| format!("{path} == false")),
            // Kubernetes reserves these for what keeps a cluster running.
            optional(SPEC, "priorityClassName", |path| format!("!{path}.startsWith(\"system-\")")),
            // A pod that names a node bypasses the scheduler. The scheduler itself sets it later.
            format!("(request.operation != \"CREATE\" || !has({SPEC}.nodeName))"),
        ];
        conditions.extend(DEFAULTS.map(|(field, values)| default(SPEC, field, values)));
        conditions.extend(CONTAINER_DEFAULTS.map(|(field, values)| default(CONTAINER, field, values)));
        conditions.extend(
            self.runtime_class.into_iter().flat_map(|class| has_equal(SPEC, "runtimeClassName", &class.into())),
        );
        conditions
    }
}

pub(super) fn binding(policy: &str, namespace: &str) -> ValidatingAdmissionPolicyBindingSpec {
    let label = ("kubernetes.io/metadata.name".to_owned(), namespace.to_owned());
    ValidatingAdmissionPolicyBindingSpec {
        match_resources: Some(MatchResources {
            namespace_selector: Some(LabelSelector { match_labels: Some([label].into()), ..LabelSelector::default() }),
            ..MatchResources::default()
        }),
        #[allow(clippy::useless_conversion, reason = "depends on the Kubernetes version of the build")]
        policy_name: policy.to_owned().into(),
        #[allow(clippy::useless_conversion, reason = "depends on the Kubernetes version of the build")]
        validation_actions: vec!["Deny".to_owned()].into(),
        ..ValidatingAdmissionPolicyBindingSpec::default()
    }
}

// Naming the fields that a pod may have excludes init, ephemeral and sidecar containers, the namespaces of the host,
// and whatever a later version of Kubernetes adds.
fn pod_fields(Reference { pod, .. }: &Reference) -> Vec<String> {
    const OPTIONS: [&str; 3] = ["hostUsers", "imagePullSecrets", "runtimeClassName"];
    const SERVER: [&str; 6] =
        ["nodeName", "overhead", "preemptionPolicy", "priority", "priorityClassName", "tolerations"];
    let own = pod.keys().map(String::as_str);
    let defaults = DEFAULTS.map(|(field, _)| field);
    vec![has_only(SPEC, own.chain(OPTIONS).chain(SERVER).chain(defaults))]
}

fn container_fields(Reference { container, .. }: &Reference) -> Vec<String> {
    const OPTIONS: [&str; 2] = ["args", "imagePullPolicy"];
    const SERVER: [&str; 1] = ["resizePolicy"];
    let own = container.keys().map(String::as_str);
    let defaults = CONTAINER_DEFAULTS.map(|(field, _)| field);
    vec![format!("size({SPEC}.containers) == 1"), has_only(CONTAINER, own.chain(OPTIONS).chain(SERVER).chain(defaults))]
}

// In values that an execution has escaped, every `$` is doubled, so that the kubelet expands nothing.
fn values() -> Vec<String> {
    let is_escaped = |path: &str| format!("{path}.matches({})", literal(r"^([^$]|\$\$)*$"));
    let variable = format!("{} && {}", has_only("v", ["name", "value"]), optional("v", "value", is_escaped));
    vec![
        optional(CONTAINER, "args", |path| format!("{path}.all(v, {})", is_escaped("v"))),
        optional(CONTAINER, "env", |path| format!("{path}.all(v, {variable})")),
    ]
}

fn hardening(Reference { pod, container, node_selector, .. }: &Reference) -> Vec<String> {
    let of = |path: &'static str, fields: &Map<String, Value>| {
        fields.iter().flat_map(|(field, value)| has_equal(path, field, value)).collect::<Vec<_>>()
    };
    let mut conditions = of(SPEC, pod);
    conditions.extend(of(CONTAINER, container));
    // A runtime class or a queue may select nodes further.
    conditions.extend(node_selector.iter().flat_map(|(key, value)| {
        let key = literal(key);
        [format!("{key} in {SPEC}.nodeSelector"), format!("{SPEC}.nodeSelector[{key}] == {value}")]
    }));
    // `/tmp` is on disk or in memory.
    let tmp = format!("{SPEC}.volumes[1].emptyDir");
    conditions.push(has_only(&tmp, ["medium", "sizeLimit"]));
    conditions.push(default(&tmp, "medium", &["", "Memory"]));
    conditions.push(format!("has({tmp}.sizeLimit)"));
    conditions.push(is_positive(&format!("{tmp}.sizeLimit")));
    conditions
}

fn limits(Reference { limits, .. }: &Reference) -> Vec<String> {
    let path = format!("{CONTAINER}.resources");
    let only = |path: &str| has_only(path, limits.keys());
    let names: Vec<String> = limits.keys().map(|name| literal(name)).collect();
    vec![
        has_only(&path, ["limits", "requests"]),
        format!("has({path}.limits)"),
        format!("[{}].all(name, name in {path}.limits)", names.join(", ")),
        format!("{path}.limits.all(name, {})", is_positive(&format!("{path}.limits[name]"))),
        only(&format!("{path}.limits")),
        optional(&path, "requests", only),
    ]
}

// A limit of zero means that there is none.
fn is_positive(path: &str) -> String {
    format!("string({path}).matches({})", literal(r"^\+?[0-9.]*[1-9]"))
}

// The API server tolerates some conditions of nodes, and a runtime class or a queue may tolerate taints of its own nodes.
fn tolerations() -> Vec<String> {
    let known = "[\"node.kubernetes.io/not-ready\", \"node.kubernetes.io/unreachable\", \
                 \"node.kubernetes.io/memory-pressure\"]";
    let key = format!(
        "has(t.key) && t.key != \"\" && !t.key.startsWith(\"node-role.kubernetes.io/\") && \
         (!t.key.startsWith(\"node.kubernetes.io/\") || t.key in {known})"
    );
    vec![optional(SPEC, "tolerations", |path| format!("{path}.all(t, {key})"))]
}

// Kubernetes and CRI-O read settings from annotations.
fn annotations() -> Vec<String> {
    const PREFIXES: [&str; 2] = ["container.apparmor.security.beta.kubernetes.io/", "io.kubernetes.cri-o."];
    let prefixes = PREFIXES.map(|prefix| format!("!name.startsWith({})", literal(prefix))).join(" && ");
    vec![optional("object.metadata", "annotations", |path| format!("dyn({path}).all(name, {prefixes})"))]
}

fn default(path: &str, field: &str, values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
    optional(path, field, |path| format!("{path} in [{}]", values.join(", ")))
}

fn optional(path: &str, field: &str, condition: impl Fn(&str) -> String) -> String {
    let path = format!("{path}.{field}");
    format!("(!has({path}) || {})", condition(&path))
}

// Returns a condition that one of several holds, which are too long for one expression.
fn any(name: &str, conditions: impl Iterator<Item = String>, variables: &mut Vec<Variable>) -> String {
    let start = variables.len();
    variables.extend(conditions.enumerate().map(|(index, condition)| variable(&format!("{name}_{index}"), condition)));
    let names = variables.iter().skip(start).map(|variable| format!("variables.{}", variable.name));
    let any = names.collect::<Vec<_>>().join(" || ");
    if any.is_empty() { "false".to_owned() } else { format!("({any})") }
}

fn variable(name: &str, expression: String) -> Variable {
    Variable { name: name.to_owned(), expression }
}

fn validation(conditions: &[String], message: &str) -> Validation {
    Validation { expression: conditions.join(" && "), message: Some(message.to_owned()), ..Validation::default() }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
