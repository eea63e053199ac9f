//! Runs that the client stops.

use std::time::Duration;

use registry::kubernetes::run::End;

use crate::cluster::{Cluster, Reply};
use crate::{A, assert_clean, execution, exited, hurry_by, running, soon};

#[tokio::test]
async fn cancelling_stops_the_script() {
    let cluster = Cluster::start().await;
    cluster.script(&[running()], &[(A, b"hello\n")]);
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    assert_eq!(soon(run.output().next()).await, Some(b"hello\n".to_vec()));
    assert_eq!(soon(run.cancel()).await.unwrap(), End::Cancelled);
    assert_eq!(soon(run.end()).await.unwrap(), End::Cancelled);
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn a_script_that_has_ended_is_not_cancelled() {
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(2)], &[(A, b"hello\n")]);
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    while soon(run.output().next()).await.is_some() {}
    assert_eq!(soon(run.cancel()).await.unwrap(), End::Exited(2));
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn shutdown_waits_for_pods_with_a_grace_period() {
    let cluster = Cluster::start().await;
    cluster.script(&[running()], &[]);
    cluster.linger();
    let runner = cluster.runner();
    drop(soon(runner.start(&execution("a"))).await.unwrap());
    cluster.until("delete pods", 1).await;
    assert!(tokio::time::timeout(Duration::from_millis(100), runner.shutdown()).await.is_err());
    assert_eq!(cluster.objects(), ["pods a"]);
    cluster.vanish("a", true);
    assert_clean(&cluster, &runner).await;
}

/// A node that is lost does not confirm the deletion.
#[tokio::test]
async fn pods_that_stay_are_deleted_by_force() {
    hurry_by(1_000);
    let cluster = Cluster::start().await;
    cluster.script(&[running()], &[]);
    cluster.linger();
    let runner = cluster.runner();
    let before = tokio::time::Instant::now();
    assert_eq!(soon(soon(runner.start(&execution("a"))).await.unwrap().cancel()).await.unwrap(), End::Cancelled);
    assert_clean(&cluster, &runner).await;
    // The grace period of 30 seconds, and a minute.
    assert!(before.elapsed() > Duration::from_secs(89), "{:?}", before.elapsed());
    assert_eq!(cluster.count("delete pods"), 2);
}

/// The pod is gone before the other deletion is answered.
#[tokio::test]
async fn shutdown_waits_for_config_maps() {
    for is_deleted_by_others in [false, true] {
        let cluster = Cluster::start().await;
        cluster.script(&[running()], &[]);
        let held = cluster.hold("delete configmaps");
        let runner = cluster.runner();
        let run = soon(runner.start(&execution("a"))).await.unwrap();
        if is_deleted_by_others {
            let mut states = run.states();
            cluster.vanish("a", true);
            while soon(states.next()).await.is_some() {}
        }
        drop(run);
        cluster.until("delete configmaps", 1).await;
        assert!(tokio::time::timeout(Duration::from_millis(100), runner.shutdown()).await.is_err());
        assert_eq!(cluster.objects(), ["configmaps a"]);
        held.notify_one();
        assert_clean(&cluster, &runner).await;
    }
}

/// Whichever request the future waits for, it is dropped before the answer.
#[tokio::test]
async fn dropping_the_future_leaves_nothing() {
    for request in ["create configmaps", "create pods", "patch configmaps"] {
        let cluster = Cluster::start().await;
        let runner = cluster.runner();
        let held = cluster.hold(request);
        let start = tokio::spawn({
            let runner = runner.clone();
            async move { runner.start(&execution("a")).await.map(drop) }
        });
        soon(cluster.until(request, 1)).await;
        start.abort();
        assert!(soon(start).await.unwrap_err().is_cancelled());
        held.notify_one();
        assert_clean(&cluster, &runner).await;
        assert_eq!(cluster.count("create configmaps"), 1);
    }
}

/// Also if the API server then refuses the request.
#[tokio::test]
async fn dropping_the_future_of_a_rejected_run_leaves_nothing() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    let held = cluster.hold("create configmaps");
    cluster.reply("create pods", 1, &Reply::Refuse(403, "Forbidden", "exceeded quota"));
    let start = tokio::spawn({
        let runner = runner.clone();
        async move { runner.start(&execution("a")).await.map(drop) }
    });
    soon(cluster.until("create configmaps", 1)).await;
    start.abort();
    assert!(soon(start).await.unwrap_err().is_cancelled());
    held.notify_one();
    assert_clean(&cluster, &runner).await;
}

/// At every request of a run, its future is dropped.
#[tokio::test]
async fn dropping_a_run_leaves_nothing() {
    for request in ["log pods", "delete configmaps", "delete pods"] {
        let cluster = Cluster::start().await;
        cluster.script(&[running(), exited(0)], &[(A, b"hello\n")]);
        let runner = cluster.runner();
        let held = cluster.hold(request);
        let run = tokio::spawn({
            let runner = runner.clone();
            async move { runner.run(&execution("a")).await }
        });
        soon(cluster.until(request, 1)).await;
        run.abort();
        assert!(soon(run).await.unwrap_err().is_cancelled());
        held.notify_one();
        assert_clean(&cluster, &runner).await;
    }
}

/// An end whose future was dropped can be asked for again.
#[tokio::test]
async fn ending_can_be_repeated() {
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[]);
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    let held = cluster.hold("delete pods");
    assert!(tokio::time::timeout(Duration::from_millis(100), run.end()).await.is_err());
    held.notify_one();
    assert_eq!(soon(run.end()).await.unwrap(), End::Exited(0));
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn runs_outlive_their_runner() {
    let cluster = Cluster::start().await;
    cluster.script(&[running()], &[]);
    let mut run = soon(cluster.runner().start(&execution("a"))).await.unwrap();
    cluster.report("a", &exited(0));
    assert_eq!(soon(run.end()).await.unwrap(), End::Exited(0));
    assert_eq!(cluster.objects(), [""; 0]);
}

/// A runtime that ends drops its tasks, and can send nothing any more.
#[test]
fn a_runtime_may_end_before_its_runs() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (servers, clients) = (runtime(), runtime());
    let cluster = servers.block_on(Cluster::start());
    cluster.script(&[running()], &[]);
    let runner = clients.block_on(async { cluster.runner() });
    let run = clients.block_on(soon(runner.start(&execution("a")))).unwrap();
    clients.spawn(async move {
        let _run = run;
        std::future::pending::<()>().await;
    });
    // A run that is being ended, and one that no runtime sees dropped.
    let mut ending = clients.block_on(soon(runner.start(&execution("b")))).unwrap();
    let held = cluster.hold("delete pods");
    let end = clients.spawn(async move { ending.cancel().await });
    servers.block_on(soon(cluster.until("delete pods", 1)));
    let outside = clients.block_on(soon(runner.start(&execution("c")))).unwrap();
    drop(clients);
    assert!(servers.block_on(end).unwrap_err().is_cancelled());
    drop(outside);
    held.notify_one();
    servers.block_on(soon(runner.shutdown())).unwrap();
    // Only `sweep` can delete it now.
    assert!(cluster.object("pods", "a").is_some());
    assert!(cluster.object("pods", "c").is_some());
}
