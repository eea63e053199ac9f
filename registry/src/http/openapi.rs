//! The `OpenAPI` description, generated from the handlers, the types and the registry being served.

use std::future::{Ready, ready};
use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use serde_json::{Value, json, to_value};
use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr, Server};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::documents::{self, Documents};
use super::index::Index;
use super::linked::{Linked, prefix};
use super::list::Runtime;
use super::problem::Problem;
use crate::Registry;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Runtime registry",
        description = "Maps languages and versions to container images, script file names and commands.",
        contact(name = "Runtime registry developers"),
        license(name = "MIT or Apache 2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(Problem)),
    tags(
        (name = "index", description = "What this API offers"),
        (name = "languages", description = "Languages and their example scripts"),
        (name = "runtimes", description = "Versions of languages, with their images and commands"),
    ),
)]
struct Description;

/// The responses to every conditional request.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "only its description is used")]
pub(super) enum Conditional {
    /// The client already has the current response
    #[response(status = NOT_MODIFIED)]
    NotModified,
    /// The client asked for another version of the response
    #[response(status = PRECONDITION_FAILED, content_type = "application/problem+json")]
    Failed(Problem),
}

/// The responses to names that the registry does not contain.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "only its description is used")]
pub(super) enum Unknown {
    /// The name is malformed
    #[response(status = BAD_REQUEST, content_type = "application/problem+json")]
    Malformed(Problem),
    /// The name is unknown
    #[response(status = NOT_FOUND, content_type = "application/problem+json")]
    Unknown(Problem),
}

/// Returns the routes under a path, with their description.
pub(super) fn router(registry: &'static Registry, path: &str) -> OpenApiRouter<Arc<Documents>> {
    use super::routes::{
        __path_example_scripts, __path_index, __path_language, __path_languages, __path_resolve, __path_runtime,
        __path_runtimes, example_scripts, index, language, languages, resolve, runtime, runtimes,
    };

    let api = OpenApiRouter::new()
        .routes(routes!(languages))
        .routes(routes!(language))
        .routes(routes!(runtimes))
        .routes(routes!(runtime))
        .routes(routes!(resolve))
        .routes(routes!(example_scripts));
    let router = OpenApiRouter::with_openapi(Description::openapi());
    let mut router = if path.is_empty() { router.merge(api) } else { router.nest(path, api.routes(routes!(index))) };
    let description = router.get_openapi_mut();
    // Nothing requires credentials: <https://spec.openapis.org/oas/v3.1.1.html#openapi-object>.
    description.security = Some(Vec::new());
    for operation in description.paths.paths.values_mut().filter_map(|path| path.get.as_mut()) {
        add_examples(operation, registry, path);
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                add_schema(parameter, registry);
            }
        }
    }
    router
}

/// Returns the handler that serves the description at a path of the router. Its `servers` name the prefix under which
/// the router is nested, because clients append the paths of the description to it:
/// <https://spec.openapis.org/oas/v3.1.1.html#server-object>.
pub(super) fn handler(description: OpenApi, path: String) -> impl Fn(Request) -> Ready<Response> + Clone {
    let document = Arc::new(Linked::new(move |prefix: &str| {
        let mut description = description.clone();
        description.servers = Some(vec![Server::new(if prefix.is_empty() { "/" } else { prefix })]);
        documents::json(&description)
    }));
    move |request: Request| ready(document.respond(prefix(&request, &path), &request))
}

/// Adds an example to each response, from the first language of the registry.
fn add_examples(operation: &mut Operation, registry: &'static Registry, path: &str) {
    let (languages, entries) = (registry.languages(), registry.entries());
    let (Some(language), Some(entry)) = (languages.first(), entries.first()) else { return };
    let language_value = to_value(language);
    let runtime = to_value(Runtime::from(entry));
    let success = match operation.operation_id.as_deref() {
        Some("index") => to_value(Index::new(path)),
        Some("languages") => {
            Ok(json!({ language.id: { "versions": language.versions, "file_ext": language.file_ext } }))
        }
        Some("language") => language_value,
        Some("runtimes") => runtime.map(|runtime| json!([runtime])),
        Some("runtime" | "resolve") => runtime,
        _ => Ok(json!({ language.id: language.example.unwrap_or_default() })),
    };
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let example = match status.as_str() {
            "200" => success.as_ref().ok().cloned(),
            "404" => registry.language("?").err().and_then(|error| to_value(Problem::from(error)).ok()),
            _ => None,
        };
        for content in response.content.values_mut() {
            if let RefOr::T(content) = content {
                content.example.clone_from(&example);
            }
        }
    }
}

/// A language of a request, which is not malformed but need not exist.
const LANGUAGE: &str = r"\.?[A-Za-z0-9+#_-][A-Za-z0-9+#._-]*";

/// The most characters of a language or a version.
const MAX: usize = 63;

/// The most examples of a parameter.
const EXAMPLES: usize = 20;

/// Describes the names that are not malformed. They are not an `enum` of those that exist: clients form names from
/// responses, and the types that are generated from an `enum` would accept none of them.
fn add_schema(parameter: &mut Parameter, registry: &Registry) {
    let (pattern, max, examples): (_, _, Vec<Value>) = match parameter.name.as_str() {
        "language" => {
            (format!("^{LANGUAGE}$"), MAX, registry.languages().iter().map(|language| language.id.into()).collect())
        }
        "runtime" => {
            let runtimes = registry.entries().iter().map(|entry| entry.to_string().into());
            (format!("^{LANGUAGE}@.+$"), MAX + 1 + MAX, runtimes.collect())
        }
        _ => {
            let ids = registry.languages().iter().map(|language| format!("{}@latest", language.id).into());
            (format!("^{LANGUAGE}(@.*)?$"), MAX + 1 + MAX, ids.collect())
        }
    };
    let schema = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).pattern(Some(pattern));
    let schema = schema.max_length(Some(max)).examples(examples.into_iter().take(EXAMPLES));
    parameter.schema = Some(schema.into());
}
