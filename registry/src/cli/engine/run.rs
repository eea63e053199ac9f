//! The course of a run.

use std::ffi::OsString;
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::FusedFuture;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::select;
use tokio::time::sleep;

use super::EngineError;
use super::arguments::Plan;
use super::attached::Attached;
use super::client::{self, Client, INSPECT};
use super::directory::Directory;
use super::guard::Guard;
use super::state::State;
use super::telling::Tail;
use crate::kubernetes::Objects;
use crate::kubernetes::run::End;

/// How long the output may take to end after the script was cancelled and its grace period is over.
const DRAIN: Duration = Duration::from_secs(5);

/// The bytes that are read at once.
const BUFFER: usize = 64 * 1024;

impl Client {
    pub(super) async fn run(
        &self,
        objects: &Objects,
        sink: &mut (impl AsyncWrite + Unpin),
        mut waiting: impl FnMut(&str),
        cancel: impl Future<Output = ()>,
    ) -> Result<End, EngineError> {
        let plan = Plan::new(self.engine, objects)?;
        let directory = Directory::create(&self.parent, plan.pod_name(), plan.config_map, plan.mode)?;
        let arguments = plan.create(&directory.name(), directory.path(), &directory.files())?;
        let name = directory.name();
        let mut guard = Guard::new(self, directory);
        let mut cancel = pin!(cancel.fuse());

        guard.request();
        let created = select! {
            biased;
            () = &mut cancel => Ok(Some(End::Cancelled)),
            created = self.create(&plan, arguments, &mut guard, &mut waiting) => created,
        };
        let end = match created {
            Ok(None) => self.start(&plan, &name, &mut guard, sink, &mut waiting, cancel).await,
            ended => ended.map(|end| end.unwrap_or(End::Cancelled)),
        };
        let removed = guard.remove().await;
        let end = end?;
        removed.map(|()| end)
    }

    /// Creates the container. Returns how the run ended if that is not possible.
    async fn create(
        &self,
        plan: &Plan<'_>,
        arguments: Vec<OsString>,
        guard: &mut Guard<'_>,
        waiting: &mut impl FnMut(&str),
    ) -> Result<Option<End>, EngineError> {
        waiting("creating the container");
        let child = self.command(arguments).stderr(Stdio::piped()).spawn().map_err(|error| self.error(error))?;
        let child = guard.creating.insert(child);
        let mut printed = Tail::default();
        let mut pulls = false;
        let read = client::read(child.stderr.take(), |bytes| {
            printed.push(bytes);
            if !pulls && is_pulling(printed.bytes()) {
                pulls = true;
                waiting(&format!("pulling {}", plan.declared_image()));
            }
        });
        read.await.map_err(|error| self.error(error))?;
        let status = child.wait().await.map_err(|error| self.error(error))?;
        guard.creating = None;
        if status.success() {
            return Ok(None);
        }
        self.probe().await?;
        let image = self.output("image inspect", ["image", "inspect", "--format={{.Id}}", &plan.image]).await?;
        let reason = match (image.success, plan.never_pulls()) {
            (true, _) => "CreateContainerError",
            (false, true) => "ErrImageNeverPull",
            (false, false) => "ErrImagePull",
        };
        Ok(Some(End::NotStarted { reason: reason.to_owned(), message: printed.telling() }))
    }

