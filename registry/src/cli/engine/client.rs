//! An engine's program, and single commands of it.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;
use std::process::{self, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Command;
use tokio::time::timeout;

use super::telling::Tail;
use super::{Engine, EngineError};

/// How long a command may take that neither pulls nor runs anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// The most bytes that are kept of what a command prints. A list of containers needs 65 bytes for each.
const MAX_PRINTED: usize = 4 * 1024 * 1024;

/// The command that prints what an engine knows of a container.
pub(super) const INSPECT: &str = "container inspect";

/// The program of an engine.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) engine: Engine,
    program: OsString,
    /// Where runs have their directories.
    pub(super) parent: PathBuf,
}

/// What a command printed.
pub(super) struct Printed {
    pub(super) success: bool,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Tail,
}

impl Client {
    pub(super) fn new(engine: Engine) -> Self {
        Self { engine, program: engine.program().into(), parent: std::env::temp_dir() }
    }

    /// Returns a client with another program, and another place for directories.
    #[cfg(test)]
    #[cfg(unix)]
    pub(super) fn with(engine: Engine, program: impl Into<OsString>, parent: impl Into<PathBuf>) -> Self {
        Self { engine, program: program.into(), parent: parent.into() }
    }

    /// Returns a command of the program, without input. What the terminal sends to this process, such as SIGINT, does
    /// not reach it: a run decides itself what follows.
    pub(super) fn std_command<T: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = T>) -> process::Command {
        let mut command = process::Command::new(&self.program);
        if self.engine == Engine::Podman {
            // Warnings would mix with the output of scripts.
            command.arg("--log-level=error");
        }
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
    }

    /// Returns such a command, which is killed when it is dropped.
    pub(super) fn command<T: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = T>) -> Command {
        let mut command = Command::from(self.std_command(arguments));
        command.kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub(super) async fn output<T: AsRef<OsStr>>(
        &self,
        action: &'static str,
        arguments: impl IntoIterator<Item = T>,
    ) -> Result<Printed, EngineError> {
        self.output_within(PATIENCE, action, arguments).await
    }

    /// Runs a command to its end, for at most this long.
    pub(super) async fn output_within<T: AsRef<OsStr>>(
        &self,
        patience: Duration,
        action: &'static str,
        arguments: impl IntoIterator<Item = T>,
    ) -> Result<Printed, EngineError> {
        let mut command = self.command(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|error| self.error(error))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let finished = timeout(patience, async {
            let (mut printed, mut complaint) = (Vec::new(), Tail::default());
            tokio::try_join!(
                read(stdout, |bytes| {
                    let free = MAX_PRINTED - printed.len();
                    printed.extend_from_slice(bytes.get(..free).unwrap_or(bytes));
                }),
                read(stderr, |bytes| complaint.push(bytes)),
            )?;
            let success = child.wait().await?.success();
            Ok(Printed { success, stdout: printed, stderr: complaint })
        });
        match finished.await {
            Ok(printed) => printed.map_err(|error| self.error(error)),
            Err(_) => Err(self.failed(action, format!("no answer within {} seconds", patience.as_secs()))),
        }
    }

    /// Checks that the engine can run containers.
    pub(super) async fn probe(&self) -> Result<Printed, EngineError> {
        let printed = self.output("version", ["version"]).await?;
        if printed.success { Ok(printed) } else { Err(EngineError::Unavailable(self.engine, printed.stderr.telling())) }
    }

    /// Returns whether a container exists.
    pub(super) async fn exists(&self, container: &str) -> Result<bool, EngineError> {
        let printed = self.inspect_once(container, "{{.Id}}").await?;
        if !printed.success {
            self.probe().await?;
        }
        Ok(printed.success)
    }

    /// Returns what the engine knows of a container, in a format, or `None` if it does not exist.
    pub(super) async fn inspect(&self, container: &str, format: &str) -> Result<Option<Vec<u8>>, EngineError> {
        let printed = self.inspect_once(container, format).await?;
        if printed.success {
            Ok(Some(printed.stdout))
        } else if self.exists(container).await? {
            Err(self.failed(INSPECT, printed.stderr.telling()))
        } else {
            Ok(None)
        }
    }

    async fn inspect_once(&self, container: &str, format: &str) -> Result<Printed, EngineError> {
        self.output(INSPECT, ["container", "inspect", &format!("--format={format}"), container]).await
    }

    pub(super) fn failed(&self, action: &'static str, message: impl Into<String>) -> EngineError {
        EngineError::Failed { engine: self.engine, action, message: message.into() }
    }

    pub(super) fn error(&self, error: io::Error) -> EngineError {
        match error.kind() {
            io::ErrorKind::NotFound => EngineError::Absent(self.engine),
            _ => EngineError::Program(self.engine, error),
        }
    }
}

/// Returns the first engine that answers.
pub(super) async fn find(clients: impl IntoIterator<Item = Client>) -> Result<Engine, EngineError> {
    let mut reasons = Vec::new();
    for client in clients {
        match client.probe().await {
            // Some systems install Podman under the name of Docker, too.
            Ok(printed) if client.engine == Engine::Docker && is_podman(&printed.stdout) => {}
            Ok(_) => return Ok(client.engine),
            Err(error) => reasons.push(error),
        }
    }
    Err(EngineError::NoEngine(reasons))
}

fn is_podman(version: &[u8]) -> bool {
    String::from_utf8_lossy(version).contains("Podman")
}

/// Reads to the end, and passes on what was read.
pub(super) async fn read(source: Option<impl AsyncRead + Unpin>, mut then: impl FnMut(&[u8])) -> io::Result<()> {
    let Some(mut source) = source else { return Ok(()) };
    let mut buffer = vec![0; 8 * 1024];
    loop {
        match source.read(&mut buffer).await? {
            0 => return Ok(()),
            len => then(buffer.get(..len).unwrap_or_default()),
        }
    }
}
