//! `runtimes serve`: the API and the page on a hardened HTTP/1 server that shuts down gracefully.

use std::future::Future;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST};
use axum::http::{HeaderValue, StatusCode, Uri, Version};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use clap::{Args, ValueEnum};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, debug, info, warn};
use tracing_subscriber::filter::LevelFilter;

use super::Failure;
use crate::Registry;
use crate::http::{Api, Problem, method_not_allowed, not_found};

/// How long requests in flight may take to finish after a signal.
const DRAIN: Duration = Duration::from_secs(5);

/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a read or a write may stall.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The largest request head, in bytes.
const MAX_HEAD: usize = 16 * 1024;

/// The most headers in a request.
const MAX_HEADERS: usize = 64;

/// The most connections that are open at a time. Further clients wait.
const MAX_CONNECTIONS: usize = 1024;

/// Serve the API and an HTML page over HTTP until SIGINT or SIGTERM
#[derive(Args)]
pub(super) struct ServeArguments {
    /// Address to listen on, such as localhost:8080, or :8080 for all interfaces; port 0 selects a free port
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    addr: String,
    /// Allow pages from this origin to read the API, or from any origin with `*` (repeatable)
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_origin: Vec<HeaderValue>,
    /// Log level: off, error, warn, info, debug (adds every request) or trace
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: LevelFilter,
    /// Log format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log_format: LogFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    /// One line of text per event
    Text,
    /// One JSON object per line
    Json,
}

pub(super) fn serve(arguments: ServeArguments, registry: &'static Registry) -> Result<(), Failure> {
    let ServeArguments { addr, allow_origin, log, log_format } = arguments;
    start_log(log, log_format);
    let api = allow_origin.into_iter().fold(Api::new(registry).page(), Api::allow_origin);
    let trace = TraceLayer::new_for_http().on_response(DefaultOnResponse::new().level(Level::DEBUG));
    let healthy = get(healthy).fallback(method_not_allowed);
    let app = api.router().route("/healthz", healthy).fallback(async || not_found());
    let app = app.layer(middleware::from_fn(with_host)).layer(trace);
    let runtime = runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Serve)?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(&addr).await.map_err(|error| Failure::Listen(addr, error))?;
        let addr = listener.local_addr().map_err(Failure::Serve)?;
        let signal = signal().map_err(Failure::Serve)?;
        // Printed at every log level and in every format, so that scripts can read the port. If standard error is
        // closed, the server still runs.
        let _ = writeln!(io::stderr(), "listening on http://{addr}");
        until(signal, listener, app).await;
        Ok(())
    });
    // Drops connections that outlived `DRAIN`.
    runtime.shutdown_background();
    served
}

fn start_log(level: LevelFilter, format: LogFormat) {
    let log = tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_target(false);
    // Fails if the calling program has already set up a logger, which then stays in use.
    let _ = match format {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).try_init(),
    };
}

/// Parses a host name or an IP address, and a port. Without a host, it is every IPv4 address.
fn address(text: &str) -> Result<String, &'static str> {
    const HELP: &str = "expected a host and a port, such as 127.0.0.1:8080, localhost:8080, [::1]:8080 or :8080";
    let (host, port) = text.rsplit_once(':').ok_or(HELP)?;
    let port: u16 = port.parse().map_err(|_| HELP)?;
    // The colons of an IPv6 address need brackets.
    match host {
        "" => Ok(format!("0.0.0.0:{port}")),
        _ if host.contains(':') && text.parse::<SocketAddr>().is_err() => Err(HELP),
        _ => Ok(format!("{host}:{port}")),
    }
}

/// Parses an origin as browsers send it, or `*`: <https://www.rfc-editor.org/rfc/rfc6454#section-6.2>.
fn origin(text: &str) -> Result<HeaderValue, &'static str> {
    const HELP: &str = "expected `*`, or a scheme and a host in lower case, without a path or a default port, \
                        as in https://app.example or http://localhost:3000";
    let is_origin = || {
        let uri: Uri = text.parse().ok()?;
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
        let usual = if scheme == "https" { 443 } else { 80 };
        let port = authority.port_u16();
        let has_port = authority.as_str() != authority.host();
        // No user, path or query, and a host without wildcards or lists.
        let plain = text == format!("{scheme}://{authority}") && text == text.to_lowercase();
        let host = !authority.host().is_empty() && !authority.as_str().contains(['@', '*', ',']);
        (plain && host && matches!(scheme, "http" | "https") && port != Some(usual) && port.is_some() == has_port)
            .then_some(())
    };
    if text == "*" || is_origin().is_some() { HeaderValue::try_from(text).map_err(|_| HELP) } else { Err(HELP) }
}

/// Rejects HTTP/1.1 requests without exactly one `Host` header: <https://www.rfc-editor.org/rfc/rfc9112#section-3.2>.
async fn with_host(request: Request, next: Next) -> Response {
    let hosts = request.headers().get_all(HOST).iter().count();
    if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
        return Problem::new(StatusCode::BAD_REQUEST, format!("expected exactly one `Host` header, found {hosts}"))
            .into_response();
    }
    next.run(request).await
}

async fn healthy() -> ([(axum::http::HeaderName, &'static str); 2], &'static str) {
    ([(CONTENT_TYPE, "text/plain"), (CACHE_CONTROL, "no-store")], "ok\n")
}

/// Serves until `signal` resolves, then waits up to [`DRAIN`] for requests in flight to finish.
async fn until(signal: impl Future<Output = ()>, listener: TcpListener, app: Router) {
    let graceful = GracefulShutdown::new();
    let service = TowerToHyperService::new(app);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS);
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    tokio::pin!(signal);
    loop {
        let (stream, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut signal => break,
        };
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(IDLE_TIMEOUT));
        stream.set_write_timeout(Some(IDLE_TIMEOUT));
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%error, "connection ended");
            }
            drop(place);
        });
    }
    // Closes the socket, so that new clients are refused rather than left waiting.
    drop(listener);
    info!("stopping");
    tokio::select! {
        () = graceful.shutdown() => info!("stopped"),
        () = tokio::time::sleep(DRAIN) => warn!(seconds = DRAIN.as_secs(), "stopped before all requests had finished"),
    }
}

/// Waits until the limit allows another connection, then accepts one.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so this is always `Some`.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Responses are written whole, so waiting to fill packets only adds latency. A failure is harmless.
                let _ = stream.set_nodelay(true);
                return (stream, place);
            }
            // For example too many open files: wait for other connections to close.
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Returns a future that resolves on SIGINT or SIGTERM. The handlers are installed before this function returns.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Returns a future that resolves on Ctrl-C.
#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler, the system ends the process on Ctrl-C, so wait forever.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
