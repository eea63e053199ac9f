//! Deleting what killed programs have left.

use std::time::Duration;

use serde_json::{Value, json};

use crate::cluster::{Cluster, Reply};
use crate::{execution, exited, running, soon, waiting};

const HOUR: Duration = Duration::from_secs(3_600);
const OLD: &str = "2026-01-01T00:00:00Z";
/// An hour has not passed since, unless the clock is wrong.
const YOUNG: &str = "2999-01-01T00:00:00Z";

fn object(name: &str, created: &str, process: Option<&str>, status: &Value) -> Value {
    let labels =
        json!({ "app.kubernetes.io/managed-by": "registry", "app.kubernetes.io/part-of": "runner-0123456789abcdef" });
    let annotations = process.map(|process| json!({ "runtimes/client": process }));
    let metadata = json!({ "name": name, "creationTimestamp": created, "labels": labels, "annotations": annotations });
    json!({ "metadata": metadata, "status": status })
}

fn pending() -> Value {
    json!({ "phase": "Pending" })
}

#[tokio::test]
async fn what_is_old_and_idle_is_deleted() {
    let cluster = Cluster::start().await;
    cluster.paginate(2);
    for (name, created, status) in [
        ("old-pending", OLD, pending()),
        ("old-waiting", OLD, waiting("ImagePullBackOff", "")),
        ("old-running", OLD, running()),
        ("old-ended", OLD, exited(0)),
        ("old-failed", OLD, exited(1)),
        ("young-pending", YOUNG, pending()),
        ("young-ended", YOUNG, exited(0)),
    ] {
        for kind in ["configmaps", "pods"] {
            cluster.add(kind, object(name, created, Some("another-boot/pid:[1]/1/1"), &status));
        }
    }
    // The pods of these are gone.
    cluster.add("configmaps", object("old-alone", OLD, None, &Value::Null));
    cluster.add("configmaps", object("young-alone", YOUNG, None, &Value::Null));

    let swept = soon(cluster.runner().sweep(HOUR)).await.unwrap();
    assert_eq!(swept.pods, ["old-ended", "old-failed", "old-pending", "old-waiting"]);
    assert_eq!(swept.config_maps, ["old-alone"]);
    // The garbage collector of a cluster deletes the `ConfigMap`s that the deleted pods own.
    let pods = ["pods old-running", "pods young-ended", "pods young-pending"];
    assert_eq!(cluster.objects().into_iter().filter(|name| name.starts_with("pods")).collect::<Vec<_>>(), pods);
    assert!(cluster.object("configmaps", "old-alone").is_none());
    assert!(cluster.object("configmaps", "young-alone").is_some());
    assert_eq!((cluster.count("list pods"), cluster.count("list configmaps")), (4, 5));
}

#[tokio::test]
async fn objects_of_others_stay() {
    let cluster = Cluster::start().await;
    let with_label = |name: &str, key: &str, value: Value| {
        let mut object = object(name, OLD, None, &exited(0));
        object["metadata"]["labels"][key] = value;
        object
    };
    for kind in ["configmaps", "pods"] {
        cluster.add(kind, json!({ "metadata": { "name": "unlabelled", "creationTimestamp": OLD } }));
        cluster.add(kind, with_label("helm", "app.kubernetes.io/managed-by", json!("Helm")));
        cluster.add(kind, with_label("shop", "app.kubernetes.io/part-of", json!("shop")));
        // As the objects of an execution that a program created without a runner.
        cluster.add(kind, with_label("manifest", "app.kubernetes.io/part-of", Value::Null));
    }
    let swept = soon(cluster.runner().sweep(Duration::ZERO)).await.unwrap();
    assert_eq!((swept.pods.len(), swept.config_maps.len()), (0, 0));
    assert_eq!((cluster.objects().len(), cluster.count("delete")), (8, 0));
}

/// Whether a process of this machine has ended decides, and neither age nor state.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn what_ended_processes_left_is_deleted() {
    let cluster = Cluster::start().await;
    let runner = cluster.runner();
    // The annotation of a process that is alive is that of this one.
    let run = soon(runner.start(&execution("mine"))).await.unwrap();
    let alive = cluster.object("pods", "mine").unwrap()["metadata"]["annotations"]["runtimes/client"].clone();
    let alive = alive.as_str().unwrap();
    assert!(alive.contains(&format!("/{}/", std::process::id())), "{alive}");
    // The same number, but another start: that process has ended.
    let ended = format!("{}/1", alive.rsplit_once('/').unwrap().0);
    // A process on another machine.
    let foreign = format!("elsewhere{alive}");

    for (process, annotation) in [("alive", alive), ("ended", &ended), ("foreign", &foreign)] {
        for (state, status) in [("running", running()), ("done", exited(0)), ("pending", pending())] {
            for (age, created) in [("old", OLD), ("young", YOUNG)] {
                let name = format!("{process}-{age}-{state}");
                cluster.add("pods", object(&name, created, Some(annotation), &status));
            }
        }
        cluster.add("configmaps", object(&format!("{process}-old"), OLD, Some(annotation), &Value::Null));
        cluster.add("configmaps", object(&format!("{process}-young"), YOUNG, Some(annotation), &Value::Null));
    }
    let swept = soon(runner.sweep(HOUR)).await.unwrap();
    let expected = [
        "ended-old-done",
        "ended-old-pending",
        "ended-old-running",
        "ended-young-done",
        "ended-young-pending",
        "ended-young-running",
        "foreign-old-done",
        "foreign-old-pending",
    ];
    assert_eq!(swept.pods, expected);
    assert_eq!(swept.config_maps, ["ended-old", "ended-young", "foreign-old"]);
    drop(run);
    soon(runner.shutdown()).await.unwrap();
}

#[tokio::test]
async fn objects_that_vanish_are_not_counted() {
    let cluster = Cluster::start().await;
    for name in ["a", "b", "c"] {
        cluster.add("pods", object(name, OLD, None, &exited(0)));
    }
    cluster.reply("delete pods", 1, &Reply::Refuse(404, "NotFound", "pods \"a\" not found"));
    cluster.reply("delete pods", 1, &Reply::Refuse(409, "Conflict", "the UID does not match"));
    let swept = soon(cluster.runner().sweep(HOUR)).await.unwrap();
    assert_eq!(swept.pods.len(), 1);
}

#[tokio::test]
async fn a_missing_permission_is_an_error() {
    for (request, message) in [
        ("list pods", "cannot list pods: forbidden"),
        ("list configmaps", "cannot list ConfigMaps: forbidden"),
        ("delete pods", "cannot delete pod a: forbidden"),
    ] {
        let cluster = Cluster::start().await;
        cluster.add("pods", object("a", OLD, None, &exited(0)));
        cluster.reply(request, 1, &Reply::Refuse(403, "Forbidden", "forbidden"));
        assert_eq!(soon(cluster.runner().sweep(HOUR)).await.unwrap_err().to_string(), message);
    }
}
