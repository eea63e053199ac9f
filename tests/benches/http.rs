//! Compares the request rate of the API with that of a handler that returns a constant body of the same size, on the
//! same server in the same run. Requires `wrk`; without it the benchmark is skipped.
//!
//! ```sh
//! cargo bench -p registry-benches --bench http
//! ```

use std::process::Command;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

const API: &str = "/api/v1/languages";
const CONSTANT: &str = "/constant";

fn main() {
    let is_trial = std::env::args().any(|argument| argument == "--test");
    let (rounds, seconds) = if is_trial { (1, 1) } else { (9, 3) };
    if Command::new("wrk").arg("-v").output().is_err() {
        println!("skipped the HTTP benchmark: `wrk` is not installed");
        return;
    }
    let addr = serve();
    let mut ratios = Vec::new();
    for round in 0..rounds {
        // The second run benefits from a warm machine, so the order alternates.
        let (first, second) = if round % 2 == 0 { (API, CONSTANT) } else { (CONSTANT, API) };
        let rates = [first, second].map(|path| (path, rate(&format!("http://{addr}{path}"), seconds)));
        let of = |wanted: &str| rates.iter().find(|(path, _)| *path == wanted).map_or(f64::NAN, |(_, rate)| *rate);
        let ratio = of(API) / of(CONSTANT);
        println!("{API} {:>9.0}/s, a constant body {:>9.0}/s, ratio {ratio:.3}", of(API), of(CONSTANT));
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.3}", ratios[ratios.len() / 2]);
}

fn serve() -> std::net::SocketAddr {
    let body = serde_json::to_string(&registry::REGISTRY).unwrap();
    let constant = get(move || async move { ([(CONTENT_TYPE, "application/json")], body.clone()) });
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let app: Router = registry::http::router(&registry::REGISTRY).route(CONSTANT, constant);
        // One thread for the server leaves the other core to the client.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    addr
}

/// Returns the requests per second that `wrk` measures.
fn rate(url: &str, seconds: u32) -> f64 {
    let duration = format!("-d{seconds}");
    let output = Command::new("wrk").args(["-t1", "-c32", &duration, url]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("Socket errors") && !text.contains("Non-2xx"), "{text}");
    let line = text.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    line.and_then(|rate| rate.trim().parse().ok()).unwrap_or_else(|| panic!("`wrk` printed no rate: {text}"))
}
