//! Ownership: deleting an object deletes those that it owns.

use k8s_openapi::Metadata;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};

use super::error::{ObjectError, ObjectErrorKind};

/// Returns the owner reference that makes Kubernetes delete an object together with this one, which may be a pod, a
/// job, or any other object: <https://kubernetes.io/docs/concepts/architecture/garbage-collection/#owners-dependents>.
///
/// The owner must exist, and the object must be in the same namespace. Create the `ConfigMap` first, then the pod or the
/// job, and patch the `ConfigMap` with this reference: a pod that is created before its `ConfigMap` may wait ten seconds
/// for it. If the client fails in between, nothing deletes the `ConfigMap`, so delete it by its label. The feature `run`
/// does all of this.
///
/// ```
/// use registry::Runtime;
/// use registry::kubernetes::{Execution, owner_reference};
///
/// let objects = Execution::new(Runtime::Python3_12, "run-1", "print('hello')").objects()?;
/// # let mut returned_by_the_api_server = objects.pod.clone();
/// # returned_by_the_api_server.metadata.uid = Some("d9607e19-f88f-11e6-a518-42010a800195".to_owned());
/// let created = returned_by_the_api_server;
/// let merge_patch = serde_json::json!({ "metadata": { "ownerReferences": [owner_reference(&created)?] } });
/// # assert_eq!(merge_patch["metadata"]["ownerReferences"][0]["name"], "run-1");
/// # Ok::<(), registry::kubernetes::ObjectError>(())
/// ```
///
/// # Errors
///
/// Returns an [`ObjectError`] if the owner has no name or no UID. The API server assigns the UID when it creates the
/// object.
pub fn owner_reference<T: Metadata<Ty = ObjectMeta>>(created: &T) -> Result<OwnerReference, ObjectError> {
    let metadata = created.metadata();
    let non_empty = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let (Some(name), Some(uid)) = (non_empty(&metadata.name), non_empty(&metadata.uid)) else {
        let kind = T::KIND.to_ascii_lowercase();
        let message = format!(
            "the {kind} has no name or no UID: create it first, and pass the {kind} that the API server returns"
        );
        return Err(ObjectError::new(ObjectErrorKind::NotCreated, message));
    };
    let (api_version, kind) = (T::API_VERSION.to_owned(), T::KIND.to_owned());
    Ok(OwnerReference { api_version, kind, name, uid, ..OwnerReference::default() })
}
