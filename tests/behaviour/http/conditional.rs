//! Encodings and entity tags.

use std::io::Read;

use registry::REGISTRY;

use super::{ask, serve};

#[test]
fn not_modified() {
    let addr = serve(&REGISTRY);
    let path = "/api/v1/languages";
    let first = ask(addr, "GET", path, &[]);
    let etag = first.header("etag").unwrap();
    assert!(etag.starts_with('"') && etag.ends_with('"'), "{etag}");
    assert_eq!(first.header("cache-control"), Some("public, max-age=300"));
    assert_eq!(ask(serve(&REGISTRY), "GET", path, &[]).header("etag"), Some(etag));
    for validator in [etag, "*", &format!("W/{etag}"), &format!("\"other\", {etag}")] {
        for method in ["GET", "HEAD"] {
            let response = ask(addr, method, path, &[("if-none-match", validator)]);
            assert_eq!((response.status, response.body.len()), (304, 0), "{validator}");
            assert_eq!((response.header("etag"), response.header("vary")), (Some(etag), Some("accept-encoding")));
            assert_eq!(response.header("cache-control"), Some("public, max-age=300"));
            assert_eq!(response.header("content-type"), None);
            // If a 304 has a length, it is that of the 200.
            assert!(
                response.header("content-length").is_none_or(|length| Some(length) == first.header("content-length"))
            );
        }
    }
    // The validator of one encoding does not match another.
    for (headers, status) in [
        ([("if-none-match", etag), ("accept-encoding", "gzip")], 200),
        ([("if-none-match", "\"other\""), ("accept", "*/*")], 200),
    ] {
        assert_eq!(ask(addr, "GET", path, &headers).status, status);
    }
    let other = ask(addr, "GET", "/api/v1/runtimes", &[]);
    assert_ne!(other.header("etag"), Some(etag));
}

#[test]
fn encodings_follow_the_preference_of_the_client() {
    let addr = serve(&REGISTRY);
    for path in ["/api/v1/languages", "/api/v1/runtimes", "/api/v1/example-scripts", "/api/v1/languages/python"] {
        let plain = ask(addr, "GET", path, &[]);
        assert_eq!((plain.header("content-encoding"), plain.header("vary")), (None, Some("accept-encoding")));
        for (accepted, encoding) in
            [("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("br;q=0, *", "gzip")]
        {
            let response = ask(addr, "GET", path, &[("accept-encoding", accepted)]);
            assert_eq!(
                (response.status, response.header("content-encoding")),
                (200, Some(encoding)),
                "{path} {accepted}"
            );
            assert!(response.body.len() < plain.body.len(), "{path} {accepted}");
            assert_ne!(response.header("etag"), plain.header("etag"));
            let mut decoded = Vec::new();
            match encoding {
                "br" => brotli::BrotliDecompress(&mut &*response.body, &mut decoded).unwrap(),
                _ => drop(flate2::read::GzDecoder::new(&*response.body).read_to_end(&mut decoded).unwrap()),
            }
            assert_eq!(decoded, plain.body, "{path} {accepted}");
            let head = ask(addr, "HEAD", path, &[("accept-encoding", accepted)]);
            assert_eq!(head.header("content-length"), Some(&*response.body.len().to_string()));
            assert!(head.body.is_empty());
        }
        for accepted in ["identity", "deflate", "br;q=0, gzip;q=0", ""] {
            let response = ask(addr, "GET", path, &[("accept-encoding", accepted)]);
            assert_eq!((response.header("content-encoding"), &response.body), (None, &plain.body), "{path} {accepted}");
        }
    }
}

#[test]
fn a_failed_precondition_is_a_412() {
    let addr = serve(&REGISTRY);
    let path = "/api/v1/languages";
    let etag = ask(addr, "GET", path, &[]).header("etag").unwrap().to_owned();
    let gzip = ask(addr, "GET", path, &[("accept-encoding", "gzip")]).header("etag").unwrap().to_owned();
    for (condition, status) in [
        (&*etag, 200),
        ("*", 200),
        (&*format!("\"x\", {etag}"), 200),
        ("\"x\"", 412),
        // `If-Match` compares strongly, and other encodings have other tags.
        (&*format!("W/{etag}"), 412),
        (&*gzip, 412),
        ("", 412),
    ] {
        let response = ask(addr, "GET", path, &[("if-match", condition)]);
        assert_eq!(response.status, status, "{condition}");
        assert_eq!(ask(addr, "HEAD", path, &[("if-match", condition)]).status, status, "{condition}");
        if status == 412 {
            assert_eq!(response.header("content-type"), Some("application/problem+json"));
            assert_eq!(response.json()["status"], 412);
        }
    }
    // `If-Match` is judged first.
    let both = |condition: &str| ask(addr, "GET", path, &[("if-match", condition), ("if-none-match", &etag)]).status;
    assert_eq!((both(&etag), both("\"x\"")), (304, 412));
}
