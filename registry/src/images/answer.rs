//! What a registry answers about an image.

use std::fmt::{self, Display, Formatter};

/// An image, and what its registry answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The image as it was asked for.
    pub image: String,
    /// The image's description, or the reason that there is none.
    pub result: Result<Image, Problem>,
}

/// An image that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Image {
    /// The digest of the index, or of the manifest if there is no index.
    pub digest: String,
    /// The media type of that index or manifest.
    pub media_type: String,
    /// The platforms, such as `linux/arm64/v8`, sorted. Empty with [`Client::digests_only`](super::Client::digests_only).
    pub platforms: Vec<String>,
    /// The size of the index or manifest in bytes, as in a descriptor.
    pub size: u64,
}

/// The reason that an image cannot be pulled.
///
/// The message names the offending value. It contains at most the first 80 characters of what a registry sent, escaped,
/// and no credentials, so it is safe to log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    kind: ProblemKind,
    message: String,
}

/// The category of a [`Problem`].
///
/// ```
/// use registry::images::ProblemKind;
///
/// assert_eq!(ProblemKind::NoSuchTag.to_string(), "no such tag");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The repository has no such tag or digest.
    NoSuchTag,
    /// The registry has no such repository.
    NoSuchRepository,
    /// The registry requires credentials, or rejects those that it got.
    Denied,
    /// The registry does not answer, fails, or limits requests.
    Unreachable,
    /// The registry's response violates the specification, has another digest than stated, or is too large.
    InvalidResponse,
    /// The image exists, but not for a platform that was asked for.
    PlatformMissing,
    /// The image has a format that cannot be run: Docker's schema 1, an artifact, or indexes nested deeper than once.
    Unsupported,
    /// The text is not an image reference, or too long on the mirror.
    InvalidReference,
}

impl ProblemKind {
    /// Returns the category in lower case, as a noun phrase.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSuchTag => "no such tag",
            Self::NoSuchRepository => "no such repository",
            Self::Denied => "denied",
            Self::Unreachable => "unreachable",
            Self::InvalidResponse => "invalid response",
            Self::PlatformMissing => "platform missing",
            Self::Unsupported => "unsupported",
            Self::InvalidReference => "invalid reference",
        }
    }
}

impl Display for ProblemKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Problem {
    pub(super) fn new(kind: ProblemKind, message: impl Display) -> Self {
        Self { kind, message: message.to_string() }
    }

    pub(super) fn invalid(message: impl Display) -> Self {
        Self::new(ProblemKind::InvalidResponse, message)
    }

    pub(super) fn unreachable(message: impl Display) -> Self {
        Self::new(ProblemKind::Unreachable, message)
    }

    pub(super) fn denied(message: impl Display) -> Self {
        Self::new(ProblemKind::Denied, message)
    }

    /// Returns the category.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.message)
    }
}

impl std::error::Error for Problem {}
