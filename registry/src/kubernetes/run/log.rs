//! A log with timestamps, as the kubelet serves it: its content, and where to continue after the connection breaks.

use k8s_openapi::jiff::Timestamp;

/// Container runtimes split lines into pieces of this size, and kubelets before about 1.21 put a timestamp before each.
const PIECE: u64 = 16_384;

/// The longest timestamp with the space after it: `2026-01-02T15:04:05.123456789+00:00 `.
const MAX_STAMP: usize = 36;

/// Separates the content of a log from its timestamps.
///
/// Timestamps show where to continue after the connection breaks, and what is missing if the node has deleted a part of
/// the log by then. They also distinguish the script's output from a message of the kubelet, which has none.
#[derive(Debug, Default)]
pub(super) struct Log {
    state: State,
    /// What may be the beginning of a timestamp.
    stamp: Vec<u8>,
    position: Position,
    /// When the first line was written.
    first_time: Option<Timestamp>,
    /// Where the last connection ended, until that line comes again.
    resume: Option<Position>,
    is_truncated: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    /// At the beginning of a line.
    #[default]
    Start,
    /// In a line, and after this many bytes of a piece.
    Content(u64),
    /// Between two pieces of a line.
    Between,
    /// In a line that is not the script's.
    Message,
}

/// A line, and how much of it has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Position {
    /// When the line was written.
    time: Option<Timestamp>,
    /// How many lines before it have the same time.
    repeated: u64,
    /// The bytes of the line that have been read, including the line feed.
    bytes: u64,
}

#[derive(Debug, PartialEq)]
enum Stamp {
    Incomplete,
    No,
    Time(Timestamp),
}

impl Log {
    /// Returns whether the node deleted a part of the log before it was read, or did not return it.
    pub(super) fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// Continues with a new connection. Returns the time from which to read the log: a whole second, because the API
    /// server passes on no parts of one.
    pub(super) fn reconnect(&mut self) -> Option<Timestamp> {
        // Unless the line came again, the position before the last connection still holds.
        self.resume = self.resume.or(self.position.time.map(|_| self.position));
        (self.state, self.position) = (State::Start, Position::default());
        self.stamp.clear();
        self.resume.and_then(|position| Timestamp::from_second(position.time?.as_second()).ok())
    }

    /// Returns whether the last line before the connection broke has not come again.
    pub(super) fn is_resuming(&self) -> bool {
        self.resume.is_some()
    }

    /// Returns when the first line was written that was read.
    pub(super) fn first_time(&self) -> Option<Timestamp> {
        self.first_time
    }

    /// Returns whether the last line has no line feed.
    pub(super) fn is_in_line(&self) -> bool {
        self.state != State::Start
    }

    /// Gives up reading.
    pub(super) fn fail(&mut self) {
        self.is_truncated = true;
    }

    /// Reads the end of the log.
    pub(super) fn finish(&mut self) {
        // The last line did not come again, so whatever followed it may not have come either.
        self.is_truncated |= self.resume.is_some();
    }

    /// Reads a part of the log, and appends its content.
    pub(super) fn read(&mut self, mut bytes: &[u8], content: &mut Vec<u8>) {
        while let [first, rest @ ..] = bytes {
            match self.state {
                State::Start | State::Between => {
                    self.stamp.push(*first);
                    bytes = rest;
                    self.read_stamp(content);
                }
                State::Content(before) => {
                    let room = usize::try_from(PIECE - before).unwrap_or(usize::MAX);
                    let end = bytes.iter().take(room).position(|byte| *byte == b'\n');
                    let length = end.map_or(room.min(bytes.len()), |end| end + 1);
                    let (part, rest) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
                    self.take(part, content);
                    self.state = match (end, before + part.len() as u64) {
                        (Some(_), _) => State::Start,
                        (None, PIECE..) => State::Between,
                        (None, length) => State::Content(length),
                    };
                    bytes = rest;
                }
                State::Message => {
                    if *first == b'\n' {
                        self.state = State::Start;
                    }
                    bytes = rest;
                }
            }
        }
    }

    fn read_stamp(&mut self, content: &mut Vec<u8>) {
        match (parse_stamp(&self.stamp), self.state) {
            (Stamp::Incomplete, _) => return,
            (Stamp::Time(time), State::Start) => {
                self.begin_line(time);
                self.state = State::Content(0);
            }
            (Stamp::Time(_), _) => self.state = State::Content(0),
            (Stamp::No, State::Start) => {
                self.is_truncated = true;
                self.state = if self.stamp.ends_with(b"\n") { State::Start } else { State::Message };
            }
            (Stamp::No, _) => {
                // It is the next piece.
                let bytes = std::mem::take(&mut self.stamp);
                self.state = State::Content(0);
                self.read(&bytes, content);
                return;
            }
        }
        self.stamp.clear();
    }

    fn begin_line(&mut self, time: Timestamp) {
        let repeated = if self.position.time == Some(time) { self.position.repeated + 1 } else { 0 };
        self.position = Position { time: Some(time), repeated, bytes: 0 };
        self.first_time.get_or_insert(time);
        if let Some(resume) = self.resume
            && resume.time < Some(time)
        {
            // The line is gone.
            self.is_truncated = true;
            self.resume = None;
        }
    }

