//! A response that is built once and sent many times, in every encoding that makes it smaller.

use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Write};

use axum::body::Bytes;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use brotli::enc::BrotliEncoderParams;

use super::negotiate::{self, Coding, Comparison};
use super::problem::Problem;

/// Tells browsers to trust the content type: <https://fetch.spec.whatwg.org/#x-content-type-options-header>.
pub(super) const NO_SNIFFING: (HeaderName, HeaderValue) = (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));

/// A complete response, ready to send in any of its encodings.
pub(super) struct Document {
    identity: Representation,
    brotli: Option<Representation>,
    gzip: Option<Representation>,
}

/// The response in one encoding.
struct Representation {
    etag: String,
    /// The headers that a 304 repeats: <https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5>.
    common: HeaderMap,
    /// All headers of a 200.
    headers: HeaderMap,
    body: Bytes,
}

impl Document {
    /// Encodes `body` and prepares the headers. `headers` are those common to all encodings.
    pub(super) fn new(content_type: &'static str, headers: &[(HeaderName, HeaderValue)], body: Vec<u8>) -> Self {
        let mut common: HeaderMap = headers.iter().cloned().collect();
        common.insert(VARY, HeaderValue::from_static("accept-encoding"));
        common.extend([NO_SNIFFING]);
        let hash = hash(&body);
        let representation = |coding: Coding, body: Vec<u8>| {
            // A strong validator identifies exact bytes, so every encoding needs its own:
            // <https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1>.
            let etag = format!("\"{hash:016x}-{}\"", coding.name());
            let mut common = common.clone();
            common.extend(HeaderValue::try_from(&etag).ok().map(|etag| (ETAG, etag)));
            // The length of the 200, also in a 304 and in the response to HEAD:
            // <https://www.rfc-editor.org/rfc/rfc9110#section-8.6>.
            common.insert(CONTENT_LENGTH, body.len().into());
            let mut headers = common.clone();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            if coding != Coding::Identity {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
            }
            Representation { etag, common, headers, body: Bytes::from(body) }
        };
        let smaller = |coding: Coding, encode: fn(&[u8]) -> io::Result<Vec<u8>>| {
            if body.len() < MIN_SIZE {
                return None;
            }
            // Encoding to memory does not fail. If it did, the response would go out unencoded.
            let encoded = encode(&body).ok().filter(|encoded| encoded.len() + MIN_SAVED <= body.len())?;
            Some(representation(coding, encoded))
        };
        Self {
            brotli: smaller(Coding::Brotli, brotli),
            gzip: smaller(Coding::Gzip, gzip),
            identity: representation(Coding::Identity, body),
        }
    }

    /// Returns the response to a request: a 412 if the client wants another representation than the selected one, a 304
    /// if it already has that, and otherwise a 200: <https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2>.
    pub(super) fn respond(&self, request: &HeaderMap) -> Response {
        let Representation { etag, common, headers, body } = self.representation(request);
        if request.contains_key(IF_MATCH) && !negotiate::has(request.get_all(IF_MATCH), Comparison::Strong, etag) {
            let detail = format!("`If-Match` does not list the current entity tag, {etag}");
            return Problem::new(StatusCode::PRECONDITION_FAILED, detail).into_response();
        }
        if negotiate::has(request.get_all(IF_NONE_MATCH), Comparison::Weak, etag) {
            return (StatusCode::NOT_MODIFIED, common.clone()).into_response();
        }
        let mut response = Response::new(body.clone().into());
        *response.headers_mut() = headers.clone();
        response
    }

    fn representation(&self, request: &HeaderMap) -> &Representation {
        // The fast path: most clients other than browsers send no such header.
        if !request.contains_key(ACCEPT_ENCODING) {
            return &self.identity;
        }
        let available = [(Coding::Brotli, self.brotli.as_ref()), (Coding::Gzip, self.gzip.as_ref())];
        let available = available.into_iter().filter_map(|(coding, encoded)| Some((coding, encoded?)));
        negotiate::preferred(request.get_all(ACCEPT_ENCODING), available).unwrap_or(&self.identity)
    }
}

/// Bodies below this size are not encoded. They fit in one packet anyway, and a registry may have thousands of them.
const MIN_SIZE: usize = 256;

/// The fewest bytes an encoding must save to make up for its `Content-Encoding` header.
const MIN_SAVED: usize = 32;

// The same in every process of a build, so that replicas of a server accept each other's validators.
fn hash(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    hasher.finish()
}

fn brotli(body: &[u8]) -> io::Result<Vec<u8>> {
    // Quality 11 takes seconds per megabyte.
    let (quality, lgwin) = if body.len() < 64 * 1024 { (11, 16) } else { (5, 20) };
    let parameters = BrotliEncoderParams { quality, lgwin, size_hint: body.len(), ..BrotliEncoderParams::default() };
    let mut encoded = Vec::new();
    brotli::BrotliCompress(&mut &*body, &mut encoded, &parameters)?;
    Ok(encoded)
}

fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(body)?;
    writer.finish()
}
