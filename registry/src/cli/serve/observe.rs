//! What operators see of each request: a line in the log, and the metrics.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use tracing::{Level, debug, enabled, info};

use super::address::Peer;
use super::metrics::Metrics;
use super::probes;

/// What observes requests.
#[derive(Clone)]
pub(super) struct Observer {
    pub(super) metrics: Arc<Metrics>,
    /// Whether to log requests as information, rather than only for debugging.
    pub(super) access_log: bool,
}

impl Observer {
    /// Logs and counts a request that could not be parsed.
    pub(super) fn rejected(&self, peer: Peer, status: StatusCode) {
        self.metrics.answered(None, UNMATCHED, status, Duration::ZERO);
        self.log(Some(peer), None, UNMATCHED, status, Duration::ZERO);
    }

    fn log(&self, peer: Option<Peer>, head: Option<&Head>, route: &str, status: StatusCode, duration: Duration) {
        // Kubelets and Prometheus repeat their requests forever.
        let is_info = self.access_log && !probes::PATHS.contains(&route);
        if !(is_info || enabled!(Level::DEBUG)) {
            return;
        }
        let peer = peer.map(tracing::field::display);
        let (method, path, user_agent) = head.map_or_else(Head::unknown, Head::texts);
        let (status, micros) = (status.as_u16(), u64::try_from(duration.as_micros()).unwrap_or(u64::MAX));
        if is_info {
            info!(peer, %method, %path, status, micros, user_agent, "request");
        } else {
            debug!(peer, %method, %path, status, micros, user_agent, "request");
        }
    }
}

/// The route of a request whose path matches none.
const UNMATCHED: &str = "unmatched";

/// Runs the request, then logs and counts it.
pub(super) async fn observe(State(observer): State<Observer>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let head = Head {
        method: request.method().clone(),
        uri: request.uri().clone(),
        user_agent: request.headers().get(USER_AGENT).cloned(),
    };
    let peer = request.extensions().get::<Peer>().copied();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let (route, status, duration) =
        (route.as_ref().map_or(UNMATCHED, MatchedPath::as_str), response.status(), start.elapsed());
    observer.metrics.answered(Some(&head.method), route, status, duration);
    observer.log(peer, Some(&head), route, status, duration);
    response
}

/// The part of a request that is logged.
struct Head {
    method: Method,
    uri: Uri,
    user_agent: Option<HeaderValue>,
}

impl Head {
    /// Returns the method, the path and the user agent.
    fn texts(&self) -> (String, String, String) {
        const MAX_PATH: usize = 2000;
        const MAX_USER_AGENT: usize = 300;
        let path = self.uri.path_and_query().map_or("*", |path| path.as_str());
        let user_agent = self.user_agent.as_ref().map_or(&[][..], HeaderValue::as_bytes);
        (
            self.method.to_string(),
            excerpt(path.as_bytes(), MAX_PATH, ENCODED),
            excerpt(user_agent, MAX_USER_AGENT, CONTROLS),
        )
    }

    /// Returns the same for a request that could not be parsed.
    fn unknown() -> (String, String, String) {
        ("-".to_owned(), "-".to_owned(), String::new())
    }
}

/// Characters that could forge a line of the log, or its fields. Those outside ASCII, some of which change how a
/// terminal displays the rest of a line, are always encoded.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'\\');

/// Returns the start of a text, percent-encoded, with `...` if more follows.
fn excerpt(bytes: &[u8], max: usize, encoded: &'static AsciiSet) -> String {
    let (start, rest) = bytes.split_at_checked(max).unwrap_or((bytes, &[]));
    format!("{}{}", percent_encode(start, encoded), if rest.is_empty() { "" } else { "..." })
}
