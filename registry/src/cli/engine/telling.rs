//! What an engine says about a failure.

/// The last bytes of a text of any length.
#[derive(Debug, Default)]
pub(super) struct Tail(Vec<u8>);

impl Tail {
    /// The number of bytes that are kept, at least.
    const LEN: usize = 16 * 1024;

    /// Adds to the text, and drops what is more than twice as long.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
        if self.0.len() > 2 * Self::LEN {
            self.0.drain(..self.0.len() - Self::LEN);
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the part that explains a failure, in one line.
    pub(super) fn telling(&self) -> String {
        telling(&String::from_utf8_lossy(&self.0))
    }
}

/// Returns the error in what an engine printed, in one line: from the first line that reports one, or else the last
/// line. Podman lists the reasons of several attempts below it.
fn telling(text: &str) -> String {
    const MAX_CHARS: usize = 600;
    // These come after the error.
    const HINTS: [&str; 4] = ["See '", "Run '", "Error: failed to start containers:", "time="];
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_error = |line: &&str| line.contains("Error");
    let is_hint = |line: &&str| HINTS.iter().any(|hint| line.starts_with(hint));
    let mut errors =
        lines().skip_while(|line| !is_error(line) || is_hint(line)).filter(|line| !is_hint(line)).peekable();
    let line = match errors.peek() {
        Some(_) => errors.collect::<Vec<_>>().join(" "),
        None => lines().next_back().unwrap_or("it printed no reason").to_owned(),
    };
    let mut line = line.as_str();
    for prefix in ["docker: ", "Error: ", "Error response from daemon: "] {
        line = line.strip_prefix(prefix).unwrap_or(line);
    }
    line.chars().take(MAX_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Tail, telling};

    // As Docker 20.10 and 28, and Podman 4.3, print them.
    #[test]
    fn the_error_is_found() {
        let rows = [
            (
                "Unable to find image 'nosuch:1' locally\nError response from daemon: pull access denied for nosuch, \
                 repository does not exist or may require 'docker login'\n",
                "pull access denied for nosuch, repository does not exist or may require 'docker login'",
            ),
            (
                "docker: Error response from daemon: No such image: a:1\n\nRun 'docker create --help' for more information\n",
                "No such image: a:1",
            ),
            (
                "Error response from daemon: exec: \"x\": executable file not found in $PATH: unknown\n\
                 Error: failed to start containers: run-1\n",
                "exec: \"x\": executable file not found in $PATH: unknown",
            ),
            (
                "Trying to pull localhost/a:1...\nError: initializing source docker://localhost/a:1: manifest unknown\n",
                "initializing source docker://localhost/a:1: manifest unknown",
            ),
            (
                "Error: 2 errors occurred while pulling:\n * a: denied\n * b: unknown\n",
                "2 errors occurred while pulling: * a: denied * b: unknown",
            ),
            ("time=\"1\" level=warning msg=\"old\"\nsomething\u{1b}[31m else\n\n", "something [31m else"),
            ("", "it printed no reason"),
        ];
        for (printed, expected) in rows {
            assert_eq!(telling(printed), expected, "{printed}");
        }
        assert_eq!(telling(&format!("Error: {}", "x".repeat(100_000))).len(), 600);
    }

    #[test]
    fn a_tail_is_bounded() {
        let mut tail = Tail::default();
        for _ in 0..1_000 {
            tail.push(&[b'x'; 1_000]);
        }
        tail.push(b"\nError: the end\n");
        assert!((16 * 1024..=32 * 1024).contains(&tail.bytes().len()), "{}", tail.bytes().len());
        assert_eq!(tail.telling(), "the end");
    }
}
