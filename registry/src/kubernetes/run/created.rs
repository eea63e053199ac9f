//! What a run has created in the cluster, and its removal.

use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Weak};
use std::time::Duration;

use kube::api::{DeleteParams, Patch, PatchParams, PostParams, Preconditions};
use kube::{Api, Resource, ResourceExt};
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::time::Instant;

use super::error::RunError;
use super::hub::{Hub, lock, pause};
use super::identity;
use crate::kubernetes::{Objects, owner_reference};

/// How often a request is repeated that the API server could not take.
const ATTEMPTS: u32 = 5;

/// How long after the first attempt a request is repeated. The client may repeat each attempt by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a request may take, with the client's own repetitions. An API server gives up after a minute, but its answer
/// may get lost.
const ANSWER: Duration = Duration::from_secs(120);

/// How long after its grace period a pod may take to go. That of a lost node would stay.
const GRACE: Duration = Duration::from_secs(60);

/// The objects of one run. Dropping it deletes them in the background.
pub(super) struct Created {
    hub: Arc<Hub>,
    name: String,
    /// The annotation of the objects.
    run: String,
    config_map: Known,
    pod: Known,
    is_removed: bool,
    /// Whether it is being removed in the background.
    is_dropped: bool,
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
    pub(super) fn new(hub: Arc<Hub>, name: String, run: String) -> Self {
        Self { hub, name, run, config_map: Known::No, pod: Known::No, is_removed: false, is_dropped: false }
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
            let annotations = metadata.annotations.get_or_insert_default();
            annotations.insert(identity::RUN.to_owned(), self.run.clone());
            if let Some(process) = identity::process() {
                annotations.insert(identity::ANNOTATION.to_owned(), process);
            }
        }
        let (hub, name) = (Arc::clone(&self.hub), self.name.clone());
        create(&hub.config_maps, &objects.config_map, &name, &self.run, &mut self.config_map).await?;
        let pod = create(&hub.pods, &objects.pod, &name, &self.run, &mut self.pod).await?;
        hub.created(&name);
        let patch = Patch::Merge(json!({ "metadata": { "ownerReferences": [owner_reference(&pod)?] } }));
        let set = answer(hub.config_maps.patch_metadata(&name, &PatchParams::default(), &patch)).await;
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
        let config_map = delete(&hub.config_maps, &self.name, &self.config_map, &self.run, &parameters);
        let pod = delete(&hub.pods, &self.name, &self.pod, &self.run, &parameters);
        let (config_map, pod) = tokio::join!(config_map, pod);
        let grace = if let Ok(Deleted::After(grace)) = pod { Some(grace) } else { None };
        let errors = [config_map.err(), pod.err()].into_iter().flatten();
        lock(&hub.left).extend(errors);
        hub.removed(&self.name, grace.is_some());
        self.is_removed = true;
        if let Some(grace) = grace {
            let (name, run, pod) = (self.name.clone(), self.run.clone(), self.pod.clone());
            tokio::spawn(force(Arc::downgrade(&hub), name, run, pod, grace + GRACE));
        }
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
        match tokio::runtime::Handle::try_current() {
            // A runtime that ends drops the task at once, or in the middle.
            Ok(runtime) if !self.is_dropped => {
                let mut rest = Self {
                    hub: Arc::clone(&self.hub),
                    name: self.name.clone(),
                    run: self.run.clone(),
                    config_map: self.config_map.clone(),
                    pod: self.pod.clone(),
                    is_removed: false,
                    is_dropped: true,
                };
                runtime.spawn(async move { rest.remove(true).await });
            }
            // Nothing can be sent any more. `sweep` deletes the objects.
            _ => self.hub.removed(&self.name, false),
        }
    }
}

/// Deletes a pod after a time, if it is not gone by then.
async fn force(hub: Weak<Hub>, name: String, run: String, pod: Known, after: Duration) {
    tokio::time::sleep(after).await;
    if let Some(hub) = hub.upgrade()
        && hub.is_removed(&name, &run)
    {
        let parameters = DeleteParams { grace_period_seconds: Some(0), ..DeleteParams::background() };
        let deleted = delete(&hub.pods, &name, &pod, &run, &parameters).await;
        lock(&hub.left).extend(deleted.err());
        if hub.is_removed(&name, &run) {
            hub.removed(&name, false);
        }
    }
}

