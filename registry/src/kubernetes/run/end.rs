//! What became of a run.

use std::fmt::{self, Display, Formatter};

/// How a run ended.
///
/// It displays as a short phrase:
///
/// ```
/// use registry::kubernetes::run::End;
///
/// assert_eq!(End::Exited(1).to_string(), "exited with code 1");
/// assert_eq!(End::OutOfMemory.to_string(), "exceeded its memory limit");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum End {
    /// The script ended by itself, with this exit code. A signal that killed it adds 128: 139 is a segmentation fault.
    Exited(i32),
    /// The timeout expired before the script ended.
    TimedOut,
    /// The script exceeded its memory limit and was killed.
    OutOfMemory,
    /// The script used more disk than its limits allow, in `/tmp` or for its output, or the node had none left.
    OutOfSpace,
    /// The script did not start, and will not.
    NotStarted {
        /// The reason that the cluster or the engine states, such as `ErrImagePull`.
        reason: String,
        /// The explanation that comes with it. It may be empty.
        message: String,
    },
    /// The client cancelled the run.
    Cancelled,
    /// The script may have run, but nothing can tell how it ended: someone deleted the pod, or its node is gone.
    Lost {
        /// The reason, such as `Deleted` or `NodeLost`.
        reason: String,
        /// The explanation that comes with it. It may be empty.
        message: String,
    },
}

impl Display for End {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exited with code {code}"),
            Self::TimedOut => f.write_str("timed out"),
            Self::OutOfMemory => f.write_str("exceeded its memory limit"),
            Self::OutOfSpace => f.write_str("ran out of disk space"),
            Self::NotStarted { reason, message } => explain(f, "did not start", reason, message),
            Self::Cancelled => f.write_str("was cancelled"),
            Self::Lost { reason, message } => explain(f, "was lost", reason, message),
        }
    }
}

fn explain(f: &mut Formatter<'_>, what: &str, reason: &str, message: &str) -> fmt::Result {
    write!(f, "{what}: {reason}")?;
    if message.is_empty() { Ok(()) } else { write!(f, ": {message}") }
}

/// The result of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// How the run ended.
    pub end: End,
    /// What the script printed, to standard output and standard error, byte for byte.
    pub output: Vec<u8>,
    /// Whether `output` lacks something that the script printed: it exceeded the bound, or the node had already deleted
    /// it.
    pub truncated: bool,
}
