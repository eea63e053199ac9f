//! What the cluster reports about a pod, and what it means.

use std::time::Duration;

use k8s_openapi::api::core::v1::{ContainerStateTerminated, ContainerStateWaiting, Pod, PodStatus};
use k8s_openapi::jiff::Timestamp;
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
    /// When the container started, by the clock of its node, in whole seconds.
    pub(super) started_at: Option<Timestamp>,
    /// The first failure to start. Later ones say less: `ImagePullBackOff` does not name the cause.
    failure: Option<Cause>,
    /// How often pulling the image failed.
    pulls: u32,
    /// Whether the last report was of a failed pull, which the next one may repeat.
    is_pull: bool,
    /// Since when the container is being created.
    creating: Option<Creating>,
}

/// A container that is being created, which takes forever if its `ConfigMap` is missing. The kubelet reports that only as
/// an event, which the client need not be permitted to read.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Creating {
    since: Instant,
    /// How long after that to check whether the `ConfigMap` exists.
    check: Duration,
}

/// After how long the `ConfigMap` is checked for the first time. Images that are pulled may take longer.
const FIRST_CHECK: Duration = Duration::from_secs(20);

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
        Self {
            state,
            has_started: false,
            started: None,
            started_at: None,
            failure: None,
            pulls: 0,
            is_pull: false,
            creating: None,
        }
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

    /// Returns when to check whether the `ConfigMap` exists, if the container needs it to start.
    pub(super) fn next_check(&self) -> Option<Instant> {
        let is_waiting = !self.has_started && self.end().is_none();
        self.creating.filter(|_| is_waiting).map(|creating| creating.since + creating.check)
    }

    /// Returns whether the check is due. If so, the next one is due after twice the time.
    pub(super) fn take_check(&mut self) -> bool {
        let is_due = self.next_check().is_some_and(|check| check <= Instant::now());
        if is_due && let Some(creating) = &mut self.creating {
            creating.check *= 2;
        }
        is_due
    }

    /// Takes the result of the check that the `ConfigMap` was deleted.
    pub(super) fn lose_config_map(&mut self, name: &str) {
        if !self.has_started {
            let message = format!("ConfigMap {name} was deleted before the script started");
            self.end_with(Cause::new("FailedMount", Some(&message)).not_started());
        }
    }

    fn read(&mut self, pod: &Pod, status: &PodStatus) {
        let container = status.container_statuses.iter().flatten().next().and_then(|status| status.state.as_ref());
        let terminated = container.and_then(|state| state.terminated.as_ref());
        let is_running = container.is_some_and(|state| state.running.is_some());
        if is_running || terminated.is_some_and(has_run) {
            self.has_started = true;
            self.started.get_or_insert_with(Instant::now);
            let started_at = container.and_then(|state| match (&state.running, &state.terminated) {
                (Some(running), _) => running.started_at.as_ref(),
                (None, terminated) => terminated.as_ref()?.started_at.as_ref(),
            });
            self.started_at = self.started_at.or(started_at.map(|time| time.0));
        }
        if let Some(end) = self.end_of(pod, status, terminated) {
            self.state = State::Ended(end);
        } else if is_running {
            self.state = State::Running;
        } else if let Some(waiting) = container.and_then(|state| state.waiting.as_ref()) {
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
                self.creating.get_or_insert(Creating { since: Instant::now(), check: FIRST_CHECK });
                self.state = State::Waiting { reason: cause.reason, message: cause.message };
            }
            "ErrImagePull" | "ImagePullBackOff" | "RegistryUnavailable" => {
                if reason != "ImagePullBackOff" && !self.is_pull {
                    self.pulls += 1;
                }
                self.is_pull = reason != "ImagePullBackOff";
                let message = cause.message.to_ascii_lowercase();
                let is_hopeless = HOPELESS.iter().any(|part| message.contains(part));
                let failure = match &self.failure {
                    // What is certain says more than what came first.
                    Some(first) if !is_hopeless || reason == "ImagePullBackOff" => first.clone(),
                    _ => self.failure.insert(cause).clone(),
                };
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

#[cfg(test)]
#[expect(clippy::too_many_lines, clippy::unnecessary_wraps, clippy::unwrap_used, reason = "this is a table")]
mod tests {
    use k8s_openapi::api::core::v1::Pod;
    use serde_json::{Value, json};

    use super::{End, Progress, State};

    /// Returns a pod with one container in a state.
    fn container(phase: &str, state: &Value) -> Value {
        json!({ "status": { "phase": phase, "containerStatuses": [{
            "name": "script", "image": "", "imageID": "", "ready": false, "restartCount": 0, "state": state,
        }] } })
    }

    fn waiting(reason: &str, message: &str) -> Value {
        container("Pending", &json!({ "waiting": { "reason": reason, "message": message } }))
    }

    fn running() -> Value {
        container("Running", &json!({ "running": { "startedAt": "2026-11-27T03:00:00Z" } }))
    }

    fn terminated(code: i32, reason: &str) -> Value {
        let phase = if code == 0 { "Succeeded" } else { "Failed" };
        let terminated = json!({ "exitCode": code, "reason": reason, "finishedAt": "2026-11-27T03:00:10Z" });
        container(phase, &json!({ "terminated": terminated }))
    }

    /// Adds a reason and a message to the status of the pod itself.
    fn because(mut pod: Value, phase: &str, reason: &str, message: &str) -> Value {
        pod["status"]["phase"] = json!(phase);
        pod["status"]["reason"] = json!(reason);
        pod["status"]["message"] = json!(message);
        pod
    }

    /// Marks the pod as being deleted, by a request at a time.
    fn deleted(mut pod: Value, at: &str) -> Value {
        pod["metadata"] = json!({ "deletionTimestamp": at, "deletionGracePeriodSeconds": 5 });
        pod
    }

    fn unscheduled() -> Value {
        json!({ "status": { "phase": "Pending", "conditions": [{
            "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/1 nodes are available",
        }] } })
    }

    fn after(pods: &[Value]) -> Progress {
        let mut progress = Progress::default();
        for pod in pods {
            progress.update(&serde_json::from_value::<Pod>(pod.clone()).unwrap());
        }
        progress
    }

    fn not_started(reason: &str, message: &str) -> Option<End> {
        Some(End::NotStarted { reason: reason.to_owned(), message: message.to_owned() })
    }

    fn lost(reason: &str, message: &str) -> Option<End> {
        Some(End::Lost { reason: reason.to_owned(), message: message.to_owned() })
    }

    const MISSING: &str = "rpc error: code = NotFound desc = failed to resolve reference \"a:1\": a:1: not found";
    const DENIED: &str = "pull access denied, repository does not exist or may require authorization";
    const UNREACHABLE: &str = "dial tcp 127.0.0.1:5000: connect: connection refused";
    const BACK_OFF: &str = "Back-off pulling image \"a:1\"";
    const FULL: &str = "Usage of EmptyDir volume \"writable\" exceeds the limit \"256Mi\". ";

    #[test]
    fn reports_mean_ends() {
        let none = json!({});
        let creating = waiting("ContainerCreating", "");
        let pull = |message| waiting("ErrImagePull", message);
        let back_off = waiting("ImagePullBackOff", BACK_OFF);
        let start_error = container(
            "Failed",
            &json!({ "terminated": { "exitCode": 128, "reason": "StartError", "message": "exec: \"x\": not found" } }),
        );
        let deadline =
            |pod| because(pod, "Failed", "DeadlineExceeded", "Pod was active on the node longer than the deadline");
        let evicted = |pod, message| because(pod, "Failed", "Evicted", message);
        let cases: Vec<(&str, Vec<Value>, Option<End>)> = vec![
            ("nothing", vec![none.clone()], None),
            ("no room", vec![none.clone(), unscheduled()], None),
            ("room later", vec![unscheduled(), creating.clone(), running()], None),
            ("success", vec![creating.clone(), running(), terminated(0, "Completed")], Some(End::Exited(0))),
            ("never seen running", vec![creating.clone(), terminated(0, "Completed")], Some(End::Exited(0))),
            ("a failure", vec![running(), terminated(3, "Error")], Some(End::Exited(3))),
            ("a signal", vec![running(), terminated(139, "Error")], Some(End::Exited(139))),
            ("out of memory", vec![running(), terminated(137, "OOMKilled")], Some(End::OutOfMemory)),
            ("a child out of memory", vec![running(), terminated(0, "OOMKilled")], Some(End::Exited(0))),
            ("a child out of memory, noticed", vec![running(), terminated(1, "OOMKilled")], Some(End::Exited(1))),
            ("killed", vec![running(), terminated(137, "Error")], Some(End::Exited(137))),
            ("a missing image", vec![creating.clone(), pull(MISSING)], not_started("ErrImagePull", MISSING)),
            (
                "a missing image, late",
                vec![pull(UNREACHABLE), back_off.clone(), pull(MISSING)],
                not_started("ErrImagePull", MISSING),
            ),
            ("a denied pull", vec![pull(DENIED)], not_started("ErrImagePull", DENIED)),
            ("an unreachable registry", vec![pull(UNREACHABLE), back_off.clone()], None),
            ("the same report twice", vec![pull(UNREACHABLE), pull(UNREACHABLE), pull(UNREACHABLE)], None),
            (
                "a registry that stays unreachable",
                vec![pull(UNREACHABLE), back_off.clone(), pull(UNREACHABLE), back_off.clone(), pull(UNREACHABLE)],
                not_started("ErrImagePull", UNREACHABLE),
            ),
            (
                "a registry that comes back",
                vec![pull(UNREACHABLE), back_off.clone(), running(), terminated(0, "Completed")],
                Some(End::Exited(0)),
            ),
            (
                "an invalid image",
                vec![waiting("InvalidImageName", "couldn't parse")],
                not_started("InvalidImageName", "couldn't parse"),
            ),
            (
                "an absent image",
                vec![waiting("ErrImageNeverPull", "not present")],
                not_started("ErrImageNeverPull", "not present"),
            ),
            (
                "a missing ConfigMap",
                vec![waiting("CreateContainerConfigError", "configmap \"a\" not found")],
                not_started("CreateContainerConfigError", "configmap \"a\" not found"),
            ),
            (
                "a missing command",
                vec![creating.clone(), start_error],
                not_started("StartError", "exec: \"x\": not found"),
            ),
            ("a timeout, still running", vec![running(), deadline(running())], Some(End::TimedOut)),
            ("a timeout, without containers", vec![running(), deadline(none.clone())], Some(End::TimedOut)),
            ("a timeout, killed", vec![running(), deadline(terminated(137, "Error"))], Some(End::TimedOut)),
            (
                "a timeout before the start",
                vec![creating.clone(), deadline(creating.clone())],
                not_started("DeadlineExceeded", "the timeout expired before the script started"),
            ),
            (
                "a timeout while pulling",
                vec![pull(UNREACHABLE), deadline(back_off)],
                not_started("ErrImagePull", UNREACHABLE),
            ),
            ("a full /tmp", vec![running(), evicted(running(), FULL)], Some(End::OutOfSpace)),
            ("a full /tmp, killed", vec![running(), evicted(terminated(137, "Error"), FULL)], Some(End::OutOfSpace)),
            (
                "too much output",
                vec![
                    running(),
                    evicted(
                        none.clone(),
                        "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.",
                    ),
                ],
                Some(End::OutOfSpace),
            ),
            (
                "a node without disk",
                vec![running(), evicted(none.clone(), "The node was low on resource: ephemeral-storage.")],
                Some(End::OutOfSpace),
            ),
            (
                "a node without memory",
                vec![running(), evicted(none.clone(), "The node was low on resource: memory.")],
                lost("Evicted", "The node was low on resource: memory."),
            ),
            (
                "evicted before the start",
                vec![evicted(none.clone(), "The node was low on resource: memory.")],
                not_started("Evicted", "The node was low on resource: memory."),
            ),
            (
                "refused by the node",
                vec![because(none.clone(), "Failed", "OutOfcpu", "Node didn't have enough resource: cpu")],
                not_started("OutOfcpu", "Node didn't have enough resource: cpu"),
            ),
            (
                "a lost node",
                vec![running(), because(running(), "Running", "NodeLost", "Node a is unresponsive")],
                lost("NodeLost", "Node a is unresponsive"),
            ),
            (
                "an unknown phase",
                vec![running(), because(running(), "Unknown", "NodeUnreachable", "")],
                lost("NodeUnreachable", ""),
            ),
            (
                "deleted while running",
                vec![running(), deleted(running(), "2026-11-27T03:00:15Z")],
                lost("Deleted", "the pod was deleted before the script ended"),
            ),
            (
                "killed by a deletion",
                vec![running(), deleted(terminated(137, "Error"), "2026-11-27T03:00:12Z")],
                lost("Deleted", "the pod was deleted before the script ended"),
            ),
            (
                "deleted after its end",
                vec![running(), deleted(terminated(137, "Error"), "2026-11-27T03:00:30Z")],
                Some(End::Exited(137)),
            ),
            (
                "deleted while ending well",
                vec![running(), deleted(terminated(0, "Completed"), "2026-11-27T03:00:12Z")],
                Some(End::Exited(0)),
            ),
            ("the first end stays", vec![terminated(3, "Error"), evicted(none, FULL)], Some(End::Exited(3))),
        ];
        for (case, pods, end) in cases {
            assert_eq!(after(&pods).end(), end.as_ref(), "{case}");
        }
    }

    #[test]
    fn the_first_failure_is_shown() {
        let progress = after(&[waiting("ErrImagePull", UNREACHABLE), waiting("ImagePullBackOff", BACK_OFF)]);
        let state = State::Waiting { reason: "ErrImagePull".to_owned(), message: UNREACHABLE.to_owned() };
        assert_eq!(progress.state, state);
        let progress = after(&[unscheduled()]);
        let state =
            State::Waiting { reason: "Unschedulable".to_owned(), message: "0/1 nodes are available".to_owned() };
        assert_eq!(progress.state, state);
    }

    #[test]
    fn waiting_ends() {
        let mut progress = after(&[unscheduled()]);
        progress.give_up();
        assert_eq!(progress.end(), not_started("Unschedulable", "0/1 nodes are available").as_ref());
        let mut progress = after(&[running()]);
        progress.give_up();
        assert_eq!(progress.state, State::Running);
    }

    #[test]
    fn deleted_pods_are_lost() {
        let gone = |pods: &[Value]| {
            let mut progress = after(pods);
            progress.delete(None);
            progress.end().cloned()
        };
        assert_eq!(gone(&[running()]), lost("Deleted", "the pod was deleted before the script ended"));
        assert_eq!(gone(&[unscheduled()]), not_started("Deleted", "the pod was deleted before the script ended"));
        assert_eq!(gone(&[running(), terminated(0, "Completed")]), Some(End::Exited(0)));
        let mut progress = after(&[running()]);
        let last = terminated(4, "Error");
        progress.delete(Some(&serde_json::from_value(last).unwrap()));
        assert_eq!(progress.end(), Some(&End::Exited(4)));
    }
}
