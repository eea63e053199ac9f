//! Credentials for registries, where Docker and Podman store them.

use std::env;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use docker_credential::{CredentialRetrievalError, DockerCredential, get_credential_from_reader};
use registry_shared::excerpt::Quoted;
use tokio::sync::{OnceCell, oneshot};

use super::target::DOCKER_HUB;

/// The most bytes of a file with credentials.
const MAX_FILE: u64 = 1024 * 1024;

/// What helpers print if they have no credentials:
/// <https://github.com/docker/docker-credential-helpers/blob/v0.9.3/credentials/error.go>.
const NOT_FOUND: &str = "credentials not found";

/// What a search found. It implements no `Debug`, so that nothing prints a secret.
#[derive(Default)]
pub(super) struct Found {
    pub(super) credential: Option<DockerCredential>,
    /// Why a file or a helper could not be used. Anonymous access may still work.
    pub(super) failure: Option<String>,
}

/// Files with credentials, which are read when the first registry asks for some.
pub(super) struct Credentials {
    files: Vec<PathBuf>,
    /// How long a helper may take.
    timeout: Duration,
    content: OnceCell<Content>,
}

#[derive(Clone, Default)]
struct Content {
    files: Vec<String>,
    failure: Option<String>,
}

impl Credentials {
    pub(super) fn new(files: Vec<PathBuf>, timeout: Duration) -> Self {
        Self { files, timeout, content: OnceCell::new() }
    }

    /// Returns the credentials of a whole registry. This may run a helper, so ask once.
    pub(super) async fn of_host(&self, host: &str) -> Found {
        let keys = if host == DOCKER_HUB {
            // Docker stores them under the first, Podman under the second.
            vec!["https://index.docker.io/v1/".to_owned(), "docker.io".to_owned()]
        } else {
            vec![host.to_owned()]
        };
        self.find(keys).await
    }

    /// Returns the credentials of a repository or of a namespace, which Podman stores:
    /// <https://github.com/containers/image/blob/v5.36.0/docs/containers-auth.json.5.md>.
    pub(super) async fn of_repository(&self, host: &str, path: &str) -> Option<Found> {
        let host = if host == DOCKER_HUB { "docker.io" } else { host };
        let mut keys = Vec::new();
        let mut path = Some(path);
        while let Some(namespace) = path {
            keys.push(format!("{host}/{namespace}"));
            path = namespace.rsplit_once('/').map(|(parent, _)| parent);
        }
        // Only keys that are there: for others, a credential store would be asked.
        let content = self.content().await;
        keys.retain(|key| content.files.iter().any(|file| file.contains(&format!("\"{key}\""))));
        if keys.is_empty() { None } else { Some(self.find(keys).await) }
    }

    async fn content(&self) -> &Content {
        let read = async || {
            let files = self.files.clone();
            run(self.timeout, move || read(&files)).await.unwrap_or_default()
        };
        self.content.get_or_init(read).await
    }

    async fn find(&self, keys: Vec<String>) -> Found {
        let content = self.content().await.clone();
        let seconds = self.timeout.as_secs_f32();
        let found = run(self.timeout, move || find(&content, &keys)).await;
        found.unwrap_or_else(|| Found {
            credential: None,
            failure: Some(format!("the credential helper did not answer within {seconds} seconds")),
        })
    }
}

/// Returns the files that Podman and Docker read, in the order in which Podman does.
pub(super) fn default_files() -> Vec<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(file) = variable("REGISTRY_AUTH_FILE") {
        return vec![file];
    }
    let home = |directory: &str| variable("HOME").map(|home| home.join(directory));
    let podman = [variable("XDG_RUNTIME_DIR"), variable("XDG_CONFIG_HOME").or_else(|| home(".config"))];
    let docker = variable("DOCKER_CONFIG").or_else(|| home(".docker"));
    let podman = podman.into_iter().flatten().map(|directory| directory.join("containers/auth.json"));
    podman.chain(docker.map(|directory| directory.join("config.json"))).collect()
}

/// Runs a function that blocks. If it does not return in time, it is abandoned with its thread: unlike tokio's threads,
/// that one does not delay the end of the runtime.
async fn run<T: Send + 'static>(timeout: Duration, function: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = oneshot::channel();
    thread::Builder::new().name("credentials".to_owned()).spawn(move || sender.send(function())).ok()?;
    tokio::time::timeout(timeout, receiver).await.ok()?.ok()
}

fn read(files: &[PathBuf]) -> Content {
    let mut content = Content::default();
    for file in files {
        match read_file(file) {
            Ok(text) => content.files.push(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                content.failure = Some(format!("cannot read {}: {error}", Quoted(&file.to_string_lossy())));
            }
        }
    }
    content
}

fn read_file(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(file)?.take(MAX_FILE).read_to_string(&mut text)?;
    Ok(text)
}

fn find(content: &Content, keys: &[String]) -> Found {
    let mut failure = content.failure.clone();
    for file in &content.files {
        for key in keys {
            match get_credential_from_reader(file.as_bytes(), key) {
                Ok(credential) => {
                    return Found { credential: Some(credential).filter(|credential| !is_empty(credential)), failure };
                }
                Err(error) => failure = explain(error).or(failure),
            }
        }
    }
    Found { credential: None, failure }
}

fn is_empty(credential: &DockerCredential) -> bool {
    match credential {
        DockerCredential::IdentityToken(token) => token.is_empty(),
        DockerCredential::UsernamePassword(user, password) => user.is_empty() && password.is_empty(),
    }
}

/// Explains a failure without what a helper printed, which may contain secrets. Having no credentials is not a failure.
fn explain(error: CredentialRetrievalError) -> Option<String> {
    match error {
        CredentialRetrievalError::NoCredentialConfigured => None,
        CredentialRetrievalError::HelperFailure { helper, stdout, stderr } => {
            let is_not_found = stdout.contains(NOT_FOUND) || stderr.contains(NOT_FOUND);
            (!is_not_found).then(|| format!("the credential helper {} failed", Quoted(&helper)))
        }
        CredentialRetrievalError::HelperCommunicationError => {
            Some("the credential helper cannot be run: is it installed and in `PATH`?".to_owned())
        }
        CredentialRetrievalError::MalformedHelperResponse => {
            Some("the credential helper printed something else than credentials".to_owned())
        }
        CredentialRetrievalError::ConfigReadError | CredentialRetrievalError::ConfigNotFound => {
            Some("a file with credentials is not valid JSON".to_owned())
        }
        CredentialRetrievalError::CredentialDecodingError | CredentialRetrievalError::CredentialMismatchError => {
            Some("the stored credentials are malformed: log in again".to_owned())
        }
    }
}
