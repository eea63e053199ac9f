//! The requests and limits of a container: CPU, memory and ephemeral storage.

use k8s_openapi::api::core::v1::ResourceRequirements;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::error::{ObjectError, ObjectErrorKind};
use super::quantity::{Amount, Resource};

/// A request and a limit, each if the caller has set it.
#[derive(Clone, Debug, Default)]
pub(super) struct Range {
    pub(super) request: Option<String>,
    pub(super) limit: Option<String>,
}

/// The resources of a container.
pub(super) struct Resources<T> {
    pub(super) cpu: T,
    pub(super) memory: T,
    pub(super) ephemeral_storage: T,
}

/// The default size of `/tmp`.
pub(super) const WRITABLE_SPACE: &str = "256Mi";

/// Returns the default limit of ephemeral storage: room for the output, and for `/tmp` if it is on disk.
pub(super) fn storage_limit(tmp_on_disk: Option<&Amount>) -> Result<Amount, ObjectError> {
    // More than the 50 MiB that a kubelet keeps of a log by default, because it removes the rest only periodically.
    let output = Amount::parse_limit("output", "128Mi", Resource::Bytes)?;
    Ok(match tmp_on_disk {
        Some(space) => output.plus(space),
        None => output,
    })
}

/// Returns the resources of a script's container, given the default limit of its ephemeral storage.
pub(super) fn of_script(
    Resources { cpu, memory, ephemeral_storage }: Resources<&Range>,
    default_storage_limit: &Amount,
) -> Result<ResourceRequirements, ObjectError> {
    let cpu_request = |text: &str| Amount::parse("CPU request", text, Resource::Cpu);
    let cpu_limit = |text: &str| Amount::parse_limit("CPU limit", text, Resource::Cpu);
    let memory_request = |text: &str| Amount::parse("memory request", text, Resource::Bytes);
    let memory_limit = |text: &str| Amount::parse_memory_limit("memory limit", text);
    let storage_request = |text: &str| Amount::parse("ephemeral storage request", text, Resource::Bytes);
    let storage_limit = |text: &str| Amount::parse_limit("ephemeral storage limit", text, Resource::Bytes);
    let (cpu_request, cpu_limit) = cpu.amounts("CPU", ("100m", cpu_request), ("1", cpu_limit))?;
    let (memory_request, memory_limit) =
        memory.amounts("memory", ("128Mi", memory_request), ("512Mi", memory_limit))?;
    let (storage_request, storage_limit) = ephemeral_storage.amounts(
        "ephemeral storage",
        ("64Mi", storage_request),
        (&default_storage_limit.quantity().0, storage_limit),
    )?;
    Ok(requirements(
        Resources {
            cpu: cpu_request.quantity(),
            memory: memory_request.quantity(),
            ephemeral_storage: storage_request.quantity(),
        },
        Resources {
            cpu: cpu_limit.quantity(),
            memory: memory_limit.quantity(),
            ephemeral_storage: storage_limit.quantity(),
        },
    ))
}

/// Returns the given requests and limits as Kubernetes names them.
pub(super) fn requirements(requests: Resources<Quantity>, limits: Resources<Quantity>) -> ResourceRequirements {
    let amounts = |Resources { cpu, memory, ephemeral_storage }| {
        let amounts = [("cpu", cpu), ("memory", memory), ("ephemeral-storage", ephemeral_storage)];
        Some(amounts.map(|(name, amount)| (name.to_owned(), amount)).into())
    };
    ResourceRequirements { requests: amounts(requests), limits: amounts(limits), ..ResourceRequirements::default() }
}

impl Range {
    // A default never contradicts an explicit value: a default request is lowered to the limit, a default limit raised
    // to the request.
    fn amounts(
        &self,
        what: &str,
        (default_request, request): (&str, impl Fn(&str) -> Result<Amount, ObjectError>),
        (default_limit, limit): (&str, impl Fn(&str) -> Result<Amount, ObjectError>),
    ) -> Result<(Amount, Amount), ObjectError> {
        let (request, limit) = match (self.request.as_deref(), self.limit.as_deref()) {
            (Some(request_text), Some(limit_text)) => (request(request_text)?, limit(limit_text)?),
            (Some(text), None) => {
                let request = request(text)?;
                let limit = limit(default_limit)?;
                (request.clone(), if limit.nano < request.nano { request } else { limit })
            }
            (None, text) => {
                let limit = limit(text.unwrap_or(default_limit))?;
                let request = request(default_request)?;
                (if request.nano > limit.nano { limit.clone() } else { request }, limit)
            }
        };
        if limit.nano < request.nano {
            let message =
                format!("{what} limit {limit} is below the request {request}: raise the limit or lower the request");
            return Err(ObjectError::new(ObjectErrorKind::LimitBelowRequest, message));
        }
        Ok((request, limit))
    }
}
