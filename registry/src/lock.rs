//! Reading the lock file while a declaration is compiled.
//!
//! Everything here is `const`. A panic is a compile error, at the token that calls the function, because of
//! `#[track_caller]`. No other constant depends on those that panic: each would add a note to the error.

pub use registry_shared::lock::slots;
use registry_shared::lock::{FileMistake, Index, Place, needs_line};

use crate::RuntimeConfig;

/// The lines of a lock file, by image, or the mistake of a malformed one, which [`require_valid`] reports.
pub type Locked<const SLOTS: usize> = Result<Index<'static, SLOTS>, FileMistake>;

/// How to continue after any of these errors.
const HELP: &str =
    "run `runtimes lock` from a build with RUNTIMES_LOCK=off in the environment, which leaves images unpinned";

/// What pods pull for the runtimes of a declaration.
#[derive(Clone, Copy)]
pub struct Pinned {
    /// The lock file.
    pub lock: &'static str,
    /// Where it has what a pod pulls for each runtime. The place of an image without a line is empty.
    pub places: &'static [Place],
}

impl Pinned {
    /// A declaration without a lock file.
    pub const NONE: Self = Self { lock: "", places: &[] };

    /// Returns what a pod pulls for a runtime.
    pub(crate) fn get(self, runtime: usize) -> Option<&'static str> {
        self.places.get(runtime)?.of(self.lock).filter(|pinned| !pinned.is_empty())
    }
}

/// Reads a lock file.
///
/// # Errors
///
/// Returns the first mistake.
pub const fn locked<const SLOTS: usize>(text: &'static str) -> Locked<SLOTS> {
    Index::new(text)
}

/// Returns where the lock file has what a pod pulls for each runtime. See [`Pinned::places`].
#[must_use]
pub const fn places<const N: usize, const SLOTS: usize>(
    locked: &Locked<SLOTS>,
    configs: &[RuntimeConfig; N],
) -> [Place; N] {
    let mut places = [Place::EMPTY; N];
    let Ok(index) = locked else {
        return places;
    };
    let mut runtime = 0;
    while runtime < N {
        if let Some(place) = index.find(configs[runtime].image) {
            places[runtime] = place;
        }
        runtime += 1;
    }
    places
}

/// Reports the mistake of a malformed lock file.
///
/// # Panics
///
/// It panics, which is a compile error, if the file is malformed.
#[track_caller]
#[expect(clippy::panic, reason = "a panic in a constant is a compile error")]
pub const fn require_valid<const SLOTS: usize>(locked: &Locked<SLOTS>) {
    if let Err(FileMistake { line, reason }) = locked {
        let message = Message::EMPTY.text("line ").number(*line).text(" of the lock file: ").text(reason);
        panic!("{}", message.text("; ").text(HELP).as_str())
    }
}

/// Reports which of `count` runtimes, from the one at `first`, have no line. An image that has a digest needs none.
///
/// # Panics
///
/// It panics, which is a compile error, if there is such a runtime and the file is not malformed.
#[track_caller]
#[expect(clippy::panic, clippy::manual_assert, reason = "a panic in a constant is a compile error")]
pub const fn require_all<const N: usize, const SLOTS: usize>(
    locked: &Locked<SLOTS>,
    configs: &[RuntimeConfig; N],
    places: &[Place; N],
    first: usize,
    count: usize,
) {
    if locked.is_err() {
        return;
    }
    let (mut missing, mut message) = (0, Message::EMPTY);
    let mut runtime = first;
    while runtime < first + count {
        let image = configs[runtime].image;
        // Without a valid template, there is no image.
        if places[runtime].is_empty() && !image.is_empty() && needs_line(image) {
            missing += 1;
            if missing <= MAX_NAMED {
                let before = if missing == 1 { "missing from the lock file: `" } else { ", `" };
                message = message.text(before).text(image).text("`");
            }
        }
        runtime += 1;
    }
    if missing > MAX_NAMED {
        message = message.text(" and ").number(missing - MAX_NAMED).text(" more");
    }
    if missing > 0 {
        panic!("{}", message.text("; ").text(HELP).as_str())
    }
}

/// The most missing images that an error names.
const MAX_NAMED: usize = 4;

/// A message that is put together in a constant.
#[derive(Clone, Copy)]
struct Message {
    bytes: [u8; Self::MAX],
    length: usize,
}

impl Message {
    // An image has at most 255 characters, a host, a tag and a digest.
    const MAX: usize = 4096;

    const EMPTY: Self = Self { bytes: [0; Self::MAX], length: 0 };

    /// Adds a text, or as much of it as fits.
    const fn text(mut self, text: &str) -> Self {
        let mut rest = text.as_bytes();
        while let [byte, after @ ..] = rest {
            if self.length < Self::MAX {
                self.bytes[self.length] = *byte;
                self.length += 1;
            }
            rest = after;
        }
        self
    }

    const fn number(self, number: usize) -> Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let message = if number >= 10 { self.number(number / 10) } else { self };
        message.text(DIGITS[number % 10])
    }

    const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "the lock file does not match the declaration",
        }
    }
}
