//! Watches that break.

use registry::kubernetes::run::{End, RunError};

use crate::cluster::{Cluster, Cut, Reply, status};
use crate::{assert_clean, execution, exited, hurry, lost, not_started, running, soon};

const DELETED: &str = "the pod was deleted before the script ended";

#[tokio::test]
async fn broken_watches_are_resumed() {
    hurry();
    let gone = status(410, "Expired", "too old resource version");
    let failed = status(500, "InternalError", "etcdserver: leader changed");
    for cut in [Cut::Break, Cut::End, Cut::Error(gone), Cut::Error(failed)] {
        let cluster = Cluster::start().await;
        let runner = cluster.runner();
        let mut run = soon(runner.start(&execution("a"))).await.unwrap();
        soon(cluster.until("watch pods", 1)).await;
        cluster.report("a", &running());
        cluster.cut(cut);
        // This happens while nothing watches.
        cluster.report("a", &exited(7));
        assert_eq!(soon(run.end()).await.unwrap(), End::Exited(7));
        assert_clean(&cluster, &runner).await;
    }
}

#[tokio::test]
async fn a_watch_that_cannot_start_is_repeated() {
    hurry();
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[]);
    cluster.reply("list pods", 2, &Reply::Refuse(500, "InternalError", "etcdserver: leader changed"));
    cluster.reply("watch pods", 2, &Reply::Refuse(503, "ServiceUnavailable", "apiserver is shutting down"));
    let runner = cluster.runner();
    assert_eq!(soon(runner.run(&execution("a"))).await.unwrap().end, End::Exited(0));
    assert_clean(&cluster, &runner).await;
}

/// A list without the pod means that it is gone.
#[tokio::test]
async fn deletions_while_nothing_watches_are_noticed() {
    hurry();
    for (report, end) in [(Some(running()), lost("Deleted", DELETED)), (None, not_started("Deleted", DELETED))] {
        let cluster = Cluster::start().await;
        let runner = cluster.runner();
        let mut run = soon(runner.start(&execution("a"))).await.unwrap();
        let mut other = soon(runner.start(&execution("b"))).await.unwrap();
        soon(cluster.until("watch pods", 1)).await;
        if let Some(report) = report {
            cluster.report("a", &report);
            let mut states = run.states();
            while states.next().await != Some(registry::kubernetes::run::State::Running) {}
        }
        cluster.vanish("a", false);
        cluster.cut(Cut::Error(status(410, "Expired", "too old resource version")));
        assert_eq!(soon(run.end()).await.unwrap(), end);
        // The other pod is in the list.
        cluster.report("b", &running());
        cluster.report("b", &exited(0));
        assert_eq!(soon(other.end()).await.unwrap(), End::Exited(0));
        assert_clean(&cluster, &runner).await;
    }
}

/// A pod that is created after the list is not gone.
#[tokio::test]
async fn pods_that_the_list_cannot_have_are_expected() {
    hurry();
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    let first = soon(runner.start(&execution("a"))).await.unwrap();
    soon(cluster.until("watch pods", 1)).await;
    let pod = cluster.hold("create pods");
    let start = tokio::spawn({
        let runner = runner.clone();
        async move { runner.start(&execution("b")).await }
    });
    soon(cluster.until("create pods b", 1)).await;
    cluster.cut(Cut::Error(status(410, "Expired", "too old resource version")));
    soon(cluster.until("watch pods", 2)).await;
    pod.notify_one();
    let mut run = soon(start).await.unwrap().unwrap();
    cluster.report("b", &running());
    cluster.report("b", &exited(0));
    assert_eq!(soon(run.end()).await.unwrap(), End::Exited(0));
    drop(first);
    assert_clean(&cluster, &runner).await;
}

/// Nothing will be known of any run.
#[tokio::test]
async fn a_watch_that_is_not_permitted_is_an_error() {
    hurry();
    let expired = Cut::Error(status(410, "Expired", "too old resource version"));
    for (request, cut) in [("list pods", expired), ("watch pods", Cut::End)] {
        let cluster = Cluster::start().await;
        let message = "pods is forbidden: User \"a\" cannot watch resource \"pods\"";
        cluster.script(&[running()], &[]);
        let runner = cluster.runner();
        let mut first = soon(runner.start(&execution("a"))).await.unwrap();
        let mut second = soon(runner.start(&execution("b"))).await.unwrap();
        soon(cluster.until("watch pods", 1)).await;
        cluster.reply(request, 1, &Reply::Refuse(403, "Forbidden", message));
        cluster.cut(cut);
        for run in [&mut first, &mut second] {
            let error = soon(run.end()).await.unwrap_err();
            assert_eq!(error.to_string(), format!("cannot watch pods: {message}"));
            assert!(matches!(error, RunError::Watch(_)));
        }
        // Nothing reports when the pods are gone.
        soon(runner.shutdown()).await.unwrap();
        assert_eq!((cluster.count("delete pods"), cluster.count("delete configmaps")), (2, 2));

        // Permissions can be granted.
        cluster.script(&[running(), exited(0)], &[]);
        assert_eq!(soon(runner.run(&execution("c"))).await.unwrap().end, End::Exited(0));
        assert_clean(&cluster, &runner).await;
    }
}

/// An earlier run with the same id has ended, and the watch reports its deletion late.
#[tokio::test]
async fn late_reports_of_an_earlier_run_are_ignored() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    soon(cluster.until("watch pods", 1)).await;
    cluster.report("a", &exited(1));
    let mut states = run.states();
    while soon(states.next()).await.is_some() {}
    cluster.mute(true);
    assert_eq!(soon(run.end()).await.unwrap(), End::Exited(1));
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    cluster.mute(false);
    cluster.report("a", &running());
    cluster.report("a", &exited(2));
    assert_eq!(soon(run.end()).await.unwrap(), End::Exited(2));
    assert_clean(&cluster, &runner).await;
}
