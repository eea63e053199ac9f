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

use crate::bytes::{after_equal, after_spaces, from_byte, from_byte_of_word, hash_word};
use crate::image::read_digest;

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

/// A column: the file from the column on, and how long the column is.
///
/// The compiler takes as long to split a slice as to read thirty bytes with patterns. So nothing here splits one, and a
/// slice reaches to the end of the file.
#[derive(Clone, Copy, Debug)]
struct Column<'a> {
    from: &'a [u8],
    length: usize,
}

impl<'a> Column<'a> {
    const EMPTY: Self = Self { from: &[], length: 0 };

    /// Returns the column that begins with `from` and ends before `after`.
    const fn until(from: &'a [u8], after: &[u8]) -> Self {
        Self { from, length: from.len() - after.len() }
    }

    /// Returns where the column is in the file.
    const fn place(self, text: &str) -> Place {
        Place { start: text.len() - self.from.len(), length: self.length }
    }

    const fn is_equal(self, other: Self) -> bool {
        self.length == other.length && after_equal(self.from, other.from, self.length).is_some()
    }
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    start: usize,
    length: usize,
}

impl Place {
    /// The beginning of a text.
    pub const EMPTY: Self = Self { start: 0, length: 0 };

    /// Returns whether the part has no bytes.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.length == 0
    }

    /// Returns the part of a text, or nothing if the text is another.
    #[must_use]
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..)?.get(..self.length)
    }
}

/// The columns of a line.
#[derive(Clone, Copy, Debug)]
struct Columns<'a> {
    image: Column<'a>,
    /// The hash of the image.
    hash: u64,
    pinned: Column<'a>,
    platforms: Column<'a>,
}

/// The lines of a file that are neither empty nor comments.
#[derive(Clone, Copy, Debug)]
struct Lines<'a> {
    rest: &'a [u8],
    /// The number of the line that `rest` begins in, from 1.
    number: usize,
    /// The platforms of the line before. Most lines have the same, and comparing is faster than parsing.
    platforms: Column<'a>,
}

impl<'a> Lines<'a> {
    const fn new(text: &'a str) -> Self {
        Self { rest: text.as_bytes(), number: 1, platforms: Column::EMPTY }
    }

    /// Returns the columns of the next line, or why it is malformed.
    const fn next(&mut self) -> Option<Result<Columns<'a>, Mistake>> {
        loop {
            match self.rest {
                [] => return None,
                [b'\n', rest @ ..] => (self.rest, self.number) = (rest, self.number + 1),
                [b' ' | b'\t' | b'\r' | b'\x0C', rest @ ..] => self.rest = rest,
                [b'#', rest @ ..] => self.rest = from_byte(rest, b'\n'),
                _ => return Some(self.columns()),
            }
        }
    }

    /// Reads the line that begins here, up to its last column.
    const fn columns(&mut self) -> Result<Columns<'a>, Mistake> {
        let line = self.rest;
        if let [b'<' | b'=' | b'>' | b'|', ..] = line {
            return Err(Mistake::Conflict);
        }
        let (hash, after) = hash_word(line);
        let image = Column::until(line, after);
        let second = after_spaces(after);
        let Some((after, is_of_image)) = read_pinned(second, line) else {
            return Err(if has_three_columns(line) { Mistake::Pinned } else { Mistake::Columns });
        };
        let pinned = Column::until(second, after);
        let third = after_spaces(after);
        if is_at_end(third) {
            return Err(Mistake::Columns);
        }
        if !is_of_image {
            return Err(Mistake::Repository);
        }
        let after = match after_equal(third, self.platforms.from, self.platforms.length) {
            Some(after @ [0..=b' ', ..]) if self.platforms.length > 0 => after,
            _ => match after_platforms(third) {
                Some(after) => after,
                None => return Err(Mistake::Platforms),
            },
        };
        self.platforms = Column::until(third, after);
        self.rest = after_spaces(after);
        if is_at_end(self.rest) {
            Ok(Columns { image, hash, pinned, platforms: self.platforms })
        } else {
            Err(Mistake::Platforms)
        }
    }
}

