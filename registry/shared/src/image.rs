//! Image references, as the reference implementation parses them.
//!
//! The grammar is that of <https://pkg.go.dev/github.com/distribution/reference>, which the Docker CLI and the kubelet
//! both use: `[host[:port]/]path[:tag][@digest]`. A name without a host belongs to Docker Hub, and there to `library/`
//! if it has only one component.

use std::fmt::{self, Display, Formatter};

use crate::bytes::{after_equal, after_lower_hex, from_byte};
use crate::excerpt::Quoted;

/// The parts of an image reference, and its mistakes.
#[derive(Debug)]
pub struct Reference<'a> {
    /// The registry's host, with its port.
    pub host: Option<&'a str>,
    /// The repository on that host.
    pub path: &'a str,
    /// The tag, without its `:`.
    pub tag: Option<&'a str>,
    /// The digest, without its `@`.
    pub digest: Option<&'a str>,
    /// At most one mistake per part, in the order of the parts.
    pub mistakes: Vec<Mistake<'a>>,
}

/// Why a reference cannot be parsed. It displays as the end of a sentence: "the tag is empty".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake<'a> {
    /// The text is empty.
    Empty,
    /// The text contains white space.
    Space,
    /// The text begins with a scheme, as a URL does.
    Scheme(&'a str),
    /// The text begins or ends with a slash.
    Slash,
    /// The text has a name before its host, as URLs have for credentials.
    Credentials,
    /// The text before the first `/` is not a host.
    Host(&'a str),
    /// The text is 64 hexadecimal digits, which Docker takes for the id of a local image.
    ImageId,
    /// The name is reserved for an image without content, which Docker does not pull.
    Reserved(&'a str),
    /// The repository would be valid in lower case.
    UpperCase(&'a str),
    /// The repository is not valid.
    Path(&'a str),
    /// The repository is too long, at this many characters.
    PathTooLong(usize),
    /// Nothing follows the `:`.
    EmptyTag,
    /// The tag is not valid.
    Tag(&'a str),
    /// The tag is too long, at this many characters.
    TagTooLong(usize),
    /// The digest is not an algorithm and hexadecimal digits.
    Digest(&'a str),
    /// No registry uses this digest algorithm.
    DigestAlgorithm(&'a str),
    /// The digest has this many digits, which is not the number that its algorithm yields.
    DigestLength {
        /// The algorithm.
        algorithm: &'static str,
        /// The number of digits that it yields.
        expected: usize,
        /// The number of digits in the reference.
        digits: usize,
    },
}

/// The most characters of a repository.
pub const MAX_PATH: usize = 255;

/// The most characters of a tag.
pub const MAX_TAG: usize = 128;

/// The registered algorithms, and how many hexadecimal digits each yields.
///
/// Source: <https://github.com/opencontainers/image-spec/blob/main/descriptor.md#registered-algorithms>, and `sha384`,
/// which the reference implementation accepts as well.
const ALGORITHMS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];

impl<'a> Reference<'a> {
    /// Parses a reference as `docker pull` does, and continues after mistakes where `docker pull` would stop.
    ///
    /// ```
    /// use registry_shared::image::{Mistake, Reference};
    ///
    /// let reference = Reference::parse("localhost:5000/python:3.12");
    /// assert_eq!((reference.host, reference.path, reference.tag), (Some("localhost:5000"), "python", Some("3.12")));
    /// assert_eq!(Reference::parse("Python:3.12").mistakes, [Mistake::UpperCase("Python")]);
    /// ```
    #[must_use]
    pub fn parse(reference: &'a str) -> Self {
        let (name, digest) = match reference.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (reference, None),
        };
        let (host, name) = split_host(name);
        let (path, tag) = match name.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (name, None),
        };
        let mistakes = match whole_mistake(reference) {
            // A scheme or a space makes every part after it look wrong.
            Some(mistake) => vec![mistake],
            None => [
                host.and_then(host_mistake),
                path_mistake(host, path),
                tag.and_then(tag_mistake),
                digest.and_then(digest_mistake),
            ]
            .into_iter()
            .flatten()
            .collect(),
        };
        Self { host, path, tag, digest, mistakes }
    }

    /// Returns whether the text can be split into parts, valid or not.
    #[must_use]
    pub fn has_parts(&self) -> bool {
        let is_whole = |mistake: &Mistake<'_>| {
            matches!(
                mistake,
                Mistake::Empty
                    | Mistake::Space
                    | Mistake::Scheme(_)
                    | Mistake::Slash
                    | Mistake::Credentials
                    | Mistake::Host(_)
                    | Mistake::ImageId
                    | Mistake::Reserved(_)
                    | Mistake::Path(_)
            )
        };
        !self.mistakes.iter().any(is_whole)
    }

    /// Returns whether the image belongs to Docker Hub.
    #[must_use]
    pub fn is_docker_hub(&self) -> bool {
        is_docker_hub(self.host)
    }
}

/// Splits the host from a name. The text before the first `/` is a host if it contains `.`, `:` or an upper case
/// letter, or is `localhost`.
#[must_use]
pub fn split_host(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((host, rest))
            if host.contains(['.', ':']) || host == "localhost" || host.chars().any(char::is_uppercase) =>
        {
            (Some(host), rest)
        }
        _ => (None, name),
    }
}

/// Returns whether the text is a domain, an IPv4 address or an IPv6 address in brackets, with an optional port.
#[must_use]
pub fn is_host(text: &str) -> bool {
    let (name, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else {
                return false;
            };
            if address.is_empty() || !address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':') {
                return false;
            }
            (None, if port.is_empty() { None } else { port.strip_prefix(':').or(Some("")) })
        }
        None => match text.split_once(':') {
            Some((name, port)) => (Some(name), Some(port)),
            None => (Some(text), None),
        },
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.is_none_or(|name| name.split('.').all(is_label))
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_docker_hub(host: Option<&str>) -> bool {
    host.is_none_or(|host| host == "docker.io" || host == "index.docker.io")
}

fn whole_mistake(reference: &str) -> Option<Mistake<'_>> {
    if reference.is_empty() {
        return Some(Mistake::Empty);
    }
    if reference.contains(char::is_whitespace) {
        return Some(Mistake::Space);
    }
    if let Some((scheme, _)) = reference.split_once("://") {
        return Some(Mistake::Scheme(scheme));
    }
    if reference.starts_with('/') || reference.ends_with('/') {
        return Some(Mistake::Slash);
    }
    // No digest contains a slash.
    if reference.split_once('@').is_some_and(|(_, host)| host.contains('/')) {
        return Some(Mistake::Credentials);
    }
    (reference.len() == 64 && after_lower_hex(reference.as_bytes()).is_empty()).then_some(Mistake::ImageId)
}

fn host_mistake(host: &str) -> Option<Mistake<'_>> {
    // Text that is not a host can still be the first component of a path: `a_b.c/d`.
    (!is_path_component(host) && !is_host(host)).then_some(Mistake::Host(host))
}

