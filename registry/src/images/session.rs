//! One run: questions about images, and what is shared between them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use oci_client::errors::{OciEnvelope, OciError, OciErrorCode};
use registry_shared::excerpt::Quoted;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use tokio::sync::{Mutex, OnceCell};
use tokio::time::Instant;

use super::answer::{Image, Problem, ProblemKind};
use super::authorization::{self, Challenge};
use super::credentials::{Credentials, Found};
use super::digest;
use super::manifest::{self, Content, Document, Entry};
use super::target::Target;
use super::transport::{Request, Response, Transport};

/// The most documents that are read for the platforms of one image, apart from its own.
const MAX_DOCUMENTS: usize = 32;

/// Tokens are valid for at least a minute: <https://distribution.github.io/distribution/spec/auth/token/>.
const FRESH: Duration = Duration::from_secs(30);

const DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

/// What is known about an image before it is asked for.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) digest: String,
    pub(super) platforms: Vec<String>,
}

pub(super) struct Session {
    pub(super) transport: Transport,
    pub(super) credentials: Credentials,
    pub(super) digests_only: bool,
}

/// A registry.
pub(super) struct Host {
    name: String,
    /// The registry's answer to the first request, which says what it demands.
    demand: OnceCell<Result<Option<Challenge>, Problem>>,
    found: OnceCell<Arc<Found>>,
}

/// A repository, whose images share a token.
pub(super) struct Repository {
    host: Arc<Host>,
    path: String,
    grant: Mutex<Option<Result<Grant, Problem>>>,
    found: OnceCell<Arc<Found>>,
    /// Whether it exists, which is asked only if a tag does not.
    exists: OnceCell<bool>,
}

/// What to send to a registry.
#[derive(Clone)]
struct Grant {
    header: Option<HeaderValue>,
    since: Instant,
    challenge: Option<Challenge>,
}

impl Host {
    pub(super) fn new(name: &str) -> Arc<Self> {
        Arc::new(Self { name: name.to_owned(), demand: OnceCell::new(), found: OnceCell::new() })
    }
}

impl Repository {
    pub(super) fn new(host: &Arc<Host>, path: &str) -> Arc<Self> {
        let (grant, found, exists) = (Mutex::default(), OnceCell::new(), OnceCell::new());
        Arc::new(Self { host: Arc::clone(host), path: path.to_owned(), grant, found, exists })
    }
}

impl Session {
    /// Asks for an image.
    pub(super) async fn ask(
        &self,
        repository: &Repository,
        target: &Target,
        known: Option<&Known>,
    ) -> Result<Image, Problem> {
        if known.is_some() || self.digests_only {
            let response = self.manifest(repository, Method::HEAD, &target.reference).await?;
            if let Some(image) = self.described(&response, target, known)? {
                return Ok(image);
            }
        }
        let response = self.manifest(repository, Method::GET, &target.reference).await?;
        if response.status != StatusCode::OK {
            return Err(self.refusal(repository, target, &response).await);
        }
        let digest = verify(&response, target)?;
        let size = response.body.len() as u64;
        let Document { media_type, content } = document(&response)?;
        let platforms = if self.digests_only { Vec::new() } else { self.platforms(repository, content).await? };
        Ok(Image { digest, media_type, platforms, size })
    }

    /// Returns the image if the headers of a response to `HEAD` suffice.
    fn described(&self, response: &Response, target: &Target, known: Option<&Known>) -> Result<Option<Image>, Problem> {
        let header = |name: &HeaderName| text(&response.headers, name);
        let (Some(digest), StatusCode::OK) = (header(&DIGEST), response.status) else { return Ok(None) };
        digest::check("the manifest", digest)?;
        if let Some(expected) = target.digest().filter(|expected| *expected != digest) {
            let message = format!("the manifest of {expected} is said to have the digest {digest}");
            return Err(Problem::invalid(message));
        }
        let platforms = match known.filter(|known| known.digest == digest) {
            Some(known) => known.platforms.clone(),
            None if self.digests_only => Vec::new(),
            None => return Ok(None),
        };
        let size = header(&CONTENT_LENGTH).and_then(|length| length.parse().ok()).unwrap_or_default();
        let media_type = header(&CONTENT_TYPE).unwrap_or_default().to_owned();
        // A registry that answers with an error page would state no digest of it.
        Ok(Some(Image { digest: digest.to_owned(), media_type, platforms, size }))
    }

