//! The format of `runtimes.lock`: one image per line, in three columns.
//!
//! ```text
//! # Written by `runtimes lock`.
//! python:3.12-slim python@sha256:9a7c… linux/amd64,linux/arm64/v8
//! ```
//!
//! Everything here is `const`, because declarations read the file while they are compiled.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};

use crate::bytes::{find, hash, is_equal};
use crate::image::is_digest;

/// A line: an image, and what a registry answered about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The image as declared.
    pub image: &'a str,
    /// What a pod pulls: the repository and the digest, without a tag.
    pub pinned: &'a str,
    /// The platforms of the image, separated by commas.
    pub platforms: &'a str,
}

/// Why a line is malformed.
#[derive(Clone, Copy)]
enum Mistake {
    /// Git left it in the file, because two branches changed the same lines.
    Conflict,
    /// It does not have three columns.
    Columns,
    /// The second column is not a repository, `@` and a digest.
    Pinned,
    /// The second column has another repository than the first.
    Repository,
    /// The third column is not a list of platforms.
    Platforms,
}

impl Mistake {
    /// Explains the mistake, as the end of a sentence.
    const fn explain(self) -> &'static str {
        match self {
            Self::Conflict => "it is a marker of a merge conflict",
            Self::Columns => "expected three columns: an image, its repository with a digest, and its platforms",
            Self::Pinned => "the second column is not a repository, `@` and a digest",
            Self::Repository => "the second column does not begin with the repository of the image and `@`",
            Self::Platforms => "the third column is not a list of platforms, such as `linux/amd64,linux/arm64/v8`",
        }
    }
}

/// The lines of a file that are neither empty nor comments.
#[derive(Clone, Copy, Debug)]
struct Lines<'a> {
    text: &'a str,
    rest: &'a [u8],
    /// The number of the last line, from 1.
    number: usize,
}

/// Where the columns of a line are.
#[derive(Clone, Copy, Debug)]
struct Columns {
    image: Part,
    pinned: Part,
    platforms: Part,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    start: usize,
    length: usize,
}

impl Part {
    const EMPTY: Self = Self { start: 0, length: 0 };

    const fn of(self, text: &str) -> &str {
        text.split_at(self.start).1.split_at(self.length).0
    }

    const fn bytes_of(self, text: &[u8]) -> &[u8] {
        text.split_at(self.start).1.split_at(self.length).0
    }
}

impl<'a> Lines<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, rest: text.as_bytes(), number: 0 }
    }

    /// Returns the columns of the next line, or why it is malformed.
    const fn next(&mut self) -> Option<Result<Columns, Mistake>> {
        match self.next_line() {
            Some((start, line)) => Some(parse(start, line)),
            None => None,
        }
    }

    /// Returns the next line and where it begins, without the white space around it.
    const fn next_line(&mut self) -> Option<(usize, &'a [u8])> {
        while !self.rest.is_empty() {
            let start = self.text.len() - self.rest.len();
            let end = match find(self.rest, b'\n') {
                Some(end) => end,
                None => self.rest.len(),
            };
            let (line, rest) = self.rest.split_at(end);
            self.rest = if let [_, rest @ ..] = rest { rest } else { rest };
            self.number += 1;
            let trimmed = line.trim_ascii_start();
            let start = start + line.len() - trimmed.len();
            let trimmed = trimmed.trim_ascii_end();
            if !matches!(trimmed, [] | [b'#', ..]) {
                return Some((start, trimmed));
            }
        }
        None
    }
}

/// Returns whether an image needs a line. One that already has a digest does not.
#[must_use]
pub const fn needs_line(image: &str) -> bool {
    find(image.as_bytes(), b'@').is_none()
}

/// Returns the number of lines of a file that are neither empty nor comments.
#[must_use]
pub const fn count(text: &str) -> usize {
    let (mut lines, mut count) = (Lines::new(text), 0);
    while lines.next_line().is_some() {
        count += 1;
    }
    count
}

