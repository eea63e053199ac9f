//! The settings of a run, and the run.

use std::collections::HashMap;
use std::fmt::{self, Debug, Display, Formatter};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use registry_shared::excerpt::Quoted;
use registry_shared::image::is_host;
use registry_shared::mirror::Mirror;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::answer::{Answer, Image, Problem, ProblemKind};
use super::credentials::{Credentials, default_files};
use super::platform;
use super::session::{Host, Known, Repository, Session};
use super::target::Target;
use super::transport::{Limits, Transport};

/// A day. Longer times would overflow in places.
const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest time that a credential helper may take.
const MAX_HELPER: Duration = Duration::from_secs(30);

/// A target, and what its registry answered.
type Outcome = (Target, Result<Image, Problem>);

type Progress = dyn Fn(usize, usize) + Send + Sync;

/// Asks registries about images.
///
/// ```no_run
/// use std::time::Duration;
///
/// use registry::images::{Client, ProblemKind};
///
/// # async fn run() -> Result<(), registry::images::SettingError> {
/// let client = Client::new().mirror("mirror.example").timeout(Duration::from_secs(20));
/// let answers = client.check(["python:3.12-slim", "python:2.99"]).await?;
/// assert_eq!(answers[0].result.as_ref().unwrap().platforms[0], "linux/386");
/// assert_eq!(answers[1].result.as_ref().unwrap_err().kind(), ProblemKind::NoSuchTag);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a client does nothing until `check` is called"]
pub struct Client {
    mirror: Option<String>,
    plain_http: Vec<String>,
    platforms: Vec<String>,
    timeout: Duration,
    request_timeout: Duration,
    retries: u32,
    backoff: Duration,
    concurrency: usize,
    credential_files: Option<Vec<PathBuf>>,
    known: HashMap<String, Known>,
    digests_only: bool,
    progress: Option<Arc<Progress>>,
}

/// The error for a setting that is not valid. The message shows its value, and says what to write instead.
///
/// ```
/// use registry::images::Client;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let error = Client::new().platform("arm64").check(["python:3.12"]).await.unwrap_err();
/// assert_eq!(error.to_string(), "platform `arm64` is not an operating system and an architecture, as in `linux/arm64`");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingError {
    message: String,
}

impl Client {
    /// Creates a client with these settings: a minute for everything, ten seconds for each request, three retries, and
    /// 16 concurrent requests.
    pub fn new() -> Self {
        Self {
            mirror: None,
            plain_http: Vec::new(),
            platforms: Vec::new(),
            timeout: Duration::from_secs(60),
            request_timeout: Duration::from_secs(10),
            retries: 3,
            backoff: Duration::from_millis(500),
            concurrency: 16,
            credential_files: None,
            known: HashMap::new(),
            digests_only: false,
            progress: None,
        }
    }

    /// Asks a mirror for images of Docker Hub: a host with an optional path, such as `mirror.example/hub`. Answers
    /// contain the images as declared.
    pub fn mirror(mut self, mirror: impl Into<String>) -> Self {
        self.mirror = Some(mirror.into());
        self
    }

    /// Allows plain HTTP for a host, with a port or for all its ports. Loopback addresses need no permission.
    pub fn plain_http(mut self, host: impl Into<String>) -> Self {
        self.plain_http.push(host.into());
        self
    }

    /// Requires a platform, such as `linux/arm64`: images without it are [`ProblemKind::PlatformMissing`]. A platform
    /// without a variant stands for any variant.
    pub fn platform(mut self, platform: impl Into<String>) -> Self {
        self.platforms.push(platform.into());
        self
    }

    /// Sets the time after which images without an answer are [`ProblemKind::Unreachable`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Sets the longest time of a single attempt of a request.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Sets how often a request is repeated.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets the delay before a request is first repeated. It doubles with each attempt, up to ten seconds, and a random
    /// part of up to a half is taken from it.
    pub fn backoff(mut self, backoff: Duration) -> Self {
        self.backoff = backoff.min(MAX_TIMEOUT);
        self
    }

