//! Rules for requests and responses that hyper does not enforce.

use axum::extract::Request;
use axum::http::header::{HOST, X_CONTENT_TYPE_OPTIONS};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::Problem;
use registry_shared::excerpt::Quoted;

/// The longest path, with its query, in bytes: <https://www.rfc-editor.org/rfc/rfc9110#section-4.1-5>.
pub(super) const MAX_PATH: usize = 8000;

/// Rejects requests that break a rule of HTTP.
pub(super) async fn check(request: Request, next: Next) -> Response {
    match problem(&request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    }
}

/// Tells browsers to trust the content type of every response.
pub(super) async fn no_sniffing(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    response
}

fn problem(request: &Request) -> Option<Problem> {
    if request.uri().path_and_query().is_some_and(|path| path.as_str().len() > MAX_PATH) {
        return Some(Problem::new(StatusCode::URI_TOO_LONG, format!("the path is longer than {MAX_PATH} bytes")));
    }
    // <https://www.rfc-editor.org/rfc/rfc9112#section-3.2-6>
    let mut hosts = request.headers().get_all(HOST).iter();
    let detail = match (hosts.next(), hosts.count()) {
        (None, _) if request.version() < Version::HTTP_11 => return None,
        (None, _) => "expected one `Host` header, found none".to_owned(),
        (Some(host), 0) if is_host(host.as_bytes()) => return None,
        (Some(host), 0) => {
            format!(
                "expected a host with an optional port as `Host`, found {}",
                Quoted(&String::from_utf8_lossy(host.as_bytes()))
            )
        }
        (Some(_), more) => format!("expected one `Host` header, found {}", more + 1),
    };
    Some(Problem::new(StatusCode::BAD_REQUEST, detail))
}

/// Returns whether this is a host with an optional port, or empty, as it is for a target without an authority.
fn is_host(bytes: &[u8]) -> bool {
    bytes.is_empty() || Authority::try_from(bytes).is_ok_and(|authority| is_host_and_port(&authority))
}

/// Returns whether an authority names a host and, after a colon, a port, but no user.
pub(super) fn is_host_and_port(authority: &Authority) -> bool {
    let has_port = authority.as_str() != authority.host();
    !authority.host().is_empty() && !authority.as_str().contains('@') && authority.port_u16().is_some() == has_port
}
