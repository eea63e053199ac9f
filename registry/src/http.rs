//! The languages API over HTTP.
//!
//! | request | answer |
//! |---|---|
//! | `GET /api/v1/languages` | every language with its versions and its file extension, in declared order |
//! | `GET /api/v1/example-scripts` | the example script of each language that has one |

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get};
use serde_core::ser::{Serialize, SerializeMap, Serializer};

use crate::Registry;

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
        .route("/api/v1/example-scripts", constant(&ExampleScripts(registry)))
}

#[expect(clippy::expect_used, reason = "strings in arrays, objects and members always serialize")]
fn constant(value: &impl Serialize) -> MethodRouter {
    let body = Bytes::from(serde_json::to_vec(value).expect("a registry is plain strings"));
    get(async move || ([(CONTENT_TYPE, "application/json")], body.clone()).into_response())
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
