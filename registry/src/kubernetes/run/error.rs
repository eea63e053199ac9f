//! Errors of the client, as opposed to ends of a run.

use std::fmt::{self, Display, Formatter};

use super::end::End;
use crate::kubernetes::ObjectError;

/// The error for a run that cannot start or be followed: a setting is invalid, or the API server refuses the client.
///
/// What happens to a script is not an error but its [`End`](super::End).
///
/// ```
/// # async fn test(client: kube::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use registry::Runtime;
/// use registry::kubernetes::Execution;
/// use registry::kubernetes::run::{RunError, Runner};
///
/// let runner = Runner::new(client);
/// match runner.run(&Execution::new(Runtime::Bash5_3, "run-1", "date")).await {
///     Ok(outcome) => println!("{}", outcome.end),
///     Err(RunError::Exists(id)) => println!("choose another id than {id}"),
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// The execution has an invalid setting.
    Object(ObjectError),
    /// The execution has another namespace than the runner.
    Namespace {
        /// The namespace of the execution.
        execution: String,
        /// The namespace of the runner.
        runner: String,
    },
    /// An object with the id of the execution exists.
    Exists(String),
    /// The API server cannot be reached, or does not accept a request.
    Api {
        /// What the request was to do, such as `create pod run-1`.
        request: String,
        /// The error of the client.
        source: Box<kube::Error>,
    },
    /// The API server does not let the client watch pods.
    Watch(String),
    /// The Tokio runtime is shutting down.
    Shutdown,
}

impl RunError {
    pub(super) fn api(request: impl Into<String>, source: kube::Error) -> Self {
        Self::Api { request: request.into(), source: Box::new(source) }
    }

    /// Returns the end of a run that the API server has rejected, if it has.
    pub(super) fn rejection(&self) -> Option<End> {
        let Self::Api { source, .. } = self else {
            return None;
        };
        let kube::Error::Api(status) = &**source else {
            return None;
        };
        let rejected = End::NotStarted { reason: status.reason.clone(), message: status.message.clone() };
        // Quotas and admission policies also answer with 403, but this is how missing permissions read.
        let is_forbidden = status.code == 403 && status.message.contains("cannot create resource");
        (matches!(status.code, 400 | 403 | 422) && !is_forbidden).then_some(rejected)
    }
}

impl From<ObjectError> for RunError {
    fn from(error: ObjectError) -> Self {
        Self::Object(error)
    }
}

impl Display for RunError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(error) => error.fmt(f),
            Self::Namespace { execution, runner } => write!(
                f,
                "the execution is for namespace `{execution}`, and the runner for `{runner}`: use one runner per namespace"
            ),
            Self::Exists(id) => write!(f, "`{id}` exists in the namespace: choose another id, or delete it first"),
            Self::Api { request, source } => write!(f, "cannot {request}: {}", message(source)),
            Self::Watch(message) => write!(f, "cannot watch pods: {message}"),
            Self::Shutdown => f.write_str("the Tokio runtime is shutting down"),
        }
    }
}

impl std::error::Error for RunError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Object(error) => Some(error),
            Self::Api { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// Returns what the API server says, without the structure around it, or why it cannot be reached.
fn message(error: &kube::Error) -> String {
    match error {
        kube::Error::Api(status) => status.message.clone(),
        kube::Error::Service(error) => chain(&**error),
        other => chain(other),
    }
}

/// Returns the message of an error, followed by those of its sources, unless it contains them.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let (mut message, mut source) = (error.to_string(), error.source());
    while let Some(error) = source {
        let text = error.to_string();
        if !message.contains(&text) {
            message = format!("{message}: {text}");
        }
        source = error.source();
    }
    message
}
