//! `runtimes sweep`: deletes what killed clients have left.

use std::time::Duration;

use clap::Args;

use super::arguments::seconds;
use super::backend::{Backend, BackendArguments};
use super::engine;
use super::failure::Failure;
use super::output::write_all;
use super::run::{block_on, stoppable};
use crate::counted::counted;

/// Delete what killed clients of `run` and `verify` have left
#[derive(Args)]
pub(super) struct SweepArguments {
    #[command(flatten)]
    backend: BackendArguments,
    /// Namespace to sweep [default: kubectl's current namespace]
    #[arg(long, short)]
    namespace: Option<String>,
    /// Age from which objects of clients on other machines are deleted, unless the script is running
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "3600")]
    age: Duration,
}

pub(super) fn sweep(arguments: &SweepArguments) -> Result<(), Failure> {
    let SweepArguments { backend, namespace, age } = arguments;
    let lines = block_on(stoppable(async |stop| {
        tokio::select! {
            lines = delete(backend, namespace.as_deref(), *age) => lines,
            () = stop.clone().wait() => Err(Failure::Exit(stop.code().unwrap_or_default())),
        }
    }))?;
    write_all(lines.concat().as_bytes())
}

/// Returns a line for each object.
async fn delete(backend: &BackendArguments, namespace: Option<&str>, age: Duration) -> Result<Vec<String>, Failure> {
    match backend.backend(namespace).await? {
        Backend::Cluster(runner) => {
            let swept = runner.sweep(age).await?;
            let pods = swept.pods.iter().map(|name| format!("deleted pod {name}\n"));
            let config_maps = swept.config_maps.iter().map(|name| format!("deleted ConfigMap {name}\n"));
            Ok(pods.chain(config_maps).collect())
        }
        Backend::Engine(engine) => {
            let count = engine::sweep(engine).await.map_err(|error| Failure::Run(error.to_string()))?;
            Ok(if count == 0 { Vec::new() } else { vec![format!("deleted what {} left\n", counted(count, "run"))] })
        }
    }
}