/// The lines of a file, by image: a hash table with `SLOTS` slots, more than the file has lines.
///
/// It stores positions in the text rather than parts of it: while the compiler evaluates a constant, writing a pointer
/// into an array takes time in proportion to the pointers after it.
#[derive(Clone, Copy, Debug)]
pub struct Index<'a, const SLOTS: usize> {
    text: &'a str,
    slots: [Slot; SLOTS],
}

/// The places of an image and of what pods pull, or zeros.
#[derive(Clone, Copy, Debug)]
struct Slot {
    image: Part,
    pinned: Part,
}

impl<'a, const SLOTS: usize> Index<'a, SLOTS> {
    /// Reads a file with fewer than `SLOTS` lines.
    ///
    /// # Errors
    ///
    /// Returns the first mistake.
    #[allow(clippy::indexing_slicing, reason = "`get_mut` is not `const`, and `place_of` returns a valid place")]
    pub const fn new(text: &'a str) -> Result<Self, FileMistake> {
        let mut index = Self { text, slots: [Slot { image: Part::EMPTY, pinned: Part::EMPTY }; SLOTS] };
        let mut lines = Lines::new(text);
        while let Some(columns) = lines.next() {
            let Columns { image, pinned, .. } = match columns {
                Ok(columns) => columns,
                Err(mistake) => return Err(FileMistake { line: lines.number, reason: mistake.explain() }),
            };
            let place = index.place_of(image.bytes_of(text.as_bytes()));
            let known = index.slots[place];
            if known.image.length == 0 {
                index.slots[place] = Slot { image, pinned };
            } else if !is_equal(known.pinned.bytes_of(text.as_bytes()), pinned.bytes_of(text.as_bytes())) {
                return Err(FileMistake { line: lines.number, reason: TWO_DIGESTS });
            }
        }
        Ok(index)
    }

    /// Returns what a pod pulls for an image, if the file has it.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "`get` is not `const`, and `place_of` returns a valid place")]
    pub const fn find(&self, image: &str) -> Option<&'a str> {
        let Slot { image: found, pinned } = self.slots[self.place_of(image.as_bytes())];
        if found.length == 0 { None } else { Some(pinned.of(self.text)) }
    }

    /// Returns the slot with the image, or the free one for it.
    #[allow(clippy::indexing_slicing, reason = "`get` is not `const`, and the place is less than `SLOTS`")]
    const fn place_of(&self, image: &[u8]) -> usize {
        let mut place = hash(image, SLOTS);
        loop {
            let found = self.slots[place].image;
            if found.length == 0 || is_equal(found.bytes_of(self.text.as_bytes()), image) {
                return place;
            }
            place = if place + 1 == SLOTS { 0 } else { place + 1 };
        }
    }
}

/// Parses a whole file. Returns the first malformed line, or the second of two lines for one image with different
/// digests.
///
/// ```
/// use registry_shared::lock::parse_file;
///
/// let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// let text = format!("# A comment.\npython:3.12-slim python@{digest} linux/amd64,linux/arm64/v8\n");
/// let lines = parse_file(&text).unwrap();
/// assert_eq!(lines.len(), 1);
/// assert_eq!(lines[0].image, "python:3.12-slim");
/// assert_eq!(parse_file("python:3.12-slim").unwrap_err().line, 1);
/// ```
///
/// # Errors
///
/// Returns the first mistake.
pub fn parse_file(text: &str) -> Result<Vec<Line<'_>>, FileMistake> {
    let (mut lines, mut parsed) = (Lines::new(text), Vec::new());
    let mut known = HashMap::new();
    while let Some(columns) = lines.next() {
        let mistake = |reason| FileMistake { line: lines.number, reason };
        let Columns { image, pinned, platforms } = columns.map_err(|reason| mistake(reason.explain()))?;
        let line = Line { image: image.of(text), pinned: pinned.of(text), platforms: platforms.of(text) };
        if known.insert(line.image, line.pinned).is_some_and(|other| other != line.pinned) {
            return Err(mistake(TWO_DIGESTS));
        }
        parsed.push(line);
    }
    Ok(parsed)
}

