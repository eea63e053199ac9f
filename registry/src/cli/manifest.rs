//! `runtimes manifest` and `runtimes prepull`: objects for `kubectl apply -f -`.

use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};
use k8s_openapi::api::core::v1::ConfigMap;
use serde::Serialize;
use serde_saphyr::SerializerOptions;

use super::arguments::{RUNTIME, seconds};
use super::failure::Failure;
use super::output::{print_json, warning, write_all};
use super::runtimes::{Request, find_all, warn_of_new_example};
use crate::kubernetes::{Execution, JobExecution, MAX_BYTES, Prepull, PullPolicy, can_apply};
use crate::{Entry, Registry};

/// Print the Kubernetes objects that run a script
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a command-line flag")]
pub(super) struct ManifestArguments {
    #[command(flatten)]
    request: Request,
    /// Script to run, or `-` for standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// Use the language's example as the script
    #[arg(long, conflicts_with = "file")]
    example: bool,
    /// Arguments for the script
    #[arg(last = true, value_name = "ARGUMENT")]
    args: Vec<String>,
    /// Environment variable of the script (repeatable)
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    env: Vec<(String, String)>,
    /// Additional file to place next to the script (repeatable)
    #[arg(long = "file", value_name = "FILE", value_hint = ValueHint::FilePath)]
    more: Vec<PathBuf>,
    /// File whose content is the script's standard input, or `-` for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    stdin: Option<PathBuf>,
    /// Run the script as a Job, which is deleted an hour after it finishes
    #[arg(long)]
    job: bool,
    /// Kueue queue of the Job
    #[arg(long, value_name = "NAME", requires = "job")]
    queue: Option<String>,
    /// Print a JSON list instead of YAML documents
    #[arg(long)]
    json: bool,
    /// Name of the run and its objects [default: the language and random digits]
    #[arg(long)]
    id: Option<String>,
    /// Namespace of the objects [default: kubectl's current namespace]
    #[arg(long, short)]
    namespace: Option<String>,
    /// Label to add to the objects (repeatable)
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = pair)]
    label: Vec<(String, String)>,
    /// CPU request, as a quantity [default: 100m]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    cpu_request: Option<String>,
    /// CPU limit [default: 1]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    cpu_limit: Option<String>,
    /// Memory request [default: 128Mi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    memory_request: Option<String>,
    /// Memory limit [default: 512Mi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    memory_limit: Option<String>,
    /// Ephemeral storage request [default: 64Mi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    ephemeral_storage_request: Option<String>,
    /// Ephemeral storage limit: `/tmp` on disk and the log [default: the writable space and 128Mi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    ephemeral_storage_limit: Option<String>,
    /// Size limit of `/tmp` [default: 256Mi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    writable_space: Option<String>,
    /// Keep `/tmp` in memory: it then counts towards the memory limit
    #[arg(long)]
    tmp_in_memory: bool,
    /// Time limit of the pod, including the image pull [default: 300]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_hyphen_values = true)]
    timeout: Option<Duration>,
    /// Image pull policy [default: chosen by Kubernetes]
    #[arg(long, value_name = "POLICY", ignore_case = true, value_parser = pull_policy())]
    pull_policy: Option<PullPolicy>,
    /// Secret with credentials for pulling the image (repeatable)
    #[arg(long, value_name = "NAME")]
    pull_secret: Vec<String>,
    /// Runtime class of the pod, such as a sandbox
    #[arg(long, value_name = "NAME")]
    runtime_class: Option<String>,
    /// Registry mirror for Docker Hub images, such as mirror.example or mirror.example/hub
    #[arg(long, value_name = "HOST")]
    mirror: Option<String>,
    /// Run in a user namespace (Kubernetes 1.25 and later, on nodes that support it)
    #[arg(long)]
    user_namespace: bool,
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
    let entry = arguments.request.entry(registry)?;
    let id = entry.language.id;
    if let Some(reason) = entry.deprecation() {
        let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        warning(format_args!("{entry} is deprecated{why}"));
    }
    let is_stdin = |file: &Option<PathBuf>| file.as_deref() == Some(Path::new("-"));
    if is_stdin(&arguments.file) && is_stdin(&arguments.stdin) {
        return Err(Failure::StdinTwice);
    }
    let script = match &arguments.file {
        Some(file) => read(file)?,
        None if arguments.example => {
            let example = entry.language.example.ok_or(Failure::NoExample(id))?;
            warn_of_new_example(entry);
            example.into()
        }
        None => return Err(Failure::NoScript),
    };
    let (json, job, queue) = (arguments.json, arguments.job, arguments.queue.clone());
    let execution = execution(entry, script, arguments)?;
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
    if !can_apply(&serde_json::to_string(config_map).map_err(|error| Failure::Output(error.into()))?) {
        warning(
            "the script is too large for `kubectl apply`, which stores a copy of each object in an annotation: \
             use `kubectl create -f -` or `kubectl apply --server-side -f -`",
        );
    }
    write_all(documents.join("---\n").as_bytes())
}

