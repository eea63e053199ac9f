//! One run of one script: a `ConfigMap` and a `Pod`.

use std::time::Duration;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{
    ConfigMap, ConfigMapVolumeSource, Container, EnvVar, Pod, PodSpec, ResourceRequirements, Volume,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};

use super::error::{ObjectError, ObjectErrorKind};
use super::image::Mirror;
use super::quantity::{Amount, Resource};
use super::{hardened, image, metadata, rules};
use crate::{Entry, SCRIPTS_DIR};

/// The most that a `ConfigMap` holds. The API server counts its values, and not their names; a value in `binaryData` counts
/// as the bytes that it stands for.
pub(crate) const MAX_SCRIPT: usize = 1024 * 1024;

/// What can be written to, in every pod.
const WRITABLE_DIR: &str = "/tmp";

/// A run of a script, from which the objects are made that Kubernetes needs for it.
///
/// ```
/// use std::time::Duration;
///
/// use registry::Runtime;
/// use registry::kubernetes::Execution;
///
/// let objects = Execution::new(Runtime::Python3_12, "run-1", "print('hello')")
///     .namespace("scripts")
///     .label("tenant", "a")
///     .timeout(Duration::from_secs(30))
///     .memory_limit("1Gi")
///     .objects()?;
///
/// assert_eq!(objects.config_map.data.unwrap()["main.py"], "print('hello')");
/// let spec = objects.pod.spec.unwrap();
/// assert_eq!(spec.containers[0].command.as_deref().unwrap(), ["python", "/scripts/main.py"]);
/// assert_eq!(spec.active_deadline_seconds, Some(30));
/// # Ok::<(), registry::kubernetes::ObjectError>(())
/// ```
///
/// What is not said is as follows. A default gives way to what is said beside it: a request is no more than its limit, and a
/// limit no less than its request.
///
/// | | default |
/// |---|---|
/// | [`namespace`](Self::namespace) | none: the one that the client uses |
/// | [`label`](Self::label) | `app.kubernetes.io/name`, `version`, `instance` and `managed-by`: language, version, id and `registry` |
/// | [`cpu_request`](Self::cpu_request), [`cpu_limit`](Self::cpu_limit) | `100m`, `1` |
/// | [`memory_request`](Self::memory_request), [`memory_limit`](Self::memory_limit) | `128Mi`, `512Mi` |
/// | [`writable_space`](Self::writable_space) | `256Mi` |
/// | [`timeout`](Self::timeout) | five minutes |
/// | [`pull_policy`](Self::pull_policy) | that of Kubernetes: `Always` for the tag `latest`, else `IfNotPresent` |
/// | [`pull_secret`](Self::pull_secret), [`runtime_class`](Self::runtime_class), [`mirror`](Self::mirror) | none |
/// | [`user_namespace`](Self::user_namespace) | off |
#[derive(Clone, Debug)]
#[must_use = "it does nothing until `objects` is called"]
pub struct Execution {
    entry: &'static Entry,
    id: String,
    script: Vec<u8>,
    namespace: Option<String>,
    labels: Vec<(String, String)>,
    cpu: Range,
    memory: Range,
    writable_space: String,
    timeout: Duration,
    pull_policy: Option<PullPolicy>,
    pull_secrets: Vec<String>,
    runtime_class: Option<String>,
    mirror: Option<String>,
    user_namespace: bool,
}

/// A request and a limit, as far as they were said.
#[derive(Clone, Debug, Default)]
struct Range {
    request: Option<String>,
    limit: Option<String>,
}

/// When the image of a pod is pulled:
/// <https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy>.
///
/// ```
/// use registry::Runtime;
/// use registry::kubernetes::{Execution, PullPolicy};
///
/// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date").pull_policy(PullPolicy::Never);
/// let spec = execution.objects()?.pod.spec.unwrap();
/// assert_eq!(spec.containers[0].image_pull_policy.as_deref(), Some("Never"));
/// # Ok::<(), registry::kubernetes::ObjectError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PullPolicy {
    /// Each time, so that a tag that has moved is noticed.
    Always,
    /// If the node does not have it.
    IfNotPresent,
    /// Never: the pod starts only where the image is there already.
    Never,
}

/// What an [`Execution`] needs in a cluster.
///
/// They are plain data: what has no method of its own in [`Execution`], such as a toleration, can be set in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Objects {
    /// The script, under the file name of its runtime.
    pub config_map: ConfigMap,
    /// The pod that runs it, once.
    pub pod: Pod,
}