/// Waits for the answer to a request, but not forever.
pub(super) async fn answer<T>(request: impl Future<Output = kube::Result<T>>) -> kube::Result<T> {
    tokio::time::timeout(ANSWER, request).await.unwrap_or_else(|_| {
        let message = format!("not done after {} seconds", ANSWER.as_secs());
        Err(kube::Error::Service(io::Error::new(io::ErrorKind::TimedOut, message).into()))
    })
}

async fn create<T>(api: &Api<T>, object: &T, name: &str, run: &str, known: &mut Known) -> Result<T, RunError>
where
    T: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned + serde::Serialize,
{
    let mut attempts = Attempts::new();
    loop {
        *known = Known::Perhaps;
        let error = match answer(api.create(&PostParams::default(), object)).await {
            Ok(created) => {
                *known = created.uid().map_or(Known::Perhaps, Known::Yes);
                return Ok(created);
            }
            Err(kube::Error::Api(status)) if status.is_already_exists() => {
                // A client that got no answer may have repeated the request by itself.
                match answer(api.get_opt(name)).await {
                    Ok(Some(found)) if identity::is_of(&found, run) => {
                        *known = found.uid().map_or(Known::Perhaps, Known::Yes);
                        return Ok(found);
                    }
                    Ok(_) => *known = Known::No,
                    // Without an answer, it may be of this run.
                    Err(_) => {}
                }
                return Err(RunError::Exists(name.to_owned()));
            }
            Err(error) => error,
        };
        let code = if let kube::Error::Api(status) = &error { Some(status.code) } else { None };
        // The API server has refused it.
        if code.is_some_and(|code| code < 500) {
            *known = Known::No;
        }
        if code != Some(429) || !attempts.again().await {
            return Err(RunError::api(format!("create {} {name}", T::kind(&())), error));
        }
    }
}

/// The attempts to make one request.
struct Attempts {
    made: u32,
    first: Instant,
}

impl Attempts {
    fn new() -> Self {
        Self { made: 0, first: Instant::now() }
    }

    /// Waits before a further attempt. Returns whether to make one.
    async fn again(&mut self) -> bool {
        if self.made == ATTEMPTS || self.first.elapsed() > PATIENCE {
            return false;
        }
        tokio::time::sleep(pause(self.made)).await;
        self.made += 1;
        true
    }
}

enum Deleted {
    Now,
    /// After this grace period.
    After(Duration),
}

async fn delete<T>(
    api: &Api<T>,
    name: &str,
    known: &Known,
    run: &str,
    parameters: &DeleteParams,
) -> Result<Deleted, RunError>
where
    T: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned,
{
    let failed = |error| RunError::api(format!("delete {} {name}", T::kind(&())), error);
    let mut attempts = Attempts::new();
    loop {
        match delete_once(api, name, known, run, parameters).await {
            Ok(deleted) => return Ok(deleted),
            Err(kube::Error::Api(status)) if status.code < 500 && status.code != 429 => {
                return Err(failed(kube::Error::Api(status)));
            }
            Err(error) if !attempts.again().await => return Err(failed(error)),
            Err(_) => {}
        }
    }
}

async fn delete_once<T>(
    api: &Api<T>,
    name: &str,
    known: &Known,
    run: &str,
    parameters: &DeleteParams,
) -> kube::Result<Deleted>
where
    T: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned,
{
    let uid = match known {
        Known::No => return Ok(Deleted::Now),
        Known::Yes(uid) => Some(uid.clone()),
        // Another client may have created an object with this name.
        Known::Perhaps => match answer(api.get_metadata_opt(name)).await? {
            Some(found) if identity::is_of(&found, run) => found.uid(),
            _ => return Ok(Deleted::Now),
        },
    };
    let preconditions = Some(Preconditions { uid, resource_version: None });
    match answer(api.delete(name, &DeleteParams { preconditions, ..parameters.clone() })).await {
        Ok(either) => {
            let seconds = either.left().and_then(|object| object.meta().deletion_grace_period_seconds);
            Ok(match seconds.and_then(|seconds| u64::try_from(seconds).ok()) {
                None | Some(0) => Deleted::Now,
                Some(seconds) => Deleted::After(Duration::from_secs(seconds)),
            })
        }
        // It is gone, or another object has its name.
        Err(kube::Error::Api(status)) if matches!(status.code, 404 | 409) => Ok(Deleted::Now),
        Err(error) => Err(error),
    }
}
