//! Requests to registries: bounded in time, size and number, and repeated if that may help.

use std::collections::HashMap;
use std::error::Error;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use registry_shared::excerpt::Quoted;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Method, StatusCode, Url};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::answer::Problem;
use super::{retry, target};

/// The largest manifest or configuration. Registries must accept manifests of this size:
/// <https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests>.
pub(super) const MAX_BODY: usize = 4 * 1024 * 1024;

const MAX_REDIRECTS: usize = 5;

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The bounds of all requests together.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// When everything must have ended.
    pub(super) deadline: Instant,
    /// The longest time of one attempt, including redirects and the body.
    pub(super) request_timeout: Duration,
    /// The attempts after the first.
    pub(super) retries: u32,
    /// The delay before the second attempt.
    pub(super) backoff: Duration,
    pub(super) concurrent: usize,
    /// Fewer than `concurrent` if there are several hosts, so that one that stalls does not delay all others.
    pub(super) concurrent_per_host: usize,
}

pub(super) struct Transport {
    /// For loopback addresses, which have no certificates and are not behind proxies.
    direct: reqwest::Client,
    /// For all other hosts. The operating system's certificates are loaded only if they are needed.
    others: OnceLock<Result<reqwest::Client, String>>,
    plain_http: Vec<String>,
    limits: Limits,
    permits: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

struct Host {
    permits: Arc<Semaphore>,
    /// When the host accepts requests again.
    pause: Mutex<Option<Instant>>,
    /// How often the host has asked for a pause since it last accepted a request.
    refusals: AtomicU32,
    /// Why further requests are in vain.
    down: OnceLock<Problem>,
}

/// A request.
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) accept: &'static str,
    pub(super) authorization: Option<HeaderValue>,
    /// The body of a POST request.
    pub(super) form: Option<String>,
    /// Whether to read the response's body.
    pub(super) read: bool,
}

impl Request {
    pub(super) fn get(url: Url, accept: &'static str) -> Self {
        Self { method: Method::GET, url, accept, authorization: None, form: None, read: true }
    }
}

/// A response whose status is final.
pub(super) struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Why an attempt failed.
struct Failure {
    problem: Problem,
    scope: Scope,
    after: Option<Duration>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Another attempt would fail as well.
    Final,
    /// Another attempt may succeed.
    Request,
    /// There is no connection to the host, so that requests fail until there is.
    Connection,
    /// The host refuses requests for a while.
    Limit,
}

impl Transport {
    pub(super) fn new(plain_http: Vec<String>, limits: Limits) -> Result<Self, String> {
        let tls = tls()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
        Ok(Self {
            direct: client(tls, true)?,
            others: OnceLock::new(),
            plain_http,
            limits,
            permits: Arc::new(Semaphore::new(limits.concurrent)),
            hosts: Mutex::default(),
        })
    }

    /// Returns the URL of a registry's host.
    pub(super) fn base(&self, host: &str) -> Result<Url, Problem> {
        let scheme = if self.is_plain(host) { "http" } else { "https" };
        Url::parse(&format!("{scheme}://{host}/"))
            .map_err(|error| Problem::unreachable(format_args!("{} is not a host: {error}", Quoted(host))))
    }

    /// Returns an error if a URL would be requested over plain HTTP without permission.
    pub(super) fn check(&self, url: &Url) -> Result<(), Problem> {
        match url.scheme() {
            "https" => Ok(()),
            "http" if self.is_plain(&authority(url)) => Ok(()),
            "http" => {
                let host = authority(url);
                let message = format!(
                    "refused to use plain HTTP for {}: allow it with `--plain-http` or `Client::plain_http`",
                    Quoted(&host)
                );
                Err(Problem::invalid(message))
            }
            scheme => Err(Problem::invalid(format_args!("refused to use the scheme {}", Quoted(scheme)))),
        }
    }

    fn is_plain(&self, host: &str) -> bool {
        let is_named =
            |named: &String| named.eq_ignore_ascii_case(host) || named.eq_ignore_ascii_case(target::name(host));
        target::is_loopback(host) || self.plain_http.iter().any(is_named)
    }

