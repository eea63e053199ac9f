//! The removal of what a run created.

use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::EngineError;
use super::client::Client;
use super::directory::Directory;

/// A container and a directory, which are removed when this is dropped.
pub(super) struct Guard<'a> {
    client: &'a Client,
    name: String,
    directory: Option<Directory>,
    /// Whether the engine was asked to create the container.
    is_requested: bool,
}

/// Whether a container exists.
pub(super) async fn exists(client: &Client, container: &str) -> Result<bool, EngineError> {
    let printed = client.output("container inspect", ["container", "inspect", "--format={{.Id}}", container]).await?;
    if !printed.success {
        client.probe().await?;
    }
    Ok(printed.success)
}

/// Kills and removes a container, and its anonymous volumes. It is not an error if there is none.
pub(super) async fn remove(client: &Client, container: &str) -> Result<(), EngineError> {
    // An engine may refuse while another command of it ends.
    const ATTEMPTS: usize = 3;
    let mut attempt = 1;
    loop {
        let printed = client.output("rm", removal(container)).await?;
        // Some versions report a container that does not exist as a failure, others do not.
        if printed.success || !exists(client, container).await? {
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
        Self { client, name: directory.name(), directory: Some(directory), is_requested: false }
    }

    /// Returns the name of the container.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Announces that the engine will be asked to create the container.
    pub(super) fn request(&mut self) {
        self.is_requested = true;
    }

    /// Removes everything.
    pub(super) async fn remove(mut self) -> Result<(), EngineError> {
        if self.is_requested {
            let removed = remove(self.client, &self.name).await;
            // It was tried: do not try again when this is dropped.
            self.is_requested = false;
            removed?;
        }
        self.directory.take().map_or(Ok(()), Directory::remove)
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if self.is_requested {
            // Nobody can receive an error here. `sweep` finds the container, because its directory is gone.
            if let Ok(child) = self.client.std_command(removal(&self.name)).spawn() {
                wait(child);
            }
        }
    }
}

// Waits until a process ends, but not forever.
fn wait(mut child: Child) {
    const PATIENCE: Duration = Duration::from_secs(30);
    let start = Instant::now();
    while let Ok(None) = child.try_wait() {
        if start.elapsed() > PATIENCE {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}
