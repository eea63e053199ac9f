//! The removal of what killed processes left.

use std::path::Path;

use super::EngineError;
use super::arguments::{DIRECTORY, MANAGED};
use super::client::Client;
use super::directory::{self, Use};
use super::guard;

impl Client {
    /// Removes what killed processes left.
    pub(super) async fn sweep(&self) -> Result<usize, EngineError> {
        let mut swept = 0;
        // Directories of swept containers are removed below, but those of another user or another `TMPDIR` are not there.
        for container in self.containers().await? {
            let Some(directory) = self.directory_of(&container).await? else { continue };
            let directory = Path::new(&directory);
            let found = directory::use_of(directory).map_err(|error| failed(directory, error))?;
            if found == Use::Active {
                continue;
            }
            guard::remove(self, &container).await?;
            if found == Use::Abandoned {
                remove(directory)?;
            }
            swept += 1;
        }
        for directory in directory::all(&self.parent).map_err(|error| failed(&self.parent, error))? {
            if directory::use_of(&directory).map_err(|error| failed(&directory, error))? == Use::Abandoned {
                remove(&directory)?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// Returns the ids of all containers of all runs.
    async fn containers(&self) -> Result<Vec<String>, EngineError> {
        let filters = [MANAGED, DIRECTORY].map(|label| format!("--filter=label={label}"));
        let arguments = ["ps", "--all", "--quiet", "--no-trunc"].map(str::to_owned);
        let printed = self.output("ps", arguments.into_iter().chain(filters)).await?;
        if !printed.success {
            self.probe().await?;
            return Err(self.failed("ps", printed.stderr.telling()));
        }
        Ok(String::from_utf8_lossy(&printed.stdout).split_whitespace().map(str::to_owned).collect())
    }

    /// Returns the path of a container's directory, or `None` if the container is gone by now.
    async fn directory_of(&self, container: &str) -> Result<Option<String>, EngineError> {
        let format = format!("{{{{index .Config.Labels \"{DIRECTORY}\"}}}}");
        let printed = self.inspect(container, &format).await?;
        Ok(printed.map(|printed| String::from_utf8_lossy(&printed).trim_end().to_owned()))
    }
}

fn remove(directory: &Path) -> Result<(), EngineError> {
    std::fs::remove_dir_all(directory).map_err(|error| failed(directory, error))
}

fn failed(directory: &Path, error: std::io::Error) -> EngineError {
    EngineError::Directory(directory.to_owned(), error)
}
