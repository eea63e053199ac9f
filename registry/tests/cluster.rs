//! Runs scripts in a real cluster, with the library. `tests/cluster/run` creates the namespace that these tests need, and
//! starts them.
#![cfg(feature = "run")]

use std::env;
use std::time::{Duration, Instant};

use kube::api::{DeleteParams, ListParams};
use kube::{Api, Client};
use registry::Runtime;
use registry::kubernetes::Execution;
use registry::kubernetes::k8s_openapi::api::core::v1::{ConfigMap, Pod};
use registry::kubernetes::run::{End, Run, Runner};

struct Cluster {
    client: Client,
    namespace: String,
    runner: Runner,
}

impl Cluster {
    async fn connect() -> Self {
        let namespace = env::var("NAMESPACE").expect("`tests/cluster/run` starts these tests");
        let client = Client::try_default().await.unwrap();
        // As many scripts wait as there are more than the nodes have room for.
        let runner = Runner::new(client.clone()).namespace(&namespace).start_timeout(Duration::from_secs(3600));
        Self { client, namespace, runner }
    }

    fn execution(id: impl Into<String>, script: impl Into<Vec<u8>>) -> Execution {
        // So that many fit on a node.
        let execution = Execution::new(Runtime::Bash5_3, id, script).cpu_request("1m").memory_request("8Mi");
        mirror().into_iter().fold(execution, Execution::mirror)
    }

    /// Returns how many pods and `ConfigMap`s of this runner and others exist.
    async fn count(&self) -> usize {
        let only = ListParams::default().labels("app.kubernetes.io/managed-by=registry");
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), &self.namespace);
        let config_maps: Api<ConfigMap> = Api::namespaced(self.client.clone(), &self.namespace);
        pods.list_metadata(&only).await.unwrap().items.len()
            + config_maps.list_metadata(&only).await.unwrap().items.len()
    }
}

fn mirror() -> Option<String> {
    env::var("MIRROR").ok().filter(|mirror| !mirror.is_empty())
}

/// Waits for the first byte that a script prints.
async fn started(run: &mut Run) {
    assert!(run.output().next().await.is_some());
}

#[tokio::test]
#[ignore = "needs a cluster: start it with tests/cluster/run"]
async fn results() {
    let cluster = Cluster::connect().await;
    let runner = &cluster.runner;

    let outcome = runner.run(&Cluster::execution("exits", "echo out; echo err >&2; exit 7")).await.unwrap();
    assert_eq!(outcome.end, End::Exited(7));
    assert_eq!((outcome.output.len(), outcome.truncated), (8, false));

    let limited = runner.clone().output_limit(3);
    let outcome = limited.run(&Cluster::execution("truncated", "echo 123456")).await.unwrap();
    assert_eq!((outcome.end, outcome.output, outcome.truncated), (End::Exited(0), b"123".to_vec(), true));

    let slow = Cluster::execution("slow", "echo first; sleep 60").timeout(Duration::from_secs(5));
    let outcome = runner.run(&slow).await.unwrap();
    assert_eq!((outcome.end, outcome.output), (End::TimedOut, b"first\n".to_vec()));

    let missing =
        Cluster::execution("missing", "date").mirror(format!("{}/missing", mirror().unwrap_or("docker.io".to_owned())));
    match runner.run(&missing).await.unwrap().end {
        End::NotStarted { reason, message } => {
            assert_eq!(reason, "ErrImagePull");
            assert!(message.contains("/missing/library/bash:5.3"), "{message}");
        }
        end => panic!("{end:?}"),
    }

    let mut run = runner.start(&Cluster::execution("cancelled", "echo; sleep 60")).await.unwrap();
    started(&mut run).await;
    // Its id is taken as long as it runs.
    assert!(runner.start(&Cluster::execution("cancelled", "date")).await.is_err());
    assert_eq!(run.cancel().await.unwrap(), End::Cancelled);
    assert_eq!(run.end().await.unwrap(), End::Cancelled);

    let mut run = runner.start(&Cluster::execution("dropped", "echo; sleep 60")).await.unwrap();
    started(&mut run).await;
    drop(run);
    // A future is dropped before its request is answered.
    let early = Cluster::execution("early", "date");
    assert!(tokio::time::timeout(Duration::from_millis(1), runner.run(&early)).await.is_err());

    runner.shutdown().await.unwrap();
    assert_eq!(cluster.count().await, 0);
}

#[tokio::test]
#[ignore = "needs a cluster: start it with tests/cluster/run"]
async fn someone_deletes_the_pod() {
    let cluster = Cluster::connect().await;
    let mut run = cluster.runner.start(&Cluster::execution("deleted", "echo; sleep 600")).await.unwrap();
    started(&mut run).await;
    let pods: Api<Pod> = Api::namespaced(cluster.client.clone(), &cluster.namespace);
    pods.delete("deleted", &DeleteParams::default()).await.unwrap();
    let end = tokio::time::timeout(Duration::from_secs(120), run.end()).await.unwrap().unwrap();
    assert!(matches!(end, End::Lost { .. }), "{end:?}");
    cluster.runner.shutdown().await.unwrap();
    assert_eq!(cluster.count().await, 0);
}

/// As many runs at once as `RUNS` says: each ends, with its own exit code, and prints its own output once.
#[tokio::test]
#[ignore = "needs a cluster: start it with tests/cluster/run"]
async fn many_at_once() {
    let cluster = Cluster::connect().await;
    let runs: u16 = env::var("RUNS").unwrap().parse().unwrap();
    // Connections and the watch exist before memory is measured.
    assert_eq!(cluster.runner.run(&Cluster::execution("first", "true")).await.unwrap().end, End::Exited(0));
    let before = resident();
    let start = Instant::now();
    let tasks: Vec<_> = (0..runs)
        .map(|number| {
            let runner = cluster.runner.clone();
            tokio::spawn(async move {
                let script = format!("echo begin {number}; echo end {number}; exit {}", number % 100);
                runner.run(&Cluster::execution(format!("many-{number}"), script)).await
            })
        })
        .collect();
    for (number, task) in tasks.into_iter().enumerate() {
        let outcome = task.await.unwrap().unwrap();
        let end = End::Exited(i32::try_from(number % 100).unwrap());
        assert_eq!((outcome.end, outcome.truncated), (end, false), "{number}");
        assert_eq!(String::from_utf8(outcome.output).unwrap(), format!("begin {number}\nend {number}\n"));
    }
    let elapsed = start.elapsed();
    cluster.runner.shutdown().await.unwrap();
    assert_eq!(cluster.count().await, 0);
    if let (Some(before), Some(peak)) = (before, peak()) {
        println!("{runs} runs at once: {elapsed:.1?}, {before} KiB before, {peak} KiB at most");
        // A run holds a connection and a few buffers. It is far from the 16 MiB that its output may have.
        assert!(peak - before <= 16 * 1024 + u64::from(runs) * 512, "from {before} to {peak} KiB");
    }
}

fn resident() -> Option<u64> {
    kibibytes("VmRSS:")
}

fn peak() -> Option<u64> {
    kibibytes("VmHWM:")
}

/// Returns a size of this process in KiB, on Linux.
fn kibibytes(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
