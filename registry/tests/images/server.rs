//! A registry that does as each test says, right or wrong.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// The path with the query.
    pub(super) path: String,
    /// The names in lower case.
    pub(super) headers: HashMap<String, String>,
    pub(super) body: String,
}

/// What the server does with a request.
pub(super) enum Reply {
    /// Sends a status, headers and a body.
    Send(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Sends half of the body, and closes the connection.
    Truncate(Vec<(&'static str, String)>, Vec<u8>),
    /// Sends a body without stating its length, until the client has enough.
    Endless,
    /// Keeps the connection open, and sends nothing.
    Stall,
    /// Sends headers and the first byte of a body, and then nothing.
    StallInBody,
    /// Closes the connection.
    Close,
}

pub(super) struct Server {
    pub(super) address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

type Handler = dyn Fn(&Request, usize) -> Reply + Send + Sync;

impl Server {
    /// Starts a server. The handler gets each request, and how often the same method and path were requested before.
    pub(super) fn start(handler: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_on("127.0.0.1:0", handler)
    }

    pub(super) fn start_on(address: &str, handler: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (handler, log): (Arc<Handler>, _) = (Arc::new(handler), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (handler, log) = (Arc::clone(&handler), Arc::clone(&log));
                thread::spawn(move || serve(&stream.unwrap(), &*handler, &log));
            }
        });
        Self { address, requests }
    }

    /// Returns an image on this server.
    pub(super) fn image(&self, rest: &str) -> String {
        format!("{}/{rest}", self.address)
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Returns the methods and paths of all requests.
    pub(super) fn log(&self) -> Vec<String> {
        self.requests().iter().map(|request| format!("{} {}", request.method, request.path)).collect()
    }

    /// Returns how many requests had this method and a path that ends so.
    pub(super) fn count(&self, method: &str, path: &str) -> usize {
        self.requests().iter().filter(|request| request.method == method && request.path.ends_with(path)).count()
    }
}

fn serve(stream: &TcpStream, handler: &Handler, log: &Mutex<Vec<Request>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(request) = read(&mut reader) {
        let earlier = {
            let mut log = log.lock().unwrap();
            let is_same = |other: &&Request| (&other.method, &other.path) == (&request.method, &request.path);
            let earlier = log.iter().filter(is_same).count();
            log.push(request.clone());
            earlier
        };
        if reply(stream, &request, handler(&request, earlier)).is_none() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, headers, body: String::from_utf8(body).unwrap() })
}

/// Replies. Returns nothing if the connection must be closed.
fn reply(mut stream: &TcpStream, request: &Request, reply: Reply) -> Option<()> {
    let head = |status: u16, headers: &[(&str, String)], length: Option<usize>| {
        let mut head = format!("HTTP/1.1 {status} Reason\r\n");
        head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
        head.extend(length.map(|length| format!("content-length: {length}\r\n")));
        head + "\r\n"
    };
    match reply {
        Reply::Send(status, headers, body) => {
            stream.write_all(head(status, &headers, Some(body.len())).as_bytes()).ok()?;
            if request.method != "HEAD" {
                stream.write_all(&body).ok()?;
            }
            Some(())
        }
        Reply::Truncate(headers, body) => {
            stream.write_all(head(200, &headers, Some(body.len())).as_bytes()).ok()?;
            stream.write_all(&body[..body.len() / 2]).ok()?;
            None
        }
        Reply::Endless => {
            stream.write_all(head(200, &[], None).as_bytes()).ok()?;
            while stream.write_all(&[b' '; 4096]).is_ok() {}
            None
        }
        Reply::StallInBody => {
            stream.write_all(head(200, &[], Some(100)).as_bytes()).ok()?;
            stream.write_all(b"{").ok()?;
            thread::sleep(Duration::from_secs(60));
            None
        }
        Reply::Stall => {
            thread::sleep(Duration::from_secs(60));
            None
        }
        Reply::Close => None,
    }
}
