//! The arguments that describe an execution, for every command that needs one.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};

use super::arguments::seconds;
use super::failure::Failure;
use super::output::warning;
use super::runtimes::{Request, warn_of_new_example};
use crate::Registry;
use crate::kubernetes::{Execution, MAX_BYTES, PullPolicy};
use crate::random::random;

#[derive(Args)]
pub(super) struct ExecutionArguments {
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
    /// Time limit of the pod, including the image pull in a cluster [default: 300]
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

impl ExecutionArguments {
    /// Reads the files and returns the execution.
    pub(super) fn build(self, registry: &'static Registry) -> Result<Execution, Failure> {
        let entry = self.request.entry(registry)?;
        if let Some(reason) = entry.deprecation() {
            let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            warning(format_args!("{entry} is deprecated{why}"));
        }
        let is_stdin = |file: &Option<PathBuf>| file.as_deref() == Some(Path::new("-"));
        if is_stdin(&self.file) && is_stdin(&self.stdin) {
            return Err(Failure::StdinTwice);
        }
        let script = match &self.file {
            Some(file) => read(file)?,
            None if self.example => {
                let example = entry.language.example.ok_or(Failure::NoExample(entry.language.id))?;
                warn_of_new_example(entry);
                example.into()
            }
            None => return Err(Failure::NoScript),
        };
        let id = self.id.unwrap_or_else(|| random_id(entry.language.id));
        let mut execution = Execution::new(entry, id, script)
            .user_namespace(self.user_namespace)
            .tmp_in_memory(self.tmp_in_memory)
            .args(self.args);
        for (name, value) in self.env {
            execution = execution.env(name, value);
        }
        for file in self.more {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            execution = execution.file(name, read(&file)?);
        }
        if let Some(file) = self.stdin {
            execution = execution.stdin(read(&file)?);
        }
        for (key, value) in self.label {
            execution = execution.label(key, value);
        }
        for name in self.pull_secret {
            execution = execution.pull_secret(name);
        }
        let settings = [
            (self.namespace, Execution::namespace as fn(Execution, String) -> Execution),
            (self.cpu_request, Execution::cpu_request),
            (self.cpu_limit, Execution::cpu_limit),
            (self.memory_request, Execution::memory_request),
            (self.memory_limit, Execution::memory_limit),
            (self.ephemeral_storage_request, Execution::ephemeral_storage_request),
            (self.ephemeral_storage_limit, Execution::ephemeral_storage_limit),
            (self.writable_space, Execution::writable_space),
            (self.runtime_class, Execution::runtime_class),
            (self.mirror, Execution::mirror),
        ];
        for (value, set) in settings {
            execution = value.into_iter().fold(execution, set);
        }
        execution = self.timeout.into_iter().fold(execution, Execution::timeout);
        Ok(self.pull_policy.into_iter().fold(execution, Execution::pull_policy))
    }
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
pub(super) fn random_id(language: &str) -> String {
    const MAX_WORD: usize = 40;
    let word: String = language.replace('_', "-").chars().take(MAX_WORD).collect();
    let digits = random() & 0xff_ffff_ffff;
    format!("{}-{digits:010x}", word.trim_end_matches('-'))
}

pub(super) fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("expected a `=` between a name and a value")?;
    Ok((key.to_owned(), value.to_owned()))
}

fn pull_policy() -> impl TypedValueParser<Value = PullPolicy> {
    PossibleValuesParser::new(PullPolicy::ALL.map(PullPolicy::name)).try_map(|text| {
        let named = |policy: &PullPolicy| policy.name().eq_ignore_ascii_case(&text);
        PullPolicy::ALL.into_iter().find(named).ok_or("unknown pull policy")
    })
}