impl Execution {
    /// The run of a script by a [`Runtime`](crate::Runtime), or by any [`Entry`] of a [`Registry`](crate::Registry).
    ///
    /// The id names the run, its objects and its pod's host: an RFC 1123 label, which no other run in the namespace has.
    /// A script is text, or bytes of any kind.
    ///
    /// ```
    /// use registry::kubernetes::Execution;
    /// use registry::{REGISTRY, Runtime};
    ///
    /// let one = Execution::new(Runtime::Go1_22, "run-1", "package main\nfunc main() {}\n").objects()?;
    /// let other = Execution::new(REGISTRY.find("go", "1.22")?, "run-1", *b"package main\nfunc main() {}\n").objects()?;
    /// assert_eq!(one, other);
    /// assert_eq!(one.pod.metadata.name.as_deref(), Some("run-1"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(runtime: impl Into<&'static Entry>, id: impl Into<String>, script: impl Into<Vec<u8>>) -> Self {
        Self {
            entry: runtime.into(),
            id: id.into(),
            script: script.into(),
            namespace: None,
            labels: Vec::new(),
            cpu: Range::default(),
            memory: Range::default(),
            writable_space: "256Mi".to_owned(),
            timeout: Duration::from_secs(300),
            pull_policy: None,
            pull_secrets: Vec::new(),
            runtime_class: None,
            mirror: None,
            user_namespace: false,
        }
    }

    /// The namespace of both objects.
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.namespace = Some(name.into());
        self
    }

    /// One more label of both objects.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((key.into(), value.into()));
        self
    }

    /// The CPU that the pod is sure of, as a quantity: `"250m"` is a quarter of one.
    pub fn cpu_request(mut self, quantity: impl Into<String>) -> Self {
        self.cpu.request = Some(quantity.into());
        self
    }

    /// The CPU that the pod gets at most.
    pub fn cpu_limit(mut self, quantity: impl Into<String>) -> Self {
        self.cpu.limit = Some(quantity.into());
        self
    }

    /// The memory that the pod is sure of, as a quantity of bytes: `"64Mi"`.
    pub fn memory_request(mut self, quantity: impl Into<String>) -> Self {
        self.memory.request = Some(quantity.into());
        self
    }

    /// The memory that the pod can have; it is killed when it takes more.
    pub fn memory_limit(mut self, quantity: impl Into<String>) -> Self {
        self.memory.limit = Some(quantity.into());
        self
    }

    /// The size of `/tmp`, the one place that can be written to, as a quantity of bytes. A pod that writes more is evicted.
    pub fn writable_space(mut self, quantity: impl Into<String>) -> Self {
        self.writable_space = quantity.into();
        self
    }

    /// How long the pod may take, the pull of its image included, in seconds that have begun. A script that does not end at
    /// `SIGTERM` then is killed five seconds later.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// When the image is pulled.
    pub fn pull_policy(mut self, policy: PullPolicy) -> Self {
        self.pull_policy = Some(policy);
        self
    }

    /// One more secret with which the image is pulled.
    pub fn pull_secret(mut self, name: impl Into<String>) -> Self {
        self.pull_secrets.push(name.into());
        self
    }

    /// The class of the container runtime, such as one of a sandbox:
    /// <https://kubernetes.io/docs/concepts/containers/runtime-class/>.
    pub fn runtime_class(mut self, name: impl Into<String>) -> Self {
        self.runtime_class = Some(name.into());
        self
    }

    /// A mirror of Docker Hub: a host, with a path if it has one. Images of other registries stay as they are.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Ruby3_3, "run-1", "puts 1").mirror("mirror.example/");
    /// let spec = execution.objects()?.pod.spec.unwrap();
    /// assert_eq!(spec.containers[0].image.as_deref(), Some("mirror.example/library/ruby:3.3-alpine"));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn mirror(mut self, host: impl Into<String>) -> Self {
        self.mirror = Some(host.into());
        self
    }

    /// Maps the pod's users to ones that the node does not have: `hostUsers: false`.
    ///
    /// It is off unless it is asked for, since a node without user namespaces leaves such a pod unstarted:
    /// <https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/>.
    pub fn user_namespace(mut self, on: bool) -> Self {
        self.user_namespace = on;
        self
    }

    /// The objects of this run.
    ///
    /// # Errors
    ///
    /// An [`ObjectError`] for whatever the API server would refuse, or take for something else than it says: ids and names,
    /// labels, a mirror, quantities, a limit below its request, a timeout of zero, a script that is empty or does not fit.
    pub fn objects(&self) -> Result<Objects, ObjectError> {
        rules::check_label_name(ObjectErrorKind::Id, "execution id", &self.id)?;
        let labels = metadata::labels(self.entry.language.id, Some(self.entry.version), &self.id);
        let metadata = metadata::metadata(&self.id, self.namespace.as_deref(), labels, &self.labels)?;
        let config_map = self.config_map(metadata.clone())?;
        let pod = Pod { metadata, spec: Some(self.pod_spec()?), ..Pod::default() };
        Ok(Objects { config_map, pod })
    }

    fn config_map(&self, metadata: ObjectMeta) -> Result<ConfigMap, ObjectError> {
        let size = self.script.len();
        if size == 0 {
            let message = "the script is empty: there is nothing to run";
            return Err(ObjectError::new(ObjectErrorKind::EmptyScript, message));
        }
        if size > MAX_SCRIPT {
            let message = format!(
                "the script has more than the {MAX_SCRIPT} bytes that a ConfigMap holds: load what is large from elsewhere"
            );
            return Err(ObjectError::new(ObjectErrorKind::ScriptTooLarge, message));
        }
        let file_name = self.entry.config.file_name.to_owned();
        let mut config_map = ConfigMap { immutable: Some(true), metadata, ..ConfigMap::default() };
        match text(&self.script) {
            Some(text) => config_map.data = Some([(file_name, text.to_owned())].into()),
            None => config_map.binary_data = Some([(file_name, ByteString(self.script.clone()))].into()),
        }
        Ok(config_map)
    }

    fn pod_spec(&self) -> Result<PodSpec, ObjectError> {
        const SCRIPTS: &str = "scripts";
        const WRITABLE: &str = "writable";

        let writable_space = Amount::read_limit("writable space", &self.writable_space, Resource::Bytes)?;
        let scripts = Volume {
            name: SCRIPTS.to_owned(),
            config_map: Some(ConfigMapVolumeSource {
                name: self.id.clone(),
                // Executable, since a script can be its own interpreter's argument zero.
                default_mode: Some(0o555),
                ..ConfigMapVolumeSource::default()
            }),
            ..Volume::default()
        };
        let mirror = self.mirror.as_deref().map(Mirror::read).transpose()?;
        let container = Container {
            name: "script".to_owned(),
            image: Some(image::by_mirror(self.entry.config.image, mirror.as_ref())?),
            image_pull_policy: self.pull_policy.map(|policy| policy.name().to_owned()),
            command: Some(self.entry.config.command.iter().map(|argument| unexpanded(argument)).collect()),
            env: Some(env(self.entry)),
            resources: Some(self.resources()?),
            security_context: Some(hardened::container()),
            volume_mounts: Some(vec![
                hardened::mount(SCRIPTS, SCRIPTS_DIR, true),
                hardened::mount(WRITABLE, WRITABLE_DIR, false),
            ]),
            // That of the image may be one that only its own user can enter.
            working_dir: Some(WRITABLE_DIR.to_owned()),
            ..Container::default()
        };
        if let Some(class) = &self.runtime_class {
            rules::check_subdomain("runtime class", class)?;
        }
        Ok(PodSpec {
            active_deadline_seconds: Some(seconds(self.timeout)?),
            containers: vec![container],
            host_users: self.user_namespace.then_some(false),
            image_pull_secrets: image::pull_secrets(&self.pull_secrets)?,
            restart_policy: Some("Never".to_owned()),
            runtime_class_name: self.runtime_class.clone(),
            termination_grace_period_seconds: Some(5),
            volumes: Some(vec![scripts, hardened::empty_dir(WRITABLE, writable_space.quantity())]),
            ..hardened::pod()
        })
    }

    fn resources(&self) -> Result<ResourceRequirements, ObjectError> {
        let cpu_request = |text: &str| Amount::read("CPU request", text, Resource::Cpu);
        let cpu_limit = |text: &str| Amount::read_limit("CPU limit", text, Resource::Cpu);
        let memory_request = |text: &str| Amount::read("memory request", text, Resource::Bytes);
        let memory_limit = |text: &str| Amount::read_memory_limit("memory limit", text);
        let (cpu_request, cpu_limit) = self.cpu.amounts("CPU", ("100m", cpu_request), ("1", cpu_limit))?;
        let (memory_request, memory_limit) =
            self.memory.amounts("memory", ("128Mi", memory_request), ("512Mi", memory_limit))?;
        Ok(hardened::resources(
            [cpu_request.quantity(), memory_request.quantity()],
            [cpu_limit.quantity(), memory_limit.quantity()],
        ))
    }
}

