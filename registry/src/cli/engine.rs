//! Runs scripts without a cluster, through the command line of Docker or Podman.
//!
//! All settings come from the [`Objects`] of an execution, so that a script is restricted here as it is in a pod. Some
//! differences remain:
//!
//! - The timeout begins when the container starts, not when the image pull does.
//! - `/tmp` is in memory. What a script stores there counts towards its memory limit, and a full `/tmp` is an error that
//!   the script sees (`ENOSPC`) instead of the end of the run.
//! - The number of processes is limited, which only the kubelet can do for a pod.
//! - There is no network at all.
//! - Docker and Podman have no counterpart to pull secrets, and Docker none to user namespaces per container. They use
//!   the credentials of `docker login` and `podman login`. Settings without a counterpart are errors.

mod arguments;
mod attached;
mod client;
mod directory;
mod error;
mod guard;
mod run;
mod state;
mod sweep;
mod telling;
#[cfg(test)]
#[cfg(unix)]
mod tests;

use tokio::io::AsyncWrite;

use crate::kubernetes::Objects;
use crate::kubernetes::run::End;
use client::Client;

pub(crate) use error::EngineError;

/// What a script waits for that has begun to print.
pub(crate) const RUNNING: &str = "running";

/// A program that runs containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Docker,
    Podman,
}

impl Engine {
    /// Every engine, in the order of preference.
    pub(crate) const ALL: [Self; 2] = [Self::Docker, Self::Podman];

    /// Returns the name of its program.
    pub(crate) fn program(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Podman => "podman",
        }
    }

    /// Returns the first engine that answers.
    ///
    /// # Errors
    ///
    /// Returns [`EngineError::NoEngine`] if none does.
    pub(crate) async fn find() -> Result<Self, EngineError> {
        client::find(Self::ALL.map(Client::new)).await
    }
}

/// Runs a script in a container, and writes what it prints to `sink` as it arrives, byte for byte: both standard output
/// and standard error.
///
/// `waiting` receives a short text whenever the run waits for something else, such as `pulling python:3.12-slim`. When
/// `cancel` completes, the container is stopped as it is after the timeout: with SIGTERM, and with SIGKILL when the pod's
/// grace period is over.
///
/// The container and its files are removed in any case. Dropping the future removes them too, and blocks the thread
/// until that is done, or at most for half a minute. What a killed process leaves is for [`sweep`].
///
/// # Errors
///
/// Returns an [`EngineError`] if the engine is missing or does not answer, if the objects have settings that it does not
/// support, if `sink` fails, or if something cannot be removed.
pub(crate) async fn run(
    engine: Engine,
    objects: &Objects,
    sink: &mut (impl AsyncWrite + Unpin),
    waiting: impl FnMut(&str),
    cancel: impl Future<Output = ()>,
) -> Result<End, EngineError> {
    Client::new(engine).run(objects, sink, waiting, cancel).await
}

/// Removes the containers and directories of runs whose process was killed, and returns how many runs had left
/// something. It leaves runs in progress alone.
///
/// # Errors
///
/// Returns an [`EngineError`] if the engine is missing or does not answer, or if something cannot be removed.
pub(crate) async fn sweep(engine: Engine) -> Result<usize, EngineError> {
    Client::new(engine).sweep().await
}
