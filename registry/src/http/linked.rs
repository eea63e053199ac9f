//! Responses that refer to other paths of the router. What they contain depends on where the router is nested, which
//! only a request shows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{OriginalUri, Request};
use axum::response::Response;

use super::document::Document;

/// A document that depends on a path, built once for each.
pub(super) struct Linked {
    build: Box<dyn Fn(&str) -> Document + Send + Sync>,
    /// The document of a router that is not nested.
    plain: Document,
    nested: Mutex<HashMap<String, Arc<Document>>>,
}

/// The most documents to keep. A router is nested once or twice, unless a parameter is part of the path.
const MOST: usize = 16;

impl Linked {
    /// `build` takes the path. It is empty unless the router is nested.
    pub(super) fn new(build: impl Fn(&str) -> Document + Send + Sync + 'static) -> Self {
        Self { plain: build(""), build: Box::new(build), nested: Mutex::default() }
    }

    /// Returns the response with the document for this path.
    pub(super) fn respond(&self, path: &str, request: &Request) -> Response {
        if path.is_empty() {
            return self.plain.respond(request.headers());
        }
        let known = self.lock(|nested| nested.get(path).cloned());
        let document = known.unwrap_or_else(|| {
            let document = Arc::new((self.build)(path));
            self.lock(|nested| {
                if nested.len() < MOST {
                    nested.insert(path.to_owned(), Arc::clone(&document));
                }
            });
            document
        });
        document.respond(request.headers())
    }

    fn lock<T>(&self, access: impl FnOnce(&mut HashMap<String, Arc<Document>>) -> T) -> T {
        access(&mut self.nested.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Returns the path that the client requested. Nested routers see only the rest of it.
pub(super) fn requested(request: &Request) -> &str {
    request.extensions().get::<OriginalUri>().map_or(request.uri(), |OriginalUri(uri)| uri).path()
}

/// Returns the prefix under which the router is nested that serves this request at `path`.
pub(super) fn prefix<'a>(request: &'a Request, path: &str) -> &'a str {
    requested(request).strip_suffix(path).unwrap_or_default()
}
