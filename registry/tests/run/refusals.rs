//! Requests that the API server refuses or cannot answer.

use std::time::Duration;

use kube::{Client, Config};
use registry::kubernetes::run::{End, RunError, Runner};
use serde_json::json;

use crate::cluster::{Cluster, Reply};
use crate::{A, assert_clean, execution, exited, hurry_by, not_started, requests, running, soon};

const QUOTA: &str = "pods \"a\" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=10, limited: pods=10";
const POLICY: &str = "admission webhook \"policy.example\" denied the request: image is not allowed";
const INVALID: &str = "Pod \"a\" is invalid: spec.containers[0].image: Required value";
const BUSY: &str = "the server has received too many requests and has asked us to try again later";

#[tokio::test]
async fn rejected_pods_do_not_start() {
    for (code, reason, message) in
        [(403, "Forbidden", QUOTA), (400, "BadRequest", POLICY), (403, "Forbidden", POLICY), (422, "Invalid", INVALID)]
    {
        let cluster = Cluster::start().await;
        cluster.reply("create pods", 1, &Reply::Refuse(code, reason, message));
        let runner = cluster.runner();
        let outcome = soon(runner.run(&execution("a"))).await.unwrap();
        assert_eq!((outcome.end, outcome.output), (not_started(reason, message), vec![]));
        assert_eq!(requests(&cluster), ["create configmaps a", "create pods a", "delete configmaps a"]);
        assert_clean(&cluster, &runner).await;
    }
}

#[tokio::test]
async fn rejected_config_maps_do_not_start() {
    let cluster = Cluster::start().await;
    cluster.reply("create configmaps", 1, &Reply::Refuse(403, "Forbidden", QUOTA));
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!(outcome.end, not_started("Forbidden", QUOTA));
    assert_eq!(requests(&cluster), ["create configmaps a"]);
    assert_clean(&cluster, &runner).await;
}

/// This is a problem of the client, unlike a quota.
#[tokio::test]
async fn missing_permissions_are_an_error() {
    for (request, removed) in [("create configmaps", &[][..]), ("create pods", &["delete configmaps a"])] {
        let cluster = Cluster::start().await;
        let message =
            "a is forbidden: User \"b\" cannot create resource \"a\" in API group \"\" in the namespace \"scripts\"";
        cluster.reply(request, 1, &Reply::Refuse(403, "Forbidden", message));
        let runner = cluster.runner();
        let error = soon(runner.run(&execution("a"))).await.unwrap_err();
        assert!(error.to_string().ends_with(message), "{error}");
        assert!(requests(&cluster).ends_with(&removed.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()));
        assert_clean(&cluster, &runner).await;
    }
}

/// Objects of another client stay, whichever of the two exists.
#[tokio::test]
async fn existing_objects_are_not_touched() {
    for kind in ["pods", "configmaps"] {
        let cluster = Cluster::start().await;
        cluster.add(kind, json!({ "metadata": { "name": "a", "labels": { "app": "other" } } }));
        let before = cluster.object(kind, "a");
        let runner = cluster.runner();
        let error = soon(runner.run(&execution("a"))).await.unwrap_err();
        assert!(matches!(&error, RunError::Exists(id) if id == "a"), "{error}");
        soon(runner.shutdown()).await.unwrap();
        assert_eq!(cluster.objects(), [format!("{kind} a")]);
        assert_eq!(cluster.object(kind, "a"), before);
    }
}

#[tokio::test]
async fn an_unknown_client_is_an_error() {
    let cluster = Cluster::start().await;
    cluster.reply("create configmaps", 1, &Reply::Refuse(401, "Unauthorized", "Unauthorized"));
    let runner = cluster.runner();
    let error = soon(runner.run(&execution("a"))).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot create ConfigMap a: Unauthorized");
    assert_clean(&cluster, &runner).await;
}

