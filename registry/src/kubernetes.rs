//! The Kubernetes objects that run a script.
//!
//! An [`Execution`] is one run of one script. It produces a `ConfigMap` that holds the script and a `Pod` that mounts
//! it and runs it with the runtime's command. It can carry arguments, environment variables, further files and standard
//! input, and run as a `Job`. A [`Namespace`] produces what untrusted code needs around it, and a [`Prepull`] a
//! `DaemonSet` that pulls images before the first run needs them. All of them are types from [`k8s_openapi`], for use
//! with any client.
//!
//! ```
//! use std::time::Duration;
//!
//! use registry::REGISTRY;
//! use registry::kubernetes::Execution;
//!
//! let entry = REGISTRY.find("python", "3.12")?;
//! let objects = Execution::new(entry, "run-1", "print('hello')").timeout(Duration::from_secs(10)).objects()?;
//!
//! let spec = objects.pod.spec.as_ref().unwrap();
//! let container = &spec.containers[0];
//! assert_eq!(container.image.as_deref(), Some("python:3.12-slim"));
//! assert_eq!(container.command.as_deref().unwrap(), ["python", "/scripts/main.py"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # From a script to its result
//!
//! With the feature `run`, a `run::Runner` runs an execution and returns the output of the script and how it ended. It
//! takes the steps below, whatever goes wrong in between, and leaves nothing in the cluster. To take them with another
//! client:
//!
//! 1. **Build the objects** with [`Execution::objects`]. It returns an [`ObjectError`] for settings that Kubernetes
//!    would reject, such as an invalid id, a script that is too large or a limit below its request.
//! 2. **Create the `ConfigMap`**, then **the pod**. In the other order, a pod whose `ConfigMap` is late waits about ten
//!    seconds until the kubelet tries again.
//! 3. **Make the pod the owner** of the `ConfigMap`: patch its `metadata.ownerReferences` with the pod's
//!    [`owner_reference`]. From then on, deleting the pod deletes both. A client that dies before this step leaves the
//!    `ConfigMap` behind: delete it by its label.
//! 4. **Wait** until `status.phase` is `Succeeded` or `Failed`. The timeout does not start until a node accepts the
//!    pod, and a pod that fits on no node stays `Pending`: set a client-side deadline as well.
//! 5. **Read the result.**
//!    - The pod's log is the script's output. The kubelet [rotates logs][log rotation], at 10 MiB by default, and returns
//!      only the latest file: follow the log of a script that prints more.
//!    - `status.reason` is `DeadlineExceeded` if the timeout expired, and `Evicted` if the node stopped the pod, for
//!      example because it used too much space in `/tmp`. Check this first: the container may have no exit code yet.
//!    - `status.containerStatuses[0].state.terminated` holds the `exitCode`. Its `reason` is `OOMKilled` and its
//!      `exitCode` 137 if the script exceeded its memory limit. With another code, only a child of the script did.
//! 6. **Delete the pod.** The `ConfigMap` goes with it.
//!
//! `examples/execute.rs` in this crate runs a script with a `Runner` and prints its output while it runs:
//!
//! ```sh
//! cargo run --example execute --features run,kubernetes-latest -- python@3.12 script.py
//! ```
//!
//! `kubectl apply -f -` sets no owner. Delete all objects by their label instead:
//! `kubectl delete job,pod,configmap -l app.kubernetes.io/instance=run-1`.
//!
//! # Hardening
//!
//! The pod is designed for untrusted code. It satisfies the [Pod Security Standard] "restricted", and no builder method
//! weakens it:
//!
//! - It runs as user and group 65532, never as root, with all capabilities dropped, without privilege escalation, and
//!   with the container runtime's default seccomp profile.
//! - Its root file system is read-only, and so is the script in `/scripts`. The script can write to `/tmp`, which is also
//!   the working directory and `HOME`, and to `/dev/shm` and `/dev/mqueue`, which the container runtime provides. [Every
//!   one has a limit](#what-a-script-can-write). Declare other variables that a language needs as its
//!   [`env`](crate::LanguageSpec::env).
//! - It has no service account token and no environment variables for services other than the API server, and it does
//!   not share the node's network, PID or IPC namespace.
//! - CPU, memory and ephemeral storage are limited.
//! - It runs once and is stopped when its timeout expires.
//!
//! The container receives exactly the command in [`RuntimeConfig`](crate::RuntimeConfig), followed by the arguments of
//! the execution, and the values of its variables. In the pod, every `$` in them is doubled, because the kubelet replaces
//! `$(NAME)` and turns `$$` into `$`. The command itself changes only for the arguments of a shell command and for
//! standard input.
//!
//! # What a script can write
//!
//! | place | limit | at the limit |
//! |---|---|---|
//! | `/tmp` on disk, the default | the [writable space](Execution::writable_space), measured periodically | the kubelet evicts the pod |
//! | `/tmp` [in memory](Execution::tmp_in_memory) | the writable space (Kubernetes 1.22 and later) and the memory limit | the write fails with `ENOSPC`, or the script is killed |
//! | standard output and error | the [ephemeral storage limit](Execution::ephemeral_storage_limit), measured periodically | the kubelet evicts the pod |
//! | `/dev/shm` | 64 MiB in containerd, and the memory limit | the write fails with `ENOSPC`, or the script is killed |
//! | `/dev/mqueue` | the node's limit for message queues, 800 KiB in Linux | no queue can be created |
//! | the [termination message] | none | only root can reach it, in `/root` |
//!
//! **On disk, limits are not exact.** The kubelet measures a pod every ten seconds, or less often, and evicts one that is
//! above a limit at that time. A script that writes 1 GB to `/tmp` and exits after a second succeeds. What bounds it is
//! the speed of the disk, so leave the node room for a few gigabytes, or keep `/tmp` in memory.
//!
//! **Logs are rotated.** The output of a script is a file on the node, in which each line takes some 40 bytes more than the
//! script printed. Every ten seconds, by default, the kubelet starts a new file if the current one exceeds 10 MiB, and
//! keeps the last five ([`containerLogMaxSize` and `containerLogMaxFiles`][log rotation]). The API server returns only
//! the latest: of 45 MB that a script printed in 40 seconds, it returned the last 6 MB, and the exit code was 0. To
//! receive everything, follow the log while the script runs. When a pod is evicted, its log is deleted, and reading it
//! is an error.
//!
//! **The termination message** is a file that Kubernetes mounts into every container for a last message. Nothing limits
//! its size, and by default it is `/dev/termination-log`, to which every user can write. These pods have it in `/root`,
//! which user 65532 cannot enter in images based on Debian, Alpine and most others. If an image has no `/root`, the
//! container runtime creates one that everyone can enter: give such images a `/root` with mode 0700.
//!
//! # What the cluster must provide
//!
//! A pod cannot restrict everything by itself. Create a [`Namespace`] for untrusted code: it denies network access,
//! limits what all pods use together, and decides who may create which pods. The cluster must provide the rest:
//!
//! - **A network plugin that enforces [network policies](#network-policies-need-a-network-plugin-that-enforces-them).**
//! - **No access to the API server.** Kubernetes adds variables such as `KUBERNETES_SERVICE_HOST` to every container, and
//!   a pod cannot remove them. They contain its address and no credentials. A `NetworkPolicy` that denies egress denies
//!   this access, too.
//! - **A limit on processes.** No field of a pod limits it. The kubelet's [`podPidsLimit`] does, for each pod; it has no
//!   limit by default, and a script can then exhaust the process IDs of the node.
//! - **Logs that are not rotated.** The kubelet looks at logs every ten seconds, and returns nothing of a file that it has
//!   rotated. On a busy node, a script can print 10 MiB before its log can be read, and its output is lost. A
//!   [`containerLogMaxSize`][log rotation] above the limit on ephemeral storage, 384 MiB by default, prevents this: a pod
//!   that prints more is evicted.
//! - **Room on the disk of the node**, because [limits on disk are not exact](#what-a-script-can-write).
//! - **Time to live.** Kubernetes before 1.21 ignores the [time to live](JobExecution::time_to_live) of a job unless its
//!   feature gate `TTLAfterFinished` is on. There, delete jobs yourself.
//! - **Kernel isolation.** For a second layer of defence, use a sandboxed [runtime class](Execution::runtime_class) or
//!   a [user namespace](Execution::user_namespace).
//!
//! # Many runs
//!
//! **What bounds a node.** 40 runs of `true`, created at once on a node with two busy CPUs and Kubernetes 1.20:
//!
//! | | as pods | as jobs |
//! |---|---|---|
//! | default settings | 1.1 to 1.3 runs per second | 1.1 to 1.2 runs per second |
//! | `kubeAPIQPS: 50` in the kubelet's configuration | 2.3 | 2.6 |
//! | and a [CPU request](Execution::cpu_request) of `10m` | 3.1 | 2.5 |
//!
//! In the order in which a node reaches them, the bounds are:
//!
//! 1. *The kubelet's rate of API requests.* Before Kubernetes 1.27, a kubelet sends at most five per second, and each run
//!    takes several. With a CPU request of `10m` and the default rate, all 40 scripts had ended after 9 seconds, but the
//!    last result arrived after 28. Set [`kubeAPIQPS`] to 50, the default since 1.27.
//! 2. *Requests.* The default of `100m` lets 20 pods run at once on two CPUs; further ones stay `Pending`. Lower the
//!    request if scripts mostly wait, and keep the limit.
//! 3. *The number of pods*, 110 per node by default (`maxPods`).
//! 4. *The CPU that starting a container takes.* Batch several inputs into one run if scripts take less than a second.
//!
//! **Beyond one node**, add nodes: the scheduler distributes the pods, and no two runs share an object. Pull the images
//! in advance with a [`Prepull`]. If more runs arrive than fit, create them as [jobs with a queue](JobExecution::queue):
//! Kueue starts them by quota and priority, and a waiting job has no pod that the scheduler would have to try again. Delete
//! runs as soon as you have their result, because objects that have ended still take space in etcd.
//!
//! **Beyond one cluster**, choose the cluster in the client, for example by a hash of the id, and create all objects of a
//! run there; they refer to nothing else. Do not use Kueue's [multi-cluster dispatch] for that: it copies the job to
//! another cluster, without its `ConfigMap`.
//!
//! # Choosing a Kubernetes version
//!
//! `k8s-openapi` requires that exactly one Kubernetes version is enabled in the whole build.
//!
//! - **Applications** enable feature `kubernetes` and choose the version of their oldest cluster:
//!
//!   ```toml
//!   registry = { path = "../registry/registry", features = ["kubernetes"] }
//!   k8s-openapi = { version = "0.29", features = ["v1_33"] } # the same release of k8s-openapi as this crate
//!   ```
//! - **Libraries** enable feature `kubernetes` and leave the choice to the application. They must not enable
//!   `kubernetes-latest`, because two versions in one build are an error.
//! - **Builds in which no other crate chooses**, such as the program `runtimes`, enable `kubernetes-latest`. To build
//!   this crate on its own without it, set a variable: `K8S_OPENAPI_ENABLED_VERSION=1.33 cargo check --features
//!   kubernetes`.
//!
//! The objects use only fields that every Kubernetes version since 1.20 has. The exceptions are `hostUsers`, which
//! requires 1.25 and is set only by [`Execution::user_namespace`], and the [`AdmissionPolicy`], which requires 1.30.
//!
//! [Pod Security Standard]: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
//! [log rotation]: https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation
//! [termination message]: https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/#customizing-the-termination-message
//! [`kubeAPIQPS`]: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
//! [multi-cluster dispatch]: https://kueue.sigs.k8s.io/docs/concepts/multikueue/
//! [`podPidsLimit`]: https://kubernetes.io/docs/concepts/policy/pid-limiting/
#![doc = include_str!("kubernetes/threats.md")]

mod command;
mod error;
mod execution;
mod files;
mod hardened;
mod image;
mod job;
mod kubectl;
mod list;
mod metadata;
mod namespace;
mod owner;
mod prepull;
mod quantity;
mod resources;
mod rules;
#[cfg(feature = "run")]
pub mod run;
mod variables;

/// The crate that defines the types of the objects, in the version that this crate uses.
pub use k8s_openapi;

#[cfg(all(feature = "cli", feature = "run"))]
pub(crate) use command::unescaped;
#[cfg(feature = "cli")]
pub(crate) use files::MAX_BYTES;
#[cfg(feature = "cli")]
pub(crate) use kubectl::can_apply;
#[cfg(all(feature = "cli", feature = "run"))]
pub(crate) use quantity::nano;

pub use error::{ObjectError, ObjectErrorKind};
pub use execution::{Execution, Objects, PullPolicy};
pub use job::{JobExecution, JobObjects};
pub use namespace::{AdmissionPolicy, Namespace, NamespaceObjects};
pub use owner::owner_reference;
pub use prepull::Prepull;
