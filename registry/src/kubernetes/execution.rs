//! One run of one script: a `ConfigMap` and a `Pod`.

use std::borrow::Cow;
use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, ConfigMapVolumeSource, Container, EnvVar, Pod, PodSpec, Volume};

use super::error::{ObjectError, ObjectErrorKind};
use super::image::Mirror;
use super::quantity::{Amount, Resource};
use super::resources::{self, Range};
use super::{hardened, image, metadata, rules, script};
use crate::{Entry, SCRIPTS_DIR};

/// The mount path of the writable volume.
const WRITABLE_DIR: &str = "/tmp";

/// A builder for the Kubernetes objects of one run of a script.
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
/// # Defaults
///
/// A default request never exceeds an explicit limit, and a default limit is never below an explicit request.
///
/// | | default |
/// |---|---|
/// | [`namespace`](Self::namespace) | none: the client decides |
/// | [`label`](Self::label) | `app.kubernetes.io/name` (the language), `version`, `instance` (the id) and `managed-by` (`registry`) |
/// | [`cpu_request`](Self::cpu_request), [`cpu_limit`](Self::cpu_limit) | `100m`, `1` |
/// | [`memory_request`](Self::memory_request), [`memory_limit`](Self::memory_limit) | `128Mi`, `512Mi` |
/// | [`writable_space`](Self::writable_space) | `256Mi` |
/// | [`timeout`](Self::timeout) | five minutes |
/// | [`pull_policy`](Self::pull_policy) | Kubernetes decides: `Always` for the tag `latest`, otherwise `IfNotPresent` |
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

/// The policy for when a node pulls the image of a pod:
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
    /// Resolve the tag before every start, and pull if it now refers to another image.
    Always,
    /// Pull only if the node does not have the image.
    IfNotPresent,
    /// Never pull: the pod starts only on a node that already has the image.
    Never,
}

/// The Kubernetes objects of an [`Execution`].
///
/// Both are plain data. To set a field for which [`Execution`] has no method, such as a toleration, change them before
/// you create them:
///
/// ```
/// use registry::Runtime;
/// use registry::kubernetes::Execution;
///
/// let mut objects = Execution::new(Runtime::Bash5_3, "run-1", "date").objects()?;
/// objects.pod.spec.as_mut().unwrap().priority_class_name = Some("low".to_owned());
/// # Ok::<(), registry::kubernetes::ObjectError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Objects {
    /// The script, under the file name of its runtime.
    pub config_map: ConfigMap,
    /// The pod that runs the script once.
    pub pod: Pod,
}

impl Execution {
    /// Creates an execution of a script with a [`Runtime`](crate::Runtime), or any [`Entry`] of a
    /// [`Registry`](crate::Registry).
    ///
    /// The id names both objects and becomes the pod's host name. It must be an [RFC 1123 label] and unique in the
    /// namespace. The script may be text or arbitrary bytes, up to 1 MiB.
    ///
    /// [RFC 1123 label]: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
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

