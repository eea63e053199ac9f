//! The `OpenAPI` description, generated from the handlers, the types and the registry being served.

use std::sync::Arc;

use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Documents;
use crate::Registry;

#[derive(OpenApi)]
#[openapi(info(
    title = "Runtime registry",
    description = "Maps languages and versions to container images, script file names and commands.",
))]
struct Description;

/// Returns the routes with their description. Path parameters list the names that this registry accepts.
pub(super) fn router(registry: &'static Registry) -> OpenApiRouter<Arc<Documents>> {
    use super::{
        __path_example_scripts, __path_language, __path_languages, __path_runtime, __path_runtimes, example_scripts,
        language, languages, runtime, runtimes,
    };

    let mut router = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(languages))
        .routes(routes!(language))
        .routes(routes!(runtimes))
        .routes(routes!(runtime))
        .routes(routes!(example_scripts));
    let languages = registry.languages().iter().flat_map(|language| [&[language.id], language.aliases].concat());
    let runtimes = registry.entries().iter().map(|entry| format!("{}@{}", entry.language.id, entry.version));
    let languages: Vec<String> = languages.map(str::to_owned).collect();
    let runtimes: Vec<String> = runtimes.collect();
    for parameter in parameters(&mut router) {
        match parameter.name.as_str() {
            "language" => name_one_of(parameter, &languages),
            "runtime" => name_one_of(parameter, &runtimes),
            _ => {}
        }
    }
    router
}

fn parameters(router: &mut OpenApiRouter<Arc<Documents>>) -> impl Iterator<Item = &mut Parameter> {
    let paths = router.get_openapi_mut().paths.paths.values_mut();
    paths.filter_map(|path| path.get.as_mut()?.parameters.as_mut()).flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    })
}

fn name_one_of(parameter: &mut Parameter, names: &[String]) {
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(names.iter().map(String::as_str)));
    parameter.schema = Some(schema.into());
}
