//! What the server counts, in the [OpenMetrics](https://prometheus.io/docs/specs/om/open_metrics_spec/) text format.

use std::fmt::{self, Write};
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

pub(super) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    durations: Family<Route, Histogram>,
    /// The open connections.
    pub(super) connections: Gauge<i64, AtomicI64>,
    /// The connections that exceeded the limit.
    pub(super) refused: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: Status,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Status(StatusCode);

impl EncodeLabelValue for Status {
    fn encode(&self, encoder: &mut LabelValueEncoder) -> fmt::Result {
        encoder.write_str(self.0.as_str())
    }
}

/// The upper bounds of the buckets for durations, in seconds: from 50 microseconds to a quarter of a second.
const BUCKETS: [f64; 10] = [50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 50e-3, 250e-3];

impl Metrics {
    pub(super) fn new() -> Self {
        let requests = Family::default();
        let durations = Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> Histogram);
        let (connections, refused) = (Gauge::default(), Counter::default());
        let mut registry = Registry::with_prefix("runtimes");
        registry.register("http_requests", "Requests that were answered", requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from the head of a request to the head of its response",
            prometheus_client::registry::Unit::Seconds,
            durations.clone(),
        );
        registry.register("http_connections", "Open connections", connections.clone());
        registry.register("http_connections_refused", "Connections that exceeded the limit", refused.clone());
        registry.register("build", "The version of the server", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        Self { registry, requests, durations, connections, refused }
    }

    /// Counts a request. `route` is the pattern that its path matched, so that clients cannot add routes.
    pub(super) fn answered(&self, method: Option<&Method>, route: &str, status: StatusCode, duration: Duration) {
        let labels = Request { method: known(method), route: route.to_owned(), status: Status(status) };
        self.requests.get_or_create(&labels).inc();
        self.durations.get_or_create(&Route { route: labels.route }).observe(duration.as_secs_f64());
    }

    /// Returns the text that Prometheus collects.
    pub(super) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Returns the name of a method of RFC 9110. Clients may invent others, each of which would be another time series.
fn known(method: Option<&Method>) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"];
    let name = method.map_or("", Method::as_str);
    KNOWN.into_iter().find(|known| *known == name).unwrap_or("other")
}