const TWO_DIGESTS: &str = "an earlier line has another digest for the same image";

/// The first mistake of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileMistake {
    /// The number of the line, from 1.
    pub line: usize,
    /// The end of a sentence.
    pub reason: &'static str,
}

impl Display for FileMistake {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for FileMistake {}

/// Reads a line that begins at `start`.
const fn parse(start: usize, line: &[u8]) -> Result<Columns, Mistake> {
    if let [b'<' | b'=' | b'>' | b'|', ..] = line {
        return Err(Mistake::Conflict);
    }
    let Some(length) = find(line, b' ') else {
        return Err(Mistake::Columns);
    };
    let (image, rest) = line.split_at(length);
    let rest = rest.trim_ascii_start();
    let Some(length) = find(rest, b' ') else {
        return Err(Mistake::Columns);
    };
    let (pinned, platforms) = rest.split_at(length);
    let platforms = platforms.trim_ascii_start();
    let Some(length) = find(pinned, b'@') else {
        return Err(Mistake::Pinned);
    };
    let (repository, [_, digest @ ..]) = pinned.split_at(length) else {
        return Err(Mistake::Pinned);
    };
    if !is_digest(digest) {
        return Err(Mistake::Pinned);
    }
    if !is_repository_of(repository, image) {
        return Err(Mistake::Repository);
    }
    if !are_platforms(platforms) {
        return Err(Mistake::Platforms);
    }
    let end = start + line.len();
    Ok(Columns {
        image: Part { start, length: image.len() },
        pinned: Part { start: end - rest.len(), length: pinned.len() },
        platforms: Part { start: end - platforms.len(), length: platforms.len() },
    })
}

/// Returns whether the image is the repository with a tag, a digest or both.
const fn is_repository_of(repository: &[u8], image: &[u8]) -> bool {
    match image.split_at_checked(repository.len()) {
        // A `/` follows the port of a host, but not a tag.
        Some((start, [b':' | b'@', rest @ ..])) => {
            !repository.is_empty() && is_equal(start, repository) && find(rest, b'/').is_none()
        }
        _ => false,
    }
}

/// Returns whether a text is a list of an operating system, an architecture and, optionally, a variant, as in an
/// image index: <https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions>.
#[must_use]
pub const fn are_platforms(mut list: &[u8]) -> bool {
    let (mut is_start, mut parts) = (true, 1);
    while let [byte, rest @ ..] = list {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => is_start = false,
            b'.' | b'_' | b'-' if !is_start => {}
            b'/' if !is_start && parts < 3 => (is_start, parts) = (true, parts + 1),
            b',' if !is_start && parts > 1 => (is_start, parts) = (true, 1),
            _ => return false,
        }
        list = rest;
    }
    !is_start && parts > 1
}

#[cfg(test)]
mod tests {
    use super::{Index, Mistake, are_platforms, count, parse_file};

