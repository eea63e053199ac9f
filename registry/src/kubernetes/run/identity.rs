//! Which client created an object, and whether that client still runs.

use kube::ResourceExt;

use crate::random::random;

/// The label with the id of the runner that created a pod and its `ConfigMap`.
pub(super) const LABEL: &str = "app.kubernetes.io/part-of";

/// What the id of a runner begins with.
pub(super) const PREFIX: &str = "runner-";

/// The annotation with the process that the runner belongs to.
pub(super) const ANNOTATION: &str = "runtimes/client";

/// The annotation with the id of the run.
pub(super) const RUN: &str = "runtimes/run";

/// Returns an id that no other runner has.
pub(super) fn runner() -> String {
    format!("{PREFIX}{}", unique())
}

/// Returns an id that nothing else has.
pub(super) fn unique() -> String {
    format!("{:016x}{:016x}", random(), random())
}

/// Returns whether a run has created an object, and not another client or an earlier run.
pub(super) fn is_of(object: &impl ResourceExt, run: &str) -> bool {
    object.annotations().get(RUN).is_some_and(|found| found == run)
}

/// Returns the process that calls this: where it runs, its number and when it started. Without the first, its end cannot
/// be noticed.
pub(super) fn process() -> Option<String> {
    let number = std::process::id();
    Some(format!("{}/{number}/{}", place()?, start(number)?))
}

/// Returns whether a process has ended, if this machine can tell.
pub(super) fn has_ended(process: &str) -> Option<bool> {
    let (before, started) = process.rsplit_once('/')?;
    let (there, number) = before.rsplit_once('/')?;
    if there != place()? {
        return None;
    }
    Some(start(number.parse().ok()?).as_deref() != Some(started))
}

/// Returns a text that only processes of this boot, with the same view of process numbers, share.
fn place() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{}/{}", boot.trim(), namespace.display()))
}

/// Returns when a process started, in ticks since boot: <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>.
fn start(process: u32) -> Option<String> {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program, in parentheses, may contain spaces.
    let (_, after) = status.rsplit_once(')')?;
    // A zombie has ended.
    let state = after.split_whitespace().next()?;
    let time = after.split_whitespace().nth(19)?;
    (state != "Z").then(|| time.to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test should panic")]
mod tests {
    use super::{has_ended, place, process, start};

    #[test]
    fn processes_end() {
        // Other systems cannot tell.
        if !cfg!(target_os = "linux") {
            return;
        }
        let this = process().unwrap();
        assert_eq!(has_ended(&this), Some(false));
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let other = format!("{}/{}/{}", place().unwrap(), child.id(), start(child.id()).unwrap());
        assert_eq!(has_ended(&other), Some(false));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(has_ended(&other), Some(true));
        // The number of a process can be used again.
        assert_eq!(has_ended(&format!("{}/{}/1", place().unwrap(), std::process::id())), Some(true));
        assert_eq!(has_ended("elsewhere/1/1"), None);
        assert_eq!(has_ended(""), None);
    }
}