    /// Sets the namespace of both objects.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let objects = Execution::new(Runtime::Bash5_3, "run-1", "date").namespace("scripts").objects()?;
    /// assert_eq!(objects.pod.metadata.namespace.as_deref(), Some("scripts"));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.namespace = Some(name.into());
        self
    }

    /// Adds a label to both objects, in addition to the [recommended labels] that they always have.
    ///
    /// [recommended labels]: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let objects = Execution::new(Runtime::Bash5_3, "run-1", "date").label("example.com/tenant", "a").objects()?;
    /// let labels = objects.pod.metadata.labels.unwrap();
    /// assert_eq!(labels["example.com/tenant"], "a");
    /// assert_eq!(labels["app.kubernetes.io/name"], "bash");
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((key.into(), value.into()));
        self
    }

    /// Sets the CPU request, as a [quantity]: `"250m"` is a quarter of a CPU.
    ///
    /// [quantity]: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date").cpu_request("2");
    /// let resources = execution.objects()?.pod.spec.unwrap().containers[0].resources.clone().unwrap();
    /// assert_eq!(resources.requests.unwrap()["cpu"].0, "2");
    /// assert_eq!(resources.limits.unwrap()["cpu"].0, "2"); // raised from the default of 1
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn cpu_request(mut self, quantity: impl Into<String>) -> Self {
        self.cpu.request = Some(quantity.into());
        self
    }

    /// Sets the CPU limit, as a quantity. A script that reaches it is throttled.
    pub fn cpu_limit(mut self, quantity: impl Into<String>) -> Self {
        self.cpu.limit = Some(quantity.into());
        self
    }

    /// Sets the memory request, as a [quantity] of bytes: `"64Mi"`.
    ///
    /// [quantity]: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    pub fn memory_request(mut self, quantity: impl Into<String>) -> Self {
        self.memory.request = Some(quantity.into());
        self
    }

    /// Sets the memory limit, as a quantity of bytes. A script that exceeds it is killed.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date").memory_limit("64Mi");
    /// let resources = execution.objects()?.pod.spec.unwrap().containers[0].resources.clone().unwrap();
    /// assert_eq!(resources.limits.unwrap()["memory"].0, "64Mi");
    /// assert_eq!(resources.requests.unwrap()["memory"].0, "64Mi"); // lowered from the default of 128Mi
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn memory_limit(mut self, quantity: impl Into<String>) -> Self {
        self.memory.limit = Some(quantity.into());
        self
    }

    /// Sets the size limit of `/tmp`, the only volume that the script can write to, as a quantity of bytes. The kubelet
    /// [evicts] a pod that exceeds it.
    ///
    /// [evicts]: https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date").writable_space("1Gi");
    /// let volumes = execution.objects()?.pod.spec.unwrap().volumes.unwrap();
    /// assert_eq!(volumes[1].empty_dir.as_ref().unwrap().size_limit.as_ref().unwrap().0, "1Gi");
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn writable_space(mut self, quantity: impl Into<String>) -> Self {
        self.writable_space = quantity.into();
        self
    }

    /// Sets how long the pod may run, rounded up to whole seconds. The time starts when a node accepts the pod, so it
    /// includes pulling the image.
    ///
    /// When the time is up, the script receives `SIGTERM`. If it is still running five seconds later, it is killed.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date").timeout(Duration::from_millis(1_500));
    /// assert_eq!(execution.objects()?.pod.spec.unwrap().active_deadline_seconds, Some(2));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets when the node pulls the image. [`PullPolicy`] has an example.
    pub fn pull_policy(mut self, policy: PullPolicy) -> Self {
        self.pull_policy = Some(policy);
        self
    }

    /// Adds a [secret] with credentials for pulling the image. It must be in the pod's namespace.
    ///
    /// [secret]: https://kubernetes.io/docs/concepts/containers/images/#specifying-imagepullsecrets-on-a-pod
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date").pull_secret("docker-hub");
    /// let secrets = execution.objects()?.pod.spec.unwrap().image_pull_secrets.unwrap();
    /// assert_eq!(secrets[0].name, "docker-hub");
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn pull_secret(mut self, name: impl Into<String>) -> Self {
        self.pull_secrets.push(name.into());
        self
    }

    /// Sets the [runtime class], for example one that runs containers in a sandbox.
    ///
    /// [runtime class]: https://kubernetes.io/docs/concepts/containers/runtime-class/
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date").runtime_class("gvisor");
    /// assert_eq!(execution.objects()?.pod.spec.unwrap().runtime_class_name.as_deref(), Some("gvisor"));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn runtime_class(mut self, name: impl Into<String>) -> Self {
        self.runtime_class = Some(name.into());
        self
    }

    /// Sets a registry mirror for Docker Hub images: a host with an optional path. Images from other registries are
    /// unaffected.
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

    /// Runs the pod in its own [user namespace], so that its users do not exist on the node (`hostUsers: false`).
    ///
    /// This is off by default because the cluster (Kubernetes 1.25 or later, by default since 1.33) and the node must
    /// support it. A node without support does not start the pod. A cluster with the feature disabled may ignore the
    /// setting silently.
    ///
    /// [user namespace]: https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date").user_namespace(true);
    /// assert_eq!(execution.objects()?.pod.spec.unwrap().host_users, Some(false));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn user_namespace(mut self, on: bool) -> Self {
        self.user_namespace = on;
        self
    }

    /// Returns the objects of this execution, ready to be created.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let objects = Execution::new(Runtime::Bash5_3, "run-1", "date").objects()?;
    /// assert_eq!(objects.config_map.metadata.name, objects.pod.metadata.name);
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an [`ObjectError`] for the first setting that the API server would reject, or would interpret in an
    /// unintended way:
    ///
    /// - an invalid id, namespace, secret name, runtime class, label or mirror;
    /// - a quantity that is malformed or out of range, or a limit below its request;
    /// - a timeout of zero, or of more than 2,147,483,647 seconds;
    /// - a script that is empty or larger than 1 MiB.
    pub fn objects(&self) -> Result<Objects, ObjectError> {
        rules::check_label_name(ObjectErrorKind::Id, "execution id", &self.id)?;
        let labels = metadata::labels(self.entry.language.id, Some(self.entry.version), &self.id);
        let metadata = metadata::metadata(&self.id, self.namespace.as_deref(), labels, &self.labels)?;
        let config_map = script::config_map(metadata.clone(), self.entry.config.file_name, &self.script)?;
        let pod = Pod { metadata, spec: Some(self.pod_spec()?), ..Pod::default() };
        Ok(Objects { config_map, pod })
    }

    fn pod_spec(&self) -> Result<PodSpec, ObjectError> {
        const SCRIPTS: &str = "scripts";
        const WRITABLE: &str = "writable";

        let writable_space = Amount::parse_limit("writable space", &self.writable_space, Resource::Bytes)?;
        let scripts = Volume {
            name: SCRIPTS.to_owned(),
            config_map: Some(ConfigMapVolumeSource {
                name: self.id.clone(),
                // Executable, because a command can start with the script itself.
                default_mode: Some(0o555),
                ..ConfigMapVolumeSource::default()
            }),
            ..Volume::default()
        };
        let mirror = self.mirror.as_deref().map(Mirror::parse).transpose()?;
        let container = Container {
            name: "script".to_owned(),
            image: Some(image::by_mirror(self.entry.config.image, mirror.as_ref())?),
            image_pull_policy: self.pull_policy.map(|policy| policy.name().to_owned()),
            command: Some(self.entry.config.command.iter().map(|argument| escaped(argument)).collect()),
            env: Some(env(self.entry)),
            resources: Some(resources::of_script(&self.cpu, &self.memory)?),
            security_context: Some(hardened::container()),
            volume_mounts: Some(vec![
                hardened::mount(SCRIPTS, SCRIPTS_DIR, true),
                hardened::mount(WRITABLE, WRITABLE_DIR, false),
            ]),
            // The image's own working directory may be inaccessible to this user.
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
}

impl PullPolicy {
    /// Every policy, for command-line options.
    #[cfg(feature = "cli")]
    pub(crate) const ALL: [Self; 3] = [Self::Always, Self::IfNotPresent, Self::Never];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Always => "Always",
            Self::IfNotPresent => "IfNotPresent",
            Self::Never => "Never",
        }
    }
}

