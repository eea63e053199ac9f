//! The `OpenAPI` description, generated from the handlers, the types and the registry being served.

use std::future::{Ready, ready};
use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use utoipa::OpenApi as _;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr, Server};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::linked::{Linked, requested};
use super::{Documents, json};
use crate::Registry;

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Runtime registry",
    description = "Maps languages and versions to container images, script file names and commands.",
))]
struct Description;

/// Returns the routes under a path, with their description. Path parameters list the names that this registry accepts.
pub(super) fn router(registry: &'static Registry, path: &str) -> OpenApiRouter<Arc<Documents>> {
    use super::{
        __path_example_scripts, __path_language, __path_languages, __path_resolve, __path_runtime, __path_runtimes,
        example_scripts, language, languages, resolve, runtime, runtimes,
    };

    let api = OpenApiRouter::new()
        .routes(routes!(languages))
        .routes(routes!(language))
        .routes(routes!(runtimes))
        .routes(routes!(runtime))
        .routes(routes!(resolve))
        .routes(routes!(example_scripts));
    let router = OpenApiRouter::with_openapi(Description::openapi());
    let mut router = if path.is_empty() { router.merge(api) } else { router.nest(path, api) };
    let languages = registry.languages().iter().flat_map(|language| [&[language.id], language.aliases].concat());
    let runtimes = registry.entries().iter().map(ToString::to_string);
    let languages: Vec<String> = languages.map(str::to_owned).collect();
    let runtimes: Vec<String> = runtimes.collect();
    for parameter in parameters(&mut router) {
        match parameter.name.as_str() {
            "language" => name_one_of(parameter, &languages),
            "runtime" => name_one_of(parameter, &runtimes),
            "request" => name_like(parameter, REQUEST),
            _ => {}
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
        description.servers = (!prefix.is_empty()).then(|| vec![Server::new(prefix)]);
        json(&description)
    }));
    move |request: Request| {
        let prefix = requested(&request).strip_suffix(path.as_str()).unwrap_or_default();
        ready(document.respond(prefix, &request))
    }
}

fn parameters(router: &mut OpenApiRouter<Arc<Documents>>) -> impl Iterator<Item = &mut Parameter> {
    let paths = router.get_openapi_mut().paths.paths.values_mut();
    paths.filter_map(|path| path.get.as_mut()?.parameters.as_mut()).flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    })
}

/// Requests that are not malformed, which need not name a runtime.
const REQUEST: &str = r"^\.?[A-Za-z0-9+#_-][A-Za-z0-9+#._-]*(@.*)?$";

fn name_like(parameter: &mut Parameter, pattern: &str) {
    // A language and a version have at most 63 characters.
    const MAX: usize = 63 + 1 + 63;
    let schema = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    parameter.schema = Some(schema.pattern(Some(pattern)).max_length(Some(MAX)).into());
}

fn name_one_of(parameter: &mut Parameter, names: &[String]) {
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(names.iter().map(String::as_str)));
    parameter.schema = Some(schema.into());
}
