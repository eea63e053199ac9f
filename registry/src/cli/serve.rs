//! `runtimes serve`: the API and the page on a hardened HTTP/1 server that shuts down gracefully.

mod address;
mod connection;
mod files;
mod log;
mod metrics;
mod observe;
mod probes;
mod request;
mod server;

use std::env;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use axum::http::{HeaderValue, Uri};
use axum::{Router, middleware};
use clap::Args;
use clap::builder::{BoolishValueParser, PossibleValuesParser, TypedValueParser};
use tokio::runtime;
use tokio::sync::oneshot;
use tracing::{info, warn};
use tracing_subscriber::filter::LevelFilter;

use super::Failure;
use super::signals::Signals;
use crate::Registry;
use crate::http::{Api, cors, not_found};
use address::Address;
use connection::Timeouts;
use log::LogFormat;
use metrics::Metrics;
use observe::Observer;
use probes::Stopping;
use server::{Limits, Server};

/// Serve the API and an HTML page over HTTP until SIGINT or SIGTERM
///
/// A second signal ends the program immediately, with exit code 130 or 143.
#[derive(Args)]
pub(super) struct ServeArguments {
    /// Address to listen on, such as localhost:8080, :8080 for all IPv4 interfaces, or unix:PATH for a Unix socket; port
    /// 0 selects a free port [default: 127.0.0.1:8080, or :PORT if the variable PORT is set]
    #[arg(long, env = "RUNTIMES_ADDR", value_name = "ADDRESS")]
    addr: Option<Address>,
    /// Separate address for `/healthz`, `/readyz` and `/metrics`, which answers under any load
    #[arg(long, env = "RUNTIMES_PROBE_ADDR", value_name = "ADDRESS")]
    probe_addr: Option<Address>,
    /// Allow pages from this origin to read the API, or from any origin with `*` (repeatable; separated by spaces in
    /// the environment)
    #[arg(long, env = "RUNTIMES_ALLOW_ORIGIN", value_name = "ORIGIN")]
    allow_origin: Vec<Origins>,
    /// Log every request except probes; implies at least --log info
    #[arg(long, env = "RUNTIMES_ACCESS_LOG", value_parser = BoolishValueParser::new())]
    access_log: bool,
    /// Log level; debug adds every request
    #[arg(long, env = "RUNTIMES_LOG", value_name = "LEVEL", default_value = "info", value_parser = level())]
    log: LevelFilter,
    /// Log format
    #[arg(long, env = "RUNTIMES_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    log_format: LogFormat,
    /// Maximum number of connections to serve at a time; as many more get status 503, and all others are closed
    #[arg(long, env = "RUNTIMES_MAX_CONNECTIONS", value_name = "N", default_value = "1024", value_parser = number::<1>)]
    max_connections: usize,
    /// Maximum size of the head of a request, in bytes
    #[arg(long, env = "RUNTIMES_MAX_HEAD", value_name = "BYTES", default_value = "16384", value_parser = number::<8192>)]
    max_head: usize,
    /// Maximum number of headers in a request
    #[arg(long, env = "RUNTIMES_MAX_HEADERS", value_name = "N", default_value = "64", value_parser = number::<1>)]
    max_headers: usize,
    /// Time that a client may take to send the head of a request
    #[arg(long, env = "RUNTIMES_HEAD_TIMEOUT", value_name = "SECONDS", default_value = "10", value_parser = seconds::<1>)]
    head_timeout: Duration,
    /// Time that a connection may be idle between requests; 0 closes it after each
    #[arg(long, env = "RUNTIMES_KEEP_ALIVE", value_name = "SECONDS", default_value = "75", value_parser = seconds::<0>)]
    keep_alive: Duration,
    /// Time that a client may go without reading more of a response
    #[arg(long, env = "RUNTIMES_STALL_TIMEOUT", value_name = "SECONDS", default_value = "30", value_parser = seconds::<1>)]
    stall_timeout: Duration,
    /// Time after a signal during which the server still accepts connections, while `/readyz` fails
    #[arg(long, env = "RUNTIMES_SHUTDOWN_DELAY", value_name = "SECONDS", default_value = "0", value_parser = seconds::<0>)]
    shutdown_delay: Duration,
    /// Time that requests in flight may take to finish once the server stops accepting connections
    #[arg(long, env = "RUNTIMES_SHUTDOWN_TIMEOUT", value_name = "SECONDS", default_value = "5", value_parser = seconds::<0>)]
    shutdown_timeout: Duration,
}

