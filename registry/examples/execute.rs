//! Runs a script in a cluster, prints its output and exits with its exit code.
//!
//! ```sh
//! cargo run --example execute --features kubernetes-latest -- python@3.12 script.py
//! ```
//!
//! It uses `kubectl`'s current cluster and namespace.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use kube::api::{DeleteParams, LogParams, PostParams};
use kube::{Api, Client, ResourceExt};
use registry::REGISTRY;
use registry::kubernetes::{Execution, owner_reference};

/// How long the pod may run.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long to wait for the pod to end, including the time until a node has room for it.
const PATIENCE: Duration = Duration::from_secs(180);

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
    let script = std::fs::read(file)?;
    let id = format!("execute-{}", std::process::id());
    let objects = Execution::new(REGISTRY.resolve(runtime)?, id, script).timeout(TIMEOUT).objects()?;

    let client = Client::try_default().await?;
    let pods: Api<Pod> = Api::default_namespaced(client.clone());
    let config_maps: Api<ConfigMap> = Api::default_namespaced(client);

    // Once the pod exists, delete it even if a later step fails.
    let pod = pods.create(&PostParams::default(), &objects.pod).await?;
    let result = result(&pods, &config_maps, &pod, objects.config_map).await;
    // Kubernetes deletes the `ConfigMap` together with its owner.
    pods.delete(&pod.name_any(), &DeleteParams::default()).await?;
    let (exit_code, log) = result?;
    print!("{log}");
    Ok(exit_code)
}

/// Creates the `ConfigMap` that the pod waits for, and returns the exit code and output of the script.
async fn result(
    pods: &Api<Pod>,
    config_maps: &Api<ConfigMap>,
    pod: &Pod,
    mut config_map: ConfigMap,
) -> Result<(ExitCode, String), Box<dyn Error>> {
    config_map.metadata.owner_references = Some(vec![owner_reference(pod)?]);
    config_maps.create(&PostParams::default(), &config_map).await?;
    let name = pod.name_any();
    let exit_code = tokio::time::timeout(PATIENCE, ended(pods, &name))
        .await
        .map_err(|_| format!("pod `{name}` did not end within {} seconds", PATIENCE.as_secs()))??;
    Ok((exit_code, pods.logs(&name, &LogParams::default()).await?))
}

/// Waits for the pod to end and returns the exit code of its container.
async fn ended(pods: &Api<Pod>, name: &str) -> kube::Result<ExitCode> {
    loop {
        let status = pods.get(name).await?.status.unwrap_or_default();
        if matches!(status.phase.as_deref(), Some("Succeeded" | "Failed")) {
            if let Some(reason) = status.reason {
                eprintln!("{reason}: {}", status.message.unwrap_or_default());
            }
            let terminated =
                status.container_statuses.unwrap_or_default().pop().and_then(|status| status.state?.terminated);
            // Without an exit code, the pod was stopped: it timed out, was evicted or never ran.
            let code = terminated.map_or(1, |terminated| terminated.exit_code);
            return Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
