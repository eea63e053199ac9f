//! `runtimes verify`: runs the example of every runtime, and the command that prints its version.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use clap::{Args, ValueHint};
use futures_util::{StreamExt, TryStreamExt, stream};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use registry_shared::version::is_printed;
use serde::Serialize;
use tokio::io::AsyncWrite;

use super::arguments::{RUNTIME, seconds};
use super::backend::{Backend, BackendArguments, Finished, StartArguments};
use super::execution::random_id;
use super::failure::Failure;
use super::output::{error, note, print_json, print_table, warning};
use super::run::{Stop, block_on, stoppable};
use super::runtimes::find_all;
use super::spinner::Spinner;
use crate::counted::counted;
use crate::kubernetes::run::End;
use crate::kubernetes::{Execution, Objects};
use crate::{Entry, Registry};

/// How much of the output is searched for a version, and shown in an error.
const MAX_OUTPUT: usize = 64 * 1024;
const MAX_SHOWN: usize = 200;

/// A script for a pod that does not run it, because no pod is built without one.
const NO_SCRIPT: &str = "\n";

/// Run the example of every runtime, and check its version
#[derive(Args)]
pub(super) struct VerifyArguments {
    /// Runtimes, or languages with all their versions [default: all runtimes]
    #[arg(value_name = RUNTIME)]
    runtimes: Vec<String>,
    /// Require these exact versions
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    backend: BackendArguments,
    #[command(flatten)]
    start: StartArguments,
    /// Namespace of the pods [default: kubectl's current namespace]
    #[arg(long, short)]
    namespace: Option<String>,
    /// Registry mirror for Docker Hub images, such as mirror.example or mirror.example/hub
    #[arg(long, value_name = "HOST")]
    mirror: Option<String>,
    /// Secret with credentials for pulling the images (repeatable)
    #[arg(long, value_name = "NAME")]
    pull_secret: Vec<String>,
    /// Time limit of each pod, including the image pull in a cluster
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "300", allow_hyphen_values = true)]
    timeout: Duration,
    /// Number of runtimes to verify at the same time
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1000), default_value = "4")]
    jobs: u16,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write a `JUnit` report, which CI systems show
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    junit: Option<PathBuf>,
}

/// What is known of one runtime.
#[derive(Serialize)]
struct Verified {
    runtime: String,
    language: &'static str,
    version: &'static str,
    /// Whether a container started. Nothing if there is nothing to run.
    started: Option<bool>,
    example: Check,
    version_command: Check,
    seconds: f64,
}

#[derive(Serialize)]
#[serde(tag = "result", rename_all = "lowercase")]
enum Check {
    Passed,
    Failed { message: String },
    Skipped { message: String },
}

impl Check {
    fn failed(message: impl Display) -> Self {
        Self::Failed { message: message.to_string() }
    }

    fn skipped(message: impl Display) -> Self {
        Self::Skipped { message: message.to_string() }
    }

    fn as_str(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed { .. } => "failed",
            Self::Skipped { .. } => "-",
        }
    }
}

pub(super) fn verify(arguments: &VerifyArguments, registry: &'static Registry) -> Result<(), Failure> {
    let entries = find_all(registry, &arguments.runtimes, arguments.exact)?;
    // Settings are the same for all, so an invalid one is reported before anything runs.
    if let Some(entry) = entries.first() {
        arguments.execution(entry, NO_SCRIPT).objects()?;
    }
    let start = Instant::now();
    let verified = block_on(stoppable(async |stop| arguments.verify_all(&entries, stop).await))?;
    if let Some(file) = &arguments.junit {
        write_junit(file, &verified, start.elapsed())?;
    }
    if arguments.json {
        print_json(&verified)?;
    } else {
        print(&verified)?;
    }
    summarize(&verified)
}