    /// Takes a part of a line, without what the last connection returned.
    fn take(&mut self, part: &[u8], content: &mut Vec<u8>) {
        let before = self.position.bytes;
        self.position.bytes += part.len() as u64;
        let Some(resume) = self.resume else {
            content.extend_from_slice(part);
            return;
        };
        if (resume.time, resume.repeated) != (self.position.time, self.position.repeated) {
            return;
        }
        if self.position.bytes >= resume.bytes {
            self.resume = None;
            let known = usize::try_from(resume.bytes - before).unwrap_or(usize::MAX);
            content.extend_from_slice(part.get(known..).unwrap_or_default());
        }
    }
}

/// Reads a timestamp and the space after it. All bytes but the last have been read before.
fn parse_stamp(bytes: &[u8]) -> Stamp {
    match bytes.split_last() {
        Some((b' ', stamp)) => {
            str::from_utf8(stamp).ok().and_then(|stamp| stamp.parse().ok()).map_or(Stamp::No, Stamp::Time)
        }
        Some((b'0'..=b'9', _)) if bytes.len() < MAX_STAMP => Stamp::Incomplete,
        Some((b'-' | b':' | b'.' | b'+' | b'T' | b'Z', before)) if !before.is_empty() && bytes.len() < MAX_STAMP => {
            Stamp::Incomplete
        }
        _ => Stamp::No,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test should panic")]
mod tests {
    use super::Log;

    fn read(log: &mut Log, text: &[u8]) -> Vec<u8> {
        let mut whole = Vec::new();
        log.read(text, &mut whole);
        whole
    }

    const A: &str = "2026-11-27T03:03:38.153888529Z ";
    const B: &str = "2026-11-27T03:03:38.154018601Z ";
    const C: &str = "2026-11-27T03:03:39.154018601Z ";

    #[test]
    fn content_is_separated_from_timestamps() {
        for (text, content) in [
            (format!("{A}abc"), &b"abc"[..]),
            (format!("{A}abc\n{B}\n{C}{A}\n"), b"abc\n\n2026-11-27T03:03:38.153888529Z \n"),
            (format!("{A} a b \r\n"), b" a b \r\n"),
            ("2026-11-27T03:03:38Z a\n2026-11-27T03:03:38.1+01:00 b".to_owned(), b"a\nb"),
            (String::new(), b""),
        ] {
            assert_eq!(read(&mut Log::default(), text.as_bytes()), content);
            let (mut log, mut bytes) = (Log::default(), Vec::new());
            for byte in text.as_bytes() {
                log.read(&[*byte], &mut bytes);
            }
            assert_eq!(bytes, content);
            log.finish();
            assert!(!log.is_truncated());
        }
    }

    #[test]
    fn long_lines_have_a_timestamp_per_piece_or_not() {
        let piece = "x".repeat(16_384);
        let content = format!("{piece}{piece}2026 tail\nnext");
        for text in
            [format!("{A}{piece}{A}{piece}{B}2026 tail\n{C}next"), format!("{A}{piece}{piece}2026 tail\n{C}next")]
        {
            for size in [1, 7, 16_384, 100_000] {
                let (mut log, mut bytes) = (Log::default(), Vec::new());
                text.as_bytes().chunks(size).for_each(|chunk| log.read(chunk, &mut bytes));
                assert!(bytes == content.as_bytes(), "{size}");
            }
        }
    }

    #[test]
    fn every_break_is_resumed() {
        // Two lines with the same time, an empty line and one without an end.
        let text = format!("{A}one\n{A}two\n{B}\n{C}three");
        for length in 0..=text.len() {
            let mut log = Log::default();
            let mut bytes = read(&mut log, &text.as_bytes()[..length]);
            let time = log.reconnect();
            assert_eq!(time.is_some(), length >= A.len());
            bytes.extend(read(&mut log, text.as_bytes()));
            log.finish();
            assert_eq!((str::from_utf8(&bytes).unwrap(), log.is_truncated()), ("one\ntwo\n\nthree", false), "{length}");
        }
    }

    #[test]
    fn a_connection_that_breaks_before_the_known_line_changes_nothing() {
        let text = format!("{A}one\n{B}two\n");
        let mut log = Log::default();
        let mut bytes = read(&mut log, text.as_bytes());
        for length in [0, 5, A.len() + 2, text.len()] {
            assert_eq!(log.reconnect().unwrap().to_string(), "2026-11-27T03:03:38Z");
            bytes.extend(read(&mut log, &text.as_bytes()[..length]));
        }
        log.reconnect();
        bytes.extend(read(&mut log, format!("{text}{C}three").as_bytes()));
        assert_eq!((bytes, log.is_truncated()), (b"one\ntwo\nthree".to_vec(), false));
    }

    #[test]
    fn a_gap_is_noticed() {
        let mut log = Log::default();
        read(&mut log, format!("{A}one\n{B}two\n").as_bytes());
        log.reconnect();
        assert_eq!(read(&mut log, format!("{C}four\n").as_bytes()), b"four\n");
        assert!(log.is_truncated());

        let mut log = Log::default();
        read(&mut log, format!("{A}one\n").as_bytes());
        log.reconnect();
        log.finish();
        assert!(log.is_truncated());
    }

    #[test]
    fn messages_of_the_kubelet_are_not_output() {
        let mut log = Log::default();
        assert_eq!(
            read(&mut log, format!("{A}one\nfailed to watch file: no space left\n{B}two\n").as_bytes()),
            b"one\ntwo\n"
        );
        assert!(log.is_truncated());
    }
}
