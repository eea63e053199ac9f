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

/// The lists that the API offers, by name.
///
/// Only paths without parameters: clients, and tools that follow links, would otherwise have to know URI templates.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(super) struct Index {
    /// The path of all languages. Each language is below it.
    languages: String,
    /// The path of all runtimes. Each runtime is below it.
    runtimes: String,
    /// The path of all example scripts.
    example_scripts: String,
}

impl Index {
    pub(super) fn new(api: &str) -> Self {
        let at = |path: &str| format!("{api}{path}");
        Self { languages: at("/languages"), runtimes: at("/runtimes"), example_scripts: at("/example-scripts") }
    }
}

impl Serialize for Index {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Index", 3)?;
        fields.serialize_field("languages", &self.languages)?;
        fields.serialize_field("runtimes", &self.runtimes)?;
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
