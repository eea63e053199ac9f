//! One watch for all runs of a runner, and what the runs have created.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use kube::runtime::WatchStreamExt;
use kube::runtime::watcher::{self, Event, watcher};
use kube::{Api, Client, ResourceExt};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::error::RunError;
use super::identity;
use super::progress::Progress;

/// What all runs of a runner share.
pub(super) struct Hub {
    pub(super) pods: Api<Pod>,
    pub(super) config_maps: Api<ConfigMap>,
    pub(super) namespace: String,
    /// The value of the label by which the watch finds the runner's pods.
    pub(super) id: String,
    runs: Mutex<HashMap<String, Entry>>,
    /// How many runs have objects in the cluster.
    count: watch::Sender<usize>,
    watching: Mutex<Option<AbortHandle>>,
    /// What could not be deleted.
    pub(super) left: Mutex<Vec<RunError>>,
}

struct Entry {
    progress: Reports,
    /// The annotation that distinguishes its objects from those of another run with its name.
    run: String,
    pod: Existence,
    /// Whether the run has deleted its objects, so that only the report is missing that the pod is gone.
    is_removed: bool,
}

/// Whether the pod of a run exists.
#[derive(Clone, Copy, PartialEq)]
enum Existence {
    /// It has not been created yet.
    Future,
    Present,
    /// The list that the watch begins with can be expected to have it. Without, it is gone.
    Expected,
    Gone,
}

/// What is known of one run. An error means that nothing more will be known.
pub(super) type Reports = Arc<watch::Sender<Result<Progress, String>>>;

impl Hub {
    pub(super) fn new(client: &Client, namespace: &str) -> Self {
        Self {
            pods: Api::namespaced(client.clone(), namespace),
            config_maps: Api::namespaced(client.clone(), namespace),
            namespace: namespace.to_owned(),
            id: identity::runner(),
            runs: Mutex::default(),
            count: watch::Sender::new(0),
            watching: Mutex::default(),
            left: Mutex::default(),
        }
    }

    /// Expects reports of a pod that is about to be created, with the annotation `run`.
    ///
    /// # Errors
    ///
    /// Returns an error if a run with this name exists.
    pub(super) fn register(self: &Arc<Self>, name: &str, run: &str) -> Result<Reports, RunError> {
        let reports = Reports::new(watch::Sender::new(Ok(Progress::default())));
        let mut runs = lock(&self.runs);
        if runs.contains_key(name) {
            return Err(RunError::Exists(name.to_owned()));
        }
        let entry =
            Entry { progress: Arc::clone(&reports), run: run.to_owned(), pod: Existence::Future, is_removed: false };
        runs.insert(name.to_owned(), entry);
        self.count.send_replace(runs.len());
        drop(runs);
        self.watch();
        Ok(reports)
    }

    /// Notes that the pod has been created.
    pub(super) fn created(&self, name: &str) {
        if let Some(entry) = lock(&self.runs).get_mut(name) {
            entry.change(Existence::Future, Existence::Present);
        }
    }

    /// Forgets a run whose objects have been deleted, or whose pod `is_ending` when the watch reports that it is gone.
    pub(super) fn removed(&self, name: &str, is_ending: bool) {
        let mut runs = lock(&self.runs);
        match runs.get_mut(name) {
            // Without a watch, nothing is reported.
            Some(entry) if is_ending && entry.pod != Existence::Gone && entry.progress.borrow().is_ok() => {
                entry.is_removed = true;
            }
            _ => drop(runs.remove(name)),
        }
        self.count.send_replace(runs.len());
    }

    /// Returns whether only the report is missing that the pod of a run is gone.
    pub(super) fn is_removed(&self, name: &str, run: &str) -> bool {
        lock(&self.runs).get(name).is_some_and(|entry| entry.run == run && entry.is_removed)
    }

    /// Waits until nothing is left of any run.
    pub(super) async fn idle(&self) {
        // The sender is a field, so there is no error.
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }

