//! A container that runs, and its output.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Child;
use tokio::select;
use tokio::time::sleep;

use super::EngineError;
use super::client::Client;

/// How long output may still arrive after the engine's program has ended. Usually, the pipe closes at once.
const REST: Duration = Duration::from_secs(1);

/// The engine's program while it is attached to a container.
pub(super) struct Attached {
    child: Child,
    // Standard output and standard error share a pipe, which keeps their order.
    output: Box<dyn AsyncRead + Send + Unpin>,
    has_exited: bool,
    /// Whether the container is known to have started.
    pub(super) has_started: bool,
}

impl Attached {
    /// Starts a container, and attaches to it before that. The program runs in `directory`.
    pub(super) fn start(client: &Client, container: &str, directory: &Path) -> Result<Self, EngineError> {
        let pipe = || -> io::Result<_> {
            let (reader, writer) = io::pipe()?;
            Ok((asynchronous(reader)?, writer.try_clone()?, writer))
        };
        let (output, stdout, stderr) = pipe().map_err(|error| client.error(error))?;
        // The command owns this process' ends for writing, and closes them when it is dropped.
        let child = client
            .command(["start", "--attach", container])
            .current_dir(directory)
            .stdout(Stdio::from(stdout))
            .stderr(Stdio::from(stderr))
            .spawn()
            .map_err(|error| client.error(error))?;
        Ok(Self { child, output: Box::new(output), has_exited: false, has_started: false })
    }

    /// Reads what arrives next. Returns 0 when the script has ended and all of its output was read.
    ///
    /// Nothing is lost if the future is dropped.
    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            select! {
                biased;
                len = self.output.read(buffer) => {
                    let len = len?;
                    if len == 0 {
                        self.child.wait().await?;
                    }
                    return Ok(len);
                }
                exited = self.child.wait(), if !self.has_exited => {
                    exited?;
                    self.has_exited = true;
                }
                // Another process holds the pipe open.
                () = sleep(REST), if self.has_exited => return Ok(0),
            }
        }
    }
}

#[cfg(unix)]
fn asynchronous(reader: io::PipeReader) -> io::Result<impl AsyncRead + Send + Unpin> {
    tokio::net::unix::pipe::Receiver::from_owned_fd(reader.into())
}

#[cfg(windows)]
fn asynchronous(reader: io::PipeReader) -> io::Result<impl AsyncRead + Send + Unpin> {
    let reader = std::os::windows::io::OwnedHandle::from(reader);
    Ok(tokio::fs::File::from_std(reader.into()))
}