fn path_mistake<'a>(host: Option<&str>, path: &'a str) -> Option<Mistake<'a>> {
    if !path.split('/').all(is_path_component) {
        let is_only_upper_case = path.to_lowercase().split('/').all(is_path_component);
        return Some(if is_only_upper_case { Mistake::UpperCase(path) } else { Mistake::Path(path) });
    }
    let is_official = is_docker_hub(host) && !path.contains('/');
    if is_docker_hub(host) && matches!(path, "scratch" | "library/scratch") {
        return Some(Mistake::Reserved(path));
    }
    let length = path.len() + if is_official { "library/".len() } else { 0 };
    (length > MAX_PATH).then_some(Mistake::PathTooLong(length))
}

// Runs of `[a-z0-9]`, separated by `.`, `_`, `__` or any number of `-`:
// <https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests>.
fn is_path_component(component: &str) -> bool {
    let is_alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_separator = |run: &str| matches!(run, "" | "." | "_" | "__") || run.bytes().all(|byte| byte == b'-');
    component.starts_with(is_alphanumeric)
        && component.ends_with(is_alphanumeric)
        && component.split(is_alphanumeric).all(is_separator)
}

fn tag_mistake(tag: &str) -> Option<Mistake<'_>> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match tag.as_bytes() {
        [] => Some(Mistake::EmptyTag),
        [first, rest @ ..]
            if is_word(*first) && rest.iter().all(|byte| is_word(*byte) || matches!(byte, b'.' | b'-')) =>
        {
            (tag.len() > MAX_TAG).then_some(Mistake::TagTooLong(tag.len()))
        }
        _ => Some(Mistake::Tag(tag)),
    }
}

