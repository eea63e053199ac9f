//! Tests that run the program `runtimes` as a process.
#![cfg(feature = "cli")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};

fn runtimes(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_runtimes")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Returns the standard output of a successful run without notes.
fn stdout(arguments: &[&str]) -> String {
    let output = runtimes(arguments);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{arguments:?}");
    text(&output.stdout).to_owned()
}

/// Returns the exit code and standard error of a failed run.
fn failure(arguments: &[&str]) -> (i32, String) {
    let output = runtimes(arguments);
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    (output.status.code().unwrap(), text(&output.stderr).to_owned())
}

#[test]
fn languages() {
    let table = "\
id      name     versions                         default  deprecated           image                    file
python  Python   3.7, 3.8, 3.9, 3.10, 3.11, 3.12  3.12     3.7, 3.8, 3.9, 3.10  python:{version}-slim    main.py
node    Node.js  18, 20, 22                       22       18, 20               node:{version}-alpine    main.js
ruby    Ruby     3.1, 3.2, 3.3                    3.3      3.1, 3.2             ruby:{version}-alpine    main.rb
go      Go       1.20, 1.21, 1.22                 1.22     1.20, 1.21, 1.22     golang:{version}-alpine  main.go
bash    Bash     5.1, 5.2, 5.3                    5.3                           bash:{version}           main.sh
";
    assert_eq!(stdout(&["languages"]), table);
    let json = stdout(&["languages", "--json"]);
    assert!(json.starts_with(r#"{"python":{"versions":["3.7","#), "{json}");
    assert!(json.ends_with("}}\n"), "{json}");
}

#[test]
fn show() {
    let table = "\
language  Python
version   3.11
image     python:3.11-slim
file      /scripts/main.py
command   [\"python\", \"/scripts/main.py\"]
";
    assert_eq!(stdout(&["show", "python@3.11"]), table);
    let json = concat!(
        r#"{"language":"python","version":"3.11","image":"python:3.11-slim","file_name":"main.py","#,
        r#""command":["python","/scripts/main.py"],"env":{"HOME":"/tmp"}}"#,
        "\n"
    );
    assert_eq!(stdout(&["show", "python@3.11", "--json"]), json);
}

#[test]
fn show_resolves_versions() {
    for (request, version) in [("python@3", "3.12"), ("python@latest", "3.12"), ("python@", "3.12"), ("python", "3.12")]
    {
        let output = runtimes(&["show", request]);
        assert!(text(&output.stdout).contains(&format!("\nversion   {version}\n")));
        assert_eq!(text(&output.stderr), format!("note: `{request}` resolves to python@{version}\n"));
    }
    let go = stdout(&["show", "go@1.22"]);
    assert!(go.ends_with("\nenv         GOCACHE=\"/tmp/go-build\"\n"), "{go}");
    let deprecated = "language    Go\nversion     1.20\ndeprecated  end of life 2024-02-06\n";
    assert!(stdout(&["show", "go@1.20", "--exact"]).starts_with(deprecated));
}

#[test]
fn example() {
    let script = include_str!("../src/scripts/bash.sh");
    assert_eq!(stdout(&["example", "bash"]), script);
    assert_eq!(stdout(&["example", "bash@5.1", "--exact"]), script);
    let output = runtimes(&["example", "bash@5"]);
    assert_eq!((text(&output.stdout), text(&output.stderr)), (script, "note: `bash@5` resolves to bash@5.3\n"));
    assert_eq!(failure(&["example", "bash@5", "--exact"]).0, 2);
}

#[test]
fn unknown_names() {
    let (code, message) = failure(&["show", "pyhton@3.11"]);
    assert_eq!(code, 2);
    let expected = "error: unknown language `pyhton`, did you mean `python`? \
                    supported: `python`, `node`, `ruby`, `go`, `bash`\n";
    assert_eq!(message, expected);
    let (code, message) = failure(&["show", "python@4"]);
    assert_eq!((code, message.starts_with("error: unknown version `4` of `python`, ")), (2, true), "{message}");
    let (code, message) = failure(&["show", "python", "--exact"]);
    assert_eq!((code, message.starts_with("error: malformed runtime `python`, ")), (2, true), "{message}");
    let (code, message) = failure(&["show", "python@3", "--exact"]);
    assert_eq!((code, message.starts_with("error: unknown version `3` of `python`, ")), (2, true), "{message}");
    let (code, message) = failure(&["example", "perl"]);
    assert_eq!((code, message.starts_with("error: unknown language `perl`, ")), (2, true), "{message}");
}

#[test]
fn invalid_arguments() {
    for arguments in [&[][..], &["show"], &["shows"], &["languages", "--yaml"], &["serve", "--addr", "nowhere"]] {
        let (code, message) = failure(arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(message.contains("Usage:") || message.contains("--help"), "{message}");
    }
    assert!(stdout(&["--help"]).contains("Usage:"));
    assert_eq!(stdout(&["--version"]), format!("runtimes with registry {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    for arguments in [&["languages"][..], &["languages", "--json"], &["example", "python"], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_runtimes"));
        let output = command.args(arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{arguments:?}");
    }
}

/// A running `runtimes serve`, killed at the end of the test.
struct Server {
    child: Child,
    stderr: BufReader<std::process::ChildStderr>,
    addr: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", arguments)
    }

    fn start_at(addr: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_runtimes"));
        command.args(["serve", "--addr", addr]).args(arguments);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        let addr = line.trim_end().strip_prefix("listening on http://").unwrap().to_owned();
        Self { child, stderr, addr }
    }

    fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n"))
    }

    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.addr).unwrap();
        // The server may reject the request before reading all of it, so either step may fail.
        let _ = stream.write_all(request.as_bytes());
        let mut response = String::new();
        let _ = stream.read_to_string(&mut response);
        response
    }

    /// Sends a signal and returns the exit code and everything logged after the first line.
    fn signal(mut self, name: &str) -> (Option<i32>, String) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
        let code = self.child.wait().unwrap().code();
        let mut log = String::new();
        self.stderr.read_to_string(&mut log).unwrap();
        (code, log)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[cfg(unix)]
#[test]
fn serve_stops_on_sigint() {
    let server = Server::start(&[]);
    let response = server.get("/api/v1/languages");
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert_eq!(format!("{}\n", response.split_once("\r\n\r\n").unwrap().1), stdout(&["languages", "--json"]));
    let (code, log) = server.signal("INT");
    assert_eq!((code, log.lines().count()), (Some(0), 2), "{log}");
    assert!(log.contains(" INFO stopping\n") && log.ends_with(" INFO stopped\n"), "{log}");
}

#[test]
fn serve_listens_on_hosts_and_on_all_interfaces() {
    for (addr, hosts) in [("localhost:0", &["127.0.0.1:", "[::1]:"][..]), (":0", &["0.0.0.0:"])] {
        let server = Server::start_at(addr, &[]);
        assert!(hosts.iter().any(|host| server.addr.starts_with(host)), "{addr}: {}", server.addr);
    }
    for addr in ["nowhere", "localhost", "localhost:", "localhost:x", "::1:8080", "127.0.0.1:65536", ""] {
        let (code, message) = failure(&["serve", "--addr", addr]);
        assert_eq!(code, 2, "{addr}");
        assert!(message.contains("expected a host and a port") || addr.is_empty(), "{message}");
    }
}

/// A client that has sent only part of a request does not block the shutdown.
#[cfg(unix)]
#[test]
fn serve_stops_on_sigterm() {
    let server = Server::start(&[]);
    let mut half = TcpStream::connect(&server.addr).unwrap();
    half.write_all(b"GET /api").unwrap();
    let (code, log) = server.signal("TERM");
    assert_eq!((code, log.contains("stopping")), (Some(0), true), "{log}");
}

#[cfg(unix)]
#[test]
fn serve_logs_json() {
    let server = Server::start(&["--log", "debug", "--log-format", "json"]);
    server.get("/healthz");
    let (_, log) = server.signal("TERM");
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(
        lines.iter().any(|line| line["message"] == "finished processing request" && line["status"] == 200),
        "{log}"
    );
    assert!(lines.iter().all(|line| line["level"].is_string() && line["timestamp"].is_string()), "{log}");
    let (code, message) = failure(&["serve", "--log", "loud"]);
    assert_eq!((code, message.contains("--log <LEVEL>")), (2, true), "{message}");
}

#[test]
fn serve_adds_the_page_a_health_check_and_cors() {
    let server = Server::start(&["--allow-origin", "https://app.example"]);
    assert!(server.get("/").contains("<title>Runtimes</title>"));
    assert!(server.get("/api/openapi.json").contains(r#"{"openapi":"3.1.0","#));
    let healthy = server.get("/healthz");
    assert!(healthy.starts_with("HTTP/1.1 200 OK\r\n") && healthy.ends_with("\r\n\r\nok\n"), "{healthy}");
    let nothing = server.get("/nothing");
    assert!(nothing.starts_with("HTTP/1.1 404 ") && nothing.contains("application/problem+json"), "{nothing}");
    let origin =
        "GET /api/v1/languages HTTP/1.1\r\nhost: test\r\norigin: https://app.example\r\nconnection: close\r\n\r\n";
    let allowed = server.send(origin);
    assert!(allowed.contains("access-control-allow-origin: https://app.example\r\n"), "{allowed}");
}

#[test]
fn serve_requires_one_host_header() {
    let server = Server::start(&[]);
    for (head, status) in [
        ("GET /healthz HTTP/1.1\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nhost: a\r\n", 200),
        ("GET /healthz HTTP/1.0\r\n", 200),
        ("POST /healthz HTTP/1.1\r\nhost: a\r\n", 405),
    ] {
        let response = server.send(&format!("{head}connection: close\r\n\r\n"));
        assert!(response.contains(&format!(" {status} ")), "{head}{response}");
        assert_eq!(response.contains("application/problem+json"), status != 200, "{head}{response}");
    }
}

#[test]
fn serve_rejects_malformed_origins() {
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
        let (code, message) = failure(&["serve", "--allow-origin", origin]);
        assert_eq!((code, message.contains("as in https://app.example")), (2, true), "{origin}: {message}");
    }
    for origin in ["*", "https://a.example", "http://localhost:3000", "https://a.example:8443", "http://[::1]:3000"] {
        drop(Server::start(&["--allow-origin", origin]));
    }
}

#[test]
fn serve_limits_request_heads() {
    let server = Server::start(&[]);
    let long = format!("GET / HTTP/1.1\r\nhost: test\r\nx-long: {}\r\n\r\n", "a".repeat(20_000));
    let many = format!("GET / HTTP/1.1\r\nhost: test\r\n{}\r\n", "x-many: a\r\n".repeat(100));
    for request in [long, many] {
        let response = server.send(&request);
        assert!(response.is_empty() || response.starts_with("HTTP/1.1 431 "), "{response}");
    }
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_port_in_use_is_a_one_line_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let (code, message) = failure(&["serve", "--addr", &addr]);
    assert_eq!(code, 1);
    assert!(message.starts_with(&format!("error: cannot listen on {addr}: ")), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}