/// Without an owner, a `ConfigMap` would outlive its pod.
#[tokio::test]
async fn a_missing_permission_to_patch_is_an_error() {
    let cluster = Cluster::start().await;
    cluster.reply("patch configmaps", 1, &Reply::Refuse(403, "Forbidden", "configmaps \"a\" is forbidden"));
    let runner = cluster.runner();
    let error = soon(runner.run(&execution("a"))).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot make pod a the owner of its ConfigMap: configmaps \"a\" is forbidden");
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn an_unreachable_server_is_an_error() {
    hurry_by(1_000);
    // Nothing listens on a port that was just free.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::try_from(Config::new(format!("http://{address}").parse().unwrap())).unwrap();
    let runner = Runner::new(client).namespace("scripts");
    let error = soon(runner.run(&execution("a"))).await.unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("cannot create ConfigMap a: "), "{message}");
    assert!(message.contains("refused"), "{message}");
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    hurry_by(1_000);
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[]);
    for request in ["create configmaps", "create pods", "delete configmaps", "delete pods"] {
        cluster.reply(request, 2, &Reply::Refuse(429, "TooManyRequests", BUSY));
    }
    let runner = cluster.runner();
    let outcome = soon(runner.run(&execution("a"))).await.unwrap();
    assert_eq!(outcome.end, End::Exited(0));
    for request in ["create configmaps", "create pods", "delete configmaps", "delete pods"] {
        assert_eq!(cluster.count(request), 3, "{request}");
    }
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn a_server_that_stays_busy_is_an_error() {
    hurry_by(1_000);
    for (default_retry, expected) in [(false, BUSY), (true, "not done after 120 seconds")] {
        let cluster = Cluster::start().await;
        cluster.reply("create pods", 1_000, &Reply::Refuse(429, "TooManyRequests", BUSY));
        let mut config = cluster.config();
        config.default_retry = default_retry;
        let runner = Runner::new(Client::try_from(config).unwrap()).namespace("scripts");
        let error = soon(runner.run(&execution("a"))).await.unwrap_err();
        assert_eq!(error.to_string(), format!("cannot create Pod a: {expected}"));
        if !default_retry {
            assert_eq!(cluster.count("create pods"), 6);
        }
        assert_clean(&cluster, &runner).await;
    }
}

/// The client repeats a request whose answer a proxy lost, and what it has created exists then.
#[tokio::test]
async fn requests_that_the_client_repeats_are_recognized() {
    hurry_by(1_000);
    for request in ["create configmaps", "create pods"] {
        let cluster = Cluster::start().await;
        cluster.script(&[running(), exited(0)], &[(A, b"hello\n")]);
        cluster.reply(request, 1, &Reply::Misreport(504, "Timeout", "gateway timeout"));
        let runner = cluster.runner();
        let outcome = soon(runner.run(&execution("a"))).await.unwrap();
        assert_eq!((outcome.end, outcome.output), (End::Exited(0), b"hello\n".to_vec()));
        assert_eq!(cluster.count(request), 2);
        assert_clean(&cluster, &runner).await;
    }
}

/// Whether the object exists is asked, since the answer does not say it.
#[tokio::test]
async fn lost_answers_leave_nothing() {
    hurry_by(1_000);
    for request in ["create configmaps", "create pods", "patch configmaps"] {
        let cluster = Cluster::start().await;
        cluster.reply(request, 1, &Reply::Lose);
        let runner = cluster.runner();
        let error = soon(runner.run(&execution("a"))).await.unwrap_err();
        assert!(matches!(error, RunError::Api { .. }), "{error}");
        assert_eq!(cluster.count(request), 1);
        assert_clean(&cluster, &runner).await;
    }
}

