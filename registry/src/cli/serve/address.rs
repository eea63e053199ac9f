//! The addresses to listen on, and the listeners.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::net::SocketAddr;
#[cfg(unix)]
use std::os::unix::fs::FileTypeExt;
#[cfg(unix)]
use std::path::PathBuf;
use std::str::FromStr;

use tokio::io::{AsyncRead, AsyncWrite};
#[cfg(unix)]
use tokio::net::UnixListener;
use tokio::net::{TcpListener, TcpSocket, lookup_host};

/// A host and a port, or the path of a Unix socket.
#[derive(Clone, Debug)]
pub(super) enum Address {
    /// The host may be a name, which is resolved when the server binds it.
    Tcp(String),
    #[cfg(unix)]
    Unix(PathBuf),
}

const HELP: &str = if cfg!(unix) {
    "expected a host and a port, such as localhost:8080, [::1]:8080 or :8080, or a Unix socket, such as unix:/run/runtimes.sock"
} else {
    "expected a host and a port, such as localhost:8080, [::1]:8080 or :8080"
};

impl FromStr for Address {
    type Err = &'static str;

    /// Parses an address. Without a host, it is every IPv4 interface.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        #[cfg(unix)]
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() { Err(HELP) } else { Ok(Self::Unix(path.into())) };
        }
        let (host, port) = text.rsplit_once(':').ok_or(HELP)?;
        let port: u16 = port.parse().map_err(|_| HELP)?;
        match host {
            "" => Ok(Self::all_interfaces(port)),
            // The colons of an IPv6 address need brackets.
            _ if host.contains(':') && text.parse::<SocketAddr>().is_err() => Err(HELP),
            _ => Ok(Self::Tcp(format!("{host}:{port}"))),
        }
    }
}

impl Address {
    pub(super) fn all_interfaces(port: u16) -> Self {
        Self::Tcp(format!("0.0.0.0:{port}"))
    }

    pub(super) async fn bind(&self) -> io::Result<Listener> {
        match self {
            Self::Tcp(addr) => listen(addr).await.map(Listener::Tcp),
            #[cfg(unix)]
            Self::Unix(path) => {
                remove_stale(path)?;
                UnixListener::bind(path).map(|listener| Listener::Unix(listener, path.clone()))
            }
        }
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(addr) => f.write_str(addr),
            #[cfg(unix)]
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Listens on the first address of a host that is available.
async fn listen(addr: &str) -> io::Result<TcpListener> {
    let mut result = Err(io::Error::new(io::ErrorKind::NotFound, "the host has no address"));
    for addr in lookup_host(addr).await? {
        result = listen_at(addr);
        if result.is_ok() {
            break;
        }
    }
    result
}

fn listen_at(addr: SocketAddr) -> io::Result<TcpListener> {
    // The default of Linux. Clients that find the queue full wait a second before they try again.
    const BACKLOG: u32 = 4096;
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Windows, this would allow other programs to take over the port.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(addr)?;
    socket.listen(BACKLOG)
}

/// Removes the socket of a server that did not exit cleanly. A socket that still accepts connections stays, so that
/// binding fails.
#[cfg(unix)]
fn remove_stale(path: &std::path::Path) -> io::Result<()> {
    let Ok(metadata) = path.symlink_metadata() else {
        return Ok(());
    };
    if !metadata.file_type().is_socket() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the file exists and is not a socket"));
    }
    let connected = std::os::unix::net::UnixStream::connect(path);
    if connected.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
        std::fs::remove_file(path)?;
    }
    Ok(())
}

/// A bound address.
pub(super) enum Listener {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(UnixListener, PathBuf),
}

/// A connection to a client.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// The address of a client.
#[derive(Clone, Copy)]
pub(super) enum Peer {
    Tcp(SocketAddr),
    #[cfg(unix)]
    Unix,
}

impl Listener {
    pub(super) async fn accept(&self) -> io::Result<(Box<dyn Stream>, Peer)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, addr) = listener.accept().await?;
                // Responses are written whole, so waiting to fill packets only adds latency. A failure is harmless.
                let _ = stream.set_nodelay(true);
                Ok((Box::new(stream), Peer::Tcp(addr)))
            }
            #[cfg(unix)]
            Self::Unix(listener, _) => {
                let (stream, _) = listener.accept().await?;
                Ok((Box::new(stream), Peer::Unix))
            }
        }
    }

    /// Returns where clients find the server: a URL, or the path of the socket.
    pub(super) fn location(&self) -> io::Result<String> {
        match self {
            Self::Tcp(listener) => Ok(format!("http://{}", listener.local_addr()?)),
            #[cfg(unix)]
            Self::Unix(_, path) => Ok(format!("unix:{}", path.display())),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Self::Unix(_, path) = self {
            // The next server would remove it as well.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Display for Peer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(addr) => addr.fmt(f),
            #[cfg(unix)]
            Self::Unix => f.write_str("unix"),
        }
    }
}