impl Range {
    fn amounts(
        &self,
        what: &str,
        (default_request, request): (&str, impl Fn(&str) -> Result<Amount, ObjectError>),
        (default_limit, limit): (&str, impl Fn(&str) -> Result<Amount, ObjectError>),
    ) -> Result<(Amount, Amount), ObjectError> {
        let (request, limit) = match (self.request.as_deref(), self.limit.as_deref()) {
            (Some(request_text), Some(limit_text)) => (request(request_text)?, limit(limit_text)?),
            (Some(text), None) => {
                let request = request(text)?;
                let limit = limit(default_limit)?;
                (request.clone(), if limit.nano < request.nano { request } else { limit })
            }
            (None, text) => {
                let limit = limit(text.unwrap_or(default_limit))?;
                let request = request(default_request)?;
                (if request.nano > limit.nano { limit.clone() } else { request }, limit)
            }
        };
        if limit.nano < request.nano {
            let message =
                format!("{what} limit {limit} is below its request {request}: raise the one or lower the other");
            return Err(ObjectError::new(ObjectErrorKind::LimitBelowRequest, message));
        }
        Ok((request, limit))
    }
}

impl PullPolicy {
    fn name(self) -> &'static str {
        match self {
            Self::Always => "Always",
            Self::IfNotPresent => "IfNotPresent",
            Self::Never => "Never",
        }
    }
}