// Kubernetes accepts whole seconds, from 1 to the maximum of a 32-bit integer.
fn seconds(timeout: Duration) -> Result<i64, ObjectError> {
    let seconds = timeout.as_secs().saturating_add(u64::from(timeout.subsec_nanos() > 0));
    match i32::try_from(seconds) {
        Ok(0) => Err(ObjectError::new(
            ObjectErrorKind::Timeout,
            "a timeout of zero leaves no time to run: use one second or more",
        )),
        Ok(seconds) => Ok(seconds.into()),
        Err(_) => {
            let message = format!("a timeout of {seconds} seconds is too long: use at most {} seconds", i32::MAX);
            Err(ObjectError::new(ObjectErrorKind::Timeout, message))
        }
    }
}

// Returns `HOME`, unless the declaration sets it, followed by the declared variables.
fn env(entry: &Entry) -> Vec<EnvVar> {
    let home =
        Some(("HOME", Cow::Borrowed(WRITABLE_DIR))).filter(|(home, _)| entry.env().all(|(name, _)| name != *home));
    home.into_iter()
        .chain(entry.env())
        .map(|(name, value)| EnvVar { name: name.to_owned(), value: Some(escaped(&value)), ..EnvVar::default() })
        .collect()
}

// Escapes a text for the kubelet, which replaces `$(NAME)` in arguments and values and turns `$$` into `$`:
// <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/#using-environment-variables-inside-of-your-config>.
fn escaped(text: &str) -> String {
    text.replace('$', "$$")
}
