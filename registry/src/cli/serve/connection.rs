//! A connection whose client may be slow or may send something other than HTTP.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use crate::http::{CONTENT, Problem};

/// How long a client may take.
#[derive(Clone, Copy)]
pub(super) struct Timeouts {
    /// To send the head of a request.
    pub(super) head: Duration,
    /// To begin another request.
    pub(super) keep_alive: Duration,
    /// To receive more of a response.
    pub(super) stall: Duration,
}

/// A time by which something must happen. Moving it costs nothing until something waits for it.
struct Deadline {
    at: Instant,
    timer: Pin<Box<Sleep>>,
}

impl Deadline {
    fn after(duration: Duration) -> Self {
        let timer = sleep(duration);
        Self { at: timer.deadline(), timer: Box::pin(timer) }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.timer.deadline() > self.at {
                self.timer.as_mut().reset(self.at);
            }
            ready!(self.timer.as_mut().poll(cx));
            if self.timer.deadline() >= self.at {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(self.at);
        }
    }
}

/// What the client is expected to send.
#[derive(Clone, Copy)]
enum Phase {
    /// The first request.
    New,
    /// The rest of a request, whose first line may have arrived.
    Head { has_line: bool },
    /// Another request, or nothing.
    Idle,
}

/// Wraps a connection to close it at a timeout, and to add a body to the responses with which hyper rejects malformed
/// requests, which are empty.
///
/// hyper's own `header_read_timeout` also limits how long a connection may be idle between requests.
pub(super) struct Connection<S, R> {
    stream: S,
    timeouts: Timeouts,
    read: Deadline,
    write: Deadline,
    phase: Phase,
    /// Whether the client does not take more of a response.
    stalled: bool,
    reject: R,
    /// The rest of a response that replaces hyper's.
    rejection: Option<Vec<u8>>,
}

impl<S, R: FnMut(StatusCode) -> Problem> Connection<S, R> {
    /// `reject` returns the body of the response to a request that is not complete in time, with status 408, or that is
    /// malformed: with 414 if the request line is too long, 431 if the head is, and 400 otherwise.
    pub(super) fn new(stream: S, timeouts: Timeouts, reject: R) -> Self {
        Self {
            stream,
            timeouts,
            read: Deadline::after(timeouts.head),
            write: Deadline::after(timeouts.stall),
            phase: Phase::New,
            stalled: false,
            reject,
            rejection: None,
        }
    }

    /// Returns the response that replaces these bytes, if hyper wrote them to reject a request.
    fn rejection(&mut self, written: &[u8]) -> Option<Vec<u8>> {
        let head = std::str::from_utf8(written).ok()?;
        let (status, headers) = head.strip_prefix("HTTP/1.1 4")?.split_once("\r\n")?;
        // All other client errors have a body.
        let empty = headers.lines().find(|line| line.eq_ignore_ascii_case("content-length: 0"))?;
        let status = match status.get(..2)? {
            "31" if matches!(self.phase, Phase::Head { has_line: true }) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "14" | "31" => StatusCode::URI_TOO_LONG,
            _ => StatusCode::BAD_REQUEST,
        };
        Some(self.response(status, &headers.replacen(&format!("{empty}\r\n"), "", 1)))
    }

    /// Returns the response to a rejected request, with further headers.
    fn response(&mut self, status: StatusCode, headers: &str) -> Vec<u8> {
        let body = (self.reject)(status).json();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {}\r\ncontent-type: {CONTENT}\r\ncache-control: no-store\r\n\
             x-content-type-options: nosniff\r\n{}",
            body.len(),
            headers,
        );
        [head.into_bytes(), body].concat()
    }

    fn on_written(&mut self) {
        self.phase = Phase::Idle;
        self.stalled = false;
        self.read.at = Instant::now() + self.timeouts.keep_alive;
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin, R: FnMut(StatusCode) -> Problem + Unpin> AsyncRead for Connection<S, R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        if Pin::new(&mut this.stream).poll_read(cx, buf)?.is_pending() {
            ready!(this.read.poll(cx));
            if let Phase::Head { .. } = this.phase {
                // Nothing else was written for this request, so a short response fits into the socket. If not, closing it
                // must suffice.
                let response = this.response(StatusCode::REQUEST_TIMEOUT, "connection: close\r\n\r\n");
                let _ = Pin::new(&mut this.stream).poll_write(cx, &response)?;
            }
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "no complete request")));
        }
        let read = buf.filled().get(before..).unwrap_or_default();
        if !read.is_empty() {
            let line_ends = read.contains(&b'\n');
            if let Phase::Idle = this.phase {
                this.read.at = Instant::now() + this.timeouts.head;
            }
            let had_line = matches!(this.phase, Phase::Head { has_line: true });
            this.phase = Phase::Head { has_line: had_line || line_ends };
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin, R: FnMut(StatusCode) -> Problem + Unpin> AsyncWrite for Connection<S, R> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[io::IoSlice::new(buf)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if let ([head], None) = (bufs, &this.rejection) {
            this.rejection = this.rejection(head);
        }
        loop {
            let stream = Pin::new(&mut this.stream);
            let polled = match &this.rejection {
                Some(rest) => stream.poll_write(cx, rest)?,
                None => stream.poll_write_vectored(cx, bufs)?,
            };
            let Poll::Ready(written) = polled else {
                if !this.stalled {
                    this.stalled = true;
                    this.write.at = Instant::now() + this.timeouts.stall;
                }
                ready!(this.write.poll(cx));
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client stopped reading")));
            };
            this.on_written();
            match &mut this.rejection {
                None => return Poll::Ready(Ok(written)),
                Some(rest) if written == 0 && !rest.is_empty() => return Poll::Ready(Ok(0)),
                Some(rest) => {
                    rest.drain(..written);
                    if rest.is_empty() {
                        this.rejection = None;
                        return Poll::Ready(Ok(bufs.iter().map(|buf| buf.len()).sum()));
                    }
                }
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