/// The reference by which a pod that the API server has created owns another object of its namespace, so that deleting the
/// pod deletes both: <https://kubernetes.io/docs/concepts/architecture/garbage-collection/#owners-dependents>.
///
/// Create the pod first, and then its `ConfigMap` with this reference: the pod waits for it. In the other order, a client
/// that stops in between leaves a `ConfigMap` that nothing deletes.
///
/// ```
/// use registry::Runtime;
/// use registry::kubernetes::{Execution, owner_reference};
///
/// let mut objects = Execution::new(Runtime::Python3_12, "run-1", "print('hello')").objects()?;
/// # let mut answer_of_the_api_server = objects.pod.clone();
/// # answer_of_the_api_server.metadata.uid = Some("d9607e19-f88f-11e6-a518-42010a800195".to_owned());
/// let created = answer_of_the_api_server;
/// objects.config_map.metadata.owner_references = Some(vec![owner_reference(&created)?]);
/// # Ok::<(), registry::kubernetes::ObjectError>(())
/// ```
///
/// # Errors
///
/// An [`ObjectError`] where the pod has no name or no uid, which the API server gives it.
pub fn owner_reference(created: &Pod) -> Result<OwnerReference, ObjectError> {
    let metadata = &created.metadata;
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let (Some(name), Some(uid)) = (said(&metadata.name), said(&metadata.uid)) else {
        let message = "the pod has no uid: create it first, and hand over what the API server answers";
        return Err(ObjectError::new(ObjectErrorKind::NotCreated, message));
    };
    Ok(OwnerReference { api_version: "v1".to_owned(), kind: "Pod".to_owned(), name, uid, ..OwnerReference::default() })
}

// Whole seconds, of which Kubernetes takes one at least and those that fit into 32 bits.
fn seconds(timeout: Duration) -> Result<i64, ObjectError> {
    let seconds = timeout.as_secs().saturating_add(u64::from(timeout.subsec_nanos() > 0));
    match i32::try_from(seconds) {
        Ok(0) => Err(ObjectError::new(ObjectErrorKind::Timeout, "a timeout of zero leaves no time to run")),
        Ok(seconds) => Ok(seconds.into()),
        Err(_) => {
            let message = format!("a timeout of {seconds} seconds is longer than {}, the longest there is", i32::MAX);
            Err(ObjectError::new(ObjectErrorKind::Timeout, message))
        }
    }
}

// What every language needs, and then what this one was declared to need.
fn env(entry: &Entry) -> Vec<EnvVar> {
    let declared = entry.language.env;
    let home = Some(("HOME", WRITABLE_DIR)).filter(|(home, _)| declared.iter().all(|(name, _)| name != home));
    home.iter()
        .chain(declared)
        .map(|(name, value)| EnvVar { name: (*name).to_owned(), value: Some(unexpanded(value)), ..EnvVar::default() })
        .collect()
}

// The kubelet replaces `$(NAME)` in arguments and values, and makes one `$` of two:
// <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/#using-environment-variables-inside-of-your-config>.
fn unexpanded(text: &str) -> String {
    text.replace('$', "$$")
}

// The script as text, unless it has characters that text formats do not carry as they are, or so many that JSON escapes that
// no request could hold it: the API server takes 3 MiB, and as base64 a script is never longer than half of that.
fn text(script: &[u8]) -> Option<&str> {
    const MAX_ESCAPED: usize = 2 * MAX_SCRIPT;
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let escaped = |c: char| match c {
        c if is_escaped_by_kubectl(c) => 6,
        '"' | '\\' | '\t' | '\n' | '\r' => 2,
        _ => c.len_utf8(),
    };
    let text = str::from_utf8(script).ok()?;
    (text.chars().all(is_text) && text.chars().map(escaped).sum::<usize>() <= MAX_ESCAPED).then_some(text)
}

/// What kubectl writes as `\u003c` and its like, where JSON would not need it:
/// <https://pkg.go.dev/encoding/json#HTMLEscape>.
pub(crate) fn is_escaped_by_kubectl(c: char) -> bool {
    matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
}