impl VerifyArguments {
    async fn verify_all(&self, entries: &[&'static Entry], stop: Stop) -> Result<Vec<Verified>, Failure> {
        let backend = self.start.apply(self.backend.backend(self.namespace.as_deref()).await?);
        let spinner = Spinner::new();
        let done = AtomicUsize::new(0);
        let progress = |new: usize| {
            let done = done.fetch_add(new, Ordering::Relaxed) + new;
            spinner.show(Some(format!("{done} of {}", counted(entries.len(), "runtime"))));
        };
        progress(0);
        let verified = entries.iter().map(|entry| async {
            let verified = self.verify_one(&backend, entry, &stop).await;
            progress(1);
            verified
        });
        let verified: Vec<_> = verified.collect();
        let verified = stream::iter(verified).buffered(self.jobs.into()).try_collect().await;
        let shutdown = backend.shutdown().await;
        drop(spinner);
        if let Some(code) = stop.code() {
            return Err(Failure::Exit(code));
        }
        if let Err(failure) = shutdown {
            warning(failure);
        }
        verified
    }

    async fn verify_one(&self, backend: &Backend, entry: &'static Entry, stop: &Stop) -> Result<Verified, Failure> {
        let start = Instant::now();
        let mut started = None;
        let example = match entry.language.example {
            None => Check::skipped("the language has no example"),
            Some(_) if !entry.example_runs() => Check::skipped("the example needs a later version"),
            Some(example) => {
                let objects = self.execution(entry, example).objects()?;
                let (finished, output) = run(backend, objects, stop).await?;
                started = Some(!matches!(finished.end, End::NotStarted { .. }));
                match finished.end {
                    End::Exited(0) => Check::Passed,
                    end => Check::failed(format_args!("{end}{}", shown(&output))),
                }
            }
        };
        let command = entry.version_command();
        let version_command = if command.len() == 0 {
            Check::skipped("the language has no `version_command`")
        } else if started == Some(false) {
            Check::skipped("the example did not start")
        } else {
            let objects = self.execution(entry, NO_SCRIPT).objects()?.with_command(command);
            let (finished, output) = run(backend, objects, stop).await?;
            let has_started = !matches!(finished.end, End::NotStarted { .. });
            started = Some(started.unwrap_or(true) && has_started);
            match finished.end {
                End::Exited(0) if is_printed(entry.version, &output) => Check::Passed,
                End::Exited(0) => Check::failed(format_args!("it is not version {}{}", entry.version, shown(&output))),
                end => Check::failed(format_args!("{end}{}", shown(&output))),
            }
        };
        let (runtime, language) = (entry.to_string(), entry.language.id);
        let seconds = start.elapsed().as_secs_f64();
        Ok(Verified { runtime, language, version: entry.version, started, example, version_command, seconds })
    }

    fn execution(&self, entry: &'static Entry, script: &str) -> Execution {
        let mut execution = Execution::new(entry, random_id(entry.language.id), script).timeout(self.timeout);
        for name in &self.pull_secret {
            execution = execution.pull_secret(name);
        }
        execution = self.namespace.iter().fold(execution, Execution::namespace);
        self.mirror.iter().fold(execution, Execution::mirror)
    }
}

async fn run(backend: &Backend, objects: Objects, stop: &Stop) -> Result<(Finished, Vec<u8>), Failure> {
    let mut output = Head(Vec::new());
    let finished = Box::pin(backend.run(objects, &mut output, &|_| {}, stop.clone().wait())).await?;
    Ok((finished, output.0))
}

/// The beginning of an output.
struct Head(Vec<u8>);

impl AsyncWrite for Head {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        let room = MAX_OUTPUT - self.0.len();
        self.0.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Returns the end of an output, which usually says what went wrong, for an error.
fn shown(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let length = text.chars().count();
    let dots = if length > MAX_SHOWN { "…" } else { "" };
    let end: String = text.chars().skip(length.saturating_sub(MAX_SHOWN)).collect();
    format!("; it printed `{dots}{}`", end.escape_debug())
}

fn print(verified: &[Verified]) -> Result<(), Failure> {
    let rows = verified.iter().map(|verified| {
        let started = match verified.started {
            Some(true) => "yes",
            Some(false) => "no",
            None => "-",
        };
        let [example, version] = [&verified.example, &verified.version_command].map(Check::as_str);
        [&verified.runtime, started, example, version, &format!("{:.1} s", verified.seconds)]
            .map(str::to_owned)
            .to_vec()
    });
    print_table(Some(&["RUNTIME", "STARTED", "EXAMPLE", "VERSION", "TIME"]), rows.collect())
}

/// Reports every failure, and fails if there is one.
fn summarize(verified: &[Verified]) -> Result<(), Failure> {
    let mut failures = 0;
    for Verified { runtime, example, version_command, .. } in verified {
        let mut has_failed = false;
        for (what, check) in [("example", example), ("version command", version_command)] {
            if let Check::Failed { message } = check {
                error(format_args!("the {what} of {runtime}: {message}"));
                has_failed = true;
            }
        }
        failures += usize::from(has_failed);
    }
    let nothing = verified.iter().filter(|verified| verified.started.is_none()).count();
    if nothing > 0 {
        let need = "declare an `example` or a `version_command`";
        note(format_args!("{} with nothing to run: {need}", counted(nothing, "runtime")));
    }
    if failures == 0 {
        return Ok(());
    }
    Err(Failure::Run(format!("{failures} of {} failed", counted(verified.len(), "runtime"))))
}

fn write_junit(file: &Path, verified: &[Verified], time: Duration) -> Result<(), Failure> {
    let mut suite = TestSuite::new("runtimes");
    suite.set_time(time);
    for verified in verified {
        for (what, check) in [("example", &verified.example), ("version", &verified.version_command)] {
            let status = match check {
                Check::Passed => TestCaseStatus::success(),
                Check::Failed { message } => {
                    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                    status.set_message(message.as_str());
                    status
                }
                Check::Skipped { message } => {
                    let mut status = TestCaseStatus::skipped();
                    status.set_message(message.as_str());
                    status
                }
            };
            let mut case = TestCase::new(what, status);
            case.set_classname(verified.runtime.as_str());
            suite.add_test_case(case);
        }
    }
    let mut report = Report::new("runtimes verify");
    report.set_time(time).add_test_suite(suite);
    let xml = report.to_string().map_err(|error| Failure::Run(format!("cannot write the report: {error}")))?;
    fs::write(file, xml).map_err(|error| Failure::Write(file.to_owned(), error))
}