    /// Sends a request until its status is final, or no further attempt is left.
    pub(super) async fn send(&self, request: &Request) -> Result<Response, Problem> {
        let host = self.host(&authority(&request.url));
        let mut attempt = 0;
        loop {
            let permits = self.permits(&host).await.map_err(Problem::unreachable)?;
            if let Some(problem) = host.down.get() {
                return Err(problem.clone());
            }
            let failure = match timeout(self.limits.request_timeout, self.attempt(request)).await {
                Ok(Ok(response)) if !retry::is_temporary(response.status) => {
                    host.accepts();
                    return Ok(response);
                }
                Ok(Ok(response)) => Failure::of_status(&request.url, &response),
                Ok(Err(failure)) => failure,
                Err(_) => Failure::of_timeout(&request.url, self.limits.request_timeout),
            };
            // A limit applies to all requests of the host together, so its refusals are counted together.
            let earlier = if failure.scope == Scope::Limit { host.refusals() } else { attempt };
            let is_last = failure.scope == Scope::Final || earlier >= self.limits.retries;
            let own = retry::backoff(self.limits.backoff, earlier);
            let delay = failure.after.map_or(own, |after| after.saturating_add(own));
            let is_late = Instant::now().checked_add(delay).is_none_or(|next| next >= self.limits.deadline);
            if is_last || is_late {
                if matches!(failure.scope, Scope::Connection | Scope::Limit) {
                    let _ = host.down.set(failure.problem.clone());
                }
                return Err(failure.problem);
            }
            if failure.scope == Scope::Limit {
                // Before another request gets the permits.
                host.pause(Instant::now() + delay);
                drop(permits);
            } else {
                drop(permits);
                sleep(delay).await;
            }
            attempt += 1;
        }
    }

    /// Waits until a request may be sent.
    async fn permits(&self, host: &Host) -> Result<[OwnedSemaphorePermit; 2], AcquireError> {
        loop {
            host.wait().await;
            // In this order, so that requests that wait for their host hold no permit that others could use.
            let own = Arc::clone(&host.permits).acquire_owned().await?;
            let permits = [own, Arc::clone(&self.permits).acquire_owned().await?];
            if host.end_of_pause().is_none() || host.down.get().is_some() {
                return Ok(permits);
            }
        }
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || {
            let permits = Arc::new(Semaphore::new(self.limits.concurrent_per_host));
            Arc::new(Host { permits, pause: Mutex::default(), refusals: AtomicU32::new(0), down: OnceLock::new() })
        };
        Arc::clone(hosts.entry(name.to_owned()).or_insert_with(new))
    }

    /// Sends a request once, and follows redirects.
    async fn attempt(&self, request: &Request) -> Result<Response, Failure> {
        let mut url = request.url.clone();
        for _ in 0..=MAX_REDIRECTS {
            self.check(&url).map_err(Failure::last)?;
            let mut builder = self.client(&url)?.request(request.method.clone(), url.clone());
            builder = builder.header(ACCEPT, request.accept);
            // Whoever serves the target of a redirect is not who the credentials belong to.
            if let Some(authorization) = request.authorization.as_ref().filter(|_| url.origin() == request.url.origin())
            {
                builder = builder.header(AUTHORIZATION, authorization);
            }
            if let Some(form) = &request.form {
                builder = builder.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.clone());
            }
            let response = builder.send().await.map_err(|error| Failure::of_connection(&url, error))?;
            let Some(next) = next(&url, &response)? else { return read(request, &url, response).await };
            if request.form.is_some() {
                let message = format!("{} redirects a request with credentials", authority(&url));
                return Err(Failure::last(Problem::invalid(message)));
            }
            if url.scheme() == "https" && next.scheme() != "https" {
                let message = format!("{} redirects from HTTPS to {}", authority(&url), Quoted(next.scheme()));
                return Err(Failure::last(Problem::invalid(message)));
            }
            url = next;
        }
        let message = format!("{} redirects more than {MAX_REDIRECTS} times", authority(&request.url));
        Err(Failure::last(Problem::invalid(message)))
    }

    fn client(&self, url: &Url) -> Result<&reqwest::Client, Failure> {
        if url.scheme() == "http" && target::is_loopback(&authority(url)) {
            return Ok(&self.direct);
        }
        let others = self.others.get_or_init(|| {
            let tls = tls()?.with_platform_verifier().map_err(|error| format!("cannot load certificates: {error}"))?;
            client(tls.with_no_client_auth(), false)
        });
        others.as_ref().map_err(|error| Failure::last(Problem::unreachable(error)))
    }
}

