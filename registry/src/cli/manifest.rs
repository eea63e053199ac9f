//! `runtimes manifest` and `runtimes prepull`: objects for `kubectl apply -f -`.

use std::io;

use clap::Args;
use k8s_openapi::api::core::v1::ConfigMap;
use serde::Serialize;
use serde_saphyr::SerializerOptions;

use super::arguments::RUNTIME;
use super::execution::{ExecutionArguments, pair};
use super::failure::Failure;
use super::output::{print_json, warning, write_all};
use super::runtimes::find_all;
use crate::Registry;
use crate::kubernetes::{JobExecution, Prepull, can_apply};

/// Print the Kubernetes objects that run a script
#[derive(Args)]
pub(super) struct ManifestArguments {
    #[command(flatten)]
    execution: ExecutionArguments,
    /// Run the script as a Job, which is deleted an hour after it finishes
    #[arg(long)]
    job: bool,
    /// Kueue queue of the Job
    #[arg(long, value_name = "NAME", requires = "job")]
    queue: Option<String>,
    /// Print a JSON list instead of YAML documents
    #[arg(long)]
    json: bool,
}

/// Print a `DaemonSet` that pulls images on every node
#[derive(Args)]
pub(super) struct PrepullArguments {
    /// Runtimes, or languages with all their versions [default: all runtimes]
    #[arg(value_name = RUNTIME)]
    runtimes: Vec<String>,
    /// Require these exact versions
    #[arg(long)]
    exact: bool,
    /// Print JSON instead of YAML
    #[arg(long)]
    json: bool,
    /// Name of the `DaemonSet` [default: runtimes-prepull]
    #[arg(long)]
    name: Option<String>,
    /// Namespace of the `DaemonSet` [default: kubectl's current namespace]
    #[arg(long, short)]
    namespace: Option<String>,
    /// Label to add to the `DaemonSet` and its pods (repeatable)
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = pair)]
    label: Vec<(String, String)>,
    /// Image with a statically linked `/bin/busybox` [default: busybox:1.37-musl]
    #[arg(long, value_name = "IMAGE")]
    helper_image: Option<String>,
    /// Registry mirror for Docker Hub images, such as mirror.example or mirror.example/hub
    #[arg(long, value_name = "HOST")]
    mirror: Option<String>,
    /// Secret with credentials for pulling the images (repeatable)
    #[arg(long, value_name = "NAME")]
    pull_secret: Vec<String>,
}

pub(super) fn manifest(arguments: ManifestArguments, registry: &'static Registry) -> Result<(), Failure> {
    let ManifestArguments { execution, job, queue, json } = arguments;
    let execution = execution.build(registry)?;
    if job {
        let objects = queue.into_iter().fold(execution.job(), JobExecution::queue).objects()?;
        if json { print_json(&objects) } else { print_yaml(&objects.config_map, &objects.job) }
    } else {
        let objects = execution.objects()?;
        if json { print_json(&objects) } else { print_yaml(&objects.config_map, &objects.pod) }
    }
}

fn print_yaml(config_map: &ConfigMap, owner: &impl Serialize) -> Result<(), Failure> {
    let documents = [yaml(config_map)?, yaml(owner)?];
    let instead = "`kubectl create -f -` or `kubectl apply --server-side -f -`";
    warn_if_too_large(config_map, "script", instead)?;
    write_all(documents.join("---\n").as_bytes())
}

/// Warns of an object that `kubectl apply` rejects because of the size of a part.
pub(super) fn warn_if_too_large(object: &impl Serialize, part: &str, instead: &str) -> Result<(), Failure> {
    if !can_apply(&serde_json::to_string(object).map_err(|error| Failure::Output(error.into()))?) {
        warning(format_args!(
            "the {part} is too large for `kubectl apply`, which stores a copy of each object in an annotation: \
             use {instead}"
        ));
    }
    Ok(())
}

pub(super) fn prepull(arguments: PrepullArguments, registry: &'static Registry) -> Result<(), Failure> {
    let entries = find_all(registry, &arguments.runtimes, arguments.exact)?;
    let mut prepull = Prepull::new(entries);
    for (key, value) in arguments.label {
        prepull = prepull.label(key, value);
    }
    for name in arguments.pull_secret {
        prepull = prepull.pull_secret(name);
    }
    let settings = [
        (arguments.name, Prepull::name as fn(Prepull, String) -> Prepull),
        (arguments.namespace, Prepull::namespace),
        (arguments.helper_image, Prepull::helper_image),
        (arguments.mirror, Prepull::mirror),
    ];
    for (value, set) in settings {
        prepull = value.into_iter().fold(prepull, set);
    }
    let daemon_set = prepull.daemon_set()?;
    if arguments.json {
        return print_json(&daemon_set);
    }
    write_all(yaml(&daemon_set)?.as_bytes())
}

pub(super) fn yaml(object: &impl Serialize) -> Result<String, Failure> {
    let value = serde_json::to_value(object).map_err(|error| Failure::Output(error.into()))?;
    let mut options = SerializerOptions::default();
    // Some YAML parsers mistake a leading tab in a block scalar for indentation and reject it.
    options.prefer_block_scalars = !has_leading_tab(&value);
    serde_saphyr::to_string_with_options(object, options).map_err(|error| Failure::Output(io::Error::other(error)))
}

fn has_leading_tab(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.trim_start_matches('\n').starts_with('\t'),
        serde_json::Value::Array(values) => values.iter().any(has_leading_tab),
        serde_json::Value::Object(fields) => fields.values().any(has_leading_tab),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => false,
    }
}
