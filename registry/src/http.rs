//! The languages API over HTTP.
//!
//! | request | answer |
//! |---|---|
//! | `GET /api/v1/languages` | every language with its versions and its file extension, in declared order |
//! | `GET /api/v1/languages/{language}` | all of one language, by its id or an alias |
//! | `GET /api/v1/runtimes` | every runtime with what a pod needs, whether it is its language's default, and why it is deprecated |
//! | `GET /api/v1/runtimes/{runtime}` | one runtime, by its text form, as in `python@3.12` |
//! | `GET /api/v1/example-scripts` | the example script of each language that has one |
//! | `GET /api/openapi.json` | with feature `openapi`: the description of the above, in `OpenAPI` 3.1 |
//!
//! Every answer is made when the router is, in plain, gzip and brotli, with an `ETag` of its own for each. What a request costs
//! is the choice among them: `Accept-Encoding` and `If-None-Match` are honoured, and so is `HEAD`. Clients may keep an answer for
//! five minutes. A name that there is not is 404, a text that can be none is 400, another method is 405, and each of them is
//! a problem of [RFC 9457], with the nearest name as its `suggestion`. A path with one `/` too many at its end is sent to the one
//! without.
//!
//! [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457

mod document;
mod list;
mod negotiate;
#[cfg(feature = "openapi")]
mod openapi;
#[cfg(feature = "page")]
mod page;
mod problem;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, ETAG, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::ser::Serialize;
use tower_http::cors::{self, AllowOrigin, CorsLayer};

use crate::{LookupError, Registry};
use document::Document;
use list::{ExampleScripts, Runtime, Runtimes};
pub(crate) use problem::Problem;

/// The API of a registry, to be served as it is or merged into a larger router: [`Api::new`] without any option.
///
/// ```
/// use axum::Router;
///
/// // The built-in registry, or the `REGISTRY` that a `runtimes!` of yours generated.
/// let app: Router = Router::new().merge(registry::http::router(&registry::REGISTRY));
///
/// // Into a router that still waits for its own state.
/// #[derive(Clone)]
/// struct State;
/// let app: Router<State> = Router::new().merge(registry::http::router(&registry::REGISTRY).with_state(()));
/// ```
///
/// It has no fallback, so it can be merged into a router that has one.
pub fn router(registry: &'static Registry) -> Router {
    Api::new(registry).router()
}

/// The API of a registry, with what an application can choose.
///
/// ```
/// use axum::http::HeaderValue;
/// use registry::http::Api;
///
/// let app = Api::new(&registry::REGISTRY)
///     .allow_origin(HeaderValue::from_static("https://app.example"))
///     .router();
/// # let _: axum::Router = app;
/// ```
#[derive(Clone, Debug)]
#[must_use = "it does nothing until `router` is called"]
pub struct Api {
    registry: &'static Registry,
    origins: Vec<HeaderValue>,
    #[cfg(feature = "page")]
    page: bool,
}

impl Api {
    /// The API alone, for the pages of its own origin.
    pub fn new(registry: &'static Registry) -> Self {
        Self {
            registry,
            origins: Vec::new(),
            #[cfg(feature = "page")]
            page: false,
        }
    }

    /// Lets the pages of one more origin read the API, or with `*` those of any: <https://fetch.spec.whatwg.org/#http-cors-protocol>.
    pub fn allow_origin(mut self, origin: HeaderValue) -> Self {
        self.origins.push(origin);
        self
    }

    /// Adds a page for people, at `/`: every language with its versions, images, commands and example script.
    ///
    /// It is one document that makes no request to any other host, and a plain table without JavaScript.
    #[cfg(feature = "page")]
    pub fn page(mut self) -> Self {
        self.page = true;
        self
    }

    /// The router. What it answers is made here, once, and not for each request.
    pub fn router(self) -> Router {
        let answers = Arc::new(Answers::new(self.registry));
        let mut router = api(self.registry).with_state(answers).method_not_allowed_fallback(method_not_allowed);
        if !self.origins.is_empty() {
            let any = self.origins.iter().any(|origin| origin == "*");
            let origins = if any { AllowOrigin::any() } else { AllowOrigin::list(self.origins) };
            let cors = CorsLayer::new()
                .allow_origin(origins)
                .allow_methods([Method::GET, Method::HEAD])
                // None of them changes what is answered, but that clients validate what they have.
                .allow_headers(cors::Any)
                .expose_headers([ETAG])
                .max_age(Duration::from_secs(24 * 60 * 60));
            router = router.layer(cors);
        }
        #[cfg(feature = "page")]
        if self.page {
            router = router.merge(page::router(self.registry).method_not_allowed_fallback(method_not_allowed));
        }
        router
    }
}

/// The routes of the API, and beside each the same with a `/` behind it.
#[cfg(not(feature = "openapi"))]
fn api(_: &Registry) -> Router<Arc<Answers>> {
    Router::new()
        .route("/api/v1/languages", get(languages))
        .route("/api/v1/languages/{language}", get(language))
        .route("/api/v1/runtimes", get(runtimes))
        .route("/api/v1/runtimes/{runtime}", get(runtime))
        .route("/api/v1/example-scripts", get(example_scripts))
        .merge(with_slash())
}

#[cfg(feature = "openapi")]
fn api(registry: &'static Registry) -> Router<Arc<Answers>> {
    let (router, description) = openapi::router(registry).split_for_parts();
    let description = Arc::new(json(&description));
    let answer = async move |request: Request| description.answer(request.headers());
    router.route("/api/openapi.json", get(answer)).merge(with_slash())
}

