//! What a run has created in the cluster, and its removal.

use std::fmt::Debug;
use std::sync::Arc;

use kube::api::{DeleteParams, Patch, PatchParams, PostParams, Preconditions};
use kube::{Api, Resource, ResourceExt};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::error::RunError;
use super::hub::{Hub, lock, pause};
use super::identity;
use crate::kubernetes::{Objects, owner_reference};

/// How often a request is made that the API server could not take.
const ATTEMPTS: u32 = 5;

/// The objects of one run. Dropping it deletes them in the background.
pub(super) struct Created {
    hub: Arc<Hub>,
    name: String,
    config_map: Known,
    pod: Known,
    is_removed: bool,
}

/// Whether an object exists.
#[derive(Clone, Debug, PartialEq)]
enum Known {
    No,
    /// The request to create it failed in a way that says nothing about its effect.
    Perhaps,
    /// It has this UID.
    Yes(String),
}

impl Created {
    /// Returns the guard of a run that is about to create its objects.
    pub(super) fn new(hub: Arc<Hub>, name: String) -> Self {
        Self { hub, name, config_map: Known::No, pod: Known::No, is_removed: false }
    }

    /// Creates the `ConfigMap`, then the pod, and makes the pod the owner.
    ///
    /// In this order, the pod never waits for a `ConfigMap` that a loaded API server creates late: the kubelet's next
    /// attempt to mount it comes up to ten seconds later.
    pub(super) async fn create(&mut self, mut objects: Objects) -> Result<(), RunError> {
        for metadata in [&mut objects.config_map.metadata, &mut objects.pod.metadata] {
            metadata.namespace = Some(self.hub.namespace.clone());
            let labels = metadata.labels.get_or_insert_default();
            labels.insert(identity::LABEL.to_owned(), self.hub.id.clone());
            if let Some(process) = identity::process() {
                metadata.annotations.get_or_insert_default().insert(identity::ANNOTATION.to_owned(), process);
            }
        }
        let (hub, name) = (Arc::clone(&self.hub), self.name.clone());
        create(&hub.config_maps, &objects.config_map, &name, &mut self.config_map).await?;
        let pod = create(&hub.pods, &objects.pod, &name, &mut self.pod).await?;
        hub.created(&name);
        let patch = Patch::Merge(json!({ "metadata": { "ownerReferences": [owner_reference(&pod)?] } }));
        let set = hub.config_maps.patch_metadata(&name, &PatchParams::default(), &patch).await;
        set.map(drop).map_err(|error| RunError::api(format!("make pod {name} the owner of its ConfigMap"), error))
    }

    /// Returns whether the pod exists, or may exist.
    pub(super) fn has_pod(&self) -> bool {
        self.pod != Known::No
    }

    /// Deletes the objects, and gives a script that `has_run` time to end. It can be called again.
    pub(super) async fn remove(&mut self, has_run: bool) {
        let hub = Arc::clone(&self.hub);
        let parameters = DeleteParams { grace_period_seconds: (!has_run).then_some(0), ..DeleteParams::background() };
        let config_map = delete(&hub.config_maps, &self.name, &self.config_map, &hub.id, &parameters);
        let pod = delete(&hub.pods, &self.name, &self.pod, &hub.id, &parameters);
        let (config_map, pod) = tokio::join!(config_map, pod);
        // The watch reports the end of a pod that has a grace period.
        let is_gone = !matches!(pod, Ok(Deleted::Later));
        let errors = [config_map.err(), pod.err()].into_iter().flatten();
        lock(&hub.left).extend(errors);
        if is_gone {
            hub.forget(&self.name);
        }
        self.is_removed = true;
    }
}

impl std::fmt::Debug for Created {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Created").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Drop for Created {
    fn drop(&mut self) {
        if self.is_removed {
            return;
        }
        let hub = Arc::clone(&self.hub);
        let mut rest = Self {
            hub: Arc::clone(&hub),
            name: self.name.clone(),
            config_map: self.config_map.clone(),
            pod: self.pod.clone(),
            is_removed: false,
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move { rest.remove(true).await });
            }
            // Nothing can be sent any more. `sweep` deletes the objects.
            Err(_) => {
                rest.is_removed = true;
                hub.forget(&self.name);
            }
        }
    }
}

async fn create<T>(api: &Api<T>, object: &T, name: &str, known: &mut Known) -> Result<T, RunError>
where
    T: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + serde::Serialize,
{
    let mut attempt = 0;
    loop {
        *known = Known::Perhaps;
        match api.create(&PostParams::default(), object).await {
            Ok(created) => {
                *known = created.uid().map_or(Known::Perhaps, Known::Yes);
                return Ok(created);
            }
            Err(kube::Error::Api(status)) if status.code == 429 && attempt < ATTEMPTS => {
                *known = Known::No;
                tokio::time::sleep(pause(attempt)).await;
                attempt += 1;
            }
            Err(error) => {
                // The API server has refused it.
                if matches!(&error, kube::Error::Api(status) if status.code < 500) {
                    *known = Known::No;
                }
                return Err(match &error {
                    kube::Error::Api(status) if status.is_already_exists() => RunError::Exists(name.to_owned()),
                    _ => RunError::api(format!("create {} {name}", T::kind(&())), error),
                });
            }
        }
    }
}

enum Deleted {
    Now,
    /// After its grace period.
    Later,
}

async fn delete<T>(
    api: &Api<T>,
    name: &str,
    known: &Known,
    runner: &str,
    parameters: &DeleteParams,
) -> Result<Deleted, RunError>
where
    T: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned,
{
    let failed = |error| RunError::api(format!("delete {} {name}", T::kind(&())), error);
    let mut attempt = 0;
    loop {
        let result = delete_once(api, name, known, runner, parameters).await;
        match result {
            Err(kube::Error::Api(status)) if status.code < 500 && status.code != 429 => {
                return Err(failed(kube::Error::Api(status)));
            }
            Err(error) if attempt == ATTEMPTS => return Err(failed(error)),
            Err(_) => {
                tokio::time::sleep(pause(attempt)).await;
                attempt += 1;
            }
            Ok(deleted) => return Ok(deleted),
        }
    }
}

async fn delete_once<T>(
    api: &Api<T>,
    name: &str,
    known: &Known,
    runner: &str,
    parameters: &DeleteParams,
) -> kube::Result<Deleted>
where
    T: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned,
{
    let uid = match known {
        Known::No => return Ok(Deleted::Now),
        Known::Yes(uid) => Some(uid.clone()),
        // Another client may have created an object with this name.
        Known::Perhaps => match api.get_metadata_opt(name).await? {
            Some(found) if found.labels().get(identity::LABEL).is_some_and(|found| found == runner) => found.uid(),
            _ => return Ok(Deleted::Now),
        },
    };
    let preconditions = Some(Preconditions { uid, resource_version: None });
    match api.delete(name, &DeleteParams { preconditions, ..parameters.clone() }).await {
        Ok(either) => Ok(match either.left() {
            Some(object) if object.meta().deletion_grace_period_seconds.is_some_and(|seconds| seconds > 0) => {
                Deleted::Later
            }
            _ => Deleted::Now,
        }),
        // It is gone, or another object has its name.
        Err(kube::Error::Api(status)) if matches!(status.code, 404 | 409) => Ok(Deleted::Now),
        Err(error) => Err(error),
    }
}
