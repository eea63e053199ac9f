//! The names and labels of objects.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::error::{ObjectError, ObjectErrorKind};
use super::rules;

/// Returns the metadata of an object, with the caller's labels (`more`) in addition to `labels`. Does not check the
/// name.
pub(super) fn metadata(
    name: &str,
    namespace: Option<&str>,
    mut labels: BTreeMap<String, String>,
    more: &[(String, String)],
) -> Result<ObjectMeta, ObjectError> {
    if let Some(namespace) = namespace {
        rules::check_label_name(ObjectErrorKind::Name, "namespace", namespace)?;
    }
    for (key, value) in more {
        rules::add_label(key, value, &mut labels)?;
    }
    Ok(ObjectMeta {
        name: Some(name.to_owned()),
        namespace: namespace.map(str::to_owned),
        labels: Some(labels),
        ..ObjectMeta::default()
    })
}

/// Returns the recommended labels, which tools display:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/>.
pub(super) fn labels(name: &str, version: Option<&str>, instance: &str) -> BTreeMap<String, String> {
    let labels =
        [("name", Some(name)), ("version", version), ("instance", Some(instance)), ("managed-by", Some("registry"))];
    let label = |(key, value): (&str, Option<&str>)| Some((format!("app.kubernetes.io/{key}"), value?.to_owned()));
    labels.into_iter().filter_map(label).collect()
}
