//! Runs a script in a cluster, prints its output and exits with its exit code.
//!
//! ```sh
//! cargo run --example execute --features run,kubernetes-latest -- python@3.12 script.py
//! ```
//!
//! It uses `kubectl`'s current cluster and namespace.

use std::error::Error;
use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::Duration;

use kube::Client;
use registry::REGISTRY;
use registry::kubernetes::Execution;
use registry::kubernetes::run::{End, Runner};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    execute().await.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

async fn execute() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [runtime, file] = arguments.as_slice() else {
        return Err("usage: execute LANGUAGE@VERSION FILE".into());
    };
    let id = format!("execute-{}", std::process::id());
    let execution =
        Execution::new(REGISTRY.resolve(runtime)?, id, std::fs::read(file)?).timeout(Duration::from_secs(60));

    let runner = Runner::new(Client::try_default().await?);
    let mut run = runner.start(&execution).await?;
    while let Some(bytes) = run.output().next().await {
        stdout().write_all(&bytes)?;
    }
    let end = run.end().await?;
    runner.shutdown().await?;
    match end {
        End::Exited(code) => Ok(ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))),
        end => Err(format!("the script {end}").into()),
    }
}
