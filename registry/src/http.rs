//! The registry as an HTTP API: an [`axum::Router`] to serve on its own or as part of a larger application.
//!
//! | request | response |
//! |---|---|
//! | `GET /api/v1` | the paths of the lists below |
//! | `GET /api/v1/languages` | all languages with their versions and file extensions, in declared order |
//! | `GET /api/v1/languages/{language}` | one language in full, by id or alias |
//! | `GET /api/v1/runtimes` | all runtimes with their images, file names and commands, in declared order |
//! | `GET /api/v1/runtimes/{runtime}` | one runtime, by its text form, such as `python@3.12` |
//! | `GET /api/v1/resolve/{request}` | the runtime that a request such as `python@3`, `py` or `go@latest` selects |
//! | `GET /api/v1/example-scripts` | the example scripts, by language |
//! | `GET /api/openapi.json` | with feature `openapi`: the `OpenAPI` 3.1 description of this API |
//!
//! [`Api::path`] serves the API under a path other than `/api/v1`. If you nest the router under a prefix, its redirects,
//! the links of its HTML page and the `servers` of its `OpenAPI` description include that prefix.
//!
//! All response bodies are prepared when the router is built: plain, gzip and brotli, each with an `ETag`. A request
//! only selects one of them, so do not add a compression layer. `HEAD`, `Accept-Encoding` ([RFC 9110, section 12.5.3]),
//! `If-Match` and `If-None-Match` ([section 13.1]) are supported. Clients may cache a response for five minutes. With
//! feature `openapi`, `/api/v1` has a `Link` header with the relation `service-desc` ([RFC 8631]).
//!
//! Errors are problem details as in [RFC 9457]. Unknown names return 404, malformed ones 400, and methods other than
//! `GET` and `HEAD` 405. If an unknown name is close to a known one, the member `suggestion` contains the known one. A
//! path with one trailing `/` redirects to the path without it. Your own handlers can return the same errors, because
//! [`LookupError`](crate::LookupError) implements [`IntoResponse`]:
//!
//! ```
//! use axum::Router;
//! use axum::extract::Path;
//! use axum::routing::post;
//! use registry::{LookupError, Runtime};
//!
//! // `Path<Runtime>` would reject unknown runtimes with axum's own error: status 400, and the message as plain text.
//! async fn start(Path(runtime): Path<String>) -> Result<String, LookupError> {
//!     let runtime: Runtime = runtime.parse()?;
//!     Ok(format!("started {}", runtime.config().image))
//! }
//!
//! let app: Router = Router::new().route("/runs/{runtime}", post(start));
//! ```
//!
//! [RFC 9110, section 12.5.3]: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
//! [section 13.1]: https://www.rfc-editor.org/rfc/rfc9110#section-13.1
//! [RFC 8631]: https://www.rfc-editor.org/rfc/rfc8631
//! [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457

mod document;
mod documents;
mod index;
mod linked;
mod list;
mod negotiate;
#[cfg(feature = "openapi")]
mod openapi;
#[cfg(feature = "page")]
mod page;
mod problem;
mod routes;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, ETAG};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::IntoResponse;
use percent_encoding::{AsciiSet, CONTROLS};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use registry_shared::excerpt::Quoted;

use crate::Registry;
use documents::Documents;
#[cfg(feature = "cli")]
pub(crate) use list::Runtime;
#[cfg(feature = "cli")]
pub(crate) use problem::CONTENT;
pub(crate) use problem::Problem;

/// Returns the API of a registry as a router with the default options: the same as `Api::new(registry).router()`.
///
/// The router has no fallback and its state is already set, so it can be merged into an application or nested under a
/// prefix.
///
/// ```
/// use axum::Router;
///
/// // The built-in registry. Your own declarations generate a `REGISTRY`, too.
/// let app: Router = Router::new().nest("/registry", registry::http::router(&registry::REGISTRY));
///
/// // `with_state(())` converts it to a router for which another state is still to be set.
/// #[derive(Clone)]
/// struct State;
/// let app: Router<State> = Router::new().merge(registry::http::router(&registry::REGISTRY).with_state(()));
/// ```
pub fn router(registry: &'static Registry) -> Router {
    Api::new(registry).router()
}

/// A builder for the API of a registry: choose the options, then call [`router`](Api::router).
///
/// ```
/// use axum::Router;
/// use axum::http::HeaderValue;
/// use registry::http::Api;
///
/// let app: Router = Api::new(&registry::REGISTRY)
///     .allow_origin(HeaderValue::from_static("https://app.example"))
///     .router();
/// ```
#[derive(Clone, Debug)]
#[must_use = "it does nothing until `router` is called"]
pub struct Api {
    registry: &'static Registry,
    origins: Vec<HeaderValue>,
    path: String,
    #[cfg(feature = "page")]
    page: bool,
}

impl Api {
    /// Creates a builder with the default options: the path `/api/v1`, no page, and no cross-origin requests.
    ///
    /// ```
    /// use registry::http::Api;
    ///
    /// let app: axum::Router = Api::new(&registry::REGISTRY).router();
    /// ```
    pub fn new(registry: &'static Registry) -> Self {
        Self {
            registry,
            origins: Vec::new(),
            path: "/api/v1".to_owned(),
            #[cfg(feature = "page")]
            page: false,
        }
    }

