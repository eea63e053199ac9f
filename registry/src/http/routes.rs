//! The routes of the API and their handlers.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::FRESH;
use super::document::NO_SNIFFING;
use super::documents::Documents;
use super::linked::prefix;
#[cfg(feature = "openapi")]
use super::openapi::{self, Conditional, Unknown};
use super::problem::Problem;
#[cfg(feature = "openapi")]
use super::{index, list};
use crate::Registry;

/// Returns the routes of the API, each with and without a trailing `/`.
#[cfg(not(feature = "openapi"))]
pub(super) fn routes(_: &Registry, path: &str) -> Router<Arc<Documents>> {
    let routes = Router::new()
        .route("/languages", get(languages))
        .route("/languages/{language}", get(language))
        .route("/runtimes", get(runtimes))
        .route("/runtimes/{runtime}", get(runtime))
        .route("/resolve/{request}", get(resolve))
        .route("/example-scripts", get(example_scripts));
    let routes = if path.is_empty() { routes } else { Router::new().nest(path, routes.route("/", get(index))) };
    routes.merge(with_slash(path))
}

#[cfg(feature = "openapi")]
pub(super) fn routes(registry: &'static Registry, path: &str) -> Router<Arc<Documents>> {
    let (routes, description) = openapi::router(registry, path).split_for_parts();
    let path_of_description = path_of_description(path);
    let handler = openapi::handler(description, path_of_description.clone());
    routes.route(&path_of_description, get(handler)).merge(with_slash(path))
}

/// Returns the path of the `OpenAPI` description, which is next to the API.
#[cfg(any(feature = "openapi", feature = "page"))]
pub(super) fn path_of_description(api: &str) -> String {
    let parent = api.rsplit_once('/').map_or("", |(parent, _)| parent);
    format!("{parent}/openapi.json")
}

fn with_slash<S: Clone + Send + Sync + 'static>(path: &str) -> Router<S> {
    let routes = [
        "/languages",
        "/languages/{language}",
        "/runtimes",
        "/runtimes/{runtime}",
        "/resolve/{request}",
        "/example-scripts",
    ];
    let root = (!path.is_empty()).then_some("");
    let paths = root.into_iter().chain(routes).map(|route| format!("{path}{route}/"));
    paths.fold(Router::new(), |router, path| router.route(&path, get(without_slash)))
}

/// Lists what this API offers.
///
/// Returns an object with the path of each list. A `Link` header refers to this description.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/",
    tag = "index",
    responses((status = OK, description = "The paths", body = index::Index), Conditional),
))]
pub(super) async fn index(State(documents): State<Arc<Documents>>, request: Request) -> Response {
    documents.index.respond(prefix(&request, &documents.path), &request)
}

/// Lists all languages.
///
/// Returns an object with the versions and the file extension of each language, by id, in declared order.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/languages",
    tag = "languages",
    responses(
        (status = OK, description = "The languages, by id", body = HashMap<String, list::Language>),
        Conditional,
    ),
))]
pub(super) async fn languages(State(documents): State<Arc<Documents>>, request: Request) -> Response {
    documents.languages.respond(request.headers())
}

/// Returns a language.
///
/// The name may be the id of the language or one of its aliases.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/languages/{language}",
    tag = "languages",
    params(("language" = String, Path, description = "The id of a language, or one of its aliases")),
    responses(
        (status = OK, description = "The language", body = list::Declared),
        Conditional,
        Unknown,
    ),
))]
pub(super) async fn language(
    State(documents): State<Arc<Documents>>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Path(name) = name?;
    let language = documents.registry.language(&name)?;
    Ok(documents.respond_with_language(language, request.headers()))
}

/// Lists all runtimes.
///
/// Returns an array with the image, file name, command and environment of each runtime, in declared order.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/runtimes",
    tag = "runtimes",
    responses(
        (status = OK, description = "The runtimes", body = Vec<list::Runtime>),
        Conditional,
    ),
))]
pub(super) async fn runtimes(State(documents): State<Arc<Documents>>, request: Request) -> Response {
    documents.runtimes.respond(request.headers())
}

/// Returns a runtime.
///
/// The name must contain an exact version. To choose the version from a shorter name, use `resolve`.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/runtimes/{runtime}",
    tag = "runtimes",
    params(("runtime" = String, Path, description = "A language id or alias, `@` and a version")),
    responses(
        (status = OK, description = "The runtime", body = list::Runtime),
        Conditional,
        Unknown,
    ),
))]
pub(super) async fn runtime(
    State(documents): State<Arc<Documents>>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Path(name) = name?;
    Ok(documents.respond_with_runtime(documents.registry.parse(&name)?, request.headers()))
}

/// Resolves a request to a runtime.
///
/// A request without a version selects the default version, `latest` the newest, and the first components of a version
/// the newest version that begins with them.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/resolve/{request}",
    tag = "runtimes",
    params((
        "request" = String, Path,
        description = "A language id or alias alone, or followed by `@` and a version, its first components, or `latest`",
    )),
    responses(
        (status = OK, description = "The runtime", body = list::Runtime),
        Conditional,
        Unknown,
    ),
))]
pub(super) async fn resolve(
    State(documents): State<Arc<Documents>>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let Path(name) = name?;
    Ok(documents.respond_with_runtime(documents.registry.resolve(&name)?, request.headers()))
}

/// Lists the example scripts.
///
/// Returns an object with the script of each language that has one, by id.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/example-scripts",
    tag = "languages",
    responses(
        (status = OK, description = "The scripts, by language id", body = HashMap<String, String>),
        Conditional,
    ),
))]
pub(super) async fn example_scripts(State(documents): State<Arc<Documents>>, request: Request) -> Response {
    documents.example_scripts.respond(request.headers())
}

/// Redirects to the path without the trailing `/`. The location is relative, so it also works under a prefix.
async fn without_slash(uri: Uri) -> Response {
    let path = uri.path().strip_suffix('/').unwrap_or(uri.path());
    let Some(name) = path.rsplit('/').next().filter(|name| !name.is_empty()) else {
        return Problem::new(StatusCode::NOT_FOUND, "the path ends in more than one `/`: remove them").into_response();
    };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let location = HeaderValue::try_from(format!("../{name}{query}")).ok().map(|location| (LOCATION, location));
    let headers: HeaderMap = location.into_iter().chain([FRESH]).collect();
    (StatusCode::PERMANENT_REDIRECT, [NO_SNIFFING], headers).into_response()
}
