//! What a script prints.

use std::pin::Pin;
use std::time::Duration;

use futures_util::{AsyncRead, AsyncReadExt};
use k8s_openapi::jiff::Timestamp;
use kube::api::LogParams;
use tokio::time::{Instant, timeout};

use super::end::End;
use super::hub::pause;
use super::log::Log;
use super::progress::Progress;
use super::watched::Watched;

/// How often in a row reading may fail.
const ATTEMPTS: u32 = 6;

/// The size from which the kubelet may have rotated the log: a tenth of the smallest usual limit.
const CAN_BE_ROTATED: u64 = 1 << 20;

/// How long a connection lasts that fails.
const SHORT: Duration = Duration::from_secs(5);

/// The most bytes that are read at once.
const BUFFER: usize = 64 * 1024;

/// How long a log that can be rotated may be silent before it is opened again. Some kubelets keep following a file that
/// they have renamed, and go on with another one much later.
const QUIET: Duration = Duration::from_millis(1_500);

/// How long the end of a container takes to be reported after the end of its log.
const REPORT: Duration = Duration::from_millis(1_500);

/// How soon output arrives that was there before it was requested.
const AT_ONCE: Duration = Duration::from_millis(500);

/// How many milliseconds after its start a script may print for the first time without a suspicion that the first file
/// of its log is gone. The cluster reports the start in whole seconds.
const FIRST_LINE: i64 = 1_200;

/// How long a log may be silent after the end of the run. A script that timed out may print until it is killed, and the
/// log of a node that is gone neither continues nor ends.
const SILENCE: Duration = Duration::from_secs(30);

/// What a script prints, to standard output and standard error, in order and byte for byte. Only a carriage return before
/// a line feed is missing if the node runs containerd, which removes it from its logs.
///
/// It is live: each part arrives as soon as the script prints it. Lost connections are resumed. Nothing is read, and
/// nothing is kept in memory, until [`next`](Self::next) is called, but a node rotates a long log, at 10 MiB by
/// default, and then returns only the latest file. Read while the script runs. On a busy node, even that can be too late,
/// and is noticed only if more than 1 MiB is left to read: [configure the node](crate::kubernetes#what-the-cluster-must-provide).
pub struct Output {
    watched: Watched,
    log: Log,
    read: u64,
    source: Source,
    /// How many connections in a row have returned nothing.
    failures: u32,
    /// Whether the connection was opened after the last output.
    is_new: bool,
    /// Whether the script had printed before its log was opened for the first time.
    is_late: Option<bool>,
    /// Whether the end of the log was read a second time.
    is_reread: bool,
    buffer: Vec<u8>,
}

enum Source {
    /// The next request.
    Closed {
        since: Option<Timestamp>,
    },
    Open {
        stream: Pin<Box<dyn AsyncRead + Send>>,
        is_following: bool,
        requested: Instant,
        opened: Instant,
    },
    Ended,
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output").field("read", &self.read).finish_non_exhaustive()
    }
}

impl Output {
    pub(super) fn new(watched: Watched) -> Self {
        let source = Source::Closed { since: None };
        Self {
            watched,
            log: Log::default(),
            read: 0,
            source,
            failures: 0,
            is_new: true,
            is_late: None,
            is_reread: false,
            buffer: Vec::new(),
        }
    }

