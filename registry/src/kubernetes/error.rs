//! Errors from building objects.

use std::fmt::{self, Display, Formatter};

/// The error for a setting that Kubernetes would reject or interpret in an unintended way.
///
/// The message shows the offending value and suggests a fix. It contains at most the first 80 characters of a value,
/// escaped, so it is safe to log or to return to a client.
///
/// ```
/// use registry::Runtime;
/// use registry::kubernetes::{Execution, ObjectErrorKind};
///
/// let execution = Execution::new(Runtime::Go1_22, "run-1", "package main").memory_limit("512MB");
/// let error = execution.objects().unwrap_err();
/// assert_eq!(error.kind(), ObjectErrorKind::Quantity);
/// assert_eq!(error.to_string(), "memory limit `512MB` is not a valid quantity: did you mean `512M`?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectError {
    kind: ObjectErrorKind,
    message: String,
}

/// The category of an [`ObjectError`].
///
/// ```
/// use registry::Runtime;
/// use registry::kubernetes::{Execution, ObjectErrorKind};
///
/// let execution = Execution::new(Runtime::Python3_12, "run-1", "");
/// assert_eq!(execution.objects().unwrap_err().kind(), ObjectErrorKind::EmptyScript);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ObjectErrorKind {
    /// The execution's id is not an RFC 1123 label.
    Id,
    /// The name of a namespace, secret, runtime class, daemon set or service account is invalid.
    Name,
    /// A label's key or value is invalid, or its key is already in use.
    Label,
    /// The script is empty.
    EmptyScript,
    /// The script, its files and its standard input are together larger than 1 MiB, the limit of a `ConfigMap`.
    ScriptTooLarge,
    /// The name of a file is invalid, or already in use.
    File,
    /// An argument cannot be passed to the script.
    Argument,
    /// The name or the value of an environment variable is invalid.
    Variable,
    /// A quantity is malformed or outside the permitted range.
    Quantity,
    /// A limit is below the request for the same resource.
    LimitBelowRequest,
    /// The timeout is zero, or a duration is longer than 2,147,483,647 seconds.
    Timeout,
    /// The mirror is not a host with an optional path, or makes an image's repository name too long.
    Mirror,
    /// The `Prepull` or the admission policy has no images or too many, or an image reference is not valid.
    Images,
    /// A range of addresses is not valid.
    Address,
    /// The owner does not exist yet, so it cannot own an object.
    NotCreated,
}

impl ObjectError {
    pub(super) fn new(kind: ObjectErrorKind, message: impl Display) -> Self {
        Self { kind, message: message.to_string() }
    }

    /// Returns the category of the error.
    #[must_use]
    pub fn kind(&self) -> ObjectErrorKind {
        self.kind
    }
}

impl Display for ObjectError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ObjectError {}
