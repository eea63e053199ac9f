//! The response bodies, built once from the registry.

use std::collections::HashMap;

use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::ser::Serialize;

use super::FRESH;
use super::document::Document;
use super::index;
use super::linked::Linked;
use super::list::{ExampleScripts, Runtime, Runtimes};
use crate::{Entry, LanguageSpec, Registry};

/// The response bodies, ready to send.
pub(super) struct Documents {
    pub(super) registry: &'static Registry,
    /// The path of the API.
    pub(super) path: String,
    /// What the API offers, by the prefix under which it is nested.
    pub(super) index: Linked,
    pub(super) languages: Document,
    pub(super) runtimes: Document,
    pub(super) example_scripts: Document,
    /// Each language, by id.
    language: HashMap<&'static str, Document>,
    /// Each runtime, by language id and version.
    runtime: HashMap<(&'static str, &'static str), Document>,
}

impl Documents {
    pub(super) fn new(registry: &'static Registry, path: &str) -> Self {
        let language = registry.languages().iter().map(|language| (language.id, json(language)));
        let runtime = registry.entries().iter().map(|entry| {
            let key = (entry.language.id, entry.version);
            (key, json(&Runtime::from(entry)))
        });
        let path = path.to_owned();
        Self {
            registry,
            index: index::documents(path.clone()),
            path,
            languages: json(registry),
            runtimes: json(&Runtimes(registry)),
            example_scripts: json(&ExampleScripts(registry)),
            language: language.collect(),
            runtime: runtime.collect(),
        }
    }

    pub(super) fn respond_with_language(&self, language: &LanguageSpec, headers: &HeaderMap) -> Response {
        found(self.language.get(language.id), headers)
    }

    pub(super) fn respond_with_runtime(&self, entry: &Entry, headers: &HeaderMap) -> Response {
        found(self.runtime.get(&(entry.language.id, entry.version)), headers)
    }
}

// `Documents::new` prepares every language and runtime, so the document always exists.
fn found(document: Option<&Document>, headers: &HeaderMap) -> Response {
    document.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |document| document.respond(headers))
}

pub(super) fn json(value: &impl Serialize) -> Document {
    Document::new("application/json", &[FRESH], json_body(value))
}

#[expect(clippy::expect_used, reason = "serializing strings, booleans, arrays and objects to memory cannot fail")]
pub(super) fn json_body(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("the value is plain data")
}