    /// Waits for the next part of the output. Returns `None` at the end.
    ///
    /// The part is not empty, and has at most 64 KiB. Nothing is lost if the future is dropped before it completes.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            if matches!(self.source, Source::Open { is_following: true, .. }) && self.is_complete() {
                self.close();
            }
            match &mut self.source {
                Source::Ended => return None,
                Source::Closed { since } => {
                    let since = *since;
                    self.open(since).await;
                }
                Source::Open { stream, is_following, requested, opened } => {
                    self.buffer.resize(BUFFER, 0);
                    let quiet = if self.read < CAN_BE_ROTATED || self.is_new { Duration::MAX } else { QUIET };
                    let read = unless_silent(&mut self.watched, stream.read(&mut self.buffer));
                    let read = timeout(quiet, read).await;
                    let (is_following, requested, opened) = (*is_following, *requested, *opened);
                    let read = match read {
                        Ok(Some(read)) => read,
                        Ok(None) => {
                            self.fail();
                            continue;
                        }
                        Err(_) => {
                            self.close();
                            self.is_new = true;
                            continue;
                        }
                    };
                    match read {
                        Ok(length @ 1..) => {
                            self.failures = 0;
                            self.is_late.get_or_insert(requested.elapsed() < AT_ONCE);
                            let mut content = Vec::with_capacity(length);
                            self.log.read(self.buffer.get(..length).unwrap_or_default(), &mut content);
                            self.read += content.len() as u64;
                            if !content.is_empty() {
                                self.is_new = false;
                                return Some(content);
                            }
                        }
                        Ok(_) => self.ended(is_following, opened).await,
                        Err(_) => self.reconnect(opened),
                    }
                }
            }
        }
    }

    /// Returns whether something that the script printed is missing: the node deleted it before it was read, or could not
    /// be reached any more. On a busy node, this can also mean that the beginning of a long output may be missing.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.log.is_truncated() || self.may_lack_first_file()
    }

    /// Returns whether the node may have rotated a long log before it was opened: nothing else shows that.
    fn may_lack_first_file(&self) -> bool {
        let started = || self.watched.now().ok().and_then(|progress| progress.started_at);
        let is_after =
            |first: Timestamp, started: Timestamp| first.as_millisecond() - started.as_millisecond() > FIRST_LINE;
        self.read >= CAN_BE_ROTATED
            && self.is_late == Some(true)
            && self.log.first_time().zip(started()).is_some_and(|(first, started)| is_after(first, started))
    }

    /// Returns whether the rest of a long log is in the file. The kubelet sends a log that it follows line by line, which
    /// takes many times as long.
    fn is_complete(&self) -> bool {
        let has_ended = |progress: Progress| matches!(progress.end(), Some(End::Exited(_) | End::OutOfMemory));
        self.read >= CAN_BE_ROTATED && self.watched.now().is_ok_and(has_ended)
    }

    async fn open(&mut self, since: Option<Timestamp>) {
        let Ok(progress) = self.watched.started().await else {
            return self.fail();
        };
        if !progress.has_started {
            self.source = Source::Ended;
            return;
        }
        match self.failures {
            0 => {}
            1..=ATTEMPTS => tokio::time::sleep(pause(self.failures)).await,
            _ => return self.fail(),
        }
        // A log can be followed, or read as far as it goes. Following the log of a container that has ended does both.
        let is_following = progress.end().is_none();
        let parameters =
            LogParams { follow: is_following, timestamps: true, since_time: since, ..LogParams::default() };
        let requested = Instant::now();
        let (pods, name) = (self.watched.hub().pods.clone(), self.watched.name().to_owned());
        let Some(opened) = unless_silent(&mut self.watched, pods.log_stream(&name, &parameters)).await else {
            return self.fail();
        };
        match opened {
            Ok(stream) => {
                let stream: Pin<Box<dyn AsyncRead + Send>> = Box::pin(stream);
                self.source = Source::Open { stream, is_following, requested, opened: Instant::now() };
            }
            // The pod, or its node, is gone.
            Err(kube::Error::Api(status)) if matches!(status.code, 403 | 404) => self.fail(),
            Err(_) => self.failures += 1,
        }
    }

    /// Decides whether the end of a response is the end of the output.
    async fn ended(&mut self, is_following: bool, opened: Instant) {
        if !is_following {
            // The container runtime may still be writing the last line.
            if self.read >= CAN_BE_ROTATED && self.log.is_in_line() && !self.is_reread {
                self.is_reread = true;
                tokio::time::sleep(REPORT).await;
                return self.close();
            }
            self.log.finish();
            self.source = Source::Ended;
            return;
        }
        // The rest of a rotated log is read before the next rotation.
        let patience = if self.read < CAN_BE_ROTATED { REPORT } else { REPORT / 10 };
        match timeout(patience, self.watched.ended()).await {
            // A follow also ends when the kubelet rotates the log. Then the rest is in the new file.
            Ok(Ok(_)) if self.read < CAN_BE_ROTATED && !self.log.is_resuming() => {
                self.log.finish();
                self.source = Source::Ended;
            }
            Ok(Ok(_)) => self.close(),
            Ok(Err(_)) => self.fail(),
            Err(_) => self.reconnect(opened),
        }
    }

    /// Closes a connection that has broken.
    fn reconnect(&mut self, opened: Instant) {
        if opened.elapsed() < SHORT {
            self.failures += 1;
        }
        self.close();
    }

    /// Prepares the next request.
    fn close(&mut self) {
        self.source = Source::Closed { since: self.log.reconnect() };
    }

    fn fail(&mut self) {
        self.log.fail();
        self.source = Source::Ended;
    }
}

/// Waits for an answer, but not long after the end of the run.
async fn unless_silent<T>(watched: &mut Watched, answer: impl Future<Output = T>) -> Option<T> {
    let silence = async {
        // Without a watch, nothing tells when the run ends.
        drop(watched.ended().await);
        tokio::time::sleep(SILENCE).await;
    };
    tokio::select! {
        biased;
        answer = answer => Some(answer),
        () = silence => None,
    }
}
