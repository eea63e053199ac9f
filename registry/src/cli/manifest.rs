//! `runtimes manifest` and `runtimes prepull`: objects for `kubectl apply -f -`.

use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use k8s_openapi::api::core::v1::ConfigMap;
use serde_core::Serialize;
use serde_saphyr::SerializerOptions;

use super::{Failure, note_that, print_json, resolve, write_all};
use crate::kubernetes::{Execution, ObjectError, Objects, Prepull, PullPolicy};
use crate::kubernetes::{MAX_SCRIPT, is_escaped_by_kubectl};
use crate::{Entry, Registry};

/// Print the objects that run a script, for `kubectl apply -f -`
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(super) struct ManifestArguments {
    /// A language and, behind an `@`, a version, as `show` takes it
    #[arg(value_name = "LANGUAGE@VERSION")]
    runtime: String,
    /// The script, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Take the example of the language as the script
    #[arg(long, conflicts_with = "file")]
    example: bool,
    /// Take the version as it is, and no other that begins with it
    #[arg(long)]
    exact: bool,
    /// Print a list in JSON instead of documents in YAML
    #[arg(long)]
    json: bool,
    /// The name of the run and of its objects [default: the language and random digits]
    #[arg(long)]
    id: Option<String>,
    /// The namespace of the objects [default: the one that kubectl uses]
    #[arg(long, short)]
    namespace: Option<String>,
    /// One more label of the objects
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = label)]
    label: Vec<(String, String)>,
    /// The CPU that the pod is sure of, as a quantity [default: 100m]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    cpu_request: Option<String>,
    /// The CPU that the pod gets at most [default: 1]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    cpu_limit: Option<String>,
    /// The memory that the pod is sure of [default: 128Mi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    memory_request: Option<String>,
    /// The memory that the pod can have [default: 512Mi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    memory_limit: Option<String>,
    /// The size of `/tmp`, the one place that can be written to [default: 256Mi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    writable_space: Option<String>,
    /// How long the pod may take, the pull of its image included [default: 300]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_hyphen_values = true)]
    timeout: Option<Duration>,
    /// When the image is pulled [default: that of Kubernetes]
    #[arg(long, value_name = "POLICY", ignore_case = true, value_parser = pull_policy())]
    pull_policy: Option<PullPolicy>,
    /// A secret with which the image is pulled
    #[arg(long, value_name = "NAME")]
    pull_secret: Vec<String>,
    /// The class of the container runtime
    #[arg(long, value_name = "NAME")]
    runtime_class: Option<String>,
    /// A mirror of Docker Hub, as in `mirror.example` or `mirror.example/hub`
    #[arg(long, value_name = "HOST")]
    mirror: Option<String>,
    /// Map the pod's users to ones that the node does not have; it needs Kubernetes 1.25 and a node that knows how
    #[arg(long)]
    user_namespace: bool,
}

/// Print a daemon set that pulls images on every node, for `kubectl apply -f -`
#[derive(Args)]
pub(super) struct PrepullArguments {
    /// Languages, or versions of them as `show` takes them [default: everything]
    #[arg(value_name = "LANGUAGE[@VERSION]")]
    runtimes: Vec<String>,
    /// Take versions as they are, and no others that begin with them
    #[arg(long)]
    exact: bool,
    /// Print JSON instead of YAML
    #[arg(long)]
    json: bool,
    /// The name of the daemon set [default: runtimes-prepull]
    #[arg(long)]
    name: Option<String>,
    /// The namespace of the daemon set [default: the one that kubectl uses]
    #[arg(long, short)]
    namespace: Option<String>,
    /// One more label of the daemon set and its pods
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = label)]
    label: Vec<(String, String)>,
    /// An image with a statically linked `/bin/busybox` [default: busybox:1.37-musl]
    #[arg(long, value_name = "IMAGE")]
    helper_image: Option<String>,
    /// A mirror of Docker Hub, as `manifest` takes it
    #[arg(long, value_name = "HOST")]
    mirror: Option<String>,
    /// A secret with which the images are pulled
    #[arg(long, value_name = "NAME")]
    pull_secret: Vec<String>,
}

pub(super) fn manifest(arguments: ManifestArguments, registry: &'static Registry) -> Result<(), Failure> {
    let entry = runtime(registry, &arguments.runtime, arguments.exact)?;
    let (id, version) = (entry.language.id, entry.version);
    if let Some(note) = entry.deprecation() {
        let why = if note.is_empty() { String::new() } else { format!(": {note}") };
        note_that(format_args!("{id}@{version} is deprecated{why}"));
    }
    let script = match &arguments.file {
        Some(file) => read(file).map_err(|error| Failure::Read(file.clone(), error))?,
        None if arguments.example => entry.language.example.ok_or(Failure::NoExample(id))?.into(),
        None => return Err(Failure::NoScript),
    };
    let json = arguments.json;
    let Objects { config_map, pod } = execution(entry, script, arguments).objects()?;
    if json {
        let list = serde_json::json!({ "apiVersion": "v1", "kind": "List", "items": [config_map, pod] });
        return print_json(&list);
    }
    let documents = [yaml(&config_map)?, yaml(&pod)?];
    if !can_be_applied(&config_map)? {
        note_that(
            "`kubectl apply` keeps a copy of each object in an annotation, for which this script is too large: \
             use `kubectl create -f -` or `kubectl apply --server-side -f -`",
        );
    }
    write_all(documents.join("---\n").as_bytes()).map_err(Failure::Output)
}

