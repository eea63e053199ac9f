//! Runs scripts in a cluster and returns their results.
//!
//! A [`Runner`] creates the objects of an [`Execution`], follows the script's output, waits for its end and deletes what
//! it created. It belongs to one namespace. One watch serves all of its runs, however many there are, and a run makes six
//! requests. Only a container that takes more than 20 seconds to be created costs some more.
//!
//! ```no_run
//! use registry::REGISTRY;
//! use registry::kubernetes::Execution;
//! use registry::kubernetes::run::{End, Runner};
//!
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let runner = Runner::new(kube::Client::try_default().await?).namespace("scripts");
//! let execution = Execution::new(REGISTRY.find("python", "3.12")?, "run-1", "print('hello')");
//! let outcome = runner.run(&execution).await?;
//! assert_eq!(outcome.end, End::Exited(0));
//! assert_eq!(outcome.output, b"hello\n");
//! # Ok(())
//! # }
//! ```
//!
//! To read the output while the script runs, [`start`](Runner::start) it:
//!
//! ```no_run
//! # use registry::kubernetes::{Execution, run::Runner};
//! # async fn test(runner: Runner, execution: Execution) -> Result<(), Box<dyn std::error::Error>> {
//! use std::io::Write;
//!
//! let mut run = runner.start(&execution).await?;
//! while let Some(bytes) = run.output().next().await {
//!     std::io::stdout().write_all(&bytes)?;
//! }
//! println!("the script {}", run.end().await?);
//! # Ok(())
//! # }
//! ```
//!
//! # What can go wrong
//!
//! Whatever happens to a script is an [`End`]: also that it never starts because its image does not exist, or that
//! someone deletes its pod. A [`RunError`] is a problem of the client, such as missing permissions.
//!
//! A run never hangs. It ends when its pod has not started after [`start_timeout`](Runner::start_timeout), and when the
//! cluster reports nothing for a minute after the execution's timeout, as when a node is lost.
//!
//! # What is left in the cluster
//!
//! Nothing. [`Run::end`] and [`Run::cancel`] delete the pod and the `ConfigMap`, and dropping a [`Run`], or the future of
//! any method, deletes them in the background. Call [`Runner::shutdown`] before a program ends, to wait for that. What a
//! killed program leaves, [`Runner::sweep`] deletes.
//!
//! # Permissions
//!
//! In the namespace, the client needs the verbs `create`, `get`, `list`, `watch` and `delete` for `pods`, `get` for
//! `pods/log`, and `create`, `get`, `list`, `patch` and `delete` for `configmaps`.

mod created;
mod end;
mod error;
mod hub;
mod identity;
mod log;
mod output;
mod progress;
mod sweep;
mod watched;

use std::sync::Arc;
use std::time::Duration;

use kube::{Client, ResourceExt};

use super::{Execution, Objects};
use created::Created;
use hub::{Hub, lock};
use watched::{Patience, Watched};

#[cfg(feature = "cli")]
pub(crate) use error::chain;

pub use end::{End, Outcome};
pub use error::RunError;
pub use output::Output;
pub use progress::State;
pub use sweep::Swept;

/// Runs scripts in one namespace of a cluster. Cloning it is cheap, and clones share their watch.
///
/// The methods must be called in a Tokio runtime. The [module documentation](self) has examples.
#[derive(Clone)]
pub struct Runner {
    client: Client,
    hub: Arc<Hub>,
    start_timeout: Duration,
    output_limit: usize,
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runner").field("namespace", &self.hub.namespace).finish_non_exhaustive()
    }
}

impl Runner {
    /// Creates a runner for the default namespace of the client. It makes no request.
    #[must_use]
    pub fn new(client: Client) -> Self {
        let hub = Arc::new(Hub::new(&client, client.default_namespace()));
        Self { client, hub, start_timeout: Duration::from_secs(600), output_limit: 16 << 20 }
    }

