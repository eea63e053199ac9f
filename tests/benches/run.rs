//! Compares the time that `Runner` needs for a script that does nothing with that of the `kubectl` commands that do the
//! same: `create -f`, `wait`, `logs` and `delete`. Then it compares 100 runs at once with 100 runs in a row. Requires a
//! cluster, as `KUBECONFIG`, and `kubectl`; without them, the benchmark is skipped.
//!
//! Most of each time is the pod's own: a node looks for containers that have ended once per second. The benchmark
//! therefore also watches the pods, and compares what `Runner` and the commands add to that.
//!
//! It uses the current namespace. Set `MIRROR` to a mirror of Docker Hub, `ROUNDS` to the number of comparisons, and `RUNS`
//! to the number of runs at once.
//!
//! ```sh
//! KUBECONFIG=… cargo bench -p registry-benches --bench run
//! ```

use std::collections::HashMap;
use std::env;
use std::io::Write;
use std::pin::pin;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use k8s_openapi::api::core::v1::Pod;
use kube::runtime::watcher::{self, Event, watcher};
use kube::{Api, Client, ResourceExt};
use registry::Runtime;
use registry::kubernetes::Execution;
use registry::kubernetes::run::{End, Runner};

#[tokio::main]
async fn main() {
    if env::args().any(|argument| argument == "--test") {
        println!("skipped the benchmark of runs: it has no quick trial");
        return;
    }
    if env::var_os("KUBECONFIG").is_none() || Command::new("kubectl").arg("help").output().is_err() {
        println!("skipped the benchmark of runs: KUBECONFIG is not set, or `kubectl` is not installed");
        return;
    }
    let client = Client::try_default().await.unwrap();
    let pods = Pods::watch(client.clone());
    let runner = Runner::new(client);
    // The first run opens connections and starts the watch, which all others use.
    run(&runner, "warm").await;

    let mut rounds = Vec::new();
    for round in 0..number("ROUNDS", 9) {
        let [library_id, commands_id] = [format!("bench-{round}"), format!("bench-{round}-kubectl")];
        // The order alternates.
        let [library, commands] = if round % 2 == 0 {
            let library = run_alone(&runner, &library_id, round).await;
            [library, kubectl(&commands_id, round).await]
        } else {
            let commands = kubectl(&commands_id, round).await;
            [run_alone(&runner, &library_id, round).await, commands]
        };
        let library_added = library.saturating_sub(pods.own_time(&library_id).await);
        let commands_added = commands.saturating_sub(pods.own_time(&commands_id).await);
        println!(
            "Runner {library:.2?}, {library_added:.2?} of it added to the pod; \
             kubectl {commands:.2?}, {commands_added:.2?} of it added"
        );
        rounds.push([library, commands, library_added, commands_added].map(|time| time.as_secs_f64()));
    }
    if !rounds.is_empty() {
        let column = |column: usize| median(rounds.iter().map(|round| round[column]));
        let [library, commands, library_added, commands_added] = [0, 1, 2, 3].map(column);
        println!("medians: Runner {library:.2} s, kubectl {commands:.2} s, ratio {:.2}", library / commands);
        println!(
            "added to the pod: Runner {library_added:.3} s, kubectl {commands_added:.3} s, ratio {:.2}",
            library_added / commands_added
        );
        let pod = median(rounds.iter().map(|[library, _, added, _]| library - added));
        println!("a client that adds nothing: {pod:.2} s, ratio {:.2}", pod / commands);
    }

    let runs = number("RUNS", 100);
    let start = Instant::now();
    for number in 0..runs {
        run(&runner, &format!("row-{number}")).await;
    }
    runner.shutdown().await.unwrap();
    let in_a_row = start.elapsed();
    let start = Instant::now();
    let tasks: Vec<_> = (0..runs)
        .map(|number| {
            let runner = runner.clone();
            tokio::spawn(async move { run(&runner, &format!("once-{number}")).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    runner.shutdown().await.unwrap();
    let at_once = start.elapsed();
    let ratio = at_once.as_secs_f64() / in_a_row.as_secs_f64();
    println!("{runs} runs: in a row {in_a_row:.1?}, at once {at_once:.1?}, ratio {ratio:.2}");
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn number(name: &str, default: u32) -> u32 {
    env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn execution(id: &str) -> Execution {
    // So that 100 fit on a node.
    let execution = Execution::new(Runtime::Bash5_3, id, "true").cpu_request("1m").memory_request("8Mi");
    env::var("MIRROR").into_iter().fold(execution, Execution::mirror)
}

async fn run(runner: &Runner, id: &str) {
    let outcome = runner.run(&execution(id)).await.unwrap();
    assert_eq!((outcome.end, outcome.output), (End::Exited(0), Vec::new()));
}

/// Returns how long a run takes, until its pod is gone, as `kubectl delete` waits for it.
async fn run_alone(runner: &Runner, id: &str, round: u32) -> Duration {
    out_of_step(round).await;
    let start = Instant::now();
    run(runner, id).await;
    runner.shutdown().await.unwrap();
    start.elapsed()
}

/// Waits for a part of a second that differs in each round. Otherwise, each run would begin when the last one ended, just
/// after the node has looked for ended containers, and would last until it looks again.
async fn out_of_step(round: u32) {
    tokio::time::sleep(Duration::from_millis(u64::from(round * 370 % 1_000))).await;
}

/// What a watch reports about each pod.
#[derive(Clone, Default)]
struct Pods(Arc<Mutex<HashMap<String, Times>>>);

struct Times {
    created: Instant,
    ended: Option<Instant>,
}

impl Pods {
    fn watch(client: Client) -> Self {
        let pods = Self::default();
        let reports = pods.clone();
        tokio::spawn(async move {
            let mut events = pin!(watcher(Api::<Pod>::default_namespaced(client), watcher::Config::default()));
            while let Some(event) = events.next().await {
                if let Event::Apply(pod) | Event::InitApply(pod) = event.unwrap() {
                    let has_ended = pod.status.as_ref().and_then(|status| status.phase.as_deref()) == Some("Succeeded");
                    let mut times = reports.0.lock().unwrap();
                    let now = Instant::now();
                    let times = times.entry(pod.name_any()).or_insert(Times { created: now, ended: None });
                    if has_ended {
                        times.ended.get_or_insert(now);
                    }
                }
            }
        });
        pods
    }

    /// Returns the time from the creation of a pod to its end. The watch may report the end a little later than others.
    async fn own_time(&self, id: &str) -> Duration {
        loop {
            if let Some(Times { created, ended: Some(ended) }) = self.0.lock().unwrap().get(id) {
                return *ended - *created;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn kubectl(id: &str, round: u32) -> Duration {
    out_of_step(round).await;
    let objects = serde_json::to_vec(&execution(id).objects().unwrap()).unwrap();
    let start = Instant::now();
    let mut create = Command::new("kubectl")
        .args(["create", "-f", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    create.stdin.take().unwrap().write_all(&objects).unwrap();
    assert!(create.wait().unwrap().success());
    let pod = format!("pod/{id}");
    for arguments in [
        &["wait", "--for=jsonpath={.status.phase}=Succeeded", &pod, "--timeout=300s"][..],
        &["logs", &pod],
        &["delete", &pod, &format!("configmap/{id}")],
    ] {
        let output = Command::new("kubectl").args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    start.elapsed()
}
