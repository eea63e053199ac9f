//! What the API offers, at its root.

use axum::http::HeaderValue;
use axum::http::header::LINK;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::FRESH;
use super::document::Document;
use super::documents::json_body;
use super::linked::Linked;
#[cfg(feature = "openapi")]
use super::routes::path_of_description;

/// The paths of the API, with parameters in braces: URI templates ([RFC 6570]).
///
/// [RFC 6570]: https://www.rfc-editor.org/rfc/rfc6570
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(super) struct Index {
    /// All languages.
    languages: String,
    /// One language.
    language: String,
    /// All runtimes.
    runtimes: String,
    /// One runtime.
    runtime: String,
    /// The runtime that a request selects.
    resolve: String,
    /// All example scripts.
    example_scripts: String,
}

impl Index {
    pub(super) fn new(api: &str) -> Self {
        let at = |path: &str| format!("{api}{path}");
        Self {
            languages: at("/languages"),
            language: at("/languages/{language}"),
            runtimes: at("/runtimes"),
            runtime: at("/runtimes/{runtime}"),
            resolve: at("/resolve/{request}"),
            example_scripts: at("/example-scripts"),
        }
    }
}

impl Serialize for Index {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Index", 6)?;
        fields.serialize_field("languages", &self.languages)?;
        fields.serialize_field("language", &self.language)?;
        fields.serialize_field("runtimes", &self.runtimes)?;
        fields.serialize_field("runtime", &self.runtime)?;
        fields.serialize_field("resolve", &self.resolve)?;
        fields.serialize_field("example_scripts", &self.example_scripts)?;
        fields.end()
    }
}

/// Returns the index of the API under a path, by the prefix under which the router is nested.
pub(super) fn documents(path: String) -> Linked {
    Linked::new(move |prefix: &str| {
        let body = json_body(&Index::new(&format!("{prefix}{path}")));
        let headers: Vec<_> = [FRESH].into_iter().chain(link(prefix, &path).map(|link| (LINK, link))).collect();
        Document::new("application/json", &headers, body)
    })
}

/// Returns a link to the description: <https://www.rfc-editor.org/rfc/rfc8631#section-4.1>.
#[cfg(feature = "openapi")]
fn link(prefix: &str, path: &str) -> Option<HeaderValue> {
    let description = path_of_description(path);
    // A prefix comes from a path, which cannot contain `>`.
    HeaderValue::try_from(format!("<{prefix}{description}>; rel=\"service-desc\"; type=\"application/json\"")).ok()
}

#[cfg(not(feature = "openapi"))]
fn link(_: &str, _: &str) -> Option<HeaderValue> {
    None
}
