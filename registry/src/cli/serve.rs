//! `runtimes serve`: the API until a signal ends it.

use std::future::Future;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::watch;

use super::Failure;
use crate::{Registry, http};

/// How long requests in flight may take once a signal has come.
const DRAIN: Duration = Duration::from_secs(5);

pub(super) fn serve(addr: SocketAddr, registry: &'static Registry) -> Result<(), Failure> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Serve)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(addr).await.map_err(|error| Failure::Listen(addr, error))?;
        let addr = listener.local_addr().map_err(Failure::Serve)?;
        let signal = signal().map_err(Failure::Serve)?;
        log(format_args!("listening on http://{addr}"));
        until(signal, listener, registry).await.map_err(Failure::Serve)
    })
}

/// Serves until `signal`, then lets the requests in flight finish, for [`DRAIN`] at most.
async fn until(signal: impl Future<Output = ()>, listener: TcpListener, registry: &'static Registry) -> io::Result<()> {
    let (stop, mut stopped) = watch::channel(false);
    let graceful = async move {
        // An error would mean that the sender is gone, which is a reason to stop as well.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let server = axum::serve(listener, http::router(registry)).with_graceful_shutdown(graceful);
    let drained = async {
        signal.await;
        log(format_args!("stopping"));
        stop.send_replace(true);
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        result = async { server.await } => result,
        () = drained => Ok(()),
    }
}

/// Resolves on SIGINT or SIGTERM. The handlers are in place when this returns.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

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
#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler there is no signal to wait for, and the system ends the process itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

fn log(message: std::fmt::Arguments<'_>) {
    // A server whose standard error is closed serves all the same.
    let _ = writeln!(io::stderr(), "{message}");
}