    /// Starts the watch, unless it is running.
    fn watch(self: &Arc<Self>) {
        let mut watching = lock(&self.watching);
        if watching.as_ref().is_some_and(|watching| !watching.is_finished()) {
            return;
        }
        let selector = format!("{}={}", identity::LABEL, self.id);
        let events = watcher(self.pods.clone(), watcher::Config::default().labels(&selector)).default_backoff();
        *watching = Some(tokio::spawn(follow(Arc::downgrade(self), events)).abort_handle());
    }

    fn report(&self, event: Event<Pod>) {
        let mut runs = lock(&self.runs);
        match event {
            Event::Init => {
                runs.values_mut().for_each(|entry| entry.change(Existence::Present, Existence::Expected));
            }
            Event::InitApply(pod) | Event::Apply(pod) => {
                if let Some(entry) = find(&mut runs, &pod) {
                    entry.pod = Existence::Present;
                    entry.progress.send_if_modified(|progress| change(progress, |progress| progress.update(&pod)));
                }
            }
            Event::Delete(pod) => {
                if let Some(entry) = find(&mut runs, &pod) {
                    entry.delete(Some(&pod));
                }
            }
            Event::InitDone => {
                runs.values_mut().filter(|entry| entry.pod == Existence::Expected).for_each(|entry| entry.delete(None));
            }
        }
        runs.retain(|_, entry| !(entry.pod == Existence::Gone && entry.is_removed));
        self.count.send_replace(runs.len());
    }

    /// Ends all runs, of which nothing more will be known.
    fn fail(&self, message: &str) {
        // The next run starts a new watch, also while this one ends.
        *lock(&self.watching) = None;
        let mut runs = lock(&self.runs);
        runs.retain(|_, entry| !entry.is_removed);
        for entry in runs.values() {
            drop(entry.progress.send_replace(Err(message.to_owned())));
        }
        self.count.send_replace(runs.len());
    }
}

impl Entry {
    fn change(&mut self, from: Existence, to: Existence) {
        if self.pod == from {
            self.pod = to;
        }
    }

    /// Notes that the pod is gone, with its last state if it is known.
    fn delete(&mut self, pod: Option<&Pod>) {
        self.pod = Existence::Gone;
        self.progress.send_if_modified(|progress| change(progress, |progress| progress.delete(pod)));
    }
}

/// Returns the run of a pod. Late reports of an earlier run with the same name belong to none.
fn find<'a>(runs: &'a mut HashMap<String, Entry>, pod: &Pod) -> Option<&'a mut Entry> {
    let run = pod.annotations().get(identity::RUN)?;
    runs.get_mut(&pod.name_any()).filter(|entry| entry.run == *run)
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(watching) = lock(&self.watching).take() {
            watching.abort();
        }
    }
}

/// Changes what is known, and returns whether that is news.
fn change(progress: &mut Result<Progress, String>, with: impl FnOnce(&mut Progress)) -> bool {
    let Ok(progress) = progress else {
        return false;
    };
    let before = progress.clone();
    with(progress);
    *progress != before
}

/// Passes on what the watch reports. It reconnects after every error that may pass.
async fn follow(hub: Weak<Hub>, events: impl Stream<Item = watcher::Result<Event<Pod>>> + Send) {
    let mut events = pin!(events);
    while let Some(event) = events.next().await {
        let Some(hub) = hub.upgrade() else {
            return;
        };
        match event {
            Ok(event) => hub.report(event),
            Err(error) => {
                if let Some(message) = refusal(&error) {
                    hub.fail(&message);
                    return;
                }
            }
        }
    }
}

/// Returns what the API server says if it does not permit the watch.
fn refusal(error: &watcher::Error) -> Option<String> {
    let (watcher::Error::InitialListFailed(kube::Error::Api(status))
    | watcher::Error::WatchStartFailed(kube::Error::Api(status))
    | watcher::Error::WatchError(status)) = error
    else {
        return None;
    };
    matches!(status.code, 401 | 403 | 404).then(|| status.message.clone())
}

/// A panic while the lock is held leaves the data whole, since all changes are single statements.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long to wait after an attempt that may succeed when it is repeated.
pub(super) fn pause(attempt: u32) -> Duration {
    Duration::from_millis(200) * 2_u32.saturating_pow(attempt.min(6))
}