    const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn lines() {
        let digest = format!("sha256:{HEX}");
        for (image, repository) in [
            ("python:3.12-slim", "python"),
            ("docker.io/library/python:3", "docker.io/library/python"),
            ("localhost:5000/a/b:1", "localhost:5000/a/b"),
            ("python:3@sha256:00", "python"),
            ("a@sha512:00", "a"),
        ] {
            let line = format!("{image} {repository}@{digest} linux/amd64");
            let parsed = parse_file(&line).unwrap()[0];
            assert_eq!((parsed.image, parsed.platforms), (image, "linux/amd64"));
            assert_eq!(parsed.pinned, format!("{repository}@{digest}"));
        }
        let is = |line: &str, mistake: Mistake| {
            assert_eq!(parse_file(line).unwrap_err().reason, mistake.explain(), "{line}");
        };
        is("<<<<<<< HEAD", Mistake::Conflict);
        is("=======", Mistake::Conflict);
        is(">>>>>>> main", Mistake::Conflict);
        is("||||||| base", Mistake::Conflict);
        is("python:3", Mistake::Columns);
        is(&format!("python:3 python@{digest}"), Mistake::Columns);
        is("python:3 python linux/amd64", Mistake::Pinned);
        is("python:3 python:3 linux/amd64", Mistake::Pinned);
        is("python:3 python@sha256:00 linux/amd64", Mistake::Pinned);
        is(&format!("python:3 python@{} linux/amd64", digest.to_uppercase()), Mistake::Pinned);
        is(&format!("python:3 python:3@{digest} linux/amd64"), Mistake::Repository);
        is(&format!("python:3 node@{digest} linux/amd64"), Mistake::Repository);
        is(&format!("python:3 @{digest} linux/amd64"), Mistake::Repository);
        is(&format!("localhost:5000/a localhost@{digest} linux/amd64"), Mistake::Repository);
        is(&format!("python:3 python@{digest} linux"), Mistake::Platforms);
        is(&format!("python:3 python@{digest} linux/amd64 more"), Mistake::Platforms);
    }

    #[test]
    fn platforms() {
        for list in ["linux/amd64", "linux/arm64/v8", "linux/amd64,linux/arm64/v8", "windows/amd64", "unknown/unknown"]
        {
            assert!(are_platforms(list.as_bytes()), "{list}");
        }
        for list in
            ["", "linux", "linux/", "/amd64", "linux/a/b/c", "linux/amd64,", ",linux/amd64", "linux,linux/amd64"]
        {
            assert!(!are_platforms(list.as_bytes()), "{list}");
        }
    }

    #[test]
    fn files() {
        let line = |image: &str, digit: char| format!("{image} a@sha256:{} linux/amd64", digit.to_string().repeat(64));
        let text = format!("# comment\n\n  {}\r\n{}", line("a:1", '1'), line("a:2", '2'));
        let images: Vec<&str> = parse_file(&text).unwrap().iter().map(|line| line.image).collect();
        assert_eq!(images, ["a:1", "a:2"]);
        // A repeated line is harmless, another digest is not.
        assert_eq!(parse_file(&[line("a:1", '1'), line("a:1", '1')].join("\n")).unwrap().len(), 2);
        let mistake = parse_file(&[line("a:1", '1'), line("a:1", '2')].join("\n")).unwrap_err();
        assert_eq!(mistake.to_string(), "line 2: an earlier line has another digest for the same image");
        let mistake = parse_file(&format!("{}\n<<<<<<< HEAD\n", line("a:1", '1'))).unwrap_err();
        assert_eq!(mistake.to_string(), "line 2: it is a marker of a merge conflict");
        assert_eq!(parse_file("").unwrap(), []);
    }

    #[test]
    fn indexes() {
        let line = |n: usize| format!("  a{n}:1   a{n}@sha256:{n:064x}  linux/amd64 \r\n# comment\n");
        let text: String = (0..500).map(line).collect();
        assert_eq!(count(&text), 500);
        let index = Index::<501>::new(&text).unwrap();
        for n in 0..500 {
            assert_eq!(index.find(&format!("a{n}:1")), Some(&*format!("a{n}@sha256:{n:064x}")));
        }
        assert_eq!((index.find("a500:1"), index.find("")), (None, None));
        let repeated = [line(1), line(1)].concat();
        assert!(Index::<3>::new(&repeated).is_ok());
        let other = line(1).replace("01 ", "02 ");
        let text = [line(1), other].concat();
        assert_eq!(Index::<3>::new(&text).unwrap_err(), parse_file(&text).unwrap_err());
        assert!(Index::<1>::new("").unwrap().find("a:1").is_none());
    }
}