/// Reads the second column. Returns what follows, and whether the column begins with the repository of the image;
/// nothing if it is not a repository, `@` and a digest.
const fn read_pinned<'a>(column: &'a [u8], image: &'a [u8]) -> Option<(&'a [u8], bool)> {
    let (mut repository, mut name) = (column, image);
    while let &[a, ref rest @ ..] = repository
        && let &[b, ref others @ ..] = name
        && a == b
        && a != b'@'
    {
        repository = rest;
        name = others;
    }
    // A `/` follows the port of a host, but not a tag.
    let is_whole = matches!(repository, [b'@', ..]) && matches!(name, [b':' | b'@', ..]) && name.len() < image.len();
    let is_of_image = is_whole && !matches!(from_byte_of_word(name, b'/'), [b'/', ..]);
    let [b'@', digest @ ..] = from_byte_of_word(repository, b'@') else {
        return None;
    };
    match read_digest(digest) {
        Ok(after @ ([] | [0..=b' ', ..])) => Some((after, is_of_image)),
        _ => None,
    }
}

const fn has_three_columns(line: &[u8]) -> bool {
    let (mut rest, mut count) = (line, 0);
    while !is_at_end(rest) {
        // Whatever is neither white space nor a word is part of no column.
        let after = after_spaces(hash_word(rest).1);
        rest = if after.len() < rest.len() { after } else { from_byte(rest, b'\n') };
        count += 1;
    }
    count >= 3
}

/// Returns whether a line ends here.
const fn is_at_end(text: &[u8]) -> bool {
    matches!(text, [] | [b'\n', ..])
}

/// Returns whether an image needs a line. One that already has a digest does not.
#[must_use]
pub const fn needs_line(image: &str) -> bool {
    from_byte(image.as_bytes(), b'@').is_empty()
}

/// Returns the number of slots of the table for a file: more than twice its lines, of which the shortest is
/// `a:1 a@sha256:… a/b`.
#[must_use]
pub const fn slots(text: &str) -> usize {
    const SHORTEST: usize = "a:1 a@sha256: a/b".len() + 64;
    2 * (text.len() / SHORTEST) + 1
}

/// The lines of a file, by image: a hash table with as many slots as [`slots`] returns.
///
/// While the compiler evaluates a constant, writing a pointer into an array takes time in proportion to the pointers
/// after it. So slices are only appended, and the table holds numbers.
#[derive(Clone, Copy, Debug)]
pub struct Index<'a, const SLOTS: usize> {
    text: &'a str,
    /// One more than the position of a line, or zero.
    table: [usize; SLOTS],
    lines: [Option<(Column<'a>, Column<'a>)>; SLOTS],
}

impl<'a, const SLOTS: usize> Index<'a, SLOTS> {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Returns the first mistake.
    #[allow(clippy::indexing_slicing, reason = "`get_mut` is not `const`, and all positions are less than `SLOTS`")]
    pub const fn new(text: &'a str) -> Result<Self, FileMistake> {
        let mut index = Self { text, table: [0; SLOTS], lines: [None; SLOTS] };
        let (mut lines, mut count) = (Lines::new(text), 0);
        while let Some(columns) = lines.next() {
            let Columns { image, hash, pinned, .. } = match columns {
                Ok(columns) => columns,
                Err(mistake) => return Err(FileMistake { line: lines.number, reason: mistake.explain() }),
            };
            match index.probe(image, hash) {
                Ok(known) if known.is_equal(pinned) => {}
                Ok(_) => return Err(FileMistake { line: lines.number, reason: TWO_DIGESTS }),
                Err(free) => {
                    index.lines[count] = Some((image, pinned));
                    count += 1;
                    index.table[free] = count;
                }
            }
        }
        Ok(index)
    }

