//! `runtimes namespace`: a namespace for untrusted code, for `kubectl apply -f -`.

use clap::Args;

use super::arguments::RUNTIME;
use super::execution::pair;
use super::failure::Failure;
use super::manifest::{warn_if_too_large, yaml};
use super::output::{print_json, write_all};
use super::runtimes::find_all;
use crate::Registry;
use crate::kubernetes::{AdmissionPolicy, Namespace, NamespaceObjects};

/// Print a namespace for untrusted code, with its policies, quota and permissions
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a command-line flag")]
pub(super) struct NamespaceArguments {
    /// Name of the namespace
    name: String,
    /// Admit only pods of this registry (Kubernetes 1.30 and later)
    #[arg(long)]
    admission_policy: bool,
    /// Runtimes that the admission policy admits, or languages with all their versions [default: all runtimes]
    #[arg(value_name = RUNTIME, requires = "admission_policy")]
    runtimes: Vec<String>,
    /// Require these exact versions
    #[arg(long)]
    exact: bool,
    /// Mirror of Docker Hub whose images the admission policy admits, too (repeatable)
    #[arg(long, value_name = "HOST", requires = "admission_policy")]
    mirror: Vec<String>,
    /// Runtime class that the admission policy requires, such as a sandbox
    #[arg(long, value_name = "NAME", requires = "admission_policy")]
    runtime_class: Option<String>,
    /// Let pods query the cluster's DNS
    #[arg(long)]
    allow_dns: bool,
    /// Let pods connect to the internet, without private, link-local and metadata addresses
    #[arg(long)]
    allow_internet: bool,
    /// Range of addresses that pods may not connect to, such as 203.0.113.0/24 (repeatable)
    #[arg(long, value_name = "CIDR", requires = "allow_internet")]
    except: Vec<String>,
    /// Number of pods at a time [default: 20]
    #[arg(long, value_name = "COUNT")]
    pods: Option<u32>,
    /// Number of `ConfigMap`s, of which each run has one until it is deleted [default: 100]
    #[arg(long, value_name = "COUNT")]
    config_maps: Option<u32>,
    /// CPU limits of all pods together, as a quantity [default: 20]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    cpu: Option<String>,
    /// Memory limits of all pods together [default: 10Gi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    memory: Option<String>,
    /// Disk space limits of all pods together [default: 20Gi]
    #[arg(long, value_name = "QUANTITY", allow_hyphen_values = true)]
    ephemeral_storage: Option<String>,
    /// Let the service account create Jobs, too
    #[arg(long)]
    jobs: bool,
    /// Service account of another namespace that may run scripts (repeatable)
    #[arg(long, value_name = "NAMESPACE:NAME", value_parser = account)]
    service_account: Vec<(String, String)>,
    /// Label to add to the objects (repeatable)
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = pair)]
    label: Vec<(String, String)>,
    /// Print a JSON list instead of YAML documents
    #[arg(long)]
    json: bool,
}

pub(super) fn namespace(arguments: NamespaceArguments, registry: &'static Registry) -> Result<(), Failure> {
    let json = arguments.json;
    let objects = builder(arguments, registry)?.objects()?;
    if let Some(AdmissionPolicy { policy, .. }) = &objects.admission_policy {
        warn_if_too_large(policy, "admission policy", "`kubectl apply --server-side -f -`")?;
    }
    if json { print_json(&objects) } else { write_all(documents(&objects)?.join("---\n").as_bytes()) }
}

fn builder(arguments: NamespaceArguments, registry: &'static Registry) -> Result<Namespace, Failure> {
    let mut namespace = Namespace::new(arguments.name)
        .allow_dns(arguments.allow_dns)
        .allow_internet(arguments.allow_internet)
        .jobs(arguments.jobs);
    if arguments.admission_policy {
        namespace = namespace.admission_policy(find_all(registry, &arguments.runtimes, arguments.exact)?);
    }
    for (key, value) in arguments.label {
        namespace = namespace.label(key, value);
    }
    for (of, name) in arguments.service_account {
        namespace = namespace.service_account(of, name);
    }
    namespace = arguments.mirror.into_iter().fold(namespace, Namespace::mirror);
    namespace = arguments.except.into_iter().fold(namespace, Namespace::except);
    namespace = arguments.pods.into_iter().fold(namespace, Namespace::pods);
    namespace = arguments.config_maps.into_iter().fold(namespace, Namespace::config_maps);
    let settings = [
        (arguments.cpu, Namespace::cpu as fn(Namespace, String) -> Namespace),
        (arguments.memory, Namespace::memory),
        (arguments.ephemeral_storage, Namespace::ephemeral_storage),
        (arguments.runtime_class, Namespace::runtime_class),
    ];
    for (value, set) in settings {
        namespace = value.into_iter().fold(namespace, set);
    }
    Ok(namespace)
}

// In the order of the list.
fn documents(objects: &NamespaceObjects) -> Result<Vec<String>, Failure> {
    let mut documents = vec![
        yaml(&objects.namespace)?,
        yaml(&objects.network_policy)?,
        yaml(&objects.resource_quota)?,
        yaml(&objects.limit_range)?,
        yaml(&objects.service_account)?,
        yaml(&objects.role)?,
        yaml(&objects.role_binding)?,
    ];
    if let Some(AdmissionPolicy { policy, binding }) = &objects.admission_policy {
        documents.extend([yaml(policy)?, yaml(binding)?]);
    }
    Ok(documents)
}

fn account(text: &str) -> Result<(String, String), &'static str> {
    let (namespace, name) = text.split_once(':').ok_or("expected a `:` between a namespace and a name")?;
    Ok((namespace.to_owned(), name.to_owned()))
}