    /// Sets the number of concurrent requests. If there are several registries, each gets at most half of them.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.clamp(1, 1024);
        self
    }

    /// Reads credentials only from these files, in the format of Docker's `config.json` and Podman's `auth.json`. No
    /// files mean anonymous access.
    ///
    /// The default is the file in `REGISTRY_AUTH_FILE`, or else `containers/auth.json` in `XDG_RUNTIME_DIR` and in
    /// `XDG_CONFIG_HOME`, followed by `config.json` in `DOCKER_CONFIG`. Credential helpers that such a file names are run,
    /// once per registry.
    pub fn credential_files(mut self, files: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.credential_files = Some(files.into_iter().map(Into::into).collect());
        self
    }

    /// States what is known about an image, as from a lock file. If its digest is still the same, so are its platforms,
    /// and a `HEAD` request suffices, which Docker Hub does not count as a pull.
    pub fn known(
        mut self,
        image: impl Into<String>,
        digest: impl Into<String>,
        platforms: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let platforms = platforms.into_iter().map(Into::into).collect();
        self.known.insert(image.into(), Known { digest: digest.into(), platforms });
        self
    }

    /// Asks only for digests, with `HEAD` requests, unless a platform is required. Answers contain no platforms.
    pub fn digests_only(mut self) -> Self {
        self.digests_only = true;
        self
    }

    /// Calls a function after each image, with the number of answers so far and of all images.
    pub fn progress(mut self, progress: impl Fn(usize, usize) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Asks for images, and returns an answer for each, in the same order. Images that are the same on their registry are
    /// asked for once.
    ///
    /// This future must run in a tokio runtime with time and I/O enabled. If it is dropped, all requests end.
    ///
    /// # Errors
    ///
    /// Returns an error, and asks nobody, if a setting is not valid. What happens to images is part of their answers.
    pub async fn check(
        &self,
        images: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Vec<Answer>, SettingError> {
        let mirror = self.mirror.as_deref().map(Mirror::parse).transpose().map_err(SettingError::new)?;
        self.check_settings()?;
        let images: Vec<String> = images.into_iter().map(Into::into).collect();
        let mut results: Vec<Option<Result<Image, Problem>>> = vec![None; images.len()];
        let mut asked: HashMap<Target, Vec<usize>> = HashMap::new();
        let mut order = Vec::new();
        for (index, image) in images.iter().enumerate() {
            match Target::of(image, mirror.as_ref()) {
                Ok(target) => {
                    let same = asked.entry(target.clone()).or_default();
                    if same.is_empty() {
                        order.push((target, self.known.get(image).cloned()));
                    }
                    same.push(index);
                }
                Err(problem) => results[index] = Some(Err(problem)),
            }
        }
        let mut tasks = self.start(order)?;
        let report = |results: &[Option<_>]| {
            if let Some(progress) = &self.progress {
                progress(results.iter().flatten().count(), images.len());
            }
        };
        report(&results);
        while let Some(answer) = tasks.join_next().await {
            // A task that panicked has no answer.
            let Ok((target, result)) = answer else { continue };
            for index in asked.get(&target).into_iter().flatten() {
                results[*index] = Some(result.clone());
            }
            report(&results);
        }
        let none = || Err(Problem::invalid("the answer could not be read"));
        let answers = images.into_iter().zip(results);
        Ok(answers.map(|(image, result)| Answer { image, result: result.unwrap_or_else(none) }).collect())
    }

    fn check_settings(&self) -> Result<(), SettingError> {
        if let Some(text) = self.platforms.iter().find(|text| !platform::is_platform(text)) {
            let text = Quoted(text);
            let message = "is not an operating system and an architecture, as in `linux/arm64`";
            return Err(SettingError::new(format!("platform {text} {message}")));
        }
        if let Some(text) = self.plain_http.iter().find(|text| !is_host(text)) {
            let text = Quoted(text);
            return Err(SettingError::new(format!("{text} is not a host, as in `registry.example:5000`")));
        }
        Ok(())
    }

    /// Starts a task for each target.
    fn start(&self, targets: Vec<(Target, Option<Known>)>) -> Result<JoinSet<Outcome>, SettingError> {
        let mut hosts: HashMap<String, Arc<Host>> = HashMap::new();
        for (target, _) in &targets {
            hosts.entry(target.host.clone()).or_insert_with(|| Host::new(&target.host));
        }
        let deadline = Instant::now() + self.timeout;
        let session = Arc::new(self.session(deadline, hosts.len())?);
        let mut repositories: HashMap<(String, String), Arc<Repository>> = HashMap::new();
        let mut tasks = JoinSet::new();
        for (target, known) in targets {
            let Some(host) = hosts.get(&target.host) else { continue };
            let key = (target.host.clone(), target.path.clone());
            let repository = repositories.entry(key).or_insert_with(|| Repository::new(host, &target.path));
            let (session, repository) = (Arc::clone(&session), Arc::clone(repository));
            let (wanted, timeout) = (self.platforms.clone(), self.timeout);
            tasks.spawn(async move {
                let image = timeout_at(deadline, session.ask(&repository, &target, known.as_ref())).await;
                let image = image.unwrap_or_else(|_| Err(late(&target.host, timeout)));
                let image = image.and_then(|image| require(image, &wanted));
                (target, image)
            });
        }
        Ok(tasks)
    }

    fn session(&self, deadline: Instant, hosts: usize) -> Result<Session, SettingError> {
        let limits = Limits {
            deadline,
            request_timeout: self.request_timeout,
            retries: self.retries,
            backoff: self.backoff,
            concurrent: self.concurrency,
            concurrent_per_host: if hosts > 1 { self.concurrency.div_ceil(2) } else { self.concurrency },
        };
        let transport = Transport::new(self.plain_http.clone(), limits).map_err(SettingError::new)?;
        let files = self.credential_files.clone().unwrap_or_else(default_files);
        let credentials = Credentials::new(files, MAX_HELPER.min(self.timeout / 2));
        let digests_only = self.digests_only && self.platforms.is_empty();
        Ok(Session { transport, credentials, digests_only })
    }
}

fn late(host: &str, timeout: Duration) -> Problem {
    Problem::unreachable(format_args!("{host} gave no answer within {} seconds", timeout.as_secs_f32()))
}

/// Returns the image if it has all wanted platforms.
fn require(image: Image, wanted: &[String]) -> Result<Image, Problem> {
    let has = |wanted: &str| image.platforms.iter().any(|platform| platform::satisfies(platform, wanted));
    match wanted.iter().find(|wanted| !has(wanted)) {
        None => Ok(image),
        Some(missing) => {
            let message = format!("the image is not for {missing}, but for {}", image.platforms.join(", "));
            Err(Problem::new(ProblemKind::PlatformMissing, message))
        }
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

impl Debug for Client {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("mirror", &self.mirror)
            .field("platforms", &self.platforms)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl SettingError {
    fn new(message: String) -> Self {
        Self { message }
    }
}

impl Display for SettingError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SettingError {}