    /// Sets the namespace. It must exist.
    #[must_use]
    pub fn namespace(self, name: impl AsRef<str>) -> Self {
        Self { hub: Arc::new(Hub::new(&self.client, name.as_ref())), ..self }
    }

    /// Sets how long a script may wait for a node with room and for its image. The default is ten minutes. After that,
    /// it ends as [`End::NotStarted`], with the reason for which it waited.
    #[must_use]
    pub fn start_timeout(self, start_timeout: Duration) -> Self {
        Self { start_timeout, ..self }
    }

    /// Sets how many bytes of output [`run`](Self::run) returns at most. The default is 16 MiB.
    #[must_use]
    pub fn output_limit(self, output_limit: usize) -> Self {
        Self { output_limit, ..self }
    }

    /// Runs a script and waits for its end.
    ///
    /// The output is [truncated](Outcome::truncated) to the [`output_limit`](Self::output_limit).
    ///
    /// # Errors
    ///
    /// See [`start`](Self::start) and [`Run::end`].
    pub async fn run(&self, execution: &Execution) -> Result<Outcome, RunError> {
        let mut run = self.start(execution).await?;
        let (mut output, mut exceeds) = (Vec::new(), false);
        while let Some(bytes) = run.output().next().await {
            let room = self.output_limit - output.len();
            exceeds = bytes.len() > room;
            output.extend_from_slice(bytes.get(..room).unwrap_or(&bytes));
            if exceeds {
                break;
            }
        }
        let end = run.end().await?;
        Ok(Outcome { end, output, truncated: exceeds || run.output().is_truncated() })
    }

    /// Creates the objects of an execution. The script starts as soon as a node has room for it and its image.
    ///
    /// If the API server rejects an object, for example because a quota is exhausted, the run ends as
    /// [`End::NotStarted`].
    ///
    /// # Errors
    ///
    /// Returns an error if the execution has an invalid setting, another namespace than the runner or an id that exists,
    /// and if the API server cannot be reached or refuses the client.
    pub async fn start(&self, execution: &Execution) -> Result<Run, RunError> {
        joined(self.spawn(execution.objects()?)?).await
    }

    /// Creates objects that an [`Execution`] has returned, for example after changing a field for which it has no method.
    ///
    /// ```no_run
    /// # use registry::kubernetes::{Execution, run::Runner};
    /// # async fn test(runner: Runner, execution: Execution) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut objects = execution.objects()?;
    /// if let Some(spec) = &mut objects.pod.spec {
    ///     spec.priority_class_name = Some("low".to_owned());
    /// }
    /// let run = runner.start_objects(objects).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`start`](Self::start).
    pub async fn start_objects(&self, objects: Objects) -> Result<Run, RunError> {
        joined(self.spawn(objects)?).await
    }

    /// Starts a script in a task of its own, because a request must not be dropped before it is known what it created.
    fn spawn(&self, objects: Objects) -> Result<Starting, RunError> {
        if let Some(namespace) = &objects.pod.metadata.namespace
            && *namespace != self.hub.namespace
        {
            let (execution, runner) = (namespace.clone(), self.hub.namespace.clone());
            return Err(RunError::Namespace { execution, runner });
        }
        Ok(tokio::spawn(start(Arc::clone(&self.hub), objects, self.start_timeout)))
    }

    /// Waits until all objects of this runner and its clones are gone from the cluster.
    ///
    /// Call it at the end of a program, after all runs have ended or have been dropped.
    ///
    /// It does not wait long for a node that is lost: a pod that is not gone a minute after its grace period is deleted by
    /// force.
    ///
    /// # Errors
    ///
    /// Returns the first error from deleting an object. [`sweep`](Self::sweep) can delete it later.
    pub async fn shutdown(&self) -> Result<(), RunError> {
        self.hub.idle().await;
        let mut left = lock(&self.hub.left);
        if left.is_empty() { Ok(()) } else { Err(left.swap_remove(0)) }
    }

