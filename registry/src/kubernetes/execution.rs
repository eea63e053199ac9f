//! One run of one script: a `ConfigMap` and a `Pod`.

use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, ConfigMapVolumeSource, Container, EnvVar, Pod, PodSpec, Volume};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::command::{self, Argv, escaped};
use super::error::{ObjectError, ObjectErrorKind};
use super::files::Files;
use super::hardened::Medium;
use super::image::Mirror;
use super::job::JobExecution;
use super::quantity::{Amount, Resource};
use super::resources::{self, Range, Resources};
use super::variables::variables;
use super::{hardened, image, metadata, rules};
use crate::{Entry, SCRIPTS_DIR, WRITABLE_DIR};

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
/// | [`args`](Self::args), [`file`](Self::file), [`stdin`](Self::stdin) | none |
/// | [`env`](Self::env) | the declared variables, and `HOME`, which is `/tmp` unless it is declared |
/// | [`namespace`](Self::namespace) | none: the client decides |
/// | [`label`](Self::label) | `app.kubernetes.io/name` (the language), `version`, `instance` (the id) and `managed-by` (`registry`) |
/// | [`cpu_request`](Self::cpu_request), [`cpu_limit`](Self::cpu_limit) | `100m`, `1` |
/// | [`memory_request`](Self::memory_request), [`memory_limit`](Self::memory_limit) | `128Mi`, `512Mi` |
/// | [`ephemeral_storage_request`](Self::ephemeral_storage_request) | `64Mi` |
/// | [`ephemeral_storage_limit`](Self::ephemeral_storage_limit) | 128 MiB for output, plus the writable space if `/tmp` is on disk: `384Mi` |
/// | [`writable_space`](Self::writable_space) | `256Mi` |
/// | [`tmp_in_memory`](Self::tmp_in_memory) | off: `/tmp` is on the node's disk |
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
    args: Vec<String>,
    env: Vec<(String, String)>,
    files: Vec<(String, Vec<u8>)>,
    stdin: Option<Vec<u8>>,
    namespace: Option<String>,
    labels: Vec<(String, String)>,
    cpu: Range,
    memory: Range,
    ephemeral_storage: Range,
    writable_space: String,
    tmp_in_memory: bool,
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
/// Both are plain data. Together, they serialize as a `v1` `List`, which `kubectl create -f -` reads. To set a field for
/// which [`Execution`] has no method, such as a toleration, change them before you create them:
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
            args: Vec::new(),
            env: Vec::new(),
            files: Vec::new(),
            stdin: None,
            namespace: None,
            labels: Vec::new(),
            cpu: Range::default(),
            memory: Range::default(),
            ephemeral_storage: Range::default(),
            writable_space: resources::WRITABLE_SPACE.to_owned(),
            tmp_in_memory: false,
            timeout: Duration::from_secs(300),
            pull_policy: None,
            pull_secrets: Vec::new(),
            runtime_class: None,
            mirror: None,
            user_namespace: false,
        }
    }

    /// Adds arguments for the script. Each reaches it unchanged, without expansion by a shell or by Kubernetes.
    ///
    /// If the runtime's command has steps, the last one receives them. In an `sh -c` command, `"$@"` marks where they
    /// belong. Without it, its last command receives them, which must be a program and its arguments: a command that
    /// ends with `fi`, for example, takes none. Such arguments become quoted words of the shell command; all others are the
    /// container's `args`.
    ///
    /// Arguments, like all settings of a pod, are visible to anyone with permission to read it. Pass secrets in a
    /// [`file`](Self::file) or on the [standard input](Self::stdin), and restrict who may read the `ConfigMap`.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "echo \"$1\"").args(["a b", "$HOME"]);
    /// let spec = execution.objects()?.pod.spec.unwrap();
    /// assert_eq!(spec.containers[0].command.as_deref().unwrap(), ["bash", "/scripts/main.sh"]);
    /// // Kubernetes reads `$$` as `$`.
    /// assert_eq!(spec.containers[0].args.as_deref().unwrap(), ["a b", "$$HOME"]);
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn args<T: Into<String>>(mut self, args: impl IntoIterator<Item = T>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable of the script. It replaces a declared variable of that name, or one that was set
    /// before.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "echo \"$GREETING\"").env("GREETING", "hello");
    /// let env = execution.objects()?.pod.spec.unwrap().containers[0].env.clone().unwrap();
    /// assert_eq!((env[1].name.as_str(), env[1].value.as_deref()), ("GREETING", Some("hello")));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Adds a file next to the script, in [`SCRIPTS_DIR`](crate::SCRIPTS_DIR). The content may be text or arbitrary
    /// bytes.
    ///
    /// The script, all its files and its standard input may have at most 1 MiB in total, the limit of a `ConfigMap`.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Python3_12, "run-1", "import helper").file("helper.py", "print('hello')");
    /// assert_eq!(execution.objects()?.config_map.data.unwrap()["helper.py"], "print('hello')");
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn file(mut self, name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.into(), content.into()));
        self
    }

    /// Sets the standard input of the script, which is empty otherwise. Its size counts like that of a
    /// [`file`](Self::file).
    ///
    /// If the runtime's command has steps, the last one reads it. In an `sh -c` command, the last command reads it if it
    /// is a program and its arguments outside of a pipeline; otherwise, the whole command does. For a command without a
    /// shell, `sh` connects the input to the program, so the image must contain `sh`.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let objects = Execution::new(Runtime::Bash5_3, "run-1", "wc -l").stdin("a\nb\n").objects()?;
    /// assert_eq!(objects.config_map.data.unwrap()[".stdin"], "a\nb\n");
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn stdin(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(content.into());
        self
    }

    /// Runs the script as a Kubernetes `Job` instead of a bare pod. Call it after all settings of the execution;
    /// [`JobExecution`] has those of the job.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let objects = Execution::new(Runtime::Python3_12, "run-1", "print('hello')").job().queue("batch").objects()?;
    /// assert_eq!(objects.job.spec.unwrap().backoff_limit, Some(0));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn job(self) -> JobExecution {
        JobExecution::new(self)
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

    /// Sets the [ephemeral storage] request, as a [quantity] of bytes: `"1Gi"`. The scheduler reserves it on the disk of
    /// the node.
    ///
    /// [ephemeral storage]: https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
    /// [quantity]: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    pub fn ephemeral_storage_request(mut self, quantity: impl Into<String>) -> Self {
        self.ephemeral_storage.request = Some(quantity.into());
        self
    }

    /// Sets the [ephemeral storage] limit, as a quantity of bytes. The kubelet evicts a pod that exceeds it.
    ///
    /// What counts is what the pod keeps on the disk of the node: the log with all of its rotated files, `/tmp` unless it
    /// is [in memory](Self::tmp_in_memory), and the writable layer of the container, which stays empty because the root
    /// file system is read-only. In the log, each line takes some 40 bytes more than the script printed.
    ///
    /// The kubelet measures periodically, every ten seconds or less often: like the
    /// [limit of `/tmp`](Self::writable_space), this one stops a script that keeps growing, and does not stop one that
    /// ends before it is measured.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let limit = |execution: Execution| {
    ///     let resources = execution.objects()?.pod.spec.unwrap().containers[0].resources.clone().unwrap();
    ///     Ok::<_, registry::kubernetes::ObjectError>(resources.limits.unwrap()["ephemeral-storage"].0.clone())
    /// };
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date");
    /// assert_eq!(limit(execution.clone())?, "384Mi"); // 256 MiB in `/tmp`, and 128 MiB of output
    /// assert_eq!(limit(execution.clone().writable_space("1Gi"))?, "1152Mi");
    /// assert_eq!(limit(execution.ephemeral_storage_limit("2Gi"))?, "2Gi");
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    ///
    /// [ephemeral storage]: https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
    pub fn ephemeral_storage_limit(mut self, quantity: impl Into<String>) -> Self {
        self.ephemeral_storage.limit = Some(quantity.into());
        self
    }

    /// Sets the size limit of `/tmp`, as a quantity of bytes.
    ///
    /// On disk, which is the default, the kubelet [evicts] a pod that exceeds it. It measures periodically, so a script
    /// that writes 1 GB and exits immediately succeeds. Put `/tmp` [in memory](Self::tmp_in_memory) for a limit that holds
    /// at every write.
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

    /// Keeps `/tmp` in memory instead of on the disk of the node.
    ///
    /// Files in it count towards the [memory limit](Self::memory_limit), together with the memory of the script, until
    /// they are deleted. A write that exceeds the memory limit gets the script killed, as does allocating too much. Since
    /// Kubernetes 1.22, the file system is as large as the [writable space](Self::writable_space), or the memory limit
    /// if that is smaller: a write beyond it fails at once with `ENOSPC`. In earlier versions, the kubelet evicts a pod
    /// that exceeds the writable space, as it does on disk.
    ///
    /// To leave a script as much memory as before, raise the memory limit by the writable space.
    ///
    /// ```
    /// use registry::Runtime;
    /// use registry::kubernetes::Execution;
    ///
    /// let execution = Execution::new(Runtime::Bash5_3, "run-1", "date")
    ///     .tmp_in_memory(true)
    ///     .writable_space("64Mi")
    ///     .memory_limit("576Mi");
    /// let volumes = execution.objects()?.pod.spec.unwrap().volumes.unwrap();
    /// assert_eq!(volumes[1].empty_dir.as_ref().unwrap().medium.as_deref(), Some("Memory"));
    /// # Ok::<(), registry::kubernetes::ObjectError>(())
    /// ```
    pub fn tmp_in_memory(mut self, on: bool) -> Self {
        self.tmp_in_memory = on;
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
    /// - a script that is empty, or larger than 1 MiB together with its files and its standard input;
    /// - an invalid name of a file or a variable, or a file that is added twice;
    /// - an argument or a variable of more than 131,071 bytes or with a NUL character, or more than 512 KiB of either in total;
    /// - arguments for a command that cannot pass them on.
    pub fn objects(&self) -> Result<Objects, ObjectError> {
        let metadata = self.metadata()?;
        let config_map = self.config_map(metadata.clone())?;
        let pod = Pod { metadata, spec: Some(self.pod_spec()?), ..Pod::default() };
        Ok(Objects { config_map, pod })
    }

    pub(super) fn metadata(&self) -> Result<ObjectMeta, ObjectError> {
        rules::check_label_name(ObjectErrorKind::Id, "execution id", &self.id)?;
        let labels = metadata::labels(self.entry.language.id, Some(self.entry.version), &self.id);
        metadata::metadata(&self.id, self.namespace.as_deref(), labels, &self.labels)
    }

    pub(super) fn config_map(&self, metadata: ObjectMeta) -> Result<ConfigMap, ObjectError> {
        let script = (self.entry.config.file_name, self.script.as_slice());
        Files { script, more: &self.files, stdin: self.stdin.as_deref() }.config_map(metadata)
    }

    pub(super) fn pod_spec(&self) -> Result<PodSpec, ObjectError> {
        const SCRIPTS: &str = "scripts";
        const WRITABLE: &str = "writable";

        let writable_space = Amount::parse_limit("writable space", &self.writable_space, Resource::Bytes)?;
        let medium = if self.tmp_in_memory { Medium::Memory } else { Medium::Disk };
        let storage_limit = resources::storage_limit(Some(&writable_space).filter(|_| !self.tmp_in_memory))?;
        let resources = Resources { cpu: &self.cpu, memory: &self.memory, ephemeral_storage: &self.ephemeral_storage };
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
        let Argv { command, args } = command::argv(self.entry.config.command, &self.args, self.stdin.is_some())?;
        let env = variables(self.entry, &self.env)?.into_iter();
        let env = env.map(|(name, value)| EnvVar { name, value: Some(escaped(&value)), ..EnvVar::default() });
        let container = Container {
            name: "script".to_owned(),
            image: Some(image::by_mirror(self.entry.image(), mirror.as_ref())?),
            image_pull_policy: self.pull_policy.map(|policy| policy.name().to_owned()),
            command: Some(command.iter().map(|argument| escaped(argument)).collect()),
            args: Some(args.iter().map(|argument| escaped(argument)).collect())
                .filter(|args: &Vec<_>| !args.is_empty()),
            env: Some(env.collect()),
            resources: Some(resources::of_script(resources, &storage_limit)?),
            security_context: Some(hardened::container()),
            termination_message_path: Some(hardened::TERMINATION_MESSAGE_PATH.to_owned()),
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
            active_deadline_seconds: Some(timeout(self.timeout)?.into()),
            containers: vec![container],
            host_users: self.user_namespace.then_some(false),
            image_pull_secrets: image::pull_secrets(&self.pull_secrets)?,
            restart_policy: Some("Never".to_owned()),
            runtime_class_name: self.runtime_class.clone(),
            termination_grace_period_seconds: Some(5),
            volumes: Some(vec![scripts, hardened::empty_dir(WRITABLE, writable_space.quantity(), medium)]),
            ..hardened::pod()
        })
    }
}

#[cfg(all(feature = "cli", feature = "run"))]
impl Objects {
    /// Runs another command in the same container.
    pub(crate) fn with_command(mut self, command: impl Iterator<Item = impl AsRef<str>>) -> Self {
        let command: Vec<String> = command.map(|argument| escaped(argument.as_ref())).collect();
        for container in self.pod.spec.iter_mut().flat_map(|spec| &mut spec.containers) {
            (container.command, container.args) = (Some(command.clone()), None);
        }
        self
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

fn timeout(timeout: Duration) -> Result<i32, ObjectError> {
    match rules::seconds("timeout", timeout)? {
        0 => Err(ObjectError::new(
            ObjectErrorKind::Timeout,
            "a timeout of zero leaves no time to run: use one second or more",
        )),
        seconds => Ok(seconds),
    }
}
