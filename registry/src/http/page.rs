//! The HTML page: a single document with inline style and script, rendered once from the registry.

mod markup;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY};
use axum::routing::get;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::document::Document;
use super::linked::{Linked, requested};
use super::routes::path_of_description;
use crate::Registry;

const STYLE: &str = include_str!("page/page.css");

/// The parts of the script, in one block, so that they share their names with each other and with nothing else.
const SCRIPT: &str = concat!(
    "\"use strict\";{\n",
    include_str!("page/highlight.js"),
    include_str!("page/nearest.js"),
    include_str!("page/page.js"),
    "}"
);

/// Returns the route of the page, which links to the API under `path`.
pub(super) fn router(registry: &'static Registry, path: String) -> Router {
    let page = Arc::new(Linked::new(move |name: &str| document(registry, &links(name, &path))));
    let handler = async move |request: Request| {
        let name = requested(&request).rsplit('/').next().unwrap_or_default();
        page.respond(name, &request)
    };
    Router::new().route("/", get(handler))
}

/// A title and a link.
type Link = (&'static str, String);

/// Returns the links of a page with this name, which is the last segment of its path.
///
/// They are relative, so that they also work if a proxy removes a prefix. The page `/registry` links to
/// `registry/api/v1/languages`, and the page `/registry/`, whose name is empty, to `api/v1/languages`.
fn links(name: &str, api: &str) -> Vec<Link> {
    let link = |path: String| {
        let relative = format!("{name}{path}").trim_start_matches('/').to_owned();
        // Otherwise, what precedes the colon would be a scheme.
        if name.contains(':') { format!("./{relative}") } else { relative }
    };
    let mut links = vec![
        ("languages", link(format!("{api}/languages"))),
        ("runtimes", link(format!("{api}/runtimes"))),
        ("example scripts", link(format!("{api}/example-scripts"))),
    ];
    if cfg!(feature = "openapi") {
        links.push(("OpenAPI description", link(path_of_description(api))));
    }
    links
}

fn document(registry: &Registry, links: &[Link]) -> Document {
    // Allows the inline script and style: <https://www.w3.org/TR/CSP3/>. The page connects to nothing, but Lighthouse, in
    // its name, to robots.txt.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        BASE64_STANDARD.encode(Sha256::digest(SCRIPT)),
        BASE64_STANDARD.encode(Sha256::digest(STYLE)),
    );
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ];
    // The policy is ASCII, so it is always a valid header value.
    let policy = HeaderValue::try_from(policy).ok().map(|policy| (CONTENT_SECURITY_POLICY, policy));
    let headers: Vec<_> = headers.into_iter().chain(policy).collect();
    Document::new("text/html; charset=utf-8", &headers, markup::page(registry, links).into_string().into_bytes())
}
