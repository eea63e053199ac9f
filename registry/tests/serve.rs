//! Tests of `runtimes serve` with sockets and signals.
#![cfg(all(feature = "cli", unix))]

mod server;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use server::{Server, exchange, failure};

#[test]
fn it_stops_on_sigint_after_answering() {
    let server = Server::start(&["--access-log"]);
    let response = server.get("/api/v1/languages");
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.ends_with("}}"), "{response}");
    let (code, log) = server.signal("INT");
    let messages: Vec<&str> = log.lines().filter_map(|line| line.split("  INFO ").nth(1)).collect();
    assert_eq!((code, messages.len(), &messages[1..]), (Some(0), 3, &["stopping", "stopped"][..]), "{log}");
}

/// A client that has sent only part of a request does not block the shutdown.
#[test]
fn it_stops_on_sigterm() {
    let server = Server::start(&["--shutdown-timeout", "1"]);
    let mut half = TcpStream::connect(&server.addr).unwrap();
    half.write_all(b"GET /api").unwrap();
    let (code, log) = server.signal("TERM");
    assert_eq!((code, log.contains("stopping")), (Some(0), true), "{log}");
}

#[test]
fn a_second_signal_ends_it_immediately() {
    for (name, expected) in [("INT", 130), ("TERM", 143)] {
        let server = Server::start(&["--shutdown-delay", "60"]);
        server.kill(name);
        while !server.get("/readyz").starts_with("HTTP/1.1 503 ") {}
        let start = Instant::now();
        let (code, _) = server.signal(name);
        assert_eq!(code, Some(expected));
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}

#[test]
fn it_serves_during_the_shutdown_delay_but_is_not_ready() {
    let server = Server::start(&["--shutdown-delay", "2"]);
    assert!(server.get("/readyz").ends_with("\r\n\r\nready\n"));
    server.kill("TERM");
    while server.get("/readyz").starts_with("HTTP/1.1 200 ") {}
    assert!(server.get("/readyz").ends_with("\r\n\r\nstopping\n"));
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200 "));
    assert!(server.get("/api/v1/languages").starts_with("HTTP/1.1 200 "));
    let (code, log) = server.wait();
    assert_eq!((code, log.contains("stopped")), (Some(0), true), "{log}");
}

#[test]
fn it_listens_on_hosts_and_on_all_interfaces() {
    for (addr, hosts) in [("localhost:0", &["127.0.0.1:", "[::1]:"][..]), (":0", &["0.0.0.0:"])] {
        let server = Server::start_at(addr, &[]);
        assert!(hosts.iter().any(|host| server.addr.starts_with(host)), "{addr}: {}", server.addr);
    }
    for addr in ["nowhere", "localhost", "localhost:", "localhost:x", "::1:8080", "127.0.0.1:65536", "unix:", ""] {
        let (code, message) = failure(&["--addr", addr]);
        assert_eq!(code, 2, "{addr}");
        assert!(message.contains("expected a host and a port") || addr.is_empty(), "{message}");
    }
}

#[test]
fn it_listens_on_a_unix_socket() {
    let directory = tempdir();
    let path = directory.join("runtimes.sock");
    let addr = format!("unix:{}", path.display());
    // The socket of a server that was killed does not prevent the next one from starting.
    let killed = Server::start_at(&addr, &[]);
    killed.kill("KILL");
    assert_eq!(killed.wait().0, None);
    let server = Server::start_at(&addr, &["--access-log"]);
    assert_eq!(server.addr, addr);
    let request = b"GET /api/v1/languages/go HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
    let response = exchange(UnixStream::connect(&path).unwrap(), request);
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    // A socket in use is an error.
    let (code, message) = failure(&["--addr", &addr]);
    assert_eq!((code, message.starts_with(&format!("error: cannot listen on {addr}: "))), (1, true), "{message}");
    let (code, log) = server.signal("TERM");
    assert_eq!((code, log.contains(" peer=unix ")), (Some(0), true), "{log}");
    assert!(!path.exists());
    // Other files are not removed.
    std::fs::write(&path, "data").unwrap();
    assert_eq!(failure(&["--addr", &addr]).0, 1);
    assert_eq!(std::fs::read(&path).unwrap(), b"data");
    std::fs::remove_dir_all(directory).unwrap();
}

fn tempdir() -> std::path::PathBuf {
    let directory = std::env::temp_dir().join(format!("runtimes-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    directory
}

#[test]
fn every_flag_can_be_set_in_the_environment() {
    let variables = [
        ("RUNTIMES_ADDR", "localhost:0"),
        ("RUNTIMES_PROBE_ADDR", "127.0.0.1:0"),
        ("RUNTIMES_ALLOW_ORIGIN", "https://a.example https://b.example"),
        ("RUNTIMES_ACCESS_LOG", "true"),
        ("RUNTIMES_LOG", "off"),
        ("RUNTIMES_LOG_FORMAT", "json"),
        ("RUNTIMES_MAX_CONNECTIONS", "2"),
        ("RUNTIMES_MAX_HEAD", "9000"),
        ("RUNTIMES_MAX_HEADERS", "4"),
        ("RUNTIMES_HEAD_TIMEOUT", "1"),
        ("RUNTIMES_KEEP_ALIVE", "1"),
        ("RUNTIMES_STALL_TIMEOUT", "1"),
        ("RUNTIMES_SHUTDOWN_DELAY", "0"),
        ("RUNTIMES_SHUTDOWN_TIMEOUT", "1"),
    ];
    let server = Server::start_in(&variables, &[]);
    let response = server.send("GET / HTTP/1.1\r\nhost: a\r\nx-1: a\r\nx-2: a\r\nx-3: a\r\nx-4: a\r\n\r\n");
    assert!(response.starts_with("HTTP/1.1 431 "), "{response}");
    let response =
        server.send("GET /api/v1 HTTP/1.1\r\nhost: a\r\norigin: https://b.example\r\nconnection: close\r\n\r\n");
    assert!(response.contains("access-control-allow-origin: https://b.example\r\n"), "{response}");
    for (name, _) in variables {
        let (code, message) = server::failure_in(&[(name, "?")], &[]);
        assert_eq!((code, message.contains("error: ")), (2, true), "{name}: {message}");
    }
}

#[test]
fn an_empty_variable_is_not_set() {
    let names = ["PORT", "RUNTIMES_LOG", "RUNTIMES_MAX_HEAD", "RUNTIMES_ALLOW_ORIGIN", "RUNTIMES_ACCESS_LOG"];
    let server = Server::start_in(&names.map(|name| (name, "")), &["--addr", "127.0.0.1:0"]);
    let (code, log) = server.signal("TERM");
    assert_eq!((code, log.contains("stopped")), (Some(0), true), "{log}");
    // Origins may be separated by any white space, and flags have several forms.
    let variables = [("RUNTIMES_ALLOW_ORIGIN", " https://a.example  https://b.example "), ("RUNTIMES_ACCESS_LOG", "1")];
    drop(Server::start_in(&variables, &["--addr", "127.0.0.1:0"]));
}

#[test]
fn port_is_a_port_on_all_interfaces() {
    assert!(Server::start_in(&[("PORT", "0")], &[]).addr.starts_with("0.0.0.0:"));
    assert!(Server::start_in(&[("PORT", "1"), ("RUNTIMES_ADDR", "127.0.0.1:0")], &[]).addr.starts_with("127.0.0.1:"));
    let (code, message) = server::failure_in(&[("PORT", "http")], &[]);
    let expected = "error: expected a number from 0 to 65535 in the variable PORT, found `http`\n";
    assert_eq!((code, &*message), (2, expected));
}

#[test]
fn a_port_in_use_is_a_one_line_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let expected = format!("cannot listen on {addr}: ");
    let (code, message) = failure(&["--addr", &addr]);
    assert_eq!(code, 1);
    assert!(message.starts_with(&format!("error: {expected}")), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    let (code, message) = failure(&["--addr", "127.0.0.1:0", "--probe-addr", &addr]);
    assert_eq!((code, message.starts_with(&format!("error: {expected}"))), (1, true), "{message}");
    let (code, message) = failure(&["--addr", &addr, "--log-format", "json"]);
    let line: serde_json::Value = serde_json::from_str(&message).unwrap();
    assert_eq!((code, &line["level"]), (1, &"ERROR".into()));
    assert!(line["message"].as_str().unwrap().starts_with(&expected), "{message}");
}

#[test]
fn it_logs_each_request() {
    let silent = Server::start(&[]);
    silent.get("/api/v1/languages");
    assert!(!silent.signal("TERM").1.contains("request"));
    let server = Server::start(&["--access-log"]);
    server.send("GET /nothing?q=\u{202e}\u{9b} HTTP/1.1\r\nhost: a\r\nuser-agent: an \u{202e}agent\r\nconnection: close\r\n\r\n");
    server.send("nonsense\r\n\r\n");
    server.get("/healthz");
    let (_, log) = server.signal("TERM");
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(" request ")).collect();
    assert_eq!(lines.len(), 2, "{log}");
    assert!(lines[0].contains(" INFO request peer=127.0.0.1:"), "{log}");
    assert!(lines[0].contains(" method=GET path=/nothing?q=%E2%80%AE%C2%9B status=404 micros="), "{log}");
    assert!(lines[0].ends_with(r#" user_agent="an %E2%80%AEagent""#), "{log}");
    assert!(lines[1].contains(" method=- path=- status=400 "), "{log}");
}

#[test]
fn every_line_of_a_json_log_is_json() {
    let server = Server::start(&["--log", "debug", "--log-format", "json", "--probe-addr", "127.0.0.1:0"]);
    assert!(server.first.starts_with('{'), "{}", server.first);
    server.send("GET /api/v1/languages HTTP/1.1\r\nhost: a\r\nuser-agent: \"agent\"\r\nconnection: close\r\n\r\n");
    let first = server.first.clone();
    let (_, log) = server.signal("TERM");
    let lines: Vec<serde_json::Value> =
        first.lines().chain(log.lines()).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["level"].is_string() && line["timestamp"].is_string()), "{log}");
    let request = lines.iter().find(|line| line["message"] == "request").unwrap();
    assert_eq!(request["path"], "/api/v1/languages");
    assert_eq!(request["status"], 200);
    assert_eq!(request["user_agent"], "\"agent\"");
    let (code, message) = failure(&["--log", "loud"]);
    assert_eq!((code, message.contains("--log <LEVEL>")), (2, true), "{message}");
}

#[test]
fn metrics_count_requests_and_connections() {
    let server = Server::start(&[]);
    // One of two open connections: the other is that of the request for the metrics.
    let open = TcpStream::connect(&server.addr).unwrap();
    for path in ["/api/v1/languages/python", "/api/v1/languages/go", "/api/v1/languages/perl", "/nothing"] {
        server.get(path);
    }
    server.send("BREW / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    // Until the server has noticed that the other connections ended.
    let metrics = loop {
        let metrics = server.get("/metrics");
        if metrics.contains("\nruntimes_http_connections 2\n") {
            break metrics;
        }
    };
    assert!(
        metrics.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"),
        "{metrics}"
    );
    let route = "/api/v1/languages/{language}";
    for line in [
        &*format!(r#"runtimes_http_requests_total{{method="GET",route="{route}",status="200"}} 2"#),
        &*format!(r#"runtimes_http_requests_total{{method="GET",route="{route}",status="404"}} 1"#),
        r#"runtimes_http_requests_total{method="GET",route="unmatched",status="404"} 1"#,
        r#"runtimes_http_requests_total{method="other",route="/",status="405"} 1"#,
        &*format!(r#"runtimes_http_request_duration_seconds_count{{route="{route}"}} 3"#),
        "runtimes_http_connections_refused_total 0",
        concat!("runtimes_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1"),
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}\n{metrics}");
    }
    assert!(metrics.ends_with("\n# EOF\n"), "{metrics}");
    drop(open);
}

/// Probes have their own connections, and the main address answers them with a reserve.
#[test]
fn too_many_connections_are_refused_and_probes_still_answered() {
    let server = Server::start(&["--max-connections", "8", "--probe-addr", "127.0.0.1:0"]);
    // The address of the probes is the second line.
    let probes = server.line();
    let probes = probes.trim_end().strip_prefix("probes on http://").unwrap();
    let busy: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut stream = TcpStream::connect(&server.addr).unwrap();
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
            stream.read_exact(&mut [0; 15]).unwrap();
            stream
        })
        .collect();
    for _ in 0..20 {
        let refused = server.get("/api/v1/languages");
        assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
        assert!(refused.contains("retry-after: 1\r\n") && refused.contains("connection: close\r\n"), "{refused}");
        assert!(refused.ends_with(r#""detail":"too many connections: try again in a second"}"#), "{refused}");
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200 "));
        assert!(server.get("/readyz").starts_with("HTTP/1.1 200 "));
        let request = b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        assert!(exchange(TcpStream::connect(probes).unwrap(), request).starts_with("HTTP/1.1 200 "));
    }
    let request = b"GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let metrics = exchange(TcpStream::connect(probes).unwrap(), request);
    assert!(metrics.contains("\nruntimes_http_connections_refused_total 60\n"), "{metrics}");
    drop(busy);
    while !server.get("/api/v1/languages").starts_with("HTTP/1.1 200 ") {}
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404 "));
    let (_, log) = server.signal("TERM");
    let warning = "WARN too many connections: refusing more limit=8 refused=1\n";
    assert_eq!((log.matches("WARN").count(), log.contains(warning)), (1, true), "{log}");
}

#[test]
fn connections_may_be_idle_longer_than_a_request_may_take() {
    let server = Server::start(&["--head-timeout", "1", "--keep-alive", "4"]);
    let open = || {
        let stream = TcpStream::connect(&server.addr).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    };
    let closed_after = |mut stream: TcpStream| {
        let start = Instant::now();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        (rest, start.elapsed())
    };
    // No request, and one that never ends, even if it makes progress.
    for part in ["", "GET / HT"] {
        let mut stream = open();
        stream.write_all(part.as_bytes()).unwrap();
        let (rest, elapsed) = closed_after(stream);
        assert_eq!(rest.starts_with(b"HTTP/1.1 408 Request Timeout\r\n"), !part.is_empty(), "{part}");
        assert_eq!(rest.ends_with(b"did not arrive in time\"}"), !part.is_empty(), "{part}");
        assert!((Duration::from_millis(500)..Duration::from_secs(3)).contains(&elapsed), "{part}: {elapsed:?}");
    }
    // An idle connection outlasts the limit for heads, and serves another request.
    let mut stream = open();
    for _ in 0..2 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
        let mut response = Vec::new();
        while !response.ends_with(b"ok\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            response.extend(byte);
        }
        std::thread::sleep(Duration::from_millis(1500));
    }
    let (rest, elapsed) = closed_after(stream);
    assert!(rest.is_empty() && elapsed > Duration::from_secs(1), "{elapsed:?}");
    // The limit for heads applies to later requests as well.
    let mut stream = open();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    stream.read_exact(&mut [0; 15]).unwrap();
    stream.write_all(b"GET /healthz").unwrap();
    let (_, elapsed) = closed_after(stream);
    assert!(elapsed < Duration::from_secs(3), "{elapsed:?}");
}

#[test]
fn a_client_that_half_closes_gets_its_answer() {
    let server = Server::start(&[]);
    for _ in 0..200 {
        let mut stream = TcpStream::connect(&server.addr).unwrap();
        stream.write_all(b"GET /api/v1/runtimes HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 200 ") && response.ends_with("}]"), "{response}");
    }
}

#[test]
fn it_adds_the_page_and_probes() {
    let server = Server::start(&[]);
    assert!(server.get("/").contains("<title>Runtimes"));
    assert!(server.get("/api/openapi.json").contains(r#"{"openapi":"3.1.0","#));
    let healthy = server.get("/healthz");
    assert!(healthy.starts_with("HTTP/1.1 200 OK\r\n") && healthy.ends_with("\r\n\r\nok\n"), "{healthy}");
    let nothing = server.get("/nothing");
    assert!(nothing.starts_with("HTTP/1.1 404 ") && nothing.contains("application/problem+json"), "{nothing}");
}

#[test]
fn every_response_has_nosniff_and_every_problem_cors_headers() {
    let server = Server::start(&["--allow-origin", "https://app.example"]);
    for (head, status) in [
        ("GET /api/v1/languages HTTP/1.1\r\nhost: a\r\n", 200),
        ("GET /api/v1/languages/ HTTP/1.1\r\nhost: a\r\n", 308),
        ("GET /api/v1/languages/x HTTP/1.1\r\nhost: a\r\n", 404),
        ("POST /api/v1/languages HTTP/1.1\r\nhost: a\r\n", 405),
        ("GET /nothing HTTP/1.1\r\nhost: a\r\n", 404),
        ("GET /api/v1/languages HTTP/1.1\r\nhost: a\r\nif-none-match: *\r\n", 304),
        ("GET /api/v1/languages HTTP/1.1\r\nhost: a\r\nif-match: \"x\"\r\n", 412),
        ("OPTIONS /api/v1/languages HTTP/1.1\r\nhost: a\r\naccess-control-request-method: GET\r\n", 200),
        ("GET / HTTP/1.1\r\nhost: a b\r\n", 400),
        ("GET / HTTP/1.1\r\n", 400),
        (&*format!("GET /{} HTTP/1.1\r\nhost: a\r\n", "a".repeat(8000)), 414),
    ] {
        let response = server.send(&format!("{head}origin: https://app.example\r\nconnection: close\r\n\r\n"));
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{head}{response}");
        assert_eq!(response.matches("x-content-type-options: nosniff\r\n").count(), 1, "{head}{response}");
        let allowed = response.matches("access-control-allow-origin: https://app.example\r\n").count();
        assert_eq!(allowed, 1, "{head}{response}");
    }
    // Probes are not for pages.
    let origin = "host: a\r\norigin: https://app.example\r\nconnection: close\r\n\r\n";
    for path in ["/healthz", "/readyz", "/metrics"] {
        let response = server.send(&format!("GET {path} HTTP/1.1\r\n{origin}"));
        assert!(response.contains("x-content-type-options: nosniff\r\n"), "{response}");
        assert!(!response.contains("access-control-allow-origin"), "{response}");
    }
}

#[test]
fn it_requires_one_valid_host_header() {
    let server = Server::start(&[]);
    for (head, status) in [
        ("GET /healthz HTTP/1.1\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a b\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a/b\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: user@a\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a:port\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a:99999\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: <a>\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: [::1\r\n", 400),
        ("GET /healthz HTTP/1.0\r\nhost: a b\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nhost: a.example:8080\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nhost: [::1]:8080\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nhost: a_b-c.1\r\n", 200),
        ("GET /healthz HTTP/1.1\r\nhost:\r\n", 200),
        ("GET /healthz HTTP/1.0\r\n", 200),
        ("POST /healthz HTTP/1.1\r\nhost: a\r\n", 405),
    ] {
        let response = server.send(&format!("{head}connection: close\r\n\r\n"));
        assert!(response.contains(&format!(" {status} ")), "{head}{response}");
        assert_eq!(response.contains("application/problem+json"), status != 200, "{head}{response}");
    }
}

#[test]
fn rejected_requests_have_a_body() {
    let server = Server::start(&[]);
    let path = |length: usize| format!("GET /{} HTTP/1.1\r\nhost: a\r\n", "a".repeat(length - 1));
    let long = format!("GET / HTTP/1.1\r\nhost: a\r\nx-long: {}\r\n", "a".repeat(20_000));
    let many = format!("GET / HTTP/1.1\r\nhost: a\r\n{}", "x-many: a\r\n".repeat(100));
    for (head, status, title) in [
        ("nonsense\r\n", 400, "Bad Request"),
        ("GET / HTTP/9.9\r\nhost: a\r\n", 400, "Bad Request"),
        ("GET / HTTP/1.1\r\nho st: a\r\n", 400, "Bad Request"),
        (&path(8000), 404, "Not Found"),
        (&path(8001), 414, "URI Too Long"),
        (&path(15_000), 414, "URI Too Long"),
        (&path(17_000), 414, "URI Too Long"),
        (&path(200_000), 414, "URI Too Long"),
        (&long, 431, "Request Header Fields Too Large"),
        (&many, 431, "Request Header Fields Too Large"),
    ] {
        let response = server.send(&format!("{head}connection: close\r\n\r\n"));
        // The server may close the connection before it has read all of a long request.
        if response.is_empty() && head.len() > 100_000 {
            continue;
        }
        let start = head.get(..40).unwrap_or(head);
        assert!(response.starts_with(&format!("HTTP/1.1 {status} {title}\r\n")), "{start}: {response}");
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("content-type: application/problem+json"), "{start}: {response}");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{start}: {response}");
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!((&problem["status"], &problem["title"]), (&status.into(), &title.into()), "{start}");
    }
    // The first request was answered.
    let response = server.send("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\nnonsense\r\n\r\n");
    let statuses: Vec<&str> = response.split("HTTP/1.1 ").filter_map(|part| part.split(' ').next()).collect();
    assert_eq!(statuses, ["", "200", "400"], "{response}");
}

#[test]
fn it_rejects_malformed_origins() {
    for origin in [
        "",
        "a.example",
        "https://a.example/",
        "https://a.example/path",
        "https://A.example",
        "https://a.example:443",
        "http://a.example:80",
        "https://a.example,https://b.example",
        "https://*.example.com",
        "http://localhost:99999",
        "ftp://a.example",
        "nonsense with spaces",
        "https://user@a.example",
        "https://",
    ] {
        let (code, message) = failure(&["--allow-origin", origin]);
        assert_eq!((code, message.contains("as in https://app.example")), (2, true), "{origin}: {message}");
    }
    for origin in ["*", "https://a.example", "http://localhost:3000", "https://a.example:8443", "http://[::1]:3000"] {
        drop(Server::start(&["--allow-origin", origin]));
    }
}