    /// Returns the platforms of an image, sorted.
    async fn platforms(&self, repository: &Repository, content: Content) -> Result<Vec<String>, Problem> {
        let (mut platforms, mut documents) = (BTreeSet::new(), vec![(content, 0)]);
        let mut requests = 0;
        while let Some((content, depth)) = documents.pop() {
            let entries = match content {
                Content::Index(entries) => entries,
                Content::Image { config } => {
                    let config = self.content(repository, "blobs", &config, "*/*", "the configuration").await?;
                    platforms.insert(manifest::platform_of(&config.body)?);
                    continue;
                }
            };
            for entry in entries {
                match entry {
                    Entry::Platform(platform) => drop(platforms.insert(platform)),
                    Entry::Document { digest } => {
                        requests += 1;
                        if requests > MAX_DOCUMENTS {
                            let message = format!("the index has more than {MAX_DOCUMENTS} entries without a platform");
                            return Err(Problem::new(ProblemKind::Unsupported, message));
                        }
                        let nested = self.nested(repository, &digest).await?;
                        if depth > 0 && matches!(nested, Content::Index(_)) {
                            let message = "the index contains an index that contains an index";
                            return Err(Problem::new(ProblemKind::Unsupported, message));
                        }
                        documents.push((nested, depth + 1));
                    }
                }
            }
        }
        if platforms.is_empty() {
            return Err(Problem::invalid("the index contains no images"));
        }
        Ok(platforms.into_iter().collect())
    }

    async fn nested(&self, repository: &Repository, digest: &str) -> Result<Content, Problem> {
        let response = self.content(repository, "manifests", digest, manifest::ACCEPT, "an entry of the index").await?;
        Ok(document(&response)?.content)
    }

    /// Returns content by its digest.
    async fn content(
        &self,
        repository: &Repository,
        kind: &str,
        digest: &str,
        accept: &'static str,
        what: &str,
    ) -> Result<Response, Problem> {
        digest::check(what, digest)?;
        let response = self.request(repository, Method::GET, &format!("{kind}/{digest}"), accept, true).await?;
        match response.status {
            StatusCode::OK => digest::verify(what, &response.body, digest)?,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(self.denial(repository, &response).await),
            status => return Err(Problem::invalid(format_args!("{what} is missing: {digest} ({status})"))),
        }
        Ok(response)
    }

    async fn manifest(&self, repository: &Repository, method: Method, reference: &str) -> Result<Response, Problem> {
        self.request(repository, method, &format!("manifests/{reference}"), manifest::ACCEPT, true).await
    }

    /// Sends a request about a repository, with what its registry demands.
    async fn request(
        &self,
        repository: &Repository,
        method: Method,
        path: &str,
        accept: &'static str,
        read: bool,
    ) -> Result<Response, Problem> {
        let base = self.transport.base(&repository.host.name)?;
        let url = join(&base, &format!("v2/{}/{path}", repository.path))?;
        let mut grant = self.grant(repository, &base, None).await?;
        loop {
            let authorization = grant.header.clone();
            let get = Request::get(url.clone(), accept);
            let response = self.transport.send(&Request { method: method.clone(), authorization, read, ..get }).await?;
            if response.status != StatusCode::UNAUTHORIZED {
                return Ok(response);
            }
            // Some registries demand nothing for `/v2/`, and tokens expire.
            let challenge = Challenge::of(&response.headers);
            let is_new = challenge.is_some() && (challenge != grant.challenge || grant.since.elapsed() > FRESH);
            if !is_new {
                return Ok(response);
            }
            let refused = (grant.since, challenge);
            let next = self.grant(repository, &base, Some(refused)).await?;
            if next.header.is_none() || next.since == grant.since {
                return Ok(response);
            }
            grant = next;
        }
    }