impl Host {
    async fn wait(&self) {
        // Other requests may prolong the pause.
        while let Some(end) = self.end_of_pause() {
            sleep_until(end).await;
        }
    }

    fn end_of_pause(&self) -> Option<Instant> {
        let pause = *self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        pause.filter(|end| *end > Instant::now())
    }

    /// Pauses all requests. Responses to requests that were sent together are one refusal.
    fn pause(&self, end: Instant) {
        if self.end_of_pause().is_none() {
            self.refusals.fetch_add(1, Ordering::Relaxed);
        }
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        *pause = (*pause).max(Some(end));
    }

    /// Returns how often the host refused requests before those that are sent now.
    fn refusals(&self) -> u32 {
        let refusals = self.refusals.load(Ordering::Relaxed);
        if self.end_of_pause().is_some() { refusals.saturating_sub(1) } else { refusals }
    }

    fn accepts(&self) {
        self.refusals.store(0, Ordering::Relaxed);
    }
}

impl Failure {
    fn last(problem: Problem) -> Self {
        Self { problem, scope: Scope::Final, after: None }
    }

    fn of_status(url: &Url, response: &Response) -> Self {
        let (host, status) = (authority(url), response.status);
        let after = retry::after(&response.headers);
        let when =
            after.map(|after| format!(", and asks to retry after {} seconds", after.as_secs())).unwrap_or_default();
        let is_limit = status == StatusCode::TOO_MANY_REQUESTS;
        let what = if is_limit { "limits requests" } else { "fails" };
        let problem = Problem::unreachable(format_args!("{host} {what} ({status}){when}"));
        let scope = if is_limit || after.is_some() { Scope::Limit } else { Scope::Request };
        Self { problem, scope, after }
    }

    fn of_timeout(url: &Url, timeout: Duration) -> Self {
        let (host, seconds) = (authority(url), timeout.as_secs_f32());
        let problem = Problem::unreachable(format_args!("{host} did not answer within {seconds} seconds"));
        Self { problem, scope: Scope::Request, after: None }
    }

    fn of_connection(url: &Url, error: reqwest::Error) -> Self {
        let scope = match () {
            () if error.is_builder() => Scope::Final,
            () if error.is_connect() => Scope::Connection,
            () => Scope::Request,
        };
        let message = format!("cannot reach {}: {}", authority(url), cause(error));
        Self { problem: Problem::unreachable(message), scope, after: None }
    }

    fn of_body(url: &Url, error: reqwest::Error) -> Self {
        let message = format!("the response of {} ends early: {}", authority(url), cause(error));
        Self { problem: Problem::invalid(message), scope: Scope::Request, after: None }
    }
}

/// Returns the target of a redirect.
fn next(url: &Url, response: &reqwest::Response) -> Result<Option<Url>, Failure> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let next = location.and_then(|location| url.join(location).ok());
    let invalid = || Failure::last(Problem::invalid(format_args!("{} redirects to no valid URL", authority(url))));
    next.map(Some).ok_or_else(invalid)
}

async fn read(request: &Request, url: &Url, mut response: reqwest::Response) -> Result<Response, Failure> {
    let (status, headers, mut body) = (response.status(), response.headers().clone(), Vec::new());
    let is_read = request.read && request.method != Method::HEAD && !retry::is_temporary(status);
    if !is_read {
        return Ok(Response { status, headers, body });
    }
    let too_large = || {
        let message = format!("{} sent more than {} MiB", authority(url), MAX_BODY / 1024 / 1024);
        Failure::last(Problem::invalid(message))
    };
    if response.content_length().is_some_and(|length| length > MAX_BODY as u64) {
        return Err(too_large());
    }
    while let Some(chunk) = response.chunk().await.map_err(|error| Failure::of_body(url, error))? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, headers, body })
}

/// Returns the host of a URL, with its port unless it is the scheme's own.
pub(super) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Returns the innermost cause of an error. The outer ones repeat the URL, or say only that something failed.
fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

fn tls() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, String> {
    // The provider of the process is for applications to choose, and there may be none.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())
}

fn client(tls: ClientConfig, is_direct: bool) -> Result<reqwest::Client, String> {
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls).user_agent(USER_AGENT);
    // Redirects are followed here, where each is checked.
    let builder = builder.redirect(Policy::none()).retry(reqwest::retry::never());
    let builder = if is_direct { builder.no_proxy() } else { builder };
    builder.build().map_err(cause)
}
