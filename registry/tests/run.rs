//! Tests of `registry::kubernetes::run` against an API server that does as each test says.
#![cfg(feature = "run")]

#[path = "run/cancel.rs"]
mod cancel;
#[path = "run/cluster.rs"]
mod cluster;
#[path = "run/ends.rs"]
mod ends;
#[path = "run/output.rs"]
mod output;
#[path = "run/plain.rs"]
mod plain;
#[path = "run/refusals.rs"]
mod refusals;
#[path = "run/sweep.rs"]
mod sweep;
#[path = "run/watches.rs"]
mod watches;

use std::cell::Cell;
use std::time::Duration;

use registry::Runtime;
use registry::kubernetes::Execution;
use registry::kubernetes::run::{End, Runner};
use serde_json::{Value, json};

use cluster::Cluster;

/// Timestamps of lines.
const A: &str = "2026-11-27T03:00:01.000000001Z";
const B: &str = "2026-11-27T03:00:01.000000002Z";
const C: &str = "2026-11-27T03:00:02.5Z";

fn execution(id: &str) -> Execution {
    Execution::new(Runtime::Bash5_3, id, "echo hello").timeout(Duration::from_secs(30))
}

thread_local! {
    /// How fast the clock of a test runs.
    static SPEED: Cell<u32> = const { Cell::new(1) };
}

/// Makes the clock of a test run fast, for long waits. A paused clock would skip waits for the network, too.
fn hurry() {
    hurry_by(100);
}

fn hurry_by(factor: u32) {
    SPEED.set(factor);
    tokio::time::pause();
    tokio::spawn(async move {
        loop {
            // A task that blocks keeps the paused clock from advancing by itself.
            tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(1))).await.unwrap();
            tokio::time::advance(Duration::from_millis(1) * factor).await;
        }
    });
}

/// Waits for what must not take longer.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20) * SPEED.get(), future).await.expect("it comes to an end")
}

/// Asserts that a runner comes to its end, and has left nothing.
async fn assert_clean(cluster: &Cluster, runner: &Runner) {
    soon(runner.shutdown()).await.unwrap();
    assert_eq!(cluster.objects(), [""; 0]);
}

/// Returns all requests except those of the watch.
fn requests(cluster: &Cluster) -> Vec<String> {
    let is_of_watch = |request: &String| request == "list pods" || request == "watch pods";
    cluster.requests().into_iter().filter(|request| !is_of_watch(request)).collect()
}

fn not_started(reason: &str, message: &str) -> End {
    End::NotStarted { reason: reason.to_owned(), message: message.to_owned() }
}

fn lost(reason: &str, message: &str) -> End {
    End::Lost { reason: reason.to_owned(), message: message.to_owned() }
}

/// Returns the status of a pod whose container has a state.
fn container(phase: &str, state: &Value) -> Value {
    json!({ "phase": phase, "containerStatuses": [{
        "name": "script", "image": "", "imageID": "", "ready": false, "restartCount": 0, "state": state,
    }] })
}

fn waiting(reason: &str, message: &str) -> Value {
    container("Pending", &json!({ "waiting": { "reason": reason, "message": message } }))
}

fn running() -> Value {
    container("Running", &json!({ "running": { "startedAt": "2026-11-27T03:00:00Z" } }))
}

fn exited(code: i32) -> Value {
    let (phase, reason) = if code == 0 { ("Succeeded", "Completed") } else { ("Failed", "Error") };
    let terminated = json!({ "exitCode": code, "reason": reason, "finishedAt": "2026-11-27T03:00:10Z" });
    container(phase, &json!({ "terminated": terminated }))
}

/// Adds a reason to the status of a pod.
fn because(mut status: Value, phase: &str, reason: &str, message: &str) -> Value {
    (status["phase"], status["reason"], status["message"]) = (json!(phase), json!(reason), json!(message));
    status
}