    /// Returns what to send. It is determined once per repository, and again if it was refused.
    async fn grant(
        &self,
        repository: &Repository,
        base: &Url,
        refused: Option<(Instant, Option<Challenge>)>,
    ) -> Result<Grant, Problem> {
        let mut stored = repository.grant.lock().await;
        let is_refused = |grant: &Grant| refused.as_ref().is_some_and(|(since, _)| *since == grant.since);
        match &*stored {
            Some(Ok(grant)) if !is_refused(grant) => return Ok(grant.clone()),
            Some(Err(problem)) => return Err(problem.clone()),
            _ => {}
        }
        let challenge = match refused {
            Some((_, challenge)) => Ok(challenge),
            None => self.demand(&repository.host, base).await,
        };
        let grant = match challenge {
            Err(problem) => Err(problem),
            Ok(None) => Ok(Grant { header: None, since: Instant::now(), challenge: None }),
            Ok(Some(challenge)) => {
                let found = self.found(repository).await;
                let header = authorization::meet(&challenge, base, &repository.path, &found, &self.transport).await;
                header.map(|header| Grant { header, since: Instant::now(), challenge: Some(challenge) })
            }
        };
        *stored = Some(grant.clone());
        grant
    }

    /// Returns what a registry demands for every request, if it says so.
    async fn demand(&self, host: &Host, base: &Url) -> Result<Option<Challenge>, Problem> {
        let ask = async || {
            let response =
                self.transport.send(&Request { read: false, ..Request::get(join(base, "v2/")?, "*/*") }).await?;
            Ok(Challenge::of(&response.headers).filter(|_| response.status == StatusCode::UNAUTHORIZED))
        };
        host.demand.get_or_init(ask).await.clone()
    }

    async fn found(&self, repository: &Repository) -> Arc<Found> {
        let find = async || {
            let host = &repository.host;
            if let Some(found) = self.credentials.of_repository(&host.name, &repository.path).await {
                return Arc::new(found);
            }
            Arc::clone(host.found.get_or_init(async || Arc::new(self.credentials.of_host(&host.name).await)).await)
        };
        Arc::clone(repository.found.get_or_init(find).await)
    }

    /// Explains a response that is not an image.
    async fn refusal(&self, repository: &Repository, target: &Target, response: &Response) -> Problem {
        match response.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => self.denial(repository, response).await,
            StatusCode::NOT_FOUND => {
                let is_unknown = error(response).is_some_and(|error| error.code == OciErrorCode::NameUnknown);
                if is_unknown || !self.exists(repository).await {
                    let message = format!("{} has no repository {}", target.host, Quoted(&target.path));
                    return Problem::new(ProblemKind::NoSuchRepository, message);
                }
                target.missing()
            }
            status => Problem::invalid(format_args!("{} answered {status}{}", target.host, reason(response))),
        }
    }

    async fn denial(&self, repository: &Repository, response: &Response) -> Problem {
        let (host, status, reason) = (&repository.host.name, response.status, reason(response));
        let found = self.found(repository).await;
        let hint = authorization::hint(host, &found);
        let path = Quoted(&repository.path);
        Problem::denied(format_args!("{host} answered {status} for the repository {path}{reason}; {hint}"))
    }

    /// Returns whether a repository exists. If the registry does not say, it does.
    async fn exists(&self, repository: &Repository) -> bool {
        let ask = async || {
            let response = self.request(repository, Method::GET, "tags/list?n=1", "application/json", false).await;
            response.map_or(true, |response| response.status != StatusCode::NOT_FOUND)
        };
        *repository.exists.get_or_init(ask).await
    }
}

fn join(base: &Url, path: &str) -> Result<Url, Problem> {
    base.join(path).map_err(|error| Problem::unreachable(format_args!("{} is not a path: {error}", Quoted(path))))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn document(response: &Response) -> Result<Document, Problem> {
    Document::parse(text(&response.headers, &CONTENT_TYPE), &response.body)
}

/// Returns the digest of a manifest, which must be what was asked for, and what the registry stated.
fn verify(response: &Response, target: &Target) -> Result<String, Problem> {
    let stated = text(&response.headers, &DIGEST);
    for expected in [target.digest(), stated].into_iter().flatten() {
        digest::verify("the manifest", &response.body, expected)?;
    }
    let digest = target.digest().or(stated).map(str::to_owned);
    Ok(digest.unwrap_or_else(|| digest::canonical(&response.body)))
}

/// Returns the first error of a response:
/// <https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes>.
fn error(response: &Response) -> Option<OciError> {
    serde_json::from_slice::<OciEnvelope>(&response.body).ok()?.errors.into_iter().next()
}

fn reason(response: &Response) -> String {
    error(response)
        .filter(|error| !error.message.is_empty())
        .map(|error| format!(": {}", Quoted(&error.message)))
        .unwrap_or_default()
}
