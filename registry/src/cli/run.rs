//! `runtimes run`: runs a script and exits as it does.

use std::pin::pin;

use clap::Args;
use tokio::sync::watch;

use super::backend::{BackendArguments, StartArguments};
use super::execution::ExecutionArguments;
use super::failure::{Failure, LOST, NOT_STARTED, OUT_OF_MEMORY, TIMED_OUT};
use super::output::{error, warning};
use super::signals::Signals;
use super::spinner::Spinner;
use crate::Registry;
use crate::kubernetes::Objects;
use crate::kubernetes::run::End;

/// Run a script, print its output and exit with its exit code
#[derive(Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    execution: ExecutionArguments,
    #[command(flatten)]
    backend: BackendArguments,
    #[command(flatten)]
    start: StartArguments,
}

pub(super) fn run(arguments: RunArguments, registry: &'static Registry) -> Result<(), Failure> {
    let objects = arguments.execution.build(registry)?.objects()?;
    let execute = async |stop| Box::pin(execute(&arguments.backend, &arguments.start, objects, stop)).await;
    match block_on(stoppable(execute))? {
        0 => Ok(()),
        code => Err(Failure::Exit(code)),
    }
}

/// Runs a command that runs scripts.
pub(super) fn block_on<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Run(format!("cannot start threads: {error}")))?;
    let result = runtime.block_on(command);
    // A write to a standard output that nobody reads must not delay the end.
    runtime.shutdown_background();
    result
}

/// Becomes ready at the first SIGINT or SIGTERM.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<Option<u8>>);

impl Stop {
    pub(super) async fn wait(mut self) {
        if self.0.wait_for(Option::is_some).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Returns the exit code after the signal, if there was one.
    pub(super) fn code(&self) -> Option<u8> {
        *self.0.borrow()
    }
}

/// Runs a command that stops when it is told to. A second signal ends it at once.
pub(super) async fn stoppable<T>(command: impl AsyncFnOnce(Stop) -> Result<T, Failure>) -> Result<T, Failure> {
    let signals = Signals::install();
    let mut signals = signals.map_err(|error| Failure::Run(format!("cannot handle signals: {error}")))?;
    let (sender, receiver) = watch::channel(None);
    let mut command = pin!(command(Stop(receiver)));
    let code = tokio::select! {
        result = &mut command => return result,
        code = signals.next() => code,
    };
    sender.send_replace(Some(code));
    tokio::select! {
        result = &mut command => result,
        code = signals.next() => {
            warning("stopped before everything was deleted: run `sweep` to delete the rest");
            Err(Failure::Exit(code))
        }
    }
}

/// Runs the script, and returns the exit code of the program.
async fn execute(
    backend: &BackendArguments,
    start: &StartArguments,
    objects: Objects,
    stop: Stop,
) -> Result<u8, Failure> {
    let backend = start.apply(backend.backend(objects.pod.metadata.namespace.as_deref()).await?);
    let spinner = Spinner::new();
    let waiting = |text| spinner.show(text);
    let finished = backend.run(objects, &mut tokio::io::stdout(), &waiting, stop.clone().wait()).await;
    waiting(finished.is_ok().then(|| "deleting the pod".to_owned()));
    let shutdown = backend.shutdown().await;
    drop(spinner);
    // How the script ended matters more than what is left of it.
    let finished = finished?;
    if let Err(failure) = shutdown {
        warning(failure);
    }
    if finished.is_truncated {
        warning("some of the output may be missing: the node has deleted its log, or could not be reached");
    }
    let end = finished.end;
    let code = exit_code(&end, &stop);
    if !matches!(end, End::Exited(_) | End::Cancelled) {
        error(format_args!("the script {end}"));
    }
    Ok(code)
}

fn exit_code(end: &End, stop: &Stop) -> u8 {
    match end {
        // As on every Unix, only the lowest eight bits count.
        End::Exited(code) => u8::try_from(code & 0xff).unwrap_or(LOST),
        End::TimedOut => TIMED_OUT,
        End::NotStarted { .. } => NOT_STARTED,
        End::OutOfMemory | End::OutOfSpace => OUT_OF_MEMORY,
        End::Cancelled => stop.code().unwrap_or(LOST),
        End::Lost { .. } => LOST,
    }
}
