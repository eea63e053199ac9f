//! Errors as problem details: <https://www.rfc-editor.org/rfc/rfc9457>.

use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::document::NO_SNIFFING;
use crate::{LookupError, LookupErrorKind};

pub(crate) const CONTENT: &str = "application/problem+json";

/// The body of an error response.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Problem {
    /// Always `about:blank`: the status identifies the kind of problem.
    #[cfg_attr(feature = "openapi", schema(rename = "type"))]
    kind: &'static str,
    /// The reason phrase of the status.
    title: &'static str,
    /// The HTTP status code.
    status: u16,
    /// An explanation of this error.
    detail: String,
    /// The nearest known name, if one is close.
    suggestion: Option<&'static str>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or_default();
        Self { kind: "about:blank", title, status: status.as_u16(), detail: detail.into(), suggestion: None }
    }

    /// Returns the body of the response.
    pub(crate) fn json(&self) -> Vec<u8> {
        // Serializing strings cannot fail. If it did, the status alone would remain.
        serde_json::to_vec(&self).unwrap_or_default()
    }

    /// Maps a failed lookup to 404, or to 400 if the name is malformed.
    pub(super) fn of_lookup(error: &LookupError) -> Self {
        let status = match error.kind() {
            LookupErrorKind::Malformed => StatusCode::BAD_REQUEST,
            LookupErrorKind::UnknownLanguage | LookupErrorKind::UnknownVersion => StatusCode::NOT_FOUND,
        };
        Self { suggestion: error.suggestion(), ..Self::new(status, error.to_string()) }
    }
}

/// Responds with problem details: status 400 for a malformed name, and 404 for an unknown one.
impl IntoResponse for LookupError {
    fn into_response(self) -> Response {
        Problem::of_lookup(&self).into_response()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [NO_SNIFFING], [(CONTENT_TYPE, CONTENT), (CACHE_CONTROL, "no-store")], self.json()).into_response()
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Problem", 4 + usize::from(self.suggestion.is_some()))?;
        fields.serialize_field("type", self.kind)?;
        fields.serialize_field("title", self.title)?;
        fields.serialize_field("status", &self.status)?;
        fields.serialize_field("detail", &self.detail)?;
        if let Some(suggestion) = self.suggestion {
            fields.serialize_field("suggestion", suggestion)?;
        }
        fields.end()
    }
}

impl From<LookupError> for Problem {
    fn from(error: LookupError) -> Self {
        Self::of_lookup(&error)
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::new(rejection.status(), "the name in the path is not valid UTF-8")
    }
}
