//! Runs without trouble.

use registry::kubernetes::run::{End, State};

use crate::cluster::Cluster;
use crate::{A, B, assert_clean, execution, exited, requests, running, soon, waiting};

#[tokio::test]
async fn a_run_makes_six_requests() {
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(3)], &[(A, b"hello\n"), (B, b"world")]);
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!(outcome.end, End::Exited(3));
    assert_eq!((outcome.output, outcome.truncated), (b"hello\nworld".to_vec(), false));

    let mut made = requests(&cluster);
    // These two are sent at the same time.
    made[4..].sort();
    let expected = [
        "create configmaps a",
        "create pods a",
        "patch configmaps a",
        "log pods a",
        "delete configmaps a",
        "delete pods a",
    ];
    assert_eq!(made, expected);
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn the_pod_owns_the_config_map() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    let run = soon(runner.start(&execution("a"))).await.unwrap();
    assert_eq!(run.name(), "a");
    let (pod, config_map) = (cluster.object("pods", "a").unwrap(), cluster.object("configmaps", "a").unwrap());
    let owners = &config_map["metadata"]["ownerReferences"];
    assert_eq!(owners.as_array().unwrap().len(), 1);
    assert_eq!(owners[0]["uid"], pod["metadata"]["uid"]);
    assert_eq!((&owners[0]["kind"], &owners[0]["name"]), (&"Pod".into(), &"a".into()));
    assert_eq!(pod["spec"]["activeDeadlineSeconds"], 30);
    drop(run);
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn many_runs_share_a_watch() {
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[(A, b"hello\n")]);
    let runner = cluster.runner();
    let runs: Vec<_> = (0..50)
        .map(|number| {
            let runner = runner.clone();
            tokio::spawn(async move { runner.run(&execution(&format!("run-{number}"))).await })
        })
        .collect();
    for run in runs {
        let outcome = soon(run).await.unwrap().unwrap();
        assert_eq!((outcome.end, outcome.output), (End::Exited(0), b"hello\n".to_vec()));
    }
    assert_eq!((cluster.count("list pods"), cluster.count("watch pods")), (1, 1));
    assert_eq!(requests(&cluster).len(), 300);
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn states_are_shown() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    let mut run = soon(runner.start(&execution("a"))).await.unwrap();
    let mut states = run.states();
    let pending = State::Waiting { reason: "Pending".to_owned(), message: String::new() };
    assert_eq!(soon(states.next()).await, Some(pending));
    cluster.report("a", &waiting("ContainerCreating", ""));
    let creating = State::Waiting { reason: "ContainerCreating".to_owned(), message: String::new() };
    assert_eq!(soon(states.next()).await, Some(creating));
    cluster.report("a", &running());
    assert_eq!(soon(states.next()).await, Some(State::Running));
    cluster.report("a", &exited(1));
    assert_eq!(soon(states.next()).await, Some(State::Ended(End::Exited(1))));
    assert_eq!(soon(states.next()).await, None);
    assert_eq!(soon(run.end()).await.unwrap(), End::Exited(1));
    assert_eq!(soon(run.end()).await.unwrap(), End::Exited(1));
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn an_id_can_be_used_again() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    for code in 0..10 {
        let mut run = soon(runner.start(&execution("a"))).await.unwrap();
        cluster.report("a", &running());
        cluster.report("a", &exited(code));
        assert_eq!(soon(run.end()).await.unwrap(), End::Exited(code));
    }
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn an_id_can_be_used_once_at_a_time() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    let run = soon(runner.start(&execution("a"))).await.unwrap();
    let error = soon(runner.start(&execution("a"))).await.unwrap_err();
    assert_eq!(error.to_string(), "`a` exists in the namespace: choose another id, or delete it first");
    assert_eq!(cluster.objects(), ["configmaps a", "pods a"]);
    drop(run);
    assert_clean(&cluster, &runner).await;
}
