//! Ownership: deleting a pod deletes the objects that it owns.

use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::OwnerReference;

use super::error::{ObjectError, ObjectErrorKind};

/// Returns the owner reference that makes Kubernetes delete an object together with this pod:
/// <https://kubernetes.io/docs/concepts/architecture/garbage-collection/#owners-dependents>.
///
/// The pod must exist, and the object must be in the same namespace. Create the pod first, then its `ConfigMap` with
/// this reference; the pod waits for it. If you create the `ConfigMap` first and the client fails before it creates the
/// pod, nothing deletes the `ConfigMap`.
///
/// ```
/// use registry::Runtime;
/// use registry::kubernetes::{Execution, owner_reference};
///
/// let mut objects = Execution::new(Runtime::Python3_12, "run-1", "print('hello')").objects()?;
/// # let mut returned_by_the_api_server = objects.pod.clone();
/// # returned_by_the_api_server.metadata.uid = Some("d9607e19-f88f-11e6-a518-42010a800195".to_owned());
/// let created = returned_by_the_api_server;
/// objects.config_map.metadata.owner_references = Some(vec![owner_reference(&created)?]);
/// # Ok::<(), registry::kubernetes::ObjectError>(())
/// ```
///
/// # Errors
///
/// Returns an [`ObjectError`] if the pod has no name or no UID. The API server assigns the UID when it creates the pod.
pub fn owner_reference(created: &Pod) -> Result<OwnerReference, ObjectError> {
    let metadata = &created.metadata;
    let non_empty = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let (Some(name), Some(uid)) = (non_empty(&metadata.name), non_empty(&metadata.uid)) else {
        let message = "the pod has no name or no UID: create it first, and pass the pod that the API server returns";
        return Err(ObjectError::new(ObjectErrorKind::NotCreated, message));
    };
    Ok(OwnerReference { api_version: "v1".to_owned(), kind: "Pod".to_owned(), name, uid, ..OwnerReference::default() })
}
