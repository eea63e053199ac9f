//! What the cluster reports about a pod, and what it means.

use k8s_openapi::api::core::v1::{ContainerState, ContainerStateTerminated, ContainerStateWaiting, Pod, PodStatus};

use tokio::time::Instant;

use super::end::End;

/// The state of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// The script has not started.
    Waiting {
        /// What it waits for, in the cluster's words: `ContainerCreating`, `Unschedulable`, `ErrImagePull`.
        reason: String,
        /// The explanation that comes with it. It may be empty.
        message: String,
    },
    /// The script is running.
    Running,
    /// The run has ended.
    Ended(End),
}

/// All that the reports so far mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Progress {
    pub(super) state: State,
    /// Whether the container has started, also if it has ended since.
    pub(super) has_started: bool,
    /// When that was reported.
    pub(super) started: Option<Instant>,
    /// The first failure to start. Later ones say less: `ImagePullBackOff` does not name the cause.
    failure: Option<Cause>,
    /// How often pulling the image failed.
    pulls: u32,
    /// Whether the last report was of a failed pull, which the next one may repeat.
    is_pull: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Cause {
    reason: String,
    message: String,
}

/// How often a pull may fail for a reason that may pass, such as an unreachable registry.
const MAX_PULLS: u32 = 3;

/// Parts of messages about images that no further attempt can pull.
const HOPELESS: [&str; 9] = [
    "not found",
    "manifest unknown",
    "does not exist",
    "denied",
    "unauthorized",
    "authentication required",
    "no basic auth credentials",
    "forbidden",
    "no match for platform",
];

impl Default for Progress {
    fn default() -> Self {
        let state = State::Waiting { reason: "Pending".to_owned(), message: String::new() };
        Self { state, has_started: false, started: None, failure: None, pulls: 0, is_pull: false }
    }
}

impl Cause {
    fn new(reason: &str, message: Option<&str>) -> Self {
        Self { reason: reason.to_owned(), message: message.unwrap_or_default().trim().to_owned() }
    }

    fn not_started(self) -> End {
        End::NotStarted { reason: self.reason, message: self.message }
    }

    fn lost(self) -> End {
        End::Lost { reason: self.reason, message: self.message }
    }
}

impl Progress {
    pub(super) fn end(&self) -> Option<&End> {
        match &self.state {
            State::Ended(end) => Some(end),
            _ => None,
        }
    }

    /// Ends the run, unless it has ended.
    pub(super) fn end_with(&mut self, end: End) {
        if self.end().is_none() {
            self.state = State::Ended(end);
        }
    }

    /// Takes a report of a pod that exists. The first end stays.
    pub(super) fn update(&mut self, pod: &Pod) {
        if self.end().is_none()
            && let Some(status) = &pod.status
        {
            self.read(pod, status);
        }
    }

    /// Takes the report that the pod was deleted, by someone else, with its last state if it is known.
    pub(super) fn delete(&mut self, pod: Option<&Pod>) {
        if let Some(pod) = pod {
            self.update(pod);
        }
        self.end_with(self.stopped(deleted()));
    }

    /// Ends a run that has waited too long for its start.
    pub(super) fn give_up(&mut self) {
        if let State::Waiting { reason, message } = &self.state {
            let waited = Cause::new(reason, Some(message));
            self.state = State::Ended(self.failure.take().unwrap_or(waited).not_started());
        }
    }

    fn read(&mut self, pod: &Pod, status: &PodStatus) {
        let container = status.container_statuses.iter().flatten().next().and_then(|status| status.state.as_ref());
        let terminated = container.and_then(|state| state.terminated.as_ref());
        let is_running = container.is_some_and(|state| state.running.is_some());
        if is_running || terminated.is_some_and(has_run) {
            self.has_started = true;
            self.started.get_or_insert_with(Instant::now);
        }
        if let Some(end) = self.end_of(pod, status, terminated) {
            self.state = State::Ended(end);
        } else if is_running {
            self.state = State::Running;
        } else if let Some(waiting) = container.and_then(waiting) {
            self.wait(waiting);
        } else if let Some(cause) = unscheduled(status) {
            self.state = State::Waiting { reason: cause.reason, message: cause.message };
        }
    }

    fn end_of(&self, pod: &Pod, status: &PodStatus, terminated: Option<&ContainerStateTerminated>) -> Option<End> {
        let message = status.message.as_deref();
        // The reason of the pod explains the state of its container, which may not have ended yet.
        match status.reason.as_deref().unwrap_or_default() {
            "DeadlineExceeded" if self.has_started => return Some(End::TimedOut),
            "DeadlineExceeded" => {
                let cause = Cause::new("DeadlineExceeded", Some("the timeout expired before the script started"));
                return Some(self.failure.clone().unwrap_or(cause).not_started());
            }
            "Evicted" if is_about_space(message) => return Some(End::OutOfSpace),
            reason @ ("Evicted" | "NodeLost" | "NodeShutdown" | "Shutdown" | "Terminated" | "Preempting") => {
                return Some(self.stopped(Cause::new(reason, message)));
            }
            _ => {}
        }
        if let Some(terminated) = terminated
            && !was_killed_by_deletion(pod, terminated)
        {
            return Some(end_of_container(terminated));
        }
        if pod.metadata.deletion_timestamp.is_some() {
            return Some(self.stopped(disruption(status).unwrap_or_else(deleted)));
        }
        match status.phase.as_deref() {
            Some("Failed") => Some(self.stopped(Cause::new(status.reason.as_deref().unwrap_or("Failed"), message))),
            Some("Unknown") => Some(Cause::new(status.reason.as_deref().unwrap_or("Unknown"), message).lost()),
            _ => None,
        }
    }

