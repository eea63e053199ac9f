//! The state of a container, as `docker inspect` and `podman inspect` report it.

use serde::Deserialize;

use crate::kubernetes::run::End;

/// The fields of `State` that both engines have.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct State {
    running: bool,
    #[serde(rename = "OOMKilled", default)]
    oom_killed: bool,
    exit_code: i32,
    #[serde(default)]
    error: String,
    started_at: String,
}

impl State {
    /// Returns whether the container has started, even if it has ended since.
    pub(super) fn has_started(&self) -> bool {
        // Go's zero time.
        !self.started_at.starts_with("0001-01-01")
    }

    /// Returns how a container ended whose output has ended. `oom_noted` tells whether the kernel is known to have killed
    /// one of its processes, and `printed` is what the engine, and not the script, printed.
    pub(super) fn end(&self, oom_noted: bool, printed: &str) -> End {
        // 128 and the number of SIGKILL.
        const KILLED: i32 = 137;
        if !self.has_started() {
            let message = if self.error.is_empty() { printed } else { &self.error };
            return End::NotStarted { reason: "StartError".to_owned(), message: message.to_owned() };
        }
        if self.running {
            let message = "the engine stopped streaming before the script ended".to_owned();
            return End::Lost { reason: "Detached".to_owned(), message };
        }
        match self.exit_code {
            // With any other code, only a child of the script was killed.
            KILLED if self.oom_killed || oom_noted => End::OutOfMemory,
            code => End::Exited(code),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::State;
    use crate::kubernetes::run::End;

    #[test]
    fn ends() {
        let not_started =
            |message: &str| End::NotStarted { reason: "StartError".to_owned(), message: message.to_owned() };
        let lost = End::Lost {
            reason: "Detached".to_owned(),
            message: "the engine stopped streaming before the script ended".to_owned(),
        };
        let (never, once) = ("0001-01-01T00:00:00Z", "2026-01-02T03:04:05.6Z");
        #[rustfmt::skip]
        let rows = [
            // running, OOM killed, exit code, error, started
            (false, false, 0, "", once, End::Exited(0)),
            (false, false, 7, "", once, End::Exited(7)),
            (false, false, 126, "", once, End::Exited(126)),
            (false, false, 127, "", once, End::Exited(127)),
            (false, false, 137, "", once, End::Exited(137)),
            (false, true, 137, "", once, End::OutOfMemory),
            (false, true, 0, "", once, End::Exited(0)),
            (false, true, 1, "", once, End::Exited(1)),
            (false, false, 127, "no such file", never, not_started("no such file")),
            (false, false, 0, "", never, not_started("printed")),
            (true, false, 0, "", once, lost),
        ];
        for (running, oom_killed, exit_code, error, started, expected) in rows {
            let json = format!(
                r#"{{"Status":"x","Running":{running},"OOMKilled":{oom_killed},"ExitCode":{exit_code},"Error":"{error}","StartedAt":"{started}"}}"#
            );
            let state: State = serde_json::from_str(&json).unwrap();
            assert_eq!(state.end(false, "printed"), expected, "{json}");
            // A note says the same as `OOMKilled`.
            let noted = if expected == End::Exited(137) { End::OutOfMemory } else { expected };
            assert_eq!(state.end(true, "printed"), noted, "{json}");
        }
    }
}
