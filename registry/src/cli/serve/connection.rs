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

/// Wraps a connection to close it at a timeout, and to add a body to the responses with which hyper rejects malformed
/// requests, which are empty.
///
/// hyper's own `header_read_timeout` also limits how long a connection may be idle between requests.
pub(super) struct Connection<S, R> {
    stream: S,
    timeouts: Timeouts,
    read: Deadline,
    write: Deadline,
    /// Whether the last request was answered and no other has begun.
    idle: bool,
    /// Whether the client does not take more of a response.
    stalled: bool,
    /// Whether the request line has arrived.
    has_line: bool,
    reject: R,
    /// The rest of a response that replaces hyper's.
    rejection: Option<Vec<u8>>,
}

impl<S, R: FnMut(StatusCode) -> Problem> Connection<S, R> {
    /// `reject` returns the body of the response to a malformed request. The status is 414 if the request line is too
    /// long, 431 if the head is, and 400 otherwise.
    pub(super) fn new(stream: S, timeouts: Timeouts, reject: R) -> Self {
        Self {
            stream,
            timeouts,
            read: Deadline::after(timeouts.head),
            write: Deadline::after(timeouts.stall),
            idle: false,
            stalled: false,
            has_line: false,
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
            "31" if self.has_line => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "14" | "31" => StatusCode::URI_TOO_LONG,
            _ => StatusCode::BAD_REQUEST,
        };
        let body = (self.reject)(status).json();
        let described = format!(
            "content-length: {}\r\ncontent-type: {}\r\ncache-control: no-store\r\nx-content-type-options: nosniff",
            body.len(),
            CONTENT,
        );
        let head = format!("HTTP/1.1 {status}\r\n{}", headers.replacen(empty, &described, 1));
        Some([head.into_bytes(), body].concat())
    }

    fn on_written(&mut self) {
        self.idle = true;
        self.stalled = false;
        self.has_line = false;
        self.read.at = Instant::now() + self.timeouts.keep_alive;
    }
}

impl<S: AsyncRead + Unpin, R: FnMut(StatusCode) -> Problem + Unpin> AsyncRead for Connection<S, R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        if Pin::new(&mut this.stream).poll_read(cx, buf)?.is_pending() {
            ready!(this.read.poll(cx));
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "no complete request")));
        }
        let read = buf.filled().get(before..).unwrap_or_default();
        this.has_line |= read.contains(&b'\n');
        if this.idle && !read.is_empty() {
            this.idle = false;
            this.read.at = Instant::now() + this.timeouts.head;
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