fn execution(entry: &'static Entry, script: Vec<u8>, arguments: ManifestArguments) -> Execution {
    let id = arguments.id.unwrap_or_else(|| random_id(entry.language.id));
    let mut execution = Execution::new(entry, id, script).user_namespace(arguments.user_namespace);
    for (key, value) in arguments.label {
        execution = execution.label(key, value);
    }
    for name in arguments.pull_secret {
        execution = execution.pull_secret(name);
    }
    let said = [
        (arguments.namespace, Execution::namespace as fn(Execution, String) -> Execution),
        (arguments.cpu_request, Execution::cpu_request),
        (arguments.cpu_limit, Execution::cpu_limit),
        (arguments.memory_request, Execution::memory_request),
        (arguments.memory_limit, Execution::memory_limit),
        (arguments.writable_space, Execution::writable_space),
        (arguments.runtime_class, Execution::runtime_class),
        (arguments.mirror, Execution::mirror),
    ];
    for (value, set) in said {
        execution = value.into_iter().fold(execution, set);
    }
    execution = arguments.timeout.into_iter().fold(execution, Execution::timeout);
    arguments.pull_policy.into_iter().fold(execution, Execution::pull_policy)
}

pub(super) fn prepull(arguments: PrepullArguments, registry: &'static Registry) -> Result<(), Failure> {
    let mut entries = Vec::new();
    for name in &arguments.runtimes {
        if name.contains('@') {
            entries.push(runtime(registry, name, arguments.exact)?);
        } else {
            let language = registry.language(name)?;
            entries.extend(registry.entries().iter().filter(|entry| entry.language.id == language.id));
        }
    }
    if arguments.runtimes.is_empty() {
        entries.extend(registry.entries());
    }
    let mut prepull = Prepull::new(entries);
    for (key, value) in arguments.label {
        prepull = prepull.label(key, value);
    }
    for name in arguments.pull_secret {
        prepull = prepull.pull_secret(name);
    }
    let said = [
        (arguments.name, Prepull::name as fn(Prepull, String) -> Prepull),
        (arguments.namespace, Prepull::namespace),
        (arguments.helper_image, Prepull::helper_image),
        (arguments.mirror, Prepull::mirror),
    ];
    for (value, set) in said {
        prepull = value.into_iter().fold(prepull, set);
    }
    let daemon_set = prepull.daemon_set()?;
    if arguments.json {
        return print_json(&daemon_set);
    }
    write_all(yaml(&daemon_set)?.as_bytes()).map_err(Failure::Output)
}

fn runtime(registry: &'static Registry, name: &str, exact: bool) -> Result<&'static Entry, Failure> {
    if exact { Ok(registry.parse(name)?) } else { resolve(registry, name) }
}

// No more than what is refused for its size: the file may be one that never ends.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    const ENOUGH: u64 = MAX_SCRIPT as u64 + 1;
    let mut script = Vec::new();
    if file == Path::new("-") {
        io::stdin().lock().take(ENOUGH).read_to_end(&mut script)?;
    } else {
        File::open(file)?.take(ENOUGH).read_to_end(&mut script)?;
    }
    Ok(script)
}

// Each run is one of its own, so no two of them share a name.
fn random_id(language: &str) -> String {
    const MAX_WORD: usize = 40;
    let word: String = language.replace('_', "-").chars().take(MAX_WORD).collect();
    let digits = RandomState::new().hash_one(std::process::id()) & 0xff_ffff_ffff;
    format!("{}-{digits:010x}", word.trim_end_matches('-'))
}

fn label(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    text.parse().map(Duration::from_secs).map_err(|_| "write a whole number of seconds, as in 30")
}

fn pull_policy() -> impl TypedValueParser<Value = PullPolicy> {
    PossibleValuesParser::new(["Always", "IfNotPresent", "Never"]).map(|name| match name.to_lowercase().as_str() {
        "always" => PullPolicy::Always,
        "never" => PullPolicy::Never,
        _ => PullPolicy::IfNotPresent,
    })
}

fn yaml(object: &impl Serialize) -> Result<String, Failure> {
    let value = serde_json::to_value(object).map_err(|error| Failure::Output(error.into()))?;
    let mut options = SerializerOptions::default();
    // Other readers take the first tab of a block for its indentation, and refuse that.
    options.prefer_block_scalars = !some_text_begins_with_tab(&value);
    serde_saphyr::to_string_with_options(object, options).map_err(|error| Failure::Output(io::Error::other(error)))
}

fn some_text_begins_with_tab(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.trim_start_matches('\n').starts_with('\t'),
        serde_json::Value::Array(values) => values.iter().any(some_text_begins_with_tab),
        serde_json::Value::Object(fields) => fields.values().any(some_text_begins_with_tab),
        _ => false,
    }
}

// Whether a copy fits into an annotation, as kubectl writes it: in JSON that escapes more than ours does.
// <https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-apply-calculates-differences-and-merges-changes>
fn can_be_applied(config_map: &ConfigMap) -> Result<bool, Failure> {
    const MAX_ANNOTATIONS: usize = 256 * 1024;
    // The annotation's key, and the fields that kubectl fills in.
    const REST: usize = 512;
    let json = serde_json::to_vec(config_map).map_err(|error| Failure::Output(error.into()))?;
    let json = String::from_utf8_lossy(&json);
    let escaped = json.chars().filter(|c| is_escaped_by_kubectl(*c)).count();
    Ok(json.len() + "u003c".len() * escaped + REST <= MAX_ANNOTATIONS)
}

impl From<ObjectError> for Failure {
    fn from(error: ObjectError) -> Self {
        Self::Object(error)
    }
}
