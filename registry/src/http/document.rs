//! A document that is made once and answered many times: in every encoding that makes it smaller, each with its headers.

use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Write};

use axum::body::Bytes;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use brotli::enc::BrotliEncoderParams;

use super::negotiate::{self, Coding};

/// An answer, whole and ready.
pub(super) struct Document {
    identity: Representation,
    brotli: Option<Representation>,
    gzip: Option<Representation>,
}

/// The answer in one encoding.
struct Representation {
    etag: String,
    /// What a 304 says, too.
    common: HeaderMap,
    headers: HeaderMap,
    body: Bytes,
}

impl Document {
    /// Prepares an answer, with headers that it has in every encoding.
    pub(super) fn new(content_type: &'static str, headers: &[(HeaderName, HeaderValue)], body: Vec<u8>) -> Self {
        let mut common: HeaderMap = headers.iter().cloned().collect();
        common.insert(VARY, HeaderValue::from_static("accept-encoding"));
        let hash = hash(&body);
        let representation = |coding: Coding, body: Vec<u8>| {
            // A strong validator belongs to the bytes, and each encoding is a sequence of bytes of its own.
            let etag = format!("\"{hash:016x}-{}\"", coding.name());
            let mut common = common.clone();
            common.extend(HeaderValue::try_from(&etag).ok().map(|etag| (ETAG, etag)));
            // Of what a 200 would hold, in the answer to HEAD and in a 304: <https://www.rfc-editor.org/rfc/rfc9110#section-8.6>.
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
            // Writing into memory does not fail; if it did, the answer is there without that encoding.
            let encoded = encode(&body).ok().filter(|encoded| encoded.len() + MIN_SAVED <= body.len())?;
            Some(representation(coding, encoded))
        };
        Self {
            brotli: smaller(Coding::Brotli, brotli),
            gzip: smaller(Coding::Gzip, gzip),
            identity: representation(Coding::Identity, body),
        }
    }

    /// Answers a request: 304 if the client has the document already, in the encoding that it would get.
    pub(super) fn answer(&self, request: &HeaderMap) -> Response {
        let Representation { etag, common, headers, body } = self.representation(request);
        if negotiate::has(request.get_all(IF_NONE_MATCH), etag) {
            return (StatusCode::NOT_MODIFIED, common.clone()).into_response();
        }
        let mut response = Response::new(body.clone().into());
        *response.headers_mut() = headers.clone();
        response
    }

    fn representation(&self, request: &HeaderMap) -> &Representation {
        // Most clients that are not browsers.
        if !request.contains_key(ACCEPT_ENCODING) {
            return &self.identity;
        }
        let available = [(Coding::Brotli, self.brotli.as_ref()), (Coding::Gzip, self.gzip.as_ref())];
        let available = available.into_iter().filter_map(|(coding, encoded)| Some((coding, encoded?)));
        negotiate::preferred(request.get_all(ACCEPT_ENCODING), available).unwrap_or(&self.identity)
    }
}

/// What is smaller fits into one packet, headers and all: there are thousands of such answers, one for each runtime.
const MIN_SIZE: usize = 256;

/// What an encoding has to save, so that it is worth its header.
const MIN_SAVED: usize = 32;

// The same for the same bytes in every process of a build, so that clients can ask any of several servers.
fn hash(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    hasher.finish()
}

fn brotli(body: &[u8]) -> io::Result<Vec<u8>> {
    // Level 11 takes seconds for a megabyte.
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
