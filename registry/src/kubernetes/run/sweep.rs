//! Deleting what killed programs have left.

use std::collections::HashSet;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::jiff::Timestamp;
use kube::api::{DeleteParams, ListParams, PartialObjectMeta, Preconditions};
use kube::{Api, ResourceExt};

use super::created::answer;
use super::error::RunError;
use super::hub::Hub;
use super::identity;

/// How many objects a response has at most, and how many are deleted at the same time.
const PAGE: u32 = 500;
const CONCURRENT: usize = 8;

/// What [`Runner::sweep`](super::Runner::sweep) has deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Swept {
    /// The names of the pods.
    pub pods: Vec<String>,
    /// The names of the `ConfigMap`s.
    pub config_maps: Vec<String>,
}

pub(super) async fn sweep(hub: &Hub, age: Duration) -> Result<Swept, RunError> {
    // First the `ConfigMap`s: one whose pod is created in between would otherwise seem to have none.
    let config_maps = list(|parameters| {
        let config_maps = hub.config_maps.clone();
        async move { config_maps.list_metadata(&parameters).await }
    });
    let config_maps: Vec<PartialObjectMeta<ConfigMap>> =
        config_maps.await.map_err(|error| RunError::api("list ConfigMaps", error))?;
    let pods = list(|parameters| {
        let pods = hub.pods.clone();
        async move { pods.list(&parameters).await }
    });
    let pods: Vec<Pod> = pods.await.map_err(|error| RunError::api("list pods", error))?;
    let names: HashSet<String> = pods.iter().map(ResourceExt::name_any).collect();

    let now = Timestamp::now();
    let is_left = |metadata: &ObjectMeta, is_idle: bool| {
        let process = metadata.annotations.as_ref().and_then(|annotations| annotations.get(identity::ANNOTATION));
        process
            .and_then(|process| identity::has_ended(process))
            .unwrap_or_else(|| is_idle && is_older(metadata, now, age))
    };
    let pods = pods.iter().filter(|pod| is_left(&pod.metadata, is_idle(pod))).map(|pod| &pod.metadata);
    let config_maps = config_maps
        .iter()
        .map(|found| &found.metadata)
        .filter(|found| is_left(found, !found.name.as_ref().is_some_and(|name| names.contains(name))));
    Ok(Swept {
        pods: delete(&hub.pods, "pod", pods).await?,
        config_maps: delete(&hub.config_maps, "ConfigMap", config_maps).await?,
    })
}

/// Returns all objects that runners have created, page by page.
async fn list<T, F>(request: impl Fn(ListParams) -> F) -> kube::Result<Vec<T>>
where
    T: ResourceExt + Clone,
    F: Future<Output = kube::Result<kube::api::ObjectList<T>>>,
{
    let selector = format!("app.kubernetes.io/managed-by=registry,{}", identity::LABEL);
    let (mut objects, mut parameters) = (Vec::new(), ListParams::default().labels(&selector).limit(PAGE));
    loop {
        let page = answer(request(parameters.clone())).await?;
        let is_run =
            |object: &T| object.labels().get(identity::LABEL).is_some_and(|id| id.starts_with(identity::PREFIX));
        objects.extend(page.items.into_iter().filter(is_run));
        match page.metadata.continue_ {
            Some(token) if !token.is_empty() => parameters = parameters.continue_token(&token),
            _ => return Ok(objects),
        }
    }
}

/// Returns whether no script runs in the pod.
fn is_idle(pod: &Pod) -> bool {
    let phase = pod.status.as_ref().and_then(|status| status.phase.as_deref());
    matches!(phase, Some("Pending" | "Succeeded" | "Failed"))
}

fn is_older(metadata: &ObjectMeta, now: Timestamp, age: Duration) -> bool {
    metadata.creation_timestamp.as_ref().is_some_and(|created| {
        let since = now.as_second().saturating_sub(created.0.as_second());
        u64::try_from(since).is_ok_and(|since| since >= age.as_secs())
    })
}

async fn delete<'a, T>(
    api: &Api<T>,
    kind: &str,
    objects: impl Iterator<Item = &'a ObjectMeta>,
) -> Result<Vec<String>, RunError>
where
    T: ResourceExt + Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let deletions = objects.filter_map(|metadata| {
        let (name, uid) = (metadata.name.clone()?, metadata.uid.clone());
        Some(async move {
            let preconditions = Some(Preconditions { uid, resource_version: None });
            let parameters = DeleteParams { preconditions, ..DeleteParams::background() };
            match answer(api.delete(&name, &parameters)).await {
                Ok(_) => Ok(Some(name)),
                // Its owner is gone, and now so is the object.
                Err(kube::Error::Api(status)) if matches!(status.code, 404 | 409) => Ok(None),
                Err(error) => Err(RunError::api(format!("delete {kind} {name}"), error)),
            }
        })
    });
    let deletions: Vec<_> = deletions.collect();
    let deleted = stream::iter(deletions).buffered(CONCURRENT).try_filter_map(|name| async move { Ok(name) });
    deleted.try_collect().await
}