    /// Runs the container to its end.
    async fn start(
        &self,
        plan: &Plan<'_>,
        container: &str,
        guard: &mut Guard<'_>,
        sink: &mut (impl AsyncWrite + Unpin),
        waiting: &mut impl FnMut(&str),
        mut cancel: impl FusedFuture<Output = ()> + Unpin,
    ) -> Result<End, EngineError> {
        waiting("starting the container");
        let mut engine_printed = Tail::default();
        let Guard { directory: Some(directory), attached, .. } = guard else {
            return Err(self.failed("start", "the directory of the run is gone"));
        };
        let attached = attached.insert(Attached::start(self, container, directory.path())?);
        let timeout = async {
            match plan.timeout() {
                Some(timeout) => sleep(timeout).await,
                None => std::future::pending().await,
            }
        };
        let stopped = {
            let mut streaming = pin!(self.stream(container, attached, sink, waiting, &mut engine_printed));
            let end = select! {
                streamed = &mut streaming => streamed.map(|()| None)?,
                () = timeout => Some(End::TimedOut),
                () = &mut cancel => Some(End::Cancelled),
            };
            if let Some(end) = &end {
                // A timeout waits for the reader of the output, however slow it is. Cancelling does not.
                let give_up = async {
                    if *end == End::Cancelled {
                        sleep(plan.grace_period() + DRAIN).await;
                    } else {
                        cancel.await;
                    }
                };
                self.stop(container, plan.grace_period(), streaming, give_up).await?;
            }
            end
        };
        if let Some(end) = stopped {
            return Ok(end);
        }
        let Some(state) = self.state(container).await? else {
            let message = "someone removed the container".to_owned();
            return Ok(End::Lost { reason: "Deleted".to_owned(), message });
        };
        if state.has_started() {
            write(sink, engine_printed.bytes()).await?;
        }
        Ok(state.end(directory.has_out_of_memory_note(), &engine_printed.telling()))
    }

    /// Copies the output of a container until it ends.
    ///
    /// Until the container has started, it is the engine that prints, and that goes to `engine_printed`.
    async fn stream(
        &self,
        container: &str,
        attached: &mut Attached,
        sink: &mut (impl AsyncWrite + Unpin),
        waiting: &mut impl FnMut(&str),
        engine_printed: &mut Tail,
    ) -> Result<(), EngineError> {
        let mut buffer = vec![0; BUFFER];
        loop {
            let len = attached.read(&mut buffer).await.map_err(|error| self.error(error))?;
            if len == 0 {
                return Ok(());
            }
            let bytes = buffer.get(..len).unwrap_or_default();
            if !attached.has_started {
                attached.has_started = self.state(container).await?.is_some_and(|state| state.has_started());
                if attached.has_started {
                    waiting(super::RUNNING);
                    write(sink, std::mem::take(engine_printed).bytes()).await?;
                }
            }
            if attached.has_started {
                write(sink, bytes).await?;
            } else {
                engine_printed.push(bytes);
            }
        }
    }

    /// Stops a container while its output is copied.
    async fn stop(
        &self,
        container: &str,
        grace_period: Duration,
        mut streaming: impl Future<Output = Result<(), EngineError>> + Unpin,
        give_up: impl Future<Output = ()>,
    ) -> Result<(), EngineError> {
        let time = grace_period.as_secs().to_string();
        // Docker 28 renamed the long form of `-t`.
        let mut stop =
            pin!(self.output_within(grace_period + Duration::from_secs(30), "stop", ["stop", "-t", &time, container]));
        let mut give_up = pin!(give_up);
        let mut is_stopped = false;
        loop {
            select! {
                streamed = &mut streaming => return streamed,
                () = &mut give_up => return Ok(()),
                stopped = &mut stop, if !is_stopped => match stopped {
                    Ok(printed) if printed.success => is_stopped = true,
                    // It has ended already, or never started. If not, removing it kills it.
                    _ => return Ok(()),
                },
            }
        }
    }

    /// Returns the state of a container, or `None` if it does not exist.
    async fn state(&self, container: &str) -> Result<Option<State>, EngineError> {
        let printed = self.inspect(container, "{{json .State}}").await?;
        let state = printed.map(|printed| serde_json::from_slice(&printed)).transpose();
        state.map_err(|error| self.failed(INSPECT, format!("unexpected answer: {error}")))
    }
}

async fn write(sink: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Result<(), EngineError> {
    sink.write_all(bytes).await.map_err(EngineError::Output)?;
    sink.flush().await.map_err(EngineError::Output)
}

// Returns whether an engine has printed that it pulls: Docker prints the first, Podman the second.
fn is_pulling(printed: &[u8]) -> bool {
    let printed = String::from_utf8_lossy(printed);
    ["Pulling from", "Trying to pull"].iter().any(|text| printed.contains(text))
}