fn with_slash<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let paths = [
        "/api/v1/languages/",
        "/api/v1/languages/{language}/",
        "/api/v1/runtimes/",
        "/api/v1/runtimes/{runtime}/",
        "/api/v1/example-scripts/",
    ];
    paths.into_iter().fold(Router::new(), |router, path| router.route(path, get(without_slash)))
}

/// What is answered, ready.
struct Answers {
    registry: &'static Registry,
    languages: Document,
    runtimes: Document,
    example_scripts: Document,
    /// By id.
    language: HashMap<&'static str, Document>,
    /// By id and version.
    runtime: HashMap<(&'static str, &'static str), Document>,
}

impl Answers {
    fn new(registry: &'static Registry) -> Self {
        let language = registry.languages().iter().map(|language| (language.id, json(language)));
        let runtime = registry.entries().iter().map(|entry| {
            let key = (entry.language.id, entry.version);
            (key, json(&Runtime::from(entry)))
        });
        Self {
            registry,
            languages: json(registry),
            runtimes: json(&Runtimes(registry)),
            example_scripts: json(&ExampleScripts(registry)),
            language: language.collect(),
            runtime: runtime.collect(),
        }
    }
}

/// Every language with its versions and its file extension, in declared order.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/languages",
    responses(
        (status = OK, description = "the languages by their ids", body = HashMap<String, list::Language>),
        (status = NOT_MODIFIED, description = "the client has them already"),
    ),
))]
async fn languages(State(answers): State<Arc<Answers>>, request: Request) -> Response {
    answers.languages.answer(request.headers())
}

/// All of one language.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/languages/{language}",
    params(("language" = String, Path, description = "the id of a language, or an alias")),
    responses(
        (status = OK, description = "the language", body = list::Declared),
        (status = NOT_MODIFIED, description = "the client has it already"),
        (status = BAD_REQUEST, description = "the name is no UTF-8", body = Problem, content_type = problem::CONTENT),
        (status = NOT_FOUND, description = "there is no such language", body = Problem, content_type = problem::CONTENT),
    ),
))]
async fn language(
    State(answers): State<Arc<Answers>>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Path(name) = name?;
    let language = answers.registry.language(&name)?;
    Ok(found(answers.language.get(language.id), request.headers()))
}

/// Every runtime with what a pod needs, in declared order.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/runtimes",
    responses(
        (status = OK, description = "the runtimes", body = Vec<Runtime>),
        (status = NOT_MODIFIED, description = "the client has them already"),
    ),
))]
async fn runtimes(State(answers): State<Arc<Answers>>, request: Request) -> Response {
    answers.runtimes.answer(request.headers())
}

/// One runtime with what a pod needs.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/runtimes/{runtime}",
    params(("runtime" = String, Path, description = "the id of a language, an `@` and a version")),
    responses(
        (status = OK, description = "the runtime", body = Runtime),
        (status = NOT_MODIFIED, description = "the client has it already"),
        (status = BAD_REQUEST, description = "the text names no runtime", body = Problem, content_type = problem::CONTENT),
        (status = NOT_FOUND, description = "there is no such runtime", body = Problem, content_type = problem::CONTENT),
    ),
))]
async fn runtime(
    State(answers): State<Arc<Answers>>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Path(name) = name?;
    let entry = answers.registry.parse(&name)?;
    Ok(found(answers.runtime.get(&(entry.language.id, entry.version)), request.headers()))
}

/// The example script of each language that has one.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/example-scripts",
    responses(
        (status = OK, description = "the scripts by the ids of their languages", body = HashMap<String, String>),
        (status = NOT_MODIFIED, description = "the client has them already"),
    ),
))]
async fn example_scripts(State(answers): State<Arc<Answers>>, request: Request) -> Response {
    answers.example_scripts.answer(request.headers())
}

// Every language and every runtime has its answer.
fn found(document: Option<&Document>, headers: &HeaderMap) -> Response {
    document.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |document| document.answer(headers))
}

/// Sends a client to the path without the `/`, wherever the router is mounted: relative to what was asked for.
async fn without_slash(uri: Uri) -> Response {
    let path = uri.path().strip_suffix('/').unwrap_or(uri.path());
    let Some(name) = path.rsplit('/').next().filter(|name| !name.is_empty()) else {
        return Problem::new(StatusCode::NOT_FOUND, "the path has more than one `/` at its end").into_response();
    };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let location = HeaderValue::try_from(format!("../{name}{query}")).ok().map(|location| (LOCATION, location));
    let headers: HeaderMap = location.into_iter().chain([FRESH]).collect();
    (StatusCode::PERMANENT_REDIRECT, headers).into_response()
}

pub(crate) async fn method_not_allowed(method: Method) -> impl IntoResponse {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, format!("`{method}` does nothing here: use GET or HEAD"))
}

/// For a server that has nothing else.
#[cfg(feature = "cli")]
pub(crate) fn not_found() -> impl IntoResponse {
    Problem::new(StatusCode::NOT_FOUND, "there is nothing at this path: /api/openapi.json lists those that there are")
}

/// How long clients may keep an answer: it changes only with a release.
const FRESH: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));

#[expect(clippy::expect_used, reason = "strings in arrays, objects and members always serialize")]
fn json(value: &impl Serialize) -> Document {
    Document::new("application/json", &[FRESH], serde_json::to_vec(value).expect("a registry is plain strings"))
}

impl From<LookupError> for Problem {
    fn from(error: LookupError) -> Self {
        Self::of_lookup(&error)
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(rejection.status(), "the name in the path is no UTF-8")
    }
}