fn execution(entry: &'static Entry, script: Vec<u8>, arguments: ManifestArguments) -> Result<Execution, Failure> {
    let id = arguments.id.unwrap_or_else(|| random_id(entry.language.id));
    let mut execution = Execution::new(entry, id, script)
        .user_namespace(arguments.user_namespace)
        .tmp_in_memory(arguments.tmp_in_memory)
        .args(arguments.args);
    for (name, value) in arguments.env {
        execution = execution.env(name, value);
    }
    for file in arguments.more {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        execution = execution.file(name, read(&file)?);
    }
    if let Some(file) = arguments.stdin {
        execution = execution.stdin(read(&file)?);
    }
    for (key, value) in arguments.label {
        execution = execution.label(key, value);
    }
    for name in arguments.pull_secret {
        execution = execution.pull_secret(name);
    }
    let settings = [
        (arguments.namespace, Execution::namespace as fn(Execution, String) -> Execution),
        (arguments.cpu_request, Execution::cpu_request),
        (arguments.cpu_limit, Execution::cpu_limit),
        (arguments.memory_request, Execution::memory_request),
        (arguments.memory_limit, Execution::memory_limit),
        (arguments.ephemeral_storage_request, Execution::ephemeral_storage_request),
        (arguments.ephemeral_storage_limit, Execution::ephemeral_storage_limit),
        (arguments.writable_space, Execution::writable_space),
        (arguments.runtime_class, Execution::runtime_class),
        (arguments.mirror, Execution::mirror),
    ];
    for (value, set) in settings {
        execution = value.into_iter().fold(execution, set);
    }
    execution = arguments.timeout.into_iter().fold(execution, Execution::timeout);
    Ok(arguments.pull_policy.into_iter().fold(execution, Execution::pull_policy))
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

// Reads at most one byte more than the limit, because the file may be endless.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    const MAX_READ: u64 = MAX_BYTES as u64 + 1;
    let mut content = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(MAX_READ).read_to_end(&mut content)
    } else {
        File::open(file).and_then(|file| file.take(MAX_READ).read_to_end(&mut content))
    };
    match read {
        Ok(_) => Ok(content),
        Err(error) => Err(Failure::Read(file.to_owned(), error)),
    }
}

// Returns a name that no other run is likely to have.
fn random_id(language: &str) -> String {
    const MAX_WORD: usize = 40;
    let word: String = language.replace('_', "-").chars().take(MAX_WORD).collect();
    let digits = RandomState::new().hash_one(std::process::id()) & 0xff_ffff_ffff;
    format!("{}-{digits:010x}", word.trim_end_matches('-'))
}

fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("expected a `=` between a name and a value")?;
    Ok((key.to_owned(), value.to_owned()))
}

fn pull_policy() -> impl TypedValueParser<Value = PullPolicy> {
    PossibleValuesParser::new(PullPolicy::ALL.map(PullPolicy::name)).try_map(|text| {
        let named = |policy: &PullPolicy| policy.name().eq_ignore_ascii_case(&text);
        PullPolicy::ALL.into_iter().find(named).ok_or("unknown pull policy")
    })
}

fn yaml(object: &impl Serialize) -> Result<String, Failure> {
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
