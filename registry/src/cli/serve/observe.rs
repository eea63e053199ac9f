//! What operators see of each request: a line in the log, and the metrics.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use tracing::{debug, info};

use super::address::Peer;
use super::metrics::Metrics;
use super::probes;

/// Runs the request, then logs and counts it.
pub(super) async fn observe(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let user_agent = user_agent(request.headers());
    let peer = request.extensions().get::<Peer>().copied();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let (route, status, duration) =
        (route.as_ref().map_or("", MatchedPath::as_str), response.status(), start.elapsed());
    metrics.answered(Some(&method), route, status, duration);
    log(peer, method.as_str(), &path(&uri), route, status, duration, &user_agent);
    response
}

/// Logs and counts a request that could not be parsed.
pub(super) fn rejected(metrics: &Metrics, peer: Peer, status: StatusCode) {
    metrics.answered(None, "", status, Duration::ZERO);
    log(Some(peer), "-", "-", "", status, Duration::ZERO, "");
}

fn log(
    peer: Option<Peer>,
    method: &str,
    path: &str,
    route: &str,
    status: StatusCode,
    duration: Duration,
    user_agent: &str,
) {
    let peer = peer.map(tracing::field::display);
    let (status, micros) = (status.as_u16(), u64::try_from(duration.as_micros()).unwrap_or(u64::MAX));
    // Kubelets and Prometheus repeat these requests forever.
    if probes::PATHS.contains(&route) {
        debug!(peer, method = %method, path = %path, status, micros, user_agent, "request");
    } else {
        info!(peer, method = %method, path = %path, status, micros, user_agent, "request");
    }
}

/// Characters that could forge a line of the log, or its fields. Those outside ASCII, some of which change how a
/// terminal displays the rest of a line, are always encoded.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'\\');

fn path(uri: &Uri) -> String {
    const MAX: usize = 2000;
    excerpt(uri.path_and_query().map_or("*", |path| path.as_str()).as_bytes(), MAX, ENCODED)
}

fn user_agent(headers: &HeaderMap) -> String {
    const MAX: usize = 300;
    excerpt(headers.get(USER_AGENT).map_or(&[], |value| value.as_bytes()), MAX, CONTROLS)
}

/// Returns the start of a text, percent-encoded, with `...` if more follows.
fn excerpt(bytes: &[u8], max: usize, encoded: &'static AsciiSet) -> String {
    let (start, rest) = bytes.split_at_checked(max).unwrap_or((bytes, &[]));
    format!("{}{}", percent_encode(start, encoded), if rest.is_empty() { "" } else { "..." })
}
