//! The objects of one run as a list.

use k8s_openapi::api::core::v1::ConfigMap;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{JobObjects, Objects};

/// Serializes as a `v1` `List`, which `kubectl create -f -` reads, with the `ConfigMap` first.
impl Serialize for Objects {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        list(&self.config_map, &self.pod, serializer)
    }
}

/// Serializes as a `v1` `List`, which `kubectl create -f -` reads, with the `ConfigMap` first.
impl Serialize for JobObjects {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        list(&self.config_map, &self.job, serializer)
    }
}

fn list<S: Serializer>(config_map: &ConfigMap, owner: &impl Serialize, serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_struct("List", 3)?;
    list.serialize_field("apiVersion", "v1")?;
    list.serialize_field("kind", "List")?;
    list.serialize_field("items", &(config_map, owner))?;
    list.end()
}
