//! The content of `runtimes.lock`.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use registry_shared::excerpt::Quoted;
use registry_shared::image::Reference;
pub(super) use registry_shared::lock::needs_line;
use registry_shared::lock::parse_file;

use super::failure::Failure;
use crate::images::Image;
use crate::random::random;

/// The default path.
pub(super) const FILE: &str = "runtimes.lock";

/// The most bytes that are read.
const MAX_FILE: u64 = 64 * 1024 * 1024;

const HEADER: &str = "# Written by `runtimes lock`.\n";

/// The lines by image, so that they are sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LockFile(pub(super) BTreeMap<String, Locked>);

/// The second and third column of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Locked {
    /// The repository and the digest.
    pub(super) pinned: String,
    /// The platforms, separated by commas.
    pub(super) platforms: String,
}

impl Locked {
    /// Returns what to record about an image. A pod applies mirrors itself, so its repository is as declared.
    pub(super) fn new(declared: &str, image: &Image) -> Self {
        let tag = Reference::parse(declared).tag.map_or(0, |tag| tag.len() + 1);
        let repository = declared.get(..declared.len() - tag).unwrap_or(declared);
        Self { pinned: format!("{repository}@{}", image.digest), platforms: image.platforms.join(",") }
    }

    pub(super) fn digest(&self) -> &str {
        self.pinned.split_once('@').map_or("", |(_, digest)| digest)
    }
}

impl Display for LockFile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(HEADER)?;
        self.0.iter().try_for_each(|(image, locked)| writeln!(f, "{}", line(image, locked)))
    }
}

/// Returns a line without its end.
pub(super) fn line(image: &str, locked: &Locked) -> String {
    format!("{image} {} {}", locked.pinned, locked.platforms)
}

/// Reads a file. Returns nothing if there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, Failure> {
    let mut text = String::new();
    match File::open(path).and_then(|file| file.take(MAX_FILE).read_to_string(&mut text)) {
        Ok(_) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Read(path.to_owned(), error)),
    }
}

/// Parses the content of a file, which the command `lock_again` writes.
pub(super) fn parse(path: &Path, text: &str, lock_again: &str) -> Result<LockFile, Failure> {
    let lines = parse_file(text).map_err(|mistake| {
        let path = Quoted(&path.to_string_lossy()).to_string();
        Failure::Images(format!("cannot use {path}: {mistake}; write it again with `{lock_again}`"))
    })?;
    let locked = lines.into_iter().map(|line| {
        let locked = Locked { pinned: line.pinned.to_owned(), platforms: line.platforms.to_owned() };
        (line.image.to_owned(), locked)
    });
    Ok(LockFile(locked.collect()))
}

/// Writes a file so that readers see the old content or the new, even after a crash.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    // A link to the file remains one.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let temporary = temporary(&target);
    let result = write_new(&temporary, &target, text).and_then(|()| fs::rename(&temporary, &target));
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result.map_err(|error| Failure::Write(path.to_owned(), error))?;
    sync_directory(&target);
    Ok(())
}

fn write_new(temporary: &Path, target: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(temporary)?;
    if let Ok(metadata) = fs::metadata(target) {
        file.set_permissions(metadata.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Returns a path in the same directory, because files cannot be renamed to another file system.
fn temporary(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{:016x}", random()))
}

/// Makes the new name durable where a directory can be opened. The content is safe without it.
fn sync_directory(target: &Path) {
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(parent).and_then(|directory| directory.sync_all());
}
