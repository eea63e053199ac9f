//! Why no objects came of what was asked for.

use std::fmt::{self, Display, Formatter};

/// Why something would have been refused by Kubernetes, or would not have done what it says.
///
/// ```
/// use registry::Runtime;
/// use registry::kubernetes::{Execution, ObjectErrorKind};
///
/// let error = Execution::new(Runtime::Go1_22, "Run 1", "package main").objects().unwrap_err();
/// assert_eq!(error.kind(), ObjectErrorKind::Id);
/// assert_eq!(
///     error.to_string(),
///     "execution id `Run 1` is no name for an object: \
///      write 1 to 63 of `a-z`, `0-9` and `-`, with a letter or a digit at both ends",
/// );
/// ```
///
/// Of what it was given it shows the first 64 bytes at most, escaped, so that it can go into a log or a response as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectError {
    kind: ObjectErrorKind,
    message: String,
}

/// What an [`ObjectError`] is about.
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
    /// An execution's id is no RFC 1123 label.
    Id,
    /// The name of another object is none: a namespace, a secret, a runtime class, a daemon set.
    Name,
    /// A label's key or value is none, or the label is there already.
    Label,
    /// The script is empty.
    EmptyScript,
    /// The script does not fit into a `ConfigMap`.
    ScriptTooLarge,
    /// A quantity is none, or none of which a container can have that much.
    Quantity,
    /// A limit is below its request.
    LimitBelowRequest,
    /// A timeout is zero, or longer than Kubernetes can count.
    Timeout,
    /// A mirror is no host with an optional path, or an image's name is too long behind it.
    Mirror,
    /// There is no image to pull, there are too many, or one is no image reference.
    Images,
    /// A pod was not created yet, so nothing can be owned by it.
    NotCreated,
}

impl ObjectError {
    pub(super) fn new(kind: ObjectErrorKind, message: impl Display) -> Self {
        Self { kind, message: message.to_string() }
    }

    /// What the error is about.
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