impl ServeArguments {
    fn address(&self) -> Result<Address, Failure> {
        if let Some(addr) = &self.addr {
            return Ok(addr.clone());
        }
        match env::var("PORT").ok().filter(|port| !port.is_empty()) {
            None => Ok(Address::Tcp("127.0.0.1:8080".to_owned())),
            Some(port) => port.parse().map(Address::all_interfaces).map_err(|_| Failure::Variable("PORT", port)),
        }
    }

    fn limits(&self) -> Limits {
        let timeouts = Timeouts { head: self.head_timeout, keep_alive: self.keep_alive, stall: self.stall_timeout };
        let connections = files::allow(self.max_connections);
        if connections < self.max_connections {
            warn!(connections, "serving fewer connections than configured: the process may not open more files");
        }
        Limits { connections, head: self.max_head, headers: self.max_headers, timeouts }
    }
}

pub(super) fn serve(arguments: &ServeArguments, registry: &'static Registry) -> Result<(), Failure> {
    let log_format = arguments.log_format;
    let address = arguments.address()?;
    log::start(if arguments.access_log { arguments.log.max(LevelFilter::INFO) } else { arguments.log }, log_format);
    match run(arguments, &address, registry) {
        Ok(None) => Ok(()),
        Ok(Some(code)) => Err(Failure::Exit(code)),
        Err(error) => match log_format {
            LogFormat::Text => Err(Failure::Serve(error)),
            LogFormat::Json => {
                log_format.print("ERROR", &error);
                Err(Failure::Exit(1))
            }
        },
    }
}

/// Serves until a signal. Returns the exit code if a second signal ended the server.
fn run(arguments: &ServeArguments, address: &Address, registry: &'static Registry) -> Result<Option<u8>, String> {
    let (metrics, stopping) = (Arc::new(Metrics::new()), Stopping::default());
    let runtime = runtime::Builder::new_multi_thread().enable_all().build().map_err(cannot_serve)?;
    let ended = runtime.block_on(async {
        let listener = address.bind().await.map_err(|error| cannot_listen(address, error))?;
        let location = listener.location().map_err(cannot_serve)?;
        let probes = arguments.probe_addr.as_ref().map(|address| Probes::start(address, &metrics, &stopping));
        let probes = probes.transpose()?;
        let mut signals = Signals::install().map_err(cannot_serve)?;
        arguments.log_format.print("INFO", &format!("listening on {location}"));
        if let Some(probes) = &probes {
            arguments.log_format.print("INFO", &format!("probes on {}", probes.location));
        }

        let health = probes::health(&stopping);
        let limits = arguments.limits();
        let observer = Observer { metrics, access_log: arguments.access_log };
        let [app, busy] = apps(registry, arguments, &observer, health);
        let server = Server::new(app, busy, limits, observer);
        tokio::select! {
            () = server.accept(&listener) => {}
            _ = signals.next() => {}
        }
        stopping.store(true, Ordering::Relaxed);
        info!("stopping");
        tokio::select! {
            () = server.accept(&listener) => {}
            () = tokio::time::sleep(arguments.shutdown_delay) => {}
            code = signals.next() => return Ok(Some(code)),
        }
        // Closes the socket, so that new clients are refused rather than left waiting.
        drop(listener);
        let timeout = arguments.shutdown_timeout;
        tokio::select! {
            () = server.finish() => info!("stopped"),
            () = tokio::time::sleep(timeout) => {
                warn!(seconds = timeout.as_secs(), "stopped before all requests had finished");
            }
            code = signals.next() => return Ok(Some(code)),
        }
        Ok(None)
    });
    // Drops the connections that have not finished.
    runtime.shutdown_background();
    ended
}

/// Returns what the server serves, and what it serves to connections that exceed the limit.
fn apps(registry: &'static Registry, arguments: &ServeArguments, observer: &Observer, health: Router) -> [Router; 2] {
    let origins: Vec<HeaderValue> =
        arguments.allow_origin.iter().flat_map(|Origins(origins)| origins).cloned().collect();
    let public = |router: Router| {
        let router = router.layer(middleware::from_fn(request::check));
        if origins.is_empty() { router } else { router.layer(cors(origins.clone())) }
    };
    let app = public(Api::new(registry).page().router().fallback(async || not_found()));
    let busy = public(Router::new().fallback(server::busy));
    let health = health.layer(middleware::from_fn(request::check));
    let app = app.merge(health.clone());
    // Without their own address, the metrics are as public as the API.
    let app = match arguments.probe_addr {
        Some(_) => app,
        None => app.merge(probes::metrics(&observer.metrics).layer(middleware::from_fn(request::check))),
    };
    let app = app.layer(middleware::from_fn_with_state(observer.clone(), observe::observe));
    [app, busy.merge(health)].map(|router| router.layer(middleware::from_fn(request::no_sniffing)))
}

