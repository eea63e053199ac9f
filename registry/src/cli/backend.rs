//! Where scripts run: in a cluster, or in a container of Docker or Podman.

use std::fmt::Display;
use std::io;
use std::pin::pin;
use std::time::Duration;

use clap::{Args, ValueEnum};
use futures_util::FutureExt;
use kube::config::{Kubeconfig, KubeconfigError};
use kube::{Client, Config};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::arguments::seconds;
use super::engine::{self, Engine, EngineError};
use super::failure::Failure;
use super::output::note;
use crate::kubernetes::Objects;
use crate::kubernetes::run::{End, Run, RunError, Runner, State, chain};

/// How long to wait until everything is deleted.
const SHUTDOWN: Duration = Duration::from_secs(30);

/// How many bytes of output are collected at most before they are written.
const MAX_WRITE: usize = 64 * 1024;

#[derive(Args)]
pub(super) struct BackendArguments {
    /// Where to run scripts [default: the cluster of kubectl, or without one, Docker or Podman]
    #[arg(long, value_name = "ENGINE")]
    engine: Option<Place>,
}

#[derive(Args)]
pub(super) struct StartArguments {
    /// In a cluster, time to wait for a node with room and for the image [default: 600]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_hyphen_values = true)]
    start_timeout: Option<Duration>,
}

