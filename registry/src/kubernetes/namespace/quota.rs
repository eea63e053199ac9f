//! How much the pods of a namespace may use.

use k8s_openapi::api::core::v1::{LimitRangeItem, LimitRangeSpec, ResourceQuotaSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::kubernetes::error::ObjectError;
use crate::kubernetes::quantity::{Amount, Resource};
use crate::kubernetes::resources::{self, Range, Resources};

/// What all pods of a namespace may use together.
#[derive(Clone, Debug)]
pub(super) struct Quota {
    pub(super) pods: u32,
    pub(super) config_maps: u32,
    pub(super) cpu: String,
    pub(super) memory: String,
    pub(super) ephemeral_storage: String,
}

impl Default for Quota {
    /// Enough for 20 pods with default limits. Every namespace has a `ConfigMap` of its own, `kube-root-ca.crt`, and
    /// those of finished runs may still exist.
    fn default() -> Self {
        Self {
            pods: 20,
            config_maps: 100,
            cpu: "20".to_owned(),
            memory: "10Gi".to_owned(),
            ephemeral_storage: "20Gi".to_owned(),
        }
    }
}

impl Quota {
    /// Returns a quota of limits. A request never exceeds its limit, so the same amounts bound the requests:
    /// <https://kubernetes.io/docs/concepts/policy/resource-quotas/>.
    pub(super) fn spec(&self) -> Result<ResourceQuotaSpec, ObjectError> {
        let cpu = Amount::parse_limit("CPU quota", &self.cpu, Resource::Cpu)?;
        let memory = Amount::parse_memory_limit("memory quota", &self.memory)?;
        let storage = Amount::parse_limit("ephemeral storage quota", &self.ephemeral_storage, Resource::Bytes)?;
        let count = |count: u32| Quantity(count.to_string());
        let hard = [
            ("pods", count(self.pods)),
            ("configmaps", count(self.config_maps)),
            ("limits.cpu", cpu.quantity()),
            ("limits.memory", memory.quantity()),
            ("limits.ephemeral-storage", storage.quantity()),
        ];
        let hard = hard.into_iter().map(|(name, amount)| (name.to_owned(), amount)).collect();
        Ok(ResourceQuotaSpec { hard: Some(hard), ..ResourceQuotaSpec::default() })
    }
}

/// Returns defaults for containers that set no requests and limits, which the quota would otherwise reject. They are
/// those of an execution: <https://kubernetes.io/docs/concepts/policy/limit-range/>.
pub(super) fn limit_range() -> Result<LimitRangeSpec, ObjectError> {
    let unset = Range::default();
    let space = Amount::parse_limit("writable space", resources::WRITABLE_SPACE, Resource::Bytes)?;
    let unset = Resources { cpu: &unset, memory: &unset, ephemeral_storage: &unset };
    let defaults = resources::of_script(unset, &resources::storage_limit(Some(&space))?)?;
    let item = LimitRangeItem {
        default: defaults.limits,
        default_request: defaults.requests,
        type_: "Container".to_owned(),
        ..LimitRangeItem::default()
    };
    Ok(LimitRangeSpec { limits: vec![item] })
}