/// A server for probes with a thread of its own, so that other clients cannot delay it.
struct Probes {
    location: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Probes {
    fn start(address: &Address, metrics: &Arc<Metrics>, stopping: &Stopping) -> Result<Self, String> {
        const LIMITS: Limits = Limits {
            connections: 64,
            head: 8192,
            headers: 64,
            timeouts: Timeouts {
                head: Duration::from_secs(10),
                keep_alive: Duration::from_secs(75),
                stall: Duration::from_secs(10),
            },
        };
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(cannot_serve)?;
        let app = probes::health(stopping).merge(probes::metrics(metrics)).fallback(probes::not_found);
        let app = app.layer(middleware::from_fn(request::check)).layer(middleware::from_fn(request::no_sniffing));
        let busy = probes::health(stopping).fallback(server::busy);
        // Its connections are not among those that it reports.
        let server = Server::new(app, busy, LIMITS, Observer { metrics: Arc::new(Metrics::new()), access_log: false });
        let (stop, stopped) = oneshot::channel();
        let (bound, location) = std::sync::mpsc::channel();
        let address = address.clone();
        let thread = thread::Builder::new().name("probes".to_owned()).spawn(move || {
            runtime.block_on(async {
                let listener = address.bind().await.map_err(|error| cannot_listen(&address, error));
                let location =
                    listener.as_ref().map_err(Clone::clone).and_then(|it| it.location().map_err(cannot_serve));
                // The other end waits for it.
                let _ = bound.send(location);
                if let Ok(listener) = listener {
                    tokio::select! {
                        () = server.accept(&listener) => {}
                        _ = stopped => {}
                    }
                }
            });
        });
        let thread = thread.map_err(cannot_serve)?;
        let location = location.recv().map_err(cannot_serve)??;
        Ok(Self { location, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Probes {
    fn drop(&mut self) {
        drop(self.stop.take());
        // It removes its Unix socket. A panic was already printed.
        let _ = self.thread.take().map(thread::JoinHandle::join);
    }
}

fn cannot_listen(address: &Address, error: impl Display) -> String {
    format!("cannot listen on {address}: {error}")
}

fn cannot_serve(error: impl Display) -> String {
    format!("cannot serve: {error}")
}

/// Parses a number. More connections, bytes or headers than a million are a mistake.
fn number<const LEAST: usize>(text: &str) -> Result<usize, String> {
    const MOST: usize = 1 << 20;
    let number = text.parse().ok().filter(|number| (LEAST..=MOST).contains(number));
    number.ok_or_else(|| format!("expected a whole number from {LEAST} to {MOST}"))
}

fn seconds<const LEAST: u64>(text: &str) -> Result<Duration, String> {
    const DAY: u64 = 86_400;
    let seconds = text.parse().ok().filter(|seconds| (LEAST..=DAY).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| format!("expected a whole number of seconds from {LEAST} to {DAY}"))
}

fn level() -> impl TypedValueParser<Value = LevelFilter> {
    PossibleValuesParser::new(["off", "error", "warn", "info", "debug", "trace"])
        .try_map(|level| level.parse::<LevelFilter>())
}

/// Origins that are separated by white space.
#[derive(Clone)]
struct Origins(Vec<HeaderValue>);

impl FromStr for Origins {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let origins: Vec<HeaderValue> = text.split_whitespace().map(origin).collect::<Result<_, _>>()?;
        if origins.is_empty() { Err(ORIGIN) } else { Ok(Self(origins)) }
    }
}

const ORIGIN: &str = "expected `*`, or a scheme and a host in lower case, without a path or a default port, \
                      as in https://app.example or http://localhost:3000";

/// Parses an origin as browsers send it, or `*`: <https://www.rfc-editor.org/rfc/rfc6454#section-6.2>.
fn origin(text: &str) -> Result<HeaderValue, &'static str> {
    let is_origin = || {
        let uri: Uri = text.parse().ok()?;
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
        let usual = if scheme == "https" { 443 } else { 80 };
        // No path or query, and a host without wildcards or lists.
        let is_plain = text == format!("{scheme}://{authority}") && text == text.to_lowercase();
        let is_one = request::is_host_and_port(authority) && !authority.as_str().contains(['*', ',']);
        (is_plain && is_one && matches!(scheme, "http" | "https") && authority.port_u16() != Some(usual)).then_some(())
    };
    if text == "*" || is_origin().is_some() { HeaderValue::try_from(text).map_err(|_| ORIGIN) } else { Err(ORIGIN) }
}
