//! Compares the time that `Runner` needs for a script that does nothing with that of the `kubectl` commands that do the
//! same: `create -f`, `wait`, `logs` and `delete`. Then it compares 100 runs at once with 100 runs in a row. Requires a
//! cluster, as `KUBECONFIG`, and `kubectl`; without them, the benchmark is skipped.
//!
//! It uses the current namespace. Set `MIRROR` to a mirror of Docker Hub, `ROUNDS` to the number of comparisons, and `RUNS`
//! to the number of runs at once.
//!
//! ```sh
//! KUBECONFIG=… cargo bench -p registry-benches --bench run
//! ```

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kube::Client;
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
    let runner = Runner::new(Client::try_default().await.unwrap());
    // The first run opens connections and starts the watch, which all others use.
    run(&runner, "warm").await;

    let mut rounds = Vec::new();
    for round in 0..number("ROUNDS", 9) {
        let id = format!("bench-{round}");
        // The order alternates.
        let (library, commands) = if round % 2 == 0 {
            let library = run_alone(&runner, &id).await;
            (library, kubectl(&format!("{id}-kubectl")))
        } else {
            let commands = kubectl(&format!("{id}-kubectl"));
            (run_alone(&runner, &id).await, commands)
        };
        let ratio = library.1.as_secs_f64() / commands.as_secs_f64();
        println!(
            "Runner {:.2?}, until everything is deleted {:.2?}; kubectl {commands:.2?}; ratio {ratio:.2}",
            library.0, library.1
        );
        rounds.push([library.1.as_secs_f64(), commands.as_secs_f64(), ratio]);
    }
    if !rounds.is_empty() {
        // How long a node takes to notice a change, up to a second, is part of every single time.
        let [library, commands, ratio] = [0, 1, 2].map(|column| median(rounds.iter().map(|round| round[column])));
        println!("medians: Runner {library:.2} s, kubectl {commands:.2} s, ratio of a round {ratio:.2}");
        println!("ratio of the medians {:.2}", library / commands);
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

/// Returns how long a run takes, without and with waiting until its pod is gone, as `kubectl delete` does.
async fn run_alone(runner: &Runner, id: &str) -> (Duration, Duration) {
    let start = Instant::now();
    run(runner, id).await;
    let ended = start.elapsed();
    runner.shutdown().await.unwrap();
    (ended, start.elapsed())
}

fn kubectl(id: &str) -> Duration {
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
