//! The Kubernetes objects that run a script.
//!
//! An [`Execution`] is one run of one script. It produces a `ConfigMap` that holds the script and a `Pod` that mounts
//! it and runs it with the runtime's command. It can carry arguments, environment variables, further files and standard
//! input, and run as a `Job`. A [`Prepull`] produces a `DaemonSet` that pulls images before the first
//! run needs them. All of them are types from [`k8s_openapi`], for use with any client.
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
//!    - The pod's log is the script's output. The kubelet [rotates logs], at 10 MiB by default, and returns only the
//!      latest file: follow the log of a script that prints more.
//!    - `status.reason` is `DeadlineExceeded` if the timeout expired, and `Evicted` if the node stopped the pod, for
//!      example because it used too much space in `/tmp`. Check this first: the container may have no exit code yet.
//!    - `status.containerStatuses[0].state.terminated` holds the `exitCode`. Its `reason` is `OOMKilled` if the script
//!      exceeded its memory limit.
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
//! - Its root file system is read-only, and so is the script in `/scripts`. `/tmp` is the only volume that the script
//!   can write to; its size is limited. It is also the working directory and `HOME`. Declare other variables that a
//!   language needs as its [`env`](crate::LanguageSpec::env). Container runtimes also provide writable places that are
//!   not volumes, such as `/dev/shm`.
//! - It has no service account token and no environment variables for services other than the API server, and it does
//!   not share the node's network, PID or IPC namespace.
//! - CPU and memory are limited.
//! - It runs once and is stopped when its timeout expires.
//!
//! The container receives exactly the command in [`RuntimeConfig`](crate::RuntimeConfig), followed by the arguments of
//! the execution, and the values of its variables. In the pod, every `$` in them is doubled, because the kubelet replaces
//! `$(NAME)` and turns `$$` into `$`. Only to a shell command, and for standard input, is anything added to the command
//! itself.
//!
//! # What the cluster must provide
//!
//! A pod cannot restrict everything by itself. Before you run untrusted code, make sure that the cluster covers:
//!
//! - **Network access.** A pod can reach the network unless a [`NetworkPolicy`] denies it. Select the pods by the label
//!   `app.kubernetes.io/managed-by: registry`, which all pods from this module have.
//! - **The number of processes.** The kubelet's [`podPidsLimit`] stops a script from exhausting the node's process IDs.
//! - **The number of pods.** A [`ResourceQuota`] limits what a namespace can use in total.
//! - **Kernel isolation.** For a second layer of defence, use a sandboxed [runtime class](Execution::runtime_class) or
//!   a [user namespace](Execution::user_namespace).
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
//! The objects use only fields that every Kubernetes version since 1.20 has. The exception is `hostUsers`, which
//! requires 1.25 and is set only by [`Execution::user_namespace`].
//!
//! [Pod Security Standard]: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
//! [rotates logs]: https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation
//! [`NetworkPolicy`]: https://kubernetes.io/docs/concepts/services-networking/network-policies/
//! [`podPidsLimit`]: https://kubernetes.io/docs/concepts/policy/pid-limiting/
//! [`ResourceQuota`]: https://kubernetes.io/docs/concepts/policy/resource-quotas/

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
pub use owner::owner_reference;
pub use prepull::Prepull;