    /// Allows pages from one more origin to read the API, or pages from any origin if it is `*`.
    ///
    /// This adds the headers of the [CORS protocol]. Origins must match exactly, so write them as browsers send them
    /// ([RFC 6454, section 6.2]): in lower case, without a path or a default port.
    ///
    /// ```
    /// use axum::http::HeaderValue;
    /// use registry::http::Api;
    ///
    /// let api = Api::new(&registry::REGISTRY)
    ///     .allow_origin(HeaderValue::from_static("https://app.example"))
    ///     .allow_origin(HeaderValue::from_static("http://localhost:3000"));
    /// # let _: axum::Router = api.router();
    /// ```
    ///
    /// [CORS protocol]: https://fetch.spec.whatwg.org/#http-cors-protocol
    /// [RFC 6454, section 6.2]: https://www.rfc-editor.org/rfc/rfc6454#section-6.2
    pub fn allow_origin(mut self, origin: HeaderValue) -> Self {
        self.origins.push(origin);
        self
    }

    /// Serves the API under another path than `/api/v1`. The `OpenAPI` description is next to it: for `/api/v1`, it is
    /// `/api/openapi.json`, and for `/runtimes`, it is `/openapi.json`.
    ///
    /// Slashes at the ends of the path do not matter, and an empty path is the root. Characters that a path cannot
    /// contain are percent-encoded ([RFC 3986, section 3.3]).
    ///
    /// ```
    /// use registry::http::Api;
    ///
    /// // GET /internal/scripts/v2/languages
    /// let app: axum::Router = Api::new(&registry::REGISTRY).path("/internal/scripts/v2").router();
    /// ```
    ///
    /// [RFC 3986, section 3.3]: https://www.rfc-editor.org/rfc/rfc3986#section-3.3
    pub fn path(mut self, path: &str) -> Self {
        self.path = absolute(path);
        self
    }

    /// Adds an HTML page at `/` that shows every language with its versions, images, commands and example script.
    ///
    /// The page is a single document that loads nothing else. Without JavaScript, it is a plain table and the scripts.
    ///
    /// Its links are relative, so it can be nested under any prefix. With [`nest_service`](Router::nest_service), axum
    /// serves it with and without a trailing slash; with [`nest`](Router::nest), only without one.
    ///
    /// ```
    /// use axum::Router;
    /// use registry::http::Api;
    ///
    /// // GET /registry, GET /registry/ and GET /registry/api/v1/languages
    /// let app: Router = Router::new().nest_service("/registry", Api::new(&registry::REGISTRY).page().router());
    /// ```
    #[cfg(feature = "page")]
    pub fn page(mut self) -> Self {
        self.page = true;
        self
    }

    /// Builds every response and returns the router that serves them.
    ///
    /// ```
    /// use registry::http::Api;
    ///
    /// let api = Api::new(&registry::REGISTRY).router();
    /// let app: axum::Router = axum::Router::new().nest("/registry", api); // /registry/api/v1/languages
    /// ```
    pub fn router(self) -> Router {
        let documents = Arc::new(Documents::new(self.registry, &self.path));
        let router = routes::routes(self.registry, &self.path).with_state(documents);
        let mut router = router.method_not_allowed_fallback(method_not_allowed);
        if !self.origins.is_empty() {
            router = router.layer(cors(self.origins));
        }
        #[cfg(feature = "page")]
        if self.page {
            let page = page::router(self.registry, self.path);
            router = router.merge(page.method_not_allowed_fallback(method_not_allowed));
        }
        router
    }
}

/// Returns a layer that allows pages from these origins to read responses.
pub(crate) fn cors(origins: Vec<HeaderValue>) -> CorsLayer {
    let any = origins.iter().any(|origin| origin == "*");
    let origins = if any { AllowOrigin::any() } else { AllowOrigin::list(origins) };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::HEAD])
        // The API ignores all request headers except those for content negotiation and validation.
        .allow_headers(Any)
        .expose_headers([ETAG])
        .max_age(Duration::from_secs(24 * 60 * 60))
}

/// The characters that a segment of a path cannot contain, except for `%`, which begins an encoded one.
const NOT_IN_SEGMENTS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Returns a path that begins with `/`, unless it is empty, and does not end with one.
fn absolute(path: &str) -> String {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.fold(String::new(), |path, segment| {
        format!("{path}/{}", percent_encoding::utf8_percent_encode(segment, NOT_IN_SEGMENTS))
    })
}

pub(crate) async fn method_not_allowed(method: Method) -> impl IntoResponse {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("{} is not supported: use GET or HEAD", Quoted(method.as_str())),
    )
}

/// Returns the response of `runtimes serve` to an unknown path.
#[cfg(feature = "cli")]
pub(crate) fn not_found() -> impl IntoResponse {
    Problem::new(StatusCode::NOT_FOUND, "unknown path: see `/api/openapi.json` for the paths of this API")
}

/// Lets clients cache a response for five minutes. Responses only change when the server is rebuilt.
const FRESH: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
