//! From a runtime and a script to the Kubernetes objects that run it.
//!
//! An [`Execution`] is one run of one script. It yields a `ConfigMap`, which holds the script, and a `Pod`, which mounts it and
//! runs the runtime's command on it, as types of [`k8s_openapi`]. A [`Prepull`] yields a `DaemonSet` that pulls the images
//! before anybody waits for them.
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
//! # Script -> `ConfigMap` + `Pod` -> result
//!
//! 1. **Make the objects.** What Kubernetes would refuse is an [`ObjectError`] before anything is sent: an id that is no name,
//!    a script that does not fit, a limit below its request.
//! 2. **Create the pod**, with any client: `kube`'s `Api<Pod>` takes it as it is. It waits for its `ConfigMap`.
//! 3. **Create the `ConfigMap`**, with the [`owner_reference`] of the pod that the API server answered, so that whoever deletes
//!    the pod deletes both. With `kubectl apply -f -`, which knows no owner, delete both by their label:
//!    `kubectl delete pod,configmap -l app.kubernetes.io/instance=run-1`.
//! 4. **Wait** until `status.phase` is `Succeeded` or `Failed`. A pod for which no node has room is never started, and the time
//!    that it may take does not run either: have a time of your own, too.
//! 5. **Read the result.** The log of the pod is the script's output. `status.containerStatuses[0].state.terminated` has its
//!    `exitCode`, and `OOMKilled` as its `reason` where it took more memory than its limit. `status.reason` is
//!    `DeadlineExceeded` where it took too long, and `Evicted` where it wrote too much.
//! 6. **Delete the pod.**
//!
//! `examples/execute.rs` in this crate does all of it:
//!
//! ```sh
//! cargo run --example execute --features kubernetes-latest -- python@3.12 script.py
//! ```
//!
//! # What such a pod is
//!
//! It is made to run code that nobody has read. It passes the [Pod Security Standard] "restricted" of every version of
//! Kubernetes, and no method makes it weaker:
//!
//! - Pod and container run as user and group 65532, which must not be root, with every capability dropped, without a way to
//!   more privileges, and with the seccomp profile of the container runtime.
//! - The root file system is read-only, and so is the script in `/scripts`. `/tmp`, which has a bounded size, can be written to.
//!   It is where the script starts, and `HOME`. What else a language needs to know, its declaration says as
//!   [`env`](crate::LanguageSpec::env).
//! - It has no token of a service account, no list of the namespace's services, and no namespace of its node.
//! - It runs once, and no longer than its timeout.
//!
//! What a pod cannot say of itself is up to the cluster: to keep scripts away from the network, put a `NetworkPolicy` on the
//! label `app.kubernetes.io/managed-by: registry`. A [runtime class](Execution::runtime_class) with a sandbox, and a
//! [user namespace](Execution::user_namespace), are two more walls.
//!
//! The container gets the command exactly as [`RuntimeConfig`](crate::RuntimeConfig) has it, and each variable of `env` as it was
//! declared. In a pod every `$` of them stands twice, since the kubelet replaces `$(NAME)` and makes one `$` of two.
//!
//! # Which version of Kubernetes
//!
//! `k8s-openapi` wants one version of Kubernetes to be chosen, once in the whole build. Feature `kubernetes` leaves the choice to
//! you:
//!
//! ```toml
//! registry = { path = "../registry/registry", features = ["kubernetes"] }
//! k8s-openapi = { version = "0.29", features = ["v1_33"] } # of the version that this crate uses
//! ```
//!
//! Feature `kubernetes-latest` chooses the latest, for a build where nothing else does: two choices are an error, so a library
//! must not turn it on. A build of this crate alone, where no
//! `Cargo.toml` can choose, does by `K8S_OPENAPI_ENABLED_VERSION=1.33 cargo check --features kubernetes`. What comes out uses
//! only fields that every version since 1.20 knows, but for `hostUsers`, which needs 1.25 and is there only when it is asked
//! for.
//!
//! [Pod Security Standard]: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted

mod error;
mod execution;
mod hardened;
mod image;
mod metadata;
mod prepull;
mod quantity;
mod rules;

/// The crate that the objects' types are of, in the version that they are of.
pub use k8s_openapi;

#[cfg(feature = "cli")]
pub(crate) use execution::{MAX_SCRIPT, is_escaped_by_kubectl};

pub use error::{ObjectError, ObjectErrorKind};
pub use execution::{Execution, Objects, PullPolicy, owner_reference};
pub use prepull::Prepull;