impl StartArguments {
    pub(super) fn apply(&self, backend: Backend) -> Backend {
        match (backend, self.start_timeout) {
            (Backend::Cluster(runner), Some(time)) => Backend::Cluster(runner.start_timeout(time)),
            (backend, _) => backend,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Place {
    /// The cluster and the namespace that kubectl uses
    Kubernetes,
    Docker,
    Podman,
}

/// Runs scripts.
#[derive(Clone)]
pub(super) enum Backend {
    Cluster(Runner),
    Engine(Engine),
}

/// How a script ended, and whether some of its output is missing.
pub(super) struct Finished {
    pub(super) end: End,
    pub(super) is_truncated: bool,
}

impl BackendArguments {
    /// Connects to the cluster, or finds the engine.
    pub(super) async fn backend(&self, namespace: Option<&str>) -> Result<Backend, Failure> {
        let engine = match self.engine {
            None => match Config::infer().await {
                Ok(config) => return cluster(config, namespace),
                Err(error) if !is_unconfigured() => return Err(cannot_connect(&error)),
                Err(_) => {
                    let engine = Engine::find().await.map_err(|error| Failure::NotStarted(no_place(&error)))?;
                    note(format_args!("no cluster is configured, so {} runs scripts", engine.program()));
                    engine
                }
            },
            Some(Place::Kubernetes) => {
                let config = Config::infer().await.map_err(|error| cannot_connect(&error))?;
                return cluster(config, namespace);
            }
            Some(Place::Docker) => Engine::Docker,
            Some(Place::Podman) => Engine::Podman,
        };
        Ok(Backend::Engine(engine))
    }
}

fn cluster(config: Config, namespace: Option<&str>) -> Result<Backend, Failure> {
    let runner = Runner::new(Client::try_from(config).map_err(|error| cannot_connect(&error))?);
    Ok(Backend::Cluster(namespace.into_iter().fold(runner, Runner::namespace)))
}

impl Backend {
    /// Runs a script and writes its output, as soon as there is some, to `sink`. It tells `waiting` what it waits for, and
    /// nothing when the script has started. When `cancel` is ready, it stops the script.
    pub(super) async fn run(
        &self,
        objects: Objects,
        sink: &mut (impl AsyncWrite + Unpin),
        waiting: &(dyn Fn(Option<String>) + Sync),
        cancel: impl Future<Output = ()>,
    ) -> Result<Finished, Failure> {
        match self {
            Self::Cluster(runner) => run_in_cluster(runner, objects, sink, waiting, cancel).await,
            Self::Engine(engine) => run_in_engine(*engine, &objects, sink, waiting, cancel).await,
        }
    }

    /// Waits until nothing is left of any run.
    pub(super) async fn shutdown(&self) -> Result<(), Failure> {
        let Self::Cluster(runner) = self else {
            return Ok(());
        };
        match tokio::time::timeout(SHUTDOWN, runner.shutdown()).await {
            Ok(result) => result.map_err(Failure::from),
            Err(_) => Err(Failure::Run(format!(
                "the cluster has not deleted every pod after {} seconds; run `sweep` later",
                SHUTDOWN.as_secs()
            ))),
        }
    }
}

async fn run_in_engine(
    engine: Engine,
    objects: &Objects,
    sink: &mut (impl AsyncWrite + Unpin),
    waiting: &(dyn Fn(Option<String>) + Sync),
    cancel: impl Future<Output = ()>,
) -> Result<Finished, Failure> {
    let show = |text: &str| waiting((text != engine::RUNNING).then(|| text.to_owned()));
    let end = engine::run(engine, objects, sink, show, cancel).await?;
    Ok(Finished { end, is_truncated: false })
}

async fn run_in_cluster(
    runner: &Runner,
    objects: Objects,
    sink: &mut (impl AsyncWrite + Unpin),
    waiting: &(dyn Fn(Option<String>) + Sync),
    cancel: impl Future<Output = ()>,
) -> Result<Finished, Failure> {
    let mut cancel = pin!(cancel);
    waiting(Some("creating the pod".to_owned()));
    let mut run = tokio::select! {
        run = runner.start_objects(objects) => run?,
        () = &mut cancel => return Ok(Finished { end: End::Cancelled, is_truncated: false }),
    };
    let copied = tokio::select! {
        copied = copy(&mut run, sink, waiting) => copied,
        () = &mut cancel => {
            let end = run.cancel().await?;
            return Ok(Finished { end, is_truncated: false });
        }
    };
    waiting(None);
    if let Err(error) = copied {
        run.cancel().await?;
        return Err(Failure::Output(error));
    }
    let end = tokio::select! {
        end = run.end() => end?,
        () = &mut cancel => run.cancel().await?,
    };
    Ok(Finished { end, is_truncated: run.output().is_truncated() })
}

/// Copies the output of a run until it ends.
async fn copy(
    run: &mut Run,
    sink: &mut (impl AsyncWrite + Unpin),
    waiting: &(dyn Fn(Option<String>) + Sync),
) -> io::Result<()> {
    let mut states = run.states();
    let mut is_waiting = true;
    loop {
        tokio::select! {
            bytes = run.output().next() => {
                let Some(mut bytes) = bytes else {
                    return Ok(());
                };
                waiting(None);
                // A log arrives line by line, and each write to standard output waits for another thread.
                while bytes.len() < MAX_WRITE && let Some(Some(more)) = run.output().next().now_or_never() {
                    bytes.extend(more);
                }
                sink.write_all(&bytes).await?;
                sink.flush().await?;
            }
            state = states.next(), if is_waiting => {
                if let Some(State::Waiting { reason, message }) = state {
                    waiting(Some(describe(&reason, &message)));
                } else {
                    is_waiting = false;
                    waiting(None);
                }
            }
        }
    }
}

/// Returns whether there is no configuration, rather than an invalid one.
fn is_unconfigured() -> bool {
    std::env::var_os("KUBECONFIG").is_none_or(|files| files.is_empty())
        && match Kubeconfig::read() {
            Err(KubeconfigError::ReadConfig(error, _)) => error.kind() == io::ErrorKind::NotFound,
            Err(KubeconfigError::FindPath) => true,
            _ => false,
        }
}

fn cannot_connect(error: &dyn std::error::Error) -> Failure {
    Failure::NotStarted(format!("cannot connect to a cluster: {}", chain(error)))
}

/// Returns what a script waits for.
fn describe(reason: &str, message: &str) -> String {
    let what = match reason {
        "Pending" => "waiting for a node",
        "Unschedulable" => "waiting for a node with room",
        "ContainerCreating" => "pulling the image and creating the container",
        other => &format!("waiting: {other}"),
    };
    if message.is_empty() { what.to_owned() } else { format!("{what}: {message}") }
}

fn no_place(error: &impl Display) -> String {
    format!("nothing to run scripts with: no cluster is configured (set KUBECONFIG, or log in to one), and {error}")
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Object(error) => Self::Object(error),
            RunError::Watch(_) => Self::Run(error.to_string()),
            error => Self::NotStarted(error.to_string()),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Output(error) => Self::Output(error),
            error => Self::NotStarted(error.to_string()),
        }
    }
}