    /// Returns the end of a run that the cluster stopped.
    fn stopped(&self, cause: Cause) -> End {
        if self.has_started { cause.lost() } else { cause.not_started() }
    }

    fn wait(&mut self, waiting: &ContainerStateWaiting) {
        let reason = waiting.reason.as_deref().unwrap_or_default();
        let cause = Cause::new(reason, waiting.message.as_deref());
        match reason {
            "" | "ContainerCreating" | "PodInitializing" => {
                self.is_pull = false;
                self.state = State::Waiting { reason: cause.reason, message: cause.message };
                return;
            }
            "ErrImagePull" | "ImagePullBackOff" | "RegistryUnavailable" => {
                if reason != "ImagePullBackOff" && !self.is_pull {
                    self.pulls += 1;
                }
                self.is_pull = reason != "ImagePullBackOff";
                let message = cause.message.to_ascii_lowercase();
                let is_hopeless = HOPELESS.iter().any(|part| message.contains(part));
                let failure = self.failure.get_or_insert(cause).clone();
                self.state = if is_hopeless || self.pulls >= MAX_PULLS {
                    State::Ended(failure.not_started())
                } else {
                    State::Waiting { reason: failure.reason, message: failure.message }
                };
            }
            // All others are mistakes of the pod or of the node: an invalid image, or a missing `ConfigMap`.
            _ => self.state = State::Ended(self.failure.take().unwrap_or(cause).not_started()),
        }
    }
}

fn waiting(state: &ContainerState) -> Option<&ContainerStateWaiting> {
    state.waiting.as_ref()
}

/// Returns whether the container ran before it ended. If its command does not exist, it ends without.
fn has_run(terminated: &ContainerStateTerminated) -> bool {
    !matches!(terminated.reason.as_deref(), Some("StartError" | "ContainerCannotRun" | "ContainerStatusUnknown"))
}

fn end_of_container(terminated: &ContainerStateTerminated) -> End {
    let code = match (terminated.exit_code, terminated.signal) {
        (0, Some(signal @ 1..)) => 128 + signal,
        (code, _) => code,
    };
    match terminated.reason.as_deref() {
        // With another code, only a child of the script was killed.
        Some("OOMKilled") if code == 137 => End::OutOfMemory,
        Some(reason @ ("StartError" | "ContainerCannotRun")) => {
            Cause::new(reason, terminated.message.as_deref()).not_started()
        }
        Some(reason @ "ContainerStatusUnknown") => Cause::new(reason, terminated.message.as_deref()).lost(),
        _ => End::Exited(code),
    }
}

/// Returns whether a container was killed because its pod was being deleted.
fn was_killed_by_deletion(pod: &Pod, terminated: &ContainerStateTerminated) -> bool {
    let Some(deadline) = &pod.metadata.deletion_timestamp else {
        return false;
    };
    // The timestamp is when the grace period ends.
    let grace = pod.metadata.deletion_grace_period_seconds.unwrap_or(0);
    let requested = deadline.0.as_second() - grace;
    let ended_before = terminated.finished_at.as_ref().is_some_and(|time| time.0.as_second() < requested);
    !ended_before && matches!(terminated.exit_code, 137 | 143)
}

fn is_about_space(message: Option<&str>) -> bool {
    let message = message.unwrap_or_default().to_ascii_lowercase();
    ["emptydir", "ephemeral local storage", "ephemeral-storage", "diskpressure"]
        .iter()
        .any(|part| message.contains(part))
}

fn deleted() -> Cause {
    Cause::new("Deleted", Some("the pod was deleted before the script ended"))
}

/// Returns why the cluster deletes the pod, if it does so itself.
fn disruption(status: &PodStatus) -> Option<Cause> {
    let condition = status.conditions.iter().flatten().find(|condition| condition.type_ == "DisruptionTarget")?;
    Some(Cause::new(condition.reason.as_deref().unwrap_or("DisruptionTarget"), condition.message.as_deref()))
}

fn unscheduled(status: &PodStatus) -> Option<Cause> {
    let is_meant = |condition: &&k8s_openapi::api::core::v1::PodCondition| {
        condition.type_ == "PodScheduled" && condition.status == "False"
    };
    let condition = status.conditions.iter().flatten().find(is_meant)?;
    Some(Cause::new(condition.reason.as_deref().unwrap_or("Unschedulable"), condition.message.as_deref()))
}
