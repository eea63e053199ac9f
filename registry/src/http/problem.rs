//! Errors as RFC 9457 has them: <https://www.rfc-editor.org/rfc/rfc9457>.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::{LookupError, LookupErrorKind};

pub(super) const CONTENT: &str = "application/problem+json";

/// What went wrong, for a program and for who reads its log.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Problem {
    /// `about:blank`: the status says all that there is to say of its kind.
    #[cfg_attr(feature = "openapi", schema(rename = "type"))]
    kind: &'static str,
    /// The name of the status.
    title: &'static str,
    status: u16,
    /// What was wrong with this request.
    detail: String,
    /// The nearest name that there is, if one is near.
    suggestion: Option<&'static str>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or_default();
        Self { kind: "about:blank", title, status: status.as_u16(), detail: detail.into(), suggestion: None }
    }

    /// Nothing has that name, or the text can name nothing.
    pub(super) fn of_lookup(error: &LookupError) -> Self {
        let status = match error.kind() {
            LookupErrorKind::Malformed => StatusCode::BAD_REQUEST,
            _ => StatusCode::NOT_FOUND,
        };
        Self { suggestion: error.suggestion(), ..Self::new(status, error.to_string()) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Texts always serialize. If they did not, the status would say enough.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        (status, [(CONTENT_TYPE, CONTENT), (CACHE_CONTROL, "no-store")], body).into_response()
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
