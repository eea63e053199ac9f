//! How runs end.

use std::time::Duration;

use registry::kubernetes::run::{End, State};
use serde_json::json;
use tokio::time::Instant;

use crate::cluster::Cluster;
use crate::{
    A, assert_clean, because, execution, exited, hurry, hurry_by, lost, not_started, requests, running, soon, waiting,
};

const MISSING: &str = "failed to pull image \"a:1\": a:1: not found";
const UNREACHABLE: &str = "dial tcp 127.0.0.1:5000: connect: connection refused";
const BACK_OFF: &str = "Back-off pulling image \"a:1\"";

#[tokio::test]
async fn a_script_may_end_before_it_is_seen_running() {
    let cluster = Cluster::start().await;
    cluster.script(&[waiting("ContainerCreating", ""), exited(0)], &[(A, b"quick\n")]);
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!((outcome.end, outcome.output), (End::Exited(0), b"quick\n".to_vec()));
    assert_clean(&cluster, &runner).await;
}

/// The cluster reports the timeout seconds before the container ends.
#[tokio::test]
async fn a_timeout_is_reported_while_the_container_runs() {
    let cluster = Cluster::start().await;
    let deadline = because(running(), "Failed", "DeadlineExceeded", "Pod was active on the node too long");
    cluster.script(&[running(), deadline], &[(A, b"partial")]);
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!((outcome.end, outcome.output), (End::TimedOut, b"partial".to_vec()));
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn others_may_delete_pods() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    let message = "the pod was deleted before the script ended";
    for (reports, end) in [(vec![], not_started("Deleted", message)), (vec![running()], lost("Deleted", message))] {
        cluster.script(&reports, &[]);
        let mut run = soon(runner.start(&execution("a"))).await.unwrap();
        cluster.vanish("a", true);
        assert_eq!(soon(run.end()).await.unwrap(), end);
        assert_eq!(cluster.objects(), [""; 0]);
    }
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn a_lost_node_ends_the_run() {
    let cluster = Cluster::start().await;
    let message = "Node a which was running pod a is unresponsive";
    cluster.script(&[running(), because(running(), "Running", "NodeLost", message)], &[(A, b"partial")]);
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    assert_eq!(soon(run.end()).await.unwrap(), lost("NodeLost", message));
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn a_missing_image_ends_the_run_at_once() {
    let cluster = Cluster::start().await;
    cluster.script(&[waiting("ErrImagePull", MISSING)], &[]);
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!((outcome.end, outcome.output), (not_started("ErrImagePull", MISSING), vec![]));
    assert_eq!(requests(&cluster).len(), 5, "there is no log to read");
    assert_clean(&cluster, &runner).await;
}

/// The first reason says why, and the later ones do not.
#[tokio::test]
async fn the_first_reason_is_kept() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner().start_timeout(Duration::from_millis(300));
    cluster.script(&[waiting("ErrImagePull", UNREACHABLE), waiting("ImagePullBackOff", BACK_OFF)], &[]);
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!(outcome.end, not_started("ErrImagePull", UNREACHABLE));
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn a_script_that_does_not_start_in_time_ends() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner().start_timeout(Duration::from_millis(300));
    let message = "0/1 nodes are available: 1 Insufficient memory.";
    let condition = json!({ "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message });
    cluster.script(&[json!({ "phase": "Pending", "conditions": [condition] })], &[]);
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!(outcome.end, not_started("Unschedulable", message));
    assert_clean(&cluster, &runner).await;
}

/// The container would be created forever.
#[tokio::test]
async fn others_may_delete_config_maps() {
    hurry();
    let cluster = Cluster::start().await;
    cluster.script(&[waiting("ContainerCreating", "")], &[]);
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    cluster.remove_config_map("a");
    let message = "ConfigMap a was deleted before the script started";
    assert_eq!(soon(run.end()).await.unwrap(), not_started("FailedMount", message));
    assert_clean(&cluster, &runner).await;
}

/// Of several tasks that wait for the container, one asks: after 20, 40 and 80 seconds.
#[tokio::test]
async fn a_config_map_is_rarely_checked() {
    hurry();
    let cluster = Cluster::start().await;
    cluster.script(&[waiting("ContainerCreating", "")], &[]);
    let runner = cluster.runner().start_timeout(Duration::from_secs(100));
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    let mut states = run.states();
    let shown = tokio::spawn(async move { while states.next().await.is_some() {} });
    assert_eq!(soon(run.output().next()).await, None);
    assert_eq!(soon(run.end()).await.unwrap(), not_started("ContainerCreating", ""));
    soon(shown).await.unwrap();
    let checks = requests(&cluster).iter().filter(|request| *request == "get configmaps a").count();
    assert_eq!(checks, 3);
    assert_clean(&cluster, &runner).await;
}

const NO_REPORT: &str = "the cluster has not reported an end 60 seconds after the timeout";

/// After the timeout of 30 seconds, a minute passes.
#[tokio::test]
async fn a_run_without_reports_ends() {
    hurry_by(1_000);
    let cluster = Cluster::start().await;
    cluster.script(&[running()], &[]);
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    let mut states = run.states();
    while soon(states.next()).await != Some(State::Running) {}
    let before = Instant::now();
    assert_eq!(soon(run.end()).await.unwrap(), lost("NoReport", NO_REPORT));
    let seconds = before.elapsed().as_secs();
    assert!((85..120).contains(&seconds), "{seconds}");
    assert_clean(&cluster, &runner).await;
}

/// The log of a node that is lost neither continues nor ends.
#[tokio::test]
async fn a_run_without_reports_ends_while_its_output_is_read() {
    hurry_by(1_000);
    let cluster = Cluster::start().await;
    cluster.script(&[running()], &[(A, b"before\n")]);
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!(outcome.end, lost("NoReport", NO_REPORT));
    assert_eq!((outcome.output, outcome.truncated), (b"before\n".to_vec(), true));
    assert_clean(&cluster, &runner).await;
}

/// Nor does an unreachable node answer.
#[tokio::test]
async fn a_log_that_is_never_answered_ends() {
    hurry_by(1_000);
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[(A, b"before\n")]);
    let _held = cluster.hold("log pods");
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!((outcome.end, outcome.output, outcome.truncated), (End::Exited(0), vec![], true));
    assert_clean(&cluster, &runner).await;
}
