//! A running `runtimes serve`.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};

/// A server, which is killed at the end of the test.
pub(crate) struct Server {
    child: Child,
    stderr: RefCell<BufReader<ChildStderr>>,
    /// The first line of the log.
    pub(crate) first: String,
    /// The host and the port, or `unix:` and a path.
    pub(crate) addr: String,
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", arguments)
    }

    pub(crate) fn start_at(addr: &str, arguments: &[&str]) -> Self {
        Self::start_in(&[], &[&["--addr", addr], arguments].concat())
    }

    /// Starts a server with environment variables.
    pub(crate) fn start_in(variables: &[(&str, &str)], arguments: &[&str]) -> Self {
        let mut child = serve(variables, arguments).stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut first = String::new();
        stderr.read_line(&mut first).unwrap();
        let (_, addr) = first.split_once("listening on ").unwrap_or_else(|| panic!("{first}"));
        let addr = addr.split(['"', '\n']).next().unwrap().trim_start_matches("http://").to_owned();
        Self { child, stderr: RefCell::new(stderr), first, addr }
    }

    /// Returns the next line of the log.
    pub(crate) fn line(&self) -> String {
        let mut line = String::new();
        self.stderr.borrow_mut().read_line(&mut line).unwrap();
        line
    }

    pub(crate) fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n"))
    }

    pub(crate) fn send(&self, request: &str) -> String {
        exchange(TcpStream::connect(&self.addr).unwrap(), request.as_bytes())
    }

    pub(crate) fn kill(&self, signal: &str) {
        let status = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the end of the server. Returns its exit code and the rest of the log.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let mut log = String::new();
        self.stderr.get_mut().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), log)
    }

    /// Sends a signal and waits.
    pub(crate) fn signal(self, name: &str) -> (Option<i32>, String) {
        self.kill(name);
        self.wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request and returns the response.
pub(crate) fn exchange(mut stream: impl Read + Write, request: &[u8]) -> String {
    // The server may reject the request before reading all of it, so either step may fail.
    let _ = stream.write_all(request);
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response);
    String::from_utf8(response).unwrap()
}

/// Returns the exit code and standard error of a server that does not start.
pub(crate) fn failure(arguments: &[&str]) -> (i32, String) {
    failure_in(&[], arguments)
}

/// As [`failure`], with environment variables.
pub(crate) fn failure_in(variables: &[(&str, &str)], arguments: &[&str]) -> (i32, String) {
    let output = serve(variables, arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn serve(variables: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runtimes"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RUNTIMES_") || name == "PORT") {
        command.env_remove(name);
    }
    command.arg("serve").args(arguments).envs(variables.iter().copied());
    command
}
