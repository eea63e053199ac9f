//! An application that serves the registry's API under a prefix, next to its own route and state.
//!
//! ```sh
//! cargo run --example serve --features http
//! curl http://127.0.0.1:3000/registry/api/v1/languages
//! curl -X POST http://127.0.0.1:3000/runs/python@3.12
//! ```

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::post;
use registry::http::Api;
use registry::{LookupError, REGISTRY, Runtime};
use tokio::net::TcpListener;

/// The application's state, which is independent of the API's.
#[derive(Clone, Default)]
struct Runs(Arc<AtomicU64>);

fn app() -> Router {
    // The API compresses its responses and sends entity tags, so it needs no layers for that.
    let api = Api::new(&REGISTRY).router();
    Router::new()
        .route("/runs/{runtime}", post(start_run))
        // The API's state is already set. Setting ours first makes both routers `Router<()>`, so that they nest.
        .with_state(Runs::default())
        .nest("/registry", api)
        // The API has no fallback, so this one also handles unknown paths under the prefix.
        .fallback(async || (axum::http::StatusCode::NOT_FOUND, "not found\n"))
}

/// Pretends to start a run. A `LookupError` is also a response: a 404 whose body names the nearest runtime.
async fn start_run(State(Runs(started)): State<Runs>, Path(runtime): Path<String>) -> Result<String, LookupError> {
    let runtime: Runtime = runtime.parse()?;
    let number = started.fetch_add(1, Ordering::Relaxed) + 1;
    let config = runtime.config();
    Ok(format!("run {number}: {:?} in {}\n", config.command, config.image))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let shutdown = shutdown_signal()?;
    // Stops accepting connections on the signal and returns once requests in flight have finished.
    axum::serve(listener, app()).with_graceful_shutdown(shutdown).await
}

/// Resolves on SIGINT (Ctrl-C) or SIGTERM, which Kubernetes sends before it stops a pod.
#[cfg(unix)]
fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    // Installed here rather than in the future: a failure ends the program at once, and no early signal is missed.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves on Ctrl-C.
#[cfg(windows)]
fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
