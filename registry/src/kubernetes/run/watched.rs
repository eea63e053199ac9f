//! What is known of one run, and how long to wait for more.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::end::End;
use super::error::RunError;
use super::hub::{Hub, Reports};
use super::identity;
use super::progress::{Progress, State};

/// How long after the timeout the cluster may take to report the end.
const GRACE: Duration = Duration::from_secs(60);

/// How long the check of a `ConfigMap` may take.
const CHECK: Duration = Duration::from_secs(10);

/// How long to wait for a start and for an end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    pub(super) start: Duration,
    pub(super) timeout: Duration,
}

/// The reports about one run. Without reports, it ends after the time that it may take.
#[derive(Clone)]
pub(super) struct Watched {
    hub: Arc<Hub>,
    name: String,
    /// The annotation of the objects.
    run: String,
    reports: Reports,
    receiver: watch::Receiver<Result<Progress, String>>,
    patience: Patience,
    created: Instant,
}

impl std::fmt::Debug for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watched").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Watched {
    pub(super) fn new(hub: Arc<Hub>, name: String, run: String, reports: Reports, patience: Patience) -> Self {
        let receiver = reports.subscribe();
        Self { hub, name, run, reports, receiver, patience, created: Instant::now() }
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns what is known.
    pub(super) fn now(&self) -> Result<Progress, RunError> {
        self.receiver.borrow().clone().map_err(RunError::Watch)
    }

    /// Ends the run, unless it has ended.
    pub(super) fn end_with(&self, end: End) {
        self.change(|progress| progress.end_with(end));
    }

    /// Waits until the script has started, or the run has ended without.
    pub(super) async fn started(&mut self) -> Result<Progress, RunError> {
        self.until(|progress| progress.has_started || progress.end().is_some()).await
    }

    /// Waits until the run has ended.
    pub(super) async fn ended(&mut self) -> Result<End, RunError> {
        loop {
            let progress = self.until(|progress| progress.end().is_some()).await?;
            if let Some(end) = progress.end() {
                return Ok(end.clone());
            }
        }
    }

    /// Waits until the state is another one.
    pub(super) async fn changed(&mut self, before: &State) -> Result<Progress, RunError> {
        self.until(|progress| progress.state != *before).await
    }

    async fn until(&mut self, is_met: impl Fn(&Progress) -> bool) -> Result<Progress, RunError> {
        loop {
            let progress = self.receiver.borrow_and_update().clone().map_err(RunError::Watch)?;
            if is_met(&progress) {
                return Ok(progress);
            }
            let has_started = progress.has_started;
            let limit = if has_started { self.patience.timeout.saturating_add(GRACE) } else { self.patience.start };
            let since = progress.started.unwrap_or(self.created);
            let left = limit.saturating_sub(since.elapsed());
            let check = progress.next_check().map(|check| check.saturating_duration_since(Instant::now()));
            let wait = check.unwrap_or(left).min(left);
            match timeout(wait, self.receiver.changed()).await {
                Ok(Ok(())) => {}
                // The sender is a field.
                Ok(Err(_)) => return Ok(progress),
                Err(_) if wait < left => self.check().await,
                Err(_) if has_started => self.end_with(overdue()),
                Err(_) => self.change(Progress::give_up),
            }
        }
    }

    /// Ends the run if its `ConfigMap` was deleted. Of several tasks that wait, one asks.
    async fn check(&self) {
        let mut is_due = false;
        self.change(|progress| is_due = progress.take_check());
        if !is_due {
            return;
        }
        // Without an answer, the next check may get one.
        if let Ok(Ok(found)) = timeout(CHECK, self.hub.config_maps.get_metadata_opt(&self.name)).await
            && !found.is_some_and(|found| identity::is_of(&found, &self.run))
        {
            self.change(|progress| progress.lose_config_map(&self.name));
        }
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        self.reports.send_modify(|progress| {
            if let Ok(progress) = progress {
                change(progress);
            }
        });
    }
}

fn overdue() -> End {
    let message = format!("the cluster has not reported an end {} seconds after the timeout", GRACE.as_secs());
    End::Lost { reason: "NoReport".to_owned(), message }
}