/// Returns why a text is not a digest: an algorithm, `:` and as many lower case hexadecimal digits as it yields.
#[must_use]
pub fn digest_mistake(digest: &str) -> Option<Mistake<'_>> {
    match read_digest(digest.as_bytes()) {
        Ok([]) => None,
        Ok(_) | Err(DigestMistake::Form) => Some(Mistake::Digest(digest)),
        Err(DigestMistake::Algorithm) => Some(Mistake::DigestAlgorithm(digest.split(':').next().unwrap_or(digest))),
        Err(DigestMistake::Length { algorithm, expected, digits }) => {
            Some(Mistake::DigestLength { algorithm, expected, digits })
        }
    }
}

/// Why a text does not begin with a digest.
pub(crate) enum DigestMistake {
    Form,
    Algorithm,
    Length { algorithm: &'static str, expected: usize, digits: usize },
}

/// Reads an algorithm, `:` and as many lower case hexadecimal digits as it yields. Returns what follows.
pub(crate) const fn read_digest(text: &[u8]) -> Result<&[u8], DigestMistake> {
    let mut algorithms: &[(&str, usize)] = &ALGORITHMS;
    while let [(algorithm, expected), others @ ..] = algorithms {
        if let Some([b':', digits @ ..]) = after_equal(text, algorithm.as_bytes(), algorithm.len()) {
            let after = after_lower_hex(digits);
            let (expected, digits) = (*expected, digits.len() - after.len());
            return if digits == expected {
                Ok(after)
            } else if after.is_empty() {
                Err(DigestMistake::Length { algorithm, expected, digits })
            } else {
                Err(DigestMistake::Form)
            };
        }
        algorithms = others;
    }
    Err(if from_byte(text, b':').is_empty() { DigestMistake::Form } else { DigestMistake::Algorithm })
}

impl Display for Mistake<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("it is empty"),
            Self::Space => f.write_str("it contains white space"),
            Self::Scheme(scheme) => {
                write!(f, "it begins with the scheme {}, and a reference has none", Quoted(&format!("{scheme}://")))
            }
            Self::Slash => f.write_str("it begins or ends with `/`"),
            Self::Credentials => f.write_str("it has credentials before `@`, and a reference has none"),
            Self::Host(host) => write!(f, "{} is not a host with an optional port", Quoted(host)),
            Self::ImageId => f.write_str("64 hexadecimal digits are an image id, which cannot be pulled"),
            Self::Reserved(path) => {
                write!(f, "the repository {} is a reserved name, which cannot be pulled", Quoted(path))
            }
            Self::UpperCase(path) => write!(f, "the repository {} contains upper case letters", Quoted(path)),
            Self::Path(path) => write!(
                f,
                "the repository {} must consist of `a-z` and `0-9`, separated by `.`, `_`, `__`, `-` or `/`",
                Quoted(path)
            ),
            Self::PathTooLong(length) => write!(
                f,
                "the repository is {length} characters long, including any `library/` that docker adds, and at most \
                 {MAX_PATH} are allowed"
            ),
            Self::EmptyTag => f.write_str("the tag is empty"),
            Self::Tag(tag) => write!(
                f,
                "the tag {} must consist of `A-Z`, `a-z`, `0-9`, `_`, `.` and `-`, and not begin with `.` or `-`",
                Quoted(tag)
            ),
            Self::TagTooLong(length) => {
                write!(f, "the tag is {length} characters long, and at most {MAX_TAG} are allowed")
            }
            Self::Digest(digest) => {
                write!(f, "the digest {} is not an algorithm, `:` and lower case hexadecimal digits", Quoted(digest))
            }
            Self::DigestAlgorithm(algorithm) => {
                let [first, second, third] = ALGORITHMS.map(|(name, _)| name);
                write!(f, "unknown digest algorithm {}, expected `{first}`, `{second}` or `{third}`", Quoted(algorithm))
            }
            Self::DigestLength { algorithm, expected, digits } => {
                write!(f, "the digest has {digits} hexadecimal digits, and {algorithm} has {expected}")
            }
        }
    }
}
