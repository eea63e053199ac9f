//! The API over a real socket.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use registry::{REGISTRY, Registry};

use crate::builtin::LANGUAGES_JSON;

mod scripts {
    registry::runtimes! {
        zig { versions: ["0.13"], image_tpl: "zig:{version}", file_ext: "zig", interpreter: ["zig", "run"] }
        awk { versions: ["1"], image_tpl: "awk:{version}", file_ext: "awk", interpreter: ["awk", "-f"], example: "BEGIN {}" }
    }
}

/// Serves a registry on a free port, for as long as the test process lives.
fn serve(registry: &'static Registry) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, registry::http::router(registry)).await.unwrap();
        });
    });
    addr
}

/// The status line and the headers, in lower case, and the body.
fn request(addr: SocketAddr, method: &str, path: &str) -> (String, String) {
    let mut stream = TcpStream::connect(addr).unwrap();
    write!(stream, "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head.to_lowercase(), body.to_owned())
}

#[test]
fn languages() {
    let (head, body) = request(serve(&REGISTRY), "GET", "/api/v1/languages");
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert!(head.contains("content-type: application/json"), "{head}");
    assert_eq!(body, LANGUAGES_JSON);
}

#[test]
fn one_language() {
    mod cpp {
        registry::runtimes! {
            cpp {
                aliases: ["c++", "c#"],
                versions: [#[deprecated(note = "old")] "13", "14"],
                default: "13",
                image_tpl: "gcc:{version}",
                file_ext: "cpp",
                interpreter: ["run"],
                env: { "CC": "gcc", "A": "" },
            }
        }
    }
    let addr = serve(&cpp::REGISTRY);
    let all = concat!(
        r#"{"id":"cpp","name":"Cpp","versions":["13","14"],"image_tpl":"gcc:{version}","file_ext":"cpp","#,
        r#""interpreter":["run"],"example":null,"aliases":["c++","c#"],"default":"13","example_since":null,"#,
        r#""deprecations":{"13":"old"},"env":{"CC":"gcc","A":""}}"#,
    );
    for name in ["cpp", "c++", "c%2B%2B", "c%23"] {
        let (head, body) = request(addr, "GET", &format!("/api/v1/languages/{name}"));
        assert!(head.starts_with("http/1.1 200 ") && head.contains("content-type: application/json"), "{head}");
        assert_eq!(body, all);
    }
    let (head, body) = request(addr, "GET", "/api/v1/languages/cp");
    assert!(head.starts_with("http/1.1 404 "), "{head}");
    assert_eq!(body, "unknown language `cp`, did you mean `cpp`? supported: `cpp`");
    for path in ["/api/v1/languages/", "/api/v1/languages/%FF", "/api/v1/languages/cpp/13"] {
        let (head, _) = request(addr, "GET", path);
        assert!(head.starts_with("http/1.1 40"), "{head}");
    }
    let (_, body) = request(addr, "GET", "/api/v1/runtimes");
    let runtimes = concat!(
        r#"[{"language":"cpp","version":"13","aliases":["c++","c#"],"image":"gcc:13","file_name":"main.cpp","#,
        r#""command":["run","/scripts/main.cpp"],"default":true,"deprecation":"old"},"#,
        r#"{"language":"cpp","version":"14","aliases":["c++","c#"],"image":"gcc:14","file_name":"main.cpp","#,
        r#""command":["run","/scripts/main.cpp"],"default":false,"deprecation":null}]"#,
    );
    assert_eq!(body, runtimes);
}

#[test]
fn runtimes() {
    let (head, body) = request(serve(&REGISTRY), "GET", "/api/v1/runtimes");
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    let runtimes: Vec<serde_json::Value> = serde_json::from_str(&body).unwrap();
    assert_eq!(runtimes.len(), 18);
    assert_eq!(runtimes[0]["deprecation"], "end of life 2023-06-27");
    assert_eq!(runtimes.iter().filter(|runtime| runtime["default"] == true).count(), 5);
}

#[test]
fn example_scripts() {
    let (head, body) = request(serve(&REGISTRY), "GET", "/api/v1/example-scripts");
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    let scripts: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(scripts.as_object().unwrap().len(), 5);
    assert_eq!(scripts["ruby"], include_str!("../../registry/src/examples/ruby.rb"));
    let ids = ["\"python\":", "\"node\":", "\"ruby\":", "\"go\":", "\"bash\":"];
    assert!(ids.map(|id| body.find(id).unwrap()).is_sorted());
}

#[test]
fn a_registry_of_ones_own() {
    let addr = serve(&scripts::REGISTRY);
    let (_, body) = request(addr, "GET", "/api/v1/languages");
    assert_eq!(body, r#"{"zig":{"versions":["0.13"],"file_ext":"zig"},"awk":{"versions":["1"],"file_ext":"awk"}}"#);
    let (_, body) = request(addr, "GET", "/api/v1/example-scripts");
    assert_eq!(body, r#"{"awk":"BEGIN {}"}"#);
}

#[test]
fn other_methods_and_paths() {
    let addr = serve(&REGISTRY);
    let (head, body) = request(addr, "HEAD", "/api/v1/languages");
    assert!(head.starts_with("http/1.1 200 ") && body.is_empty(), "{head}");
    assert!(head.contains(&format!("content-length: {}", LANGUAGES_JSON.len())), "{head}");
    let (head, _) = request(addr, "POST", "/api/v1/languages");
    assert!(head.starts_with("http/1.1 405 ") && head.contains("allow: get,head"), "{head}");
    let (head, _) = request(addr, "GET", "/api/v1/nothing");
    assert!(head.starts_with("http/1.1 404 "), "{head}");
}
