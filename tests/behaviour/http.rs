//! Tests of the HTTP API over a socket.

mod conditional;
mod nested;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::routing::post;
use registry::http::Api;
use registry::{REGISTRY, Registry};
use serde_json::{Value, json};

use crate::builtin::LANGUAGES_JSON;

mod scripts {
    registry::runtimes! {
        zig { versions: ["0.13"], image_tpl: "zig:{version}", file_ext: "zig", interpreter: ["zig", "run"] }
        awk { versions: ["1"], image_tpl: "awk:{version}", file_ext: "awk", interpreter: ["awk", "-f"], example: "BEGIN {}" }
    }
}

/// Serves an application on a free port until the test process ends.
pub(crate) fn serve_app(app: Router) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    addr
}

pub(crate) fn serve(registry: &'static Registry) -> SocketAddr {
    serve_app(registry::http::router(registry))
}

/// A response. The head is in lower case.
pub(crate) struct Response {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Response {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Sends a request and reads the response.
pub(crate) fn ask(addr: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut stream = TcpStream::connect(addr).unwrap();
    write!(stream, "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n").unwrap();
    for (name, value) in headers {
        write!(stream, "{name}: {value}\r\n").unwrap();
    }
    stream.write_all(b"\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = str::from_utf8(&bytes[..end]).unwrap().to_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Response { status, head, body: bytes[end + 4..].to_vec() }
}

/// Sends a request and returns the head of the response, in lower case, and its body.
fn request(addr: SocketAddr, method: &str, path: &str) -> (String, String) {
    let response = ask(addr, method, path, &[]);
    (response.head.clone(), response.text().to_owned())
}

#[test]
fn list_of_languages() {
    let (head, body) = request(serve(&REGISTRY), "GET", "/api/v1/languages");
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert_eq!(body, LANGUAGES_JSON);
}

#[test]
fn one_language_by_id_or_alias() {
    mod cpp {
        registry::runtimes! {
            cpp {
                aliases: ["c++", "c#"],
                versions: [#[deprecated(note = "old")] "13", "14"],
                default: "13",
                image_tpl: "gcc:{version}",
                file_ext: "cpp",
                interpreter: ["run"],
                version_command: ["g++-{version}", "--version"],
                env: { "CC": "gcc-{version}", "A": "{{}}" },
            }
        }
    }
    let addr = serve(&cpp::REGISTRY);
    let all = concat!(
        r#"{"id":"cpp","name":"Cpp","versions":["13","14"],"image_tpl":"gcc:{version}","file_ext":"cpp","#,
        r#""interpreter":["run"],"example":null,"aliases":["c++","c#"],"default":"13","example_since":null,"#,
        r#""deprecations":{"13":"old"},"env":{"CC":"gcc-{version}","A":"{{}}"},"version_command":["g++-{version}","--version"]}"#,
    );
    for name in ["cpp", "c++", "c%2B%2B", "c%23"] {
        let (head, body) = request(addr, "GET", &format!("/api/v1/languages/{name}"));
        assert!(head.starts_with("http/1.1 200 ") && head.contains("content-type: application/json"), "{head}");
        assert_eq!(body, all);
    }
    assert_eq!(ask(addr, "GET", "/api/v1/runtimes/c%2B%2B@13", &[]).json()["image"], "gcc:13");
    let (_, body) = request(addr, "GET", "/api/v1/runtimes");
    let runtimes = concat!(
        r#"[{"language":"cpp","version":"13","aliases":["c++","c#"],"image":"gcc:13","pinned":null,"file_name":"main.cpp","#,
        r#""command":["run","/scripts/main.cpp"],"default":true,"deprecation":"old","env":{"HOME":"/tmp","CC":"gcc-13","A":"{}"}},"#,
        r#"{"language":"cpp","version":"14","aliases":["c++","c#"],"image":"gcc:14","pinned":null,"file_name":"main.cpp","#,
        r#""command":["run","/scripts/main.cpp"],"default":false,"deprecation":null,"env":{"HOME":"/tmp","CC":"gcc-14","A":"{}"}}]"#,
    );
    assert_eq!(body, runtimes);
}

#[test]
fn list_of_runtimes() {
    let (head, body) = request(serve(&REGISTRY), "GET", "/api/v1/runtimes");
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    let runtimes: Vec<serde_json::Value> = serde_json::from_str(&body).unwrap();
    assert_eq!(runtimes.len(), 18);
    assert_eq!(runtimes[0]["deprecation"], "end of life 2023-06-27");
    assert_eq!(runtimes.iter().filter(|runtime| runtime["default"] == true).count(), 5);
}

#[test]
fn example_scripts_are_complete_and_in_declared_order() {
    let (head, body) = request(serve(&REGISTRY), "GET", "/api/v1/example-scripts");
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    let scripts: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(scripts.as_object().unwrap().len(), 5);
    assert_eq!(scripts["ruby"], include_str!("../../registry/src/scripts/ruby.rb"));
    let ids = ["\"python\":", "\"node\":", "\"ruby\":", "\"go\":", "\"bash\":"];
    assert!(ids.map(|id| body.find(id).unwrap()).is_sorted());
}

#[test]
fn serves_any_declaration() {
    let addr = serve(&scripts::REGISTRY);
    let (_, body) = request(addr, "GET", "/api/v1/languages");
    assert_eq!(body, r#"{"zig":{"versions":["0.13"],"file_ext":"zig"},"awk":{"versions":["1"],"file_ext":"awk"}}"#);
    let (_, body) = request(addr, "GET", "/api/v1/example-scripts");
    assert_eq!(body, r#"{"awk":"BEGIN {}"}"#);
}

#[test]
fn head_is_supported_and_other_methods_and_paths_are_errors() {
    let addr = serve(&REGISTRY);
    let (head, body) = request(addr, "HEAD", "/api/v1/languages");
    assert!(head.starts_with("http/1.1 200 ") && body.is_empty(), "{head}");
    assert!(head.contains(&format!("content-length: {}", LANGUAGES_JSON.len())), "{head}");
    let (head, _) = request(addr, "POST", "/api/v1/languages");
    assert!(head.starts_with("http/1.1 405 ") && head.contains("allow: get,head"), "{head}");
    let (head, _) = request(addr, "GET", "/api/v1/nothing");
    assert!(head.starts_with("http/1.1 404 "), "{head}");
}

#[test]
fn one_runtime_by_its_text_form() {
    let addr = serve(&REGISTRY);
    let expected = concat!(
        r#"{"language":"go","version":"1.22","aliases":["golang"],"image":"golang:1.22-alpine","pinned":null,"file_name":"main.go","#,
        r#""command":["go","run","/scripts/main.go"],"default":true,"deprecation":"end of life 2025-02-11","#,
        r#""env":{"HOME":"/tmp","GOCACHE":"/tmp/go-build"}}"#,
    );
    for path in ["/api/v1/runtimes/go@1.22", "/api/v1/runtimes/go%401.22"] {
        let response = ask(addr, "GET", path, &[]);
        assert_eq!((response.status, response.text()), (200, expected));
    }
}

#[test]
fn requests_are_resolved() {
    let addr = serve(&REGISTRY);
    for (request, runtime) in [
        ("python", "python@3.12"),
        ("python@3", "python@3.12"),
        ("py@3.9", "python@3.9"),
        ("js", "node@22"),
        ("go@latest", "go@1.22"),
        ("ruby%403", "ruby@3.3"),
    ] {
        let resolved = ask(addr, "GET", &format!("/api/v1/resolve/{request}"), &[]);
        let exact = ask(addr, "GET", &format!("/api/v1/runtimes/{runtime}"), &[]);
        assert_eq!((resolved.status, resolved.text()), (200, exact.text()), "{request}");
        assert_eq!(resolved.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(resolved.header("cache-control"), Some("public, max-age=300"));
        assert_eq!(resolved.header("etag"), exact.header("etag"));
    }
    for (request, status, suggestion) in
        [("pyton", 404, "python"), ("go@2", 404, "1.22"), ("python:3", 400, "python@3.12"), ("@3", 400, "")]
    {
        let response = ask(addr, "GET", &format!("/api/v1/resolve/{request}"), &[]);
        assert_eq!((response.status, response.header("content-type")), (status, Some("application/problem+json")));
        assert_eq!(response.json()["suggestion"].as_str().unwrap_or_default(), suggestion, "{request}");
    }
    let slash = ask(addr, "GET", "/api/v1/resolve/python@3/", &[]);
    assert_eq!((slash.status, slash.header("location")), (308, Some("../python@3")));
}

#[test]
fn errors_are_problem_details() {
    let addr = serve(&REGISTRY);
    let problem = |path: &str, status: u16, title: &str, detail: &str, suggestion: Option<&str>| {
        let response = ask(addr, "GET", path, &[]);
        assert_eq!(
            (response.status, response.header("content-type")),
            (status, Some("application/problem+json")),
            "{path}"
        );
        let mut expected = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail });
        if let Some(suggestion) = suggestion {
            expected["suggestion"] = suggestion.into();
        }
        assert_eq!(response.json(), expected, "{path}");
        assert_eq!(response.header("cache-control"), Some("no-store"));
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
    };
    let all = "supported: `python`, `node`, `ruby`, `go`, `bash`";
    let unknown = format!("unknown language `pyhton`, did you mean `python`? {all}");
    problem("/api/v1/languages/pyhton", 404, "Not Found", &unknown, Some("python"));
    problem("/api/v1/runtimes/pyhton@3.12", 404, "Not Found", &unknown, Some("python"));
    problem("/api/v1/languages/c%2B%2B", 404, "Not Found", &format!("unknown language `c++`, {all}"), None);
    problem("/api/v1/languages/a%2Fb%0A", 404, "Not Found", &format!("unknown language `a/b\\n`, {all}"), None);
    let unknown = "unknown version `3.13` of `python`, did you mean `3.12`? \
                   supported: `3.7`, `3.8`, `3.9`, `3.10`, `3.11`, `3.12`";
    problem("/api/v1/runtimes/python@3.13", 404, "Not Found", unknown, Some("3.12"));
    let malformed = "malformed runtime `go`, did you mean `go@1.22`? expected `language@version`";
    problem("/api/v1/runtimes/go", 400, "Bad Request", malformed, Some("go@1.22"));
    for path in ["/api/v1/languages/%FF", "/api/v1/runtimes/%C3%28"] {
        let response = ask(addr, "GET", path, &[]);
        assert_eq!((response.status, response.json()["status"].clone()), (400, json!(400)), "{path}");
    }
    let long = ask(addr, "GET", &format!("/api/v1/languages/{}", "a".repeat(7_000)), &[]);
    assert!(long.status == 404 && long.body.len() < 1_000, "{}", long.text());
    let response = ask(addr, "DELETE", "/api/v1/languages/python", &[]);
    assert_eq!((response.status, response.header("allow")), (405, Some("get,head")));
    assert_eq!(response.json()["detail"], "`DELETE` is not supported: use GET or HEAD");
}

#[test]
fn a_trailing_slash_redirects() {
    let nested = serve_app(Router::new().nest("/registry", registry::http::router(&REGISTRY)));
    let addr = serve(&REGISTRY);
    for (path, location) in [
        ("/api/v1/languages/", "../languages"),
        ("/api/v1/languages/c%2B%2B/", "../c%2B%2B"),
        ("/api/v1/runtimes/python@3.12/?a=b", "../python@3.12?a=b"),
        ("/api/v1/example-scripts/", "../example-scripts"),
    ] {
        for (addr, prefix) in [(addr, ""), (nested, "/registry")] {
            let response = ask(addr, "GET", &format!("{prefix}{path}"), &[]);
            assert_eq!(
                (response.status, response.header("location")),
                (308, Some(&*location.to_lowercase())),
                "{path}"
            );
            assert_eq!(response.header("cache-control"), Some("public, max-age=300"));
        }
    }
    assert_eq!(ask(nested, "GET", "/registry/api/v1/languages", &[]).text(), LANGUAGES_JSON);
    for path in ["/api/v1/languages//", "/api/v1/runtimes//", "/api/v1/languages/python//", "//api/v1/languages"] {
        assert_eq!(ask(addr, "GET", path, &[]).status, 404, "{path}");
    }
}

#[test]
fn a_failed_lookup_is_a_response() {
    async fn start(Path(runtime): Path<String>) -> Result<&'static str, registry::LookupError> {
        Ok(runtime.parse::<registry::Runtime>()?.config().image)
    }
    let addr = serve_app(Router::new().route("/runs/{runtime}", post(start)));
    assert_eq!(ask(addr, "POST", "/runs/go@1.22", &[]).text(), "golang:1.22-alpine");
    for (path, status, suggestion) in
        [("/runs/go@1.23", 404, "1.22"), ("/runs/gol@1.22", 404, "go"), ("/runs/go:1.22", 400, "go@1.22")]
    {
        let response = ask(addr, "POST", path, &[]);
        assert_eq!((response.status, response.header("content-type")), (status, Some("application/problem+json")));
        assert_eq!((&response.json()["status"], &response.json()["suggestion"]), (&json!(status), &json!(suggestion)));
    }
}

/// The composition of `registry/examples/serve.rs`.

#[test]
fn only_allowed_origins_may_read_the_api() {
    let origin = |addr, origin: &str| {
        let response = ask(addr, "GET", "/api/v1/languages", &[("origin", origin)]);
        assert_eq!(response.text(), LANGUAGES_JSON);
        response.header("access-control-allow-origin").map(str::to_owned)
    };
    assert_eq!(origin(serve(&REGISTRY), "https://a.example"), None);
    let some = Api::new(&REGISTRY).allow_origin(HeaderValue::from_static("https://a.example"));
    let some = serve_app(some.allow_origin(HeaderValue::from_static("https://b.example")).router());
    assert_eq!(origin(some, "https://b.example"), Some("https://b.example".to_owned()));
    assert_eq!(origin(some, "https://c.example"), None);
    let any = serve_app(Api::new(&REGISTRY).allow_origin(HeaderValue::from_static("*")).router());
    assert_eq!(origin(any, "https://c.example"), Some("*".to_owned()));
    let asked = [("origin", "https://a.example"), ("access-control-request-method", "GET")];
    let preflight = ask(some, "OPTIONS", "/api/v1/languages", &asked);
    assert_eq!((preflight.status, preflight.header("access-control-allow-methods")), (200, Some("get,head")));
    assert!(preflight.header("vary").unwrap().contains("origin"));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("*"));
    assert_eq!(preflight.header("access-control-max-age"), Some("86400"));
}

#[test]
fn the_openapi_description_lists_paths_and_names() {
    let addr = serve(&REGISTRY);
    let description = ask(addr, "GET", "/api/openapi.json", &[]).json();
    assert_eq!(description["openapi"], "3.1.0");
    let paths = description["paths"].as_object().unwrap();
    let listed = [
        "/api/v1",
        "/api/v1/example-scripts",
        "/api/v1/languages",
        "/api/v1/languages/{language}",
        "/api/v1/resolve/{request}",
        "/api/v1/runtimes",
        "/api/v1/runtimes/{runtime}",
    ];
    assert_eq!(paths.keys().map(String::as_str).collect::<Vec<_>>(), listed);
    let names = |description: &Value, path: &str| {
        description["paths"][path]["get"]["parameters"][0]["schema"]["examples"].clone()
    };
    let languages = json!(["python", "node", "ruby", "go", "bash"]);
    assert_eq!(names(&description, "/api/v1/languages/{language}"), languages);
    let runtimes = names(&description, "/api/v1/runtimes/{runtime}");
    assert_eq!((runtimes.as_array().unwrap().len(), &runtimes[0]), (18, &json!("python@3.7")));
    // No operation needs credentials, and every one is described.
    assert_eq!((&description["security"], &description["servers"]), (&json!([]), &json!([{ "url": "/" }])));
    assert_eq!(description["info"]["license"]["identifier"], "MIT OR Apache-2.0");
    let tags: Vec<&Value> = description["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    for (path, item) in paths {
        let operation = &item["get"];
        assert!(operation["operationId"].is_string() && operation["description"].is_string(), "{path}");
        assert!(tags.contains(&&operation["tags"][0]), "{path}");
        assert!(!operation["responses"]["200"]["content"]["application/json"]["example"].is_null(), "{path}");
    }
    assert!(!description.to_string().contains("crate::"), "the description must not mention Rust paths");
    for path in paths.keys() {
        let path = path.replace("{language}", "go").replace("{runtime}", "go@1.22").replace("{request}", "go@1");
        assert_eq!(ask(addr, "GET", &path, &[]).status, 200, "{path}");
    }
    let own = ask(serve(&scripts::REGISTRY), "GET", "/api/openapi.json", &[]).json();
    assert_eq!(names(&own, "/api/v1/languages/{language}"), json!(["zig", "awk"]));
    assert_eq!(names(&own, "/api/v1/runtimes/{runtime}"), json!(["zig@0.13", "awk@1"]));
}

mod hostile {
    registry::runtimes! {
        evil {
            name: "</title><script>alert(1)</script>",
            aliases: ["e+"],
            versions: [#[deprecated(note = "\"><b onload='x'>&")] "1"],
            image_tpl: "a:{version}",
            file_ext: "x",
            interpreter: ["<i>", "{{rows}}", "</code>"],
            example: "<!-- </pre></code><script>alert(2)</script> {{script}}",
        }
    }
}

#[test]
fn the_page_is_self_contained_and_escapes_values() {
    assert_eq!(ask(serve(&REGISTRY), "GET", "/", &[]).status, 404);
    let page = |registry| ask(serve_app(Api::new(registry).page().router()), "GET", "/", &[]);
    let builtin = page(&REGISTRY);
    assert_eq!((builtin.status, builtin.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(builtin.body.len() < 60_000);
    let policy = builtin.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'sha256-",
        "style-src 'sha256-",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"));
    assert_eq!(builtin.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(builtin.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(builtin.header("cache-control"), Some("no-cache"));
    // These must be verbatim: otherwise, the hashes in the policy would not match.
    for verbatim in [
        concat!("<style>", include_str!("../../registry/src/http/page/page.css"), "</style>"),
        concat!("<script>\"use strict\";{\n", include_str!("../../registry/src/http/page/highlight.js")),
        include_str!("../../registry/src/http/page/nearest.js"),
        concat!(include_str!("../../registry/src/http/page/page.js"), "}</script>"),
    ] {
        assert!(builtin.text().contains(verbatim));
    }
    assert!(builtin.text().contains("5 languages, 18 runtimes"));

    let evil = page(&hostile::REGISTRY);
    let html = evil.text();
    assert!(html.contains("1 language, 1 runtime<"), "{html}");
    assert_eq!(html.matches("<script>").count(), 1);
    assert_eq!(html.matches("</script>").count(), 1);
    for text in [
        "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
        "data-deprecated=\"&quot;&gt;&lt;b onload='x'&gt;&amp;\"",
        "[&quot;&lt;i&gt;&quot;,&quot;{rows}&quot;,&quot;&lt;/code&gt;&quot;,&quot;/scripts/main.x&quot;]",
        "&lt;!-- &lt;/pre&gt;&lt;/code&gt;&lt;script&gt;alert(2)&lt;/script&gt; {{script}}",
    ] {
        assert!(html.contains(text), "{text}\n{html}");
    }
}

#[test]
fn the_readme_shows_the_actual_problem() {
    let response = ask(serve(&REGISTRY), "GET", "/api/v1/languages/pyhton", &[]);
    assert!(include_str!("../../README.md").contains(&format!("/pyhton\n{}\n", response.text())));
}
