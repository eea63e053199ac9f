//! The directory that holds a script's files.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use k8s_openapi::api::core::v1::ConfigMap;
use tempfile::TempDir;

use super::EngineError;

/// The start of each directory's name.
const PREFIX: &str = "runtimes-";

const FILES: &str = "files";
const LOCK: &str = "lock";

/// The directory of one run: only its owner can enter it. Inside are the files, which anyone can read, because the
/// user in the container is another one, and a lock.
///
/// The system releases the lock when the process ends, in whatever way. So nobody holds the lock of what can be swept.
#[derive(Debug)]
pub(super) struct Directory {
    // Dropped first: some systems cannot delete open files.
    lock: File,
    directory: TempDir,
}

impl Directory {
    /// Creates a directory in `parent`, with the files of a `ConfigMap`.
    pub(super) fn create(parent: &Path, name: &str, config_map: &ConfigMap, mode: u32) -> Result<Self, EngineError> {
        Self::try_create(parent, name, config_map, mode)
            .map_err(|error| EngineError::Directory(parent.to_owned(), error))
    }

    fn try_create(parent: &Path, name: &str, config_map: &ConfigMap, mode: u32) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        let prefix = format!("{PREFIX}{name}-");
        builder.prefix(&prefix).rand_bytes(12);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let directory = builder.tempdir_in(parent)?;
        let lock = File::create_new(directory.path().join(LOCK))?;
        lock.try_lock()?;
        let files = directory.path().join(FILES);
        DirBuilder::new().create(&files)?;
        let text = config_map.data.iter().flatten().map(|(name, text)| (name, text.as_bytes()));
        let binary = config_map.binary_data.iter().flatten().map(|(name, bytes)| (name, bytes.0.as_slice()));
        for (name, content) in text.chain(binary) {
            let file = files.join(name);
            fs::write(&file, content)?;
            set_mode(&file, mode)?;
        }
        set_mode(&files, 0o755)?;
        Ok(Self { lock, directory })
    }

    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Returns the path of the directory that contains only the files.
    pub(super) fn files(&self) -> PathBuf {
        self.path().join(FILES)
    }

    /// Returns the last component of the path, which is unique and a valid name for a container.
    pub(super) fn name(&self) -> String {
        self.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Returns whether Podman has noted that the kernel killed a process of the container.
    ///
    /// Some versions write this note where the program was started instead of where `podman inspect` looks for it.
    pub(super) fn has_out_of_memory_note(&self) -> bool {
        self.path().join("oom").exists()
    }

    pub(super) fn remove(self) -> Result<(), EngineError> {
        let Self { lock, directory } = self;
        let path = directory.path().to_owned();
        drop(lock);
        directory.close().map_err(|error| EngineError::Directory(path, error))
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

// Containers of Docker on Windows can read and execute all files.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "setting permissions may fail on Unix")]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// What became of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Its process lives, or it is not ours.
    Active,
    /// Its process is gone.
    Abandoned,
    /// It does not exist.
    Absent,
}

/// Returns whether the process that created a directory still uses it.
pub(super) fn use_of(directory: &Path) -> io::Result<Use> {
    match fs::symlink_metadata(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Use::Absent),
        Err(error) => return Err(error),
        Ok(metadata) if !metadata.is_dir() || !is_own(&metadata) || !has_prefix(directory) => return Ok(Use::Active),
        Ok(_) => {}
    }
    let lock = match File::open(directory.join(LOCK)) {
        Ok(lock) => lock,
        // It is being created or removed at this moment.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Use::Active),
        Err(error) => return Err(error),
    };
    match lock.try_lock() {
        Ok(()) => Ok(Use::Abandoned),
        Err(TryLockError::WouldBlock) => Ok(Use::Active),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Returns the paths in `parent` that have the name of such a directory.
pub(super) fn all(parent: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(parent)?.map(|entry| entry.map(|entry| entry.path()));
    entries.filter(|path| path.as_ref().map_or(true, |path| has_prefix(path))).collect()
}

fn has_prefix(directory: &Path) -> bool {
    directory.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX))
}

#[cfg(unix)]
fn is_own(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(metadata) == rustix::process::geteuid().as_raw()
}

// Each user has a directory for temporary files.
#[cfg(not(unix))]
fn is_own(_metadata: &fs::Metadata) -> bool {
    true
}
