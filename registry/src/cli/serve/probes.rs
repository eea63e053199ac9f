//! Endpoints for the platform that runs the server: liveness, readiness and metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::metrics::{self, Metrics};
use crate::http::{Problem, method_not_allowed};

/// The paths of these endpoints.
pub(super) const PATHS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Whether the server has been told to stop.
pub(super) type Stopping = Arc<AtomicBool>;

/// Returns `/healthz`, which always succeeds, and `/readyz`, which fails once the server is stopping, so that load
/// balancers send new requests elsewhere.
pub(super) fn health(stopping: &Stopping) -> Router {
    let [health, ready, _] = PATHS;
    Router::new()
        .route(health, get(async || text(StatusCode::OK, "ok\n")))
        .route(ready, get(readiness).with_state(Arc::clone(stopping)))
        .method_not_allowed_fallback(method_not_allowed)
}

/// Returns `/metrics`.
pub(super) fn metrics(metrics: &Arc<Metrics>) -> Router {
    let [_, _, path] = PATHS;
    Router::new()
        .route(path, get(collect).with_state(Arc::clone(metrics)))
        .method_not_allowed_fallback(method_not_allowed)
}

/// Returns the response to another path, at the address of the probes.
pub(super) async fn not_found() -> impl IntoResponse {
    Problem::new(StatusCode::NOT_FOUND, format!("unknown path: this address serves {}", PATHS.join(", ")))
}

async fn readiness(State(stopping): State<Stopping>) -> Response {
    if stopping.load(Ordering::Relaxed) {
        text(StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    } else {
        text(StatusCode::OK, "ready\n")
    }
}

fn text(status: StatusCode, body: &'static str) -> Response {
    (status, [(CONTENT_TYPE, "text/plain"), (CACHE_CONTROL, "no-store")], body).into_response()
}

async fn collect(State(metrics): State<Arc<Metrics>>) -> Response {
    match metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, metrics::CONTENT_TYPE), (CACHE_CONTROL, "no-store")], text).into_response(),
        Err(error) => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