/// After an answer that does not say whether the object exists, that of another client stays.
#[tokio::test]
async fn server_errors_do_not_touch_objects_of_others() {
    hurry_by(1_000);
    let cluster = Cluster::start().await;
    cluster.add("pods", json!({ "metadata": { "name": "a" } }));
    cluster.reply("create pods", 1, &Reply::Refuse(500, "InternalError", "etcdserver: request timed out"));
    let runner = cluster.runner();
    let error = soon(runner.run(&execution("a"))).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot create Pod a: etcdserver: request timed out");
    soon(runner.shutdown()).await.unwrap();
    assert_eq!(cluster.objects(), ["pods a"]);
}

#[tokio::test]
async fn deletions_are_repeated() {
    hurry_by(1_000);
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[]);
    cluster.reply("delete pods", 5, &Reply::Refuse(500, "InternalError", "etcdserver: leader changed"));
    cluster.reply("delete configmaps", 2, &Reply::Lose);
    let runner = cluster.runner();
    assert_eq!(soon(runner.run(&execution("a"))).await.unwrap().end, End::Exited(0));
    assert_eq!((cluster.count("delete pods"), cluster.count("delete configmaps")), (6, 3));
    assert_clean(&cluster, &runner).await;
}

#[tokio::test]
async fn shutdown_reports_what_is_left() {
    hurry_by(1_000);
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[]);
    cluster.reply("delete pods", 100, &Reply::Refuse(500, "InternalError", "etcdserver: leader changed"));
    let runner = cluster.runner();
    assert_eq!(soon(runner.run(&execution("a"))).await.unwrap().end, End::Exited(0));
    let error = soon(runner.shutdown()).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot delete Pod a: etcdserver: leader changed");
    assert_eq!(cluster.objects(), ["pods a"]);
    // It has been reported.
    soon(runner.shutdown()).await.unwrap();
}

#[tokio::test]
async fn a_missing_permission_to_delete_is_reported() {
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[]);
    cluster.reply("delete pods", 1, &Reply::Refuse(403, "Forbidden", "pods \"a\" is forbidden"));
    let runner = cluster.runner();
    assert_eq!(soon(runner.run(&execution("a"))).await.unwrap().end, End::Exited(0));
    let error = soon(runner.shutdown()).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot delete Pod a: pods \"a\" is forbidden");
    assert_eq!(cluster.count("delete pods"), 1);
}

#[tokio::test]
async fn nothing_is_created_for_another_namespace() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    let error = soon(runner.start(&execution("a").namespace("other"))).await.unwrap_err();
    assert!(matches!(error, RunError::Namespace { .. }), "{error}");
    let error = soon(runner.start(&execution("a").timeout(Duration::ZERO))).await.unwrap_err();
    assert!(matches!(error, RunError::Object(_)), "{error}");
    assert_eq!(cluster.requests(), [""; 0]);
}

/// Whichever request has no answer, the run does not hang, and neither does the end of the program.
#[tokio::test]
async fn requests_without_an_answer_end() {
    hurry_by(1_000);
    for (request, what) in [
        ("create configmaps", "create ConfigMap a"),
        ("create pods", "create Pod a"),
        ("patch configmaps", "make pod a the owner of its ConfigMap"),
    ] {
        let cluster = Cluster::start().await;
        let _held = cluster.hold(request);
        let runner = cluster.runner();
        let error = soon(runner.run(&execution("a"))).await.unwrap_err();
        let message = error.to_string();
        assert!(message.starts_with(&format!("cannot {what}: ")), "{message}");
        assert!(message.ends_with("not done after 120 seconds"), "{message}");
        assert_clean(&cluster, &runner).await;
    }
    let cluster = Cluster::start().await;
    cluster.script(&[running(), exited(0)], &[]);
    let _held = cluster.hold("delete pods");
    let runner = cluster.runner();
    assert_eq!(soon(runner.run(&execution("a"))).await.unwrap().end, End::Exited(0));
    let message = soon(runner.shutdown()).await.unwrap_err().to_string();
    assert!(message.starts_with("cannot delete Pod a: "), "{message}");
}
