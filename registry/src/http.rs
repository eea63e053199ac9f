//! The languages API over HTTP.
//!
//! | request | answer |
//! |---|---|
//! | `GET /api/v1/languages` | every language with its versions and its file extension, in declared order |
//! | `GET /api/v1/languages/{language}` | all of one language, by its id or an alias; 404 where there is none |
//! | `GET /api/v1/runtimes` | every runtime with what a pod needs, whether it is its language's default, and why it is deprecated |
//! | `GET /api/v1/example-scripts` | the example script of each language that has one |

use std::collections::HashMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use serde_core::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::{Entry, Registry};

/// The API of a registry, to be served as it is or merged into a larger router.
///
/// What it answers is serialized here, once, and not for each request.
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
pub fn router(registry: &'static Registry) -> Router {
    Router::new()
        .route("/api/v1/languages", constant(registry))
        .route("/api/v1/languages/{language}", languages(registry))
        .route("/api/v1/runtimes", constant(&Runtimes(registry)))
        .route("/api/v1/example-scripts", constant(&ExampleScripts(registry)))
}

fn constant(value: &impl Serialize) -> MethodRouter {
    let body = body(value);
    get(async move || json(body.clone()))
}

fn languages(registry: &'static Registry) -> MethodRouter {
    let bodies: HashMap<&str, Bytes> =
        registry.languages().iter().map(|language| (language.id, body(language))).collect();
    get(async move |Path(name): Path<String>| match registry.language(&name) {
        Ok(language) => bodies.get(language.id).cloned().map_or_else(|| StatusCode::NOT_FOUND.into_response(), json),
        Err(error) => (StatusCode::NOT_FOUND, error.to_string()).into_response(),
    })
}

#[expect(clippy::expect_used, reason = "strings in arrays, objects and members always serialize")]
fn body(value: &impl Serialize) -> Bytes {
    Bytes::from(serde_json::to_vec(value).expect("a registry is plain strings"))
}

fn json(body: Bytes) -> Response {
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

struct Runtimes(&'static Registry);

impl Serialize for Runtimes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.entries().iter().map(Listed))
    }
}

/// A runtime as the list of runtimes shows it.
struct Listed(&'static Entry);

impl Serialize for Listed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Entry { language, version, config } = self.0;
        let mut fields = serializer.serialize_struct("Runtime", 8)?;
        fields.serialize_field("language", language.id)?;
        fields.serialize_field("version", version)?;
        fields.serialize_field("aliases", language.aliases)?;
        fields.serialize_field("image", config.image)?;
        fields.serialize_field("file_name", config.file_name)?;
        fields.serialize_field("command", config.command)?;
        fields.serialize_field("default", &self.0.is_default())?;
        fields.serialize_field("deprecation", &self.0.deprecation())?;
        fields.end()
    }
}

struct ExampleScripts(&'static Registry);

impl Serialize for ExampleScripts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut scripts = serializer.serialize_map(None)?;
        for language in self.0.languages() {
            if let Some(example) = language.example {
                scripts.serialize_entry(language.id, example)?;
            }
        }
        scripts.end()
    }
}