    /// Returns where the file has what a pod pulls for an image, if it does.
    #[must_use]
    pub const fn find(&self, image: &str) -> Option<Place> {
        let (hash, after) = hash_word(image.as_bytes());
        match self.probe(Column::until(image.as_bytes(), after), hash) {
            Ok(pinned) if after.is_empty() => Some(pinned.place(self.text)),
            _ => None,
        }
    }

    /// Returns what a pod pulls for an image, or the free slot for it.
    #[allow(clippy::indexing_slicing, reason = "`get` is not `const`, and all positions are less than `SLOTS`")]
    #[expect(clippy::cast_possible_truncation, reason = "the remainder is less than `SLOTS`")]
    const fn probe(&self, image: Column<'_>, hash: u64) -> Result<Column<'a>, usize> {
        let mut slot = (hash % SLOTS as u64) as usize;
        loop {
            if self.table[slot] == 0 {
                return Err(slot);
            }
            match self.lines[self.table[slot] - 1] {
                Some((known, pinned)) if known.is_equal(image) => return Ok(pinned),
                _ => slot = if slot + 1 == SLOTS { 0 } else { slot + 1 },
            }
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
        let Columns { image, pinned, platforms, .. } = columns.map_err(|reason| mistake(reason.explain()))?;
        let [image, pinned, platforms] =
            [image, pinned, platforms].map(|column| column.place(text).of(text).unwrap_or_default());
        let line = Line { image, pinned, platforms };
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

/// Returns whether a text is a list of an operating system, an architecture and, optionally, a variant, as in an image
/// index: <https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions>.
#[must_use]
pub const fn are_platforms(list: &[u8]) -> bool {
    matches!(after_platforms(list), Some([]))
}

/// Reads a list of platforms up to white space, and returns what follows.
const fn after_platforms(mut list: &[u8]) -> Option<&[u8]> {
    let (mut is_start, mut parts) = (true, 1);
    while let [byte @ (b'!'..), rest @ ..] = list {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => is_start = false,
            b'.' | b'_' | b'-' if !is_start => {}
            b'/' if !is_start && parts < 3 => (is_start, parts) = (true, parts + 1),
            b',' if !is_start && parts > 1 => (is_start, parts) = (true, 1),
            _ => return None,
        }
        list = rest;
    }
    if !is_start && parts > 1 { Some(list) } else { None }
}

#[cfg(test)]
mod tests {
    use super::{Index, Mistake, are_platforms, parse_file, slots};

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
    fn there_are_more_slots_than_lines() {
        let shortest = format!("a:1 a@sha256:{} a/b", "0".repeat(64));
        assert_eq!((slots(""), slots(&shortest), slots(&format!("{shortest}\n"))), (1, 3, 3));
        let lines = [&*shortest; 100].join("\n");
        assert!(parse_file(&lines).unwrap().len() == 100 && slots(&lines) > 200);
    }

    #[test]
    fn indexes() {
        let line = |n: usize| format!("  a{n}:1   a{n}@sha256:{n:064x}  linux/amd64 \r\n# comment\n");
        let text: String = (0..500).map(line).collect();
        let index = Index::<1023>::new(&text).unwrap();
        let find = |image: &str| index.find(image).and_then(|place| place.of(&text));
        for n in 0..500 {
            assert_eq!(find(&format!("a{n}:1")), Some(&*format!("a{n}@sha256:{n:064x}")));
        }
        for other in ["a500:1", "", "a1:1 ", "a1:1 a", "a1:", "1:1", "\n"] {
            assert_eq!(find(other), None, "{other:?}");
        }
        let repeated = [line(1), line(1)].concat();
        assert!(Index::<3>::new(&repeated).is_ok());
        let other = line(1).replace("01 ", "02 ");
        let text = [line(1), other].concat();
        assert_eq!(Index::<5>::new(&text).unwrap_err(), parse_file(&text).unwrap_err());
        assert!(Index::<1>::new("").unwrap().find("a:1").is_none());
    }
}
