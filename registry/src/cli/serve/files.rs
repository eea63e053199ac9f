//! The number of files that the process may open, of which each connection is one.

/// The files that are not connections, such as standard error and the listeners, and the connections of probes.
const OTHERS: usize = 256;

/// Raises the limit of open files, if there is one, so that it allows `connections`, and as many more that are refused.
/// Returns how many it allows.
#[cfg(unix)]
pub(super) fn allow(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let needed = u64::try_from(connections.saturating_mul(2).saturating_add(OTHERS)).unwrap_or(u64::MAX);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let Some(current) = current.filter(|current| *current < needed) else {
        return connections;
    };
    let raised = maximum.map_or(needed, |maximum| maximum.min(needed));
    let is_raised = setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum }).is_ok();
    let files = usize::try_from(if is_raised { raised } else { current }).unwrap_or(usize::MAX);
    (files.saturating_sub(OTHERS) / 2).clamp(1, connections)
}

#[cfg(not(unix))]
pub(super) fn allow(connections: usize) -> usize {
    connections
}
