//! A script as a `ConfigMap`.

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::error::{ObjectError, ObjectErrorKind};
use super::kubectl;

/// The largest script that fits into a `ConfigMap`, in bytes. The API server counts values but not their names, and
/// counts `binaryData` before its base64 encoding:
/// <https://kubernetes.io/docs/concepts/configuration/configmap/#motivation>.
pub(crate) const MAX_SCRIPT: usize = 1024 * 1024;

pub(super) fn config_map(metadata: ObjectMeta, file_name: &str, script: &[u8]) -> Result<ConfigMap, ObjectError> {
    if script.is_empty() {
        let message = "the script is empty: there is nothing to run";
        return Err(ObjectError::new(ObjectErrorKind::EmptyScript, message));
    }
    if script.len() > MAX_SCRIPT {
        let message =
            format!("the script exceeds {MAX_SCRIPT} bytes, the limit of a ConfigMap: load large data from elsewhere");
        return Err(ObjectError::new(ObjectErrorKind::ScriptTooLarge, message));
    }
    let file_name = file_name.to_owned();
    let mut config_map = ConfigMap { immutable: Some(true), metadata, ..ConfigMap::default() };
    match text(script) {
        Some(text) => config_map.data = Some([(file_name, text.to_owned())].into()),
        None => config_map.binary_data = Some([(file_name, ByteString(script.to_vec()))].into()),
    }
    Ok(config_map)
}

// Returns the script as text, unless it contains characters that text formats do not preserve, or JSON escapes would
// make the request too large: the API server accepts 3 MiB, and the base64 form of a script never exceeds half of that.
fn text(script: &[u8]) -> Option<&str> {
    const MAX_ENCODED: usize = 2 * MAX_SCRIPT;
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let text = str::from_utf8(script).ok()?;
    let encoded_len: usize = text.chars().map(kubectl::encoded_len).sum();
    (text.chars().all(is_text) && encoded_len <= MAX_ENCODED).then_some(text)
}