    /// Deletes what killed programs have left in the namespace.
    ///
    /// Objects of a program that ran on this machine, in the same PID namespace, are deleted if it has ended. All
    /// others are deleted if they are older than `age` and their script is not running: the pod waits, has ended or is
    /// gone. A script that runs is stopped by its timeout.
    ///
    /// # Errors
    ///
    /// Returns an error if the API server cannot be reached or does not accept a request.
    pub async fn sweep(&self, age: Duration) -> Result<Swept, RunError> {
        sweep::sweep(&self.hub, age).await
    }
}

type Starting = tokio::task::JoinHandle<Result<Run, RunError>>;

async fn joined(starting: Starting) -> Result<Run, RunError> {
    starting.await.unwrap_or_else(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Err(RunError::Shutdown),
    })
}

async fn start(hub: Arc<Hub>, objects: Objects, start: Duration) -> Result<Run, RunError> {
    let name = objects.pod.name_any();
    let timeout = objects.pod.spec.as_ref().and_then(|spec| spec.active_deadline_seconds);
    let timeout = Duration::from_secs(timeout.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(u64::MAX));
    let run = identity::unique();
    let reports = hub.register(&name, &run)?;
    let watched = Watched::new(Arc::clone(&hub), name.clone(), run.clone(), reports, Patience { start, timeout });
    let mut created = Created::new(hub, name, run);
    if let Err(error) = created.create(objects).await {
        match error.rejection() {
            Some(end) if !created.has_pod() => watched.end_with(end),
            _ => {
                created.remove(true).await;
                return Err(error);
            }
        }
    }
    Ok(Run { output: Output::new(watched.clone()), watched, created: Some(created) })
}

/// A script that runs. Dropping it stops the script and deletes what was created for it.
#[derive(Debug)]
#[must_use = "dropping it stops the script"]
pub struct Run {
    output: Output,
    watched: Watched,
    created: Option<Created>,
}

impl Run {
    /// Returns the name of the pod, which is the id of the execution.
    #[must_use]
    pub fn name(&self) -> &str {
        self.watched.name()
    }

    /// Returns what the script prints. Each call continues where the last one stopped.
    pub fn output(&mut self) -> &mut Output {
        &mut self.output
    }

    /// Returns the states of the run, to show what it waits for. They can be read while the output is.
    #[must_use]
    pub fn states(&self) -> States {
        States { watched: self.watched.clone(), last: None }
    }

    /// Waits for the end of the script, and deletes its pod and its `ConfigMap`.
    ///
    /// It does not wait for the output: read that first. A further call returns the same end.
    ///
    /// # Errors
    ///
    /// Returns an error if the API server does not let the client watch pods.
    pub async fn end(&mut self) -> Result<End, RunError> {
        let end = self.watched.ended().await;
        if let Some(created) = &mut self.created {
            // There is nothing to stop, and a kubelet that waits for an image takes long to notice.
            let has_run = !matches!(end, Ok(End::NotStarted { .. }));
            created.remove(has_run).await;
            self.created = None;
        }
        end
    }

    /// Stops the script, and deletes its pod and its `ConfigMap`. Returns how it ended, which is [`End::Cancelled`] unless
    /// it had ended before.
    ///
    /// # Errors
    ///
    /// Returns an error if the API server does not let the client watch pods.
    pub async fn cancel(&mut self) -> Result<End, RunError> {
        self.watched.end_with(End::Cancelled);
        self.end().await
    }
}

/// The states of a run. [`Run::states`] returns it.
#[derive(Debug)]
pub struct States {
    watched: Watched,
    last: Option<State>,
}

impl States {
    /// Waits for a new state. Returns `None` after [`State::Ended`]. If states follow each other quickly, it
    /// returns only the last one.
    pub async fn next(&mut self) -> Option<State> {
        let progress = match &self.last {
            None => self.watched.now(),
            Some(State::Ended(_)) => return None,
            Some(last) => self.watched.changed(last).await,
        };
        self.last = Some(progress.ok()?.state);
        self.last.clone()
    }
}
