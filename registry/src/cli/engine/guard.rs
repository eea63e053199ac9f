//! The removal of what a run created.

use std::thread;
use std::time::{Duration, Instant};

use tokio::process::Child;
use tokio::time::{sleep, timeout};

use super::EngineError;
use super::attached::Attached;
use super::client::Client;
use super::directory::Directory;

/// A container and a directory, which are removed when this is dropped.
pub(super) struct Guard<'a> {
    client: &'a Client,
    name: String,
    pub(super) directory: Option<Directory>,
    /// Whether the engine was asked to create the container.
    is_requested: bool,
    /// The program while it creates the container.
    pub(super) creating: Option<Child>,
    /// The program while it is attached to the container.
    pub(super) attached: Option<Attached>,
}

/// How long a program may take to end that was asked to.
const ENDING: Duration = Duration::from_secs(5);

/// Kills and removes a container, and its anonymous volumes. It is not an error if there is none.
pub(super) async fn remove(client: &Client, container: &str) -> Result<(), EngineError> {
    // An engine may refuse while another command of it ends.
    const ATTEMPTS: usize = 3;
    let mut attempt = 1;
    loop {
        let printed = client.output("rm", removal(container)).await?;
        // Some versions report a container that does not exist as a failure, others do not.
        if printed.success || !client.exists(container).await? {
            return Ok(());
        }
        if attempt == ATTEMPTS {
            let message = format!("{}: run `runtimes sweep` to remove {container} later", printed.stderr.telling());
            return Err(client.failed("rm", message));
        }
        attempt += 1;
        sleep(Duration::from_millis(300)).await;
    }
}

fn removal(container: &str) -> [&str; 4] {
    ["rm", "--force", "--volumes", container]
}

impl<'a> Guard<'a> {
    pub(super) fn new(client: &'a Client, directory: Directory) -> Self {
        Self {
            client,
            name: directory.name(),
            directory: Some(directory),
            is_requested: false,
            creating: None,
            attached: None,
        }
    }

    /// Announces that the engine will be asked to create the container.
    pub(super) fn request(&mut self) {
        self.is_requested = true;
    }

    /// Removes everything.
    pub(super) async fn remove(mut self) -> Result<(), EngineError> {
        if let Some(creating) = self.prepare() {
            // If it does not end in time, dropping it kills it.
            drop(timeout(ENDING, creating.wait()).await);
        }
        self.creating = None;
        if self.is_requested {
            let removed = remove(self.client, &self.name).await;
            // It was tried: do not try again when this is dropped.
            self.is_requested = false;
            removed?;
        }
        self.directory.take().map_or(Ok(()), Directory::remove)
    }
}

impl Guard<'_> {
    // Prepares the removal of the container. Returns the program that still creates it, and was asked to end.
    //
    // Podman, killed while it creates or starts a container, leaves processes that it does not know afterwards. It
    // handles SIGTERM while it creates one. While it starts one, removing the container waits, and ends it.
    fn prepare(&mut self) -> Option<&mut Child> {
        self.attached.take_if(|attached| attached.has_started);
        let creating = self.creating.as_mut()?;
        ask_to_end(creating);
        Some(creating)
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if let Some(creating) = self.prepare() {
            wait(ENDING, || matches!(creating.try_wait(), Ok(None)));
        }
        self.creating = None;
        if self.is_requested {
            // Nobody can receive an error here. `sweep` finds the container, because its directory is gone.
            if let Ok(mut child) = self.client.std_command(removal(&self.name)).spawn() {
                wait(Duration::from_secs(30), || matches!(child.try_wait(), Ok(None)));
            }
        }
    }
}

// Blocks while something is running, but not forever.
fn wait(patience: Duration, mut is_running: impl FnMut() -> bool) {
    let start = Instant::now();
    while is_running() && start.elapsed() < patience {
        thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(unix)]
fn ask_to_end(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process};

    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    // It fails only if the process has ended.
    pid.map(|pid| kill_process(pid, Signal::TERM));
}

// There is no such signal, and the engine runs in another process.
#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    // It fails only if the process has ended.
    drop(child.start_kill());
}
