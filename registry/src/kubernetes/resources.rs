//! The CPU and memory requests and limits of a container.

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

/// Returns the resources of a script's container.
pub(super) fn of_script(cpu: &Range, memory: &Range) -> Result<ResourceRequirements, ObjectError> {
    let cpu_request = |text: &str| Amount::parse("CPU request", text, Resource::Cpu);
    let cpu_limit = |text: &str| Amount::parse_limit("CPU limit", text, Resource::Cpu);
    let memory_request = |text: &str| Amount::parse("memory request", text, Resource::Bytes);
    let memory_limit = |text: &str| Amount::parse_memory_limit("memory limit", text);
    let (cpu_request, cpu_limit) = cpu.amounts("CPU", ("100m", cpu_request), ("1", cpu_limit))?;
    let (memory_request, memory_limit) =
        memory.amounts("memory", ("128Mi", memory_request), ("512Mi", memory_limit))?;
    Ok(requirements(
        [cpu_request.quantity(), memory_request.quantity()],
        [cpu_limit.quantity(), memory_limit.quantity()],
    ))
}

/// Returns the given requests and limits, each CPU before memory.
pub(super) fn requirements(requests: [Quantity; 2], limits: [Quantity; 2]) -> ResourceRequirements {
    let amounts = |[cpu, memory]: [Quantity; 2]| Some([("cpu".to_owned(), cpu), ("memory".to_owned(), memory)].into());
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
