//! Accepts connections and serves them, within limits.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{CONNECTION, RETRY_AFTER};
use axum::http::{HeaderName, StatusCode};
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tracing::{debug, warn};

use super::address::{Listener, Peer, Stream};
use super::connection::{Connection, Timeouts};
use super::metrics::Metrics;
use super::observe::Observer;
use super::request::MAX_PATH;
use crate::http::Problem;

/// What clients may use.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// The most connections that are served at a time. As many more are told that the server is busy.
    pub(super) connections: usize,
    /// The largest head of a request, in bytes.
    pub(super) head: usize,
    /// The most headers of a request.
    pub(super) headers: usize,
    pub(super) timeouts: Timeouts,
}

/// How long a connection that exceeds the limit may take to send a request, and to receive that the server is busy.
const BUSY: Duration = Duration::from_secs(1);

/// How often to log that connections are refused.
const LOG_INTERVAL: Duration = Duration::from_secs(10);

pub(super) struct Server {
    limits: Limits,
    observer: Observer,
    service: Connections,
    busy: Connections,
    graceful: GracefulShutdown,
}

/// Serves connections, up to a number of them.
struct Connections {
    app: TowerToHyperService<Router>,
    http: http1::Builder,
    timeouts: Timeouts,
    places: Arc<Semaphore>,
}

impl Server {
    /// `busy` answers the connections that exceed the limit.
    pub(super) fn new(app: Router, busy: Router, limits: Limits, observer: Observer) -> Self {
        let mut http = http1::Builder::new();
        http.keep_alive(!limits.timeouts.keep_alive.is_zero());
        http.half_close(true).header_read_timeout(None).max_buf_size(limits.head).max_headers(limits.headers);
        let service = Connections::new(app, http.clone(), limits.timeouts, limits.connections);
        http.keep_alive(false);
        let timeouts = Timeouts { head: BUSY, keep_alive: BUSY, stall: BUSY };
        let busy = Connections::new(busy, http, timeouts, limits.connections);
        Self { limits, observer, service, busy, graceful: GracefulShutdown::new() }
    }

    /// Accepts connections until the returned future is dropped.
    pub(super) async fn accept(&self, listener: &Listener) {
        let (mut refusals, mut failures) = (Seldom::default(), Seldom::default());
        loop {
            let (stream, peer) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    if failures.is_due() {
                        warn!(%error, "cannot accept connections");
                    }
                    // For example too many open files: wait for other connections to close.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            if let Ok(place) = Arc::clone(&self.service.places).try_acquire_owned() {
                self.serve(&self.service, place, stream, peer);
                continue;
            }
            self.observer.metrics.refused.inc();
            if refusals.is_due() {
                let (limit, refused) = (self.limits.connections, self.observer.metrics.refused.get());
                warn!(limit, refused, "too many connections: refusing more");
            }
            // Otherwise, dropping the stream closes it.
            if let Ok(place) = Arc::clone(&self.busy.places).try_acquire_owned() {
                self.serve(&self.busy, place, stream, peer);
            }
        }
    }

    fn serve(&self, with: &Connections, place: OwnedSemaphorePermit, stream: Box<dyn Stream>, peer: Peer) {
        let open = Open::new(&self.observer.metrics);
        let (observer, limits) = (self.observer.clone(), self.limits);
        let reject = move |status| {
            observer.rejected(peer, status);
            Problem::new(status, limits.explain(status))
        };
        let stream = Connection::new(stream, with.timeouts, reject);
        let app = with.app.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            app.call(request)
        });
        let connection = self.graceful.watch(with.http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%peer, %error, "connection ended");
            }
            drop((place, open));
        });
    }

    /// Waits until all connections have finished their current request.
    pub(super) async fn finish(self) {
        self.graceful.shutdown().await;
    }
}

impl Connections {
    fn new(app: Router, http: http1::Builder, timeouts: Timeouts, most: usize) -> Self {
        let places = Arc::new(Semaphore::new(most));
        Self { app: TowerToHyperService::new(app), http, timeouts, places }
    }
}

impl Limits {
    /// Explains why a request was rejected before it was complete.
    fn explain(self, status: StatusCode) -> String {
        match status {
            StatusCode::URI_TOO_LONG => format!("the path is longer than {MAX_PATH} bytes"),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                format!(
                    "the head of the request is longer than {} bytes or has more than {} headers",
                    self.head, self.headers
                )
            }
            StatusCode::REQUEST_TIMEOUT => "the head of the request did not arrive in time".to_owned(),
            _ => "the request is not valid HTTP/1.1".to_owned(),
        }
    }
}

/// Returns the response to connections that exceed the limit.
pub(super) async fn busy() -> impl IntoResponse {
    const HEADERS: [(HeaderName, &str); 2] = [(RETRY_AFTER, "1"), (CONNECTION, "close")];
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many connections: try again in a second");
    (HEADERS, problem)
}

/// Counts a connection while it is open.
struct Open(Arc<Metrics>);

impl Open {
    fn new(metrics: &Arc<Metrics>) -> Self {
        metrics.connections.inc();
        Self(Arc::clone(metrics))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.connections.dec();
    }
}

/// Limits how often something is logged.
#[derive(Default)]
struct Seldom(Option<Instant>);

impl Seldom {
    fn is_due(&mut self) -> bool {
        let now = Instant::now();
        let is_due = self.0.is_none_or(|last| now - last >= LOG_INTERVAL);
        if is_due {
            self.0 = Some(now);
        }
        is_due
    }
}
