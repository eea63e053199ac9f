//! Image references, as the reference implementation parses them.
//!
//! The grammar is that of <https://pkg.go.dev/github.com/distribution/reference>, which the Docker CLI and the kubelet
//! both use: `[host[:port]/]path[:tag][@digest]`. A name without a host is one of Docker Hub, in `library/` where it
//! has one part only.

use std::fmt::{self, Display};

use crate::errors::{Quoted, list};

/// What a reference says, and what is wrong with it.
pub(crate) struct Reference<'a> {
    pub(crate) tag: bool,
    pub(crate) digest: bool,
    /// One mistake for each part at most, in the order of the parts.
    pub(crate) malformed: Vec<Malformed<'a>>,
}

/// Why a reference cannot be parsed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Malformed<'a> {
    Empty,
    Space,
    Scheme(&'a str),
    Host(&'a str),
    ImageId,
    UpperCase(&'a str),
    Path(&'a str),
    PathTooLong(usize),
    EmptyTag,
    Tag(&'a str),
    TagTooLong(usize),
    Digest(&'a str),
    DigestAlgorithm(&'a str),
    DigestLength { algorithm: &'static str, digits: usize },
}

const MAX_PATH: usize = 255;
const MAX_TAG: usize = 128;

/// The registered algorithms and how many hexadecimal digits each yields.
///
/// Source: <https://github.com/opencontainers/image-spec/blob/main/descriptor.md#registered-algorithms>, and `sha384`,
/// which the reference implementation knows as well.
const ALGORITHMS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];

impl Reference<'_> {
    /// Whether what is wrong with it, if anything is, is one of its parts.
    pub(crate) fn has_parts(&self) -> bool {
        let is_whole = |malformed: &Malformed<'_>| {
            matches!(malformed, Malformed::Empty | Malformed::Space | Malformed::Scheme(_) | Malformed::ImageId)
        };
        !self.malformed.iter().any(is_whole)
    }
}

/// Parses a reference as `docker pull` would, and goes on where that would stop.
pub(crate) fn parse(reference: &str) -> Reference<'_> {
    let (name, digest) = match reference.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (reference, None),
    };
    let (host, name) = split_host(name);
    let (path, tag) = match name.split_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (name, None),
    };
    let parts = [
        host.map_or(Ok(()), check_host),
        check_path(host, path),
        tag.map_or(Ok(()), check_tag),
        digest.map_or(Ok(()), check_digest),
    ];
    // Nothing behind a scheme or a space is what it would be without it.
    let malformed = match check_whole(reference).err() {
        Some(malformed) => vec![malformed],
        None => parts.into_iter().filter_map(Result::err).collect(),
    };
    Reference { tag: tag.is_some(), digest: digest.is_some(), malformed }
}

fn check_whole(reference: &str) -> Result<(), Malformed<'_>> {
    if reference.is_empty() {
        return Err(Malformed::Empty);
    }
    if reference.contains(char::is_whitespace) {
        return Err(Malformed::Space);
    }
    if let Some((scheme, _)) = reference.split_once("://") {
        return Err(Malformed::Scheme(scheme));
    }
    if reference.len() == 64 && reference.bytes().all(is_lower_hex) {
        return Err(Malformed::ImageId);
    }
    Ok(())
}

// The part before the first `/` is a host if it could be nothing else: it has a dot, a port or an upper case letter, or
// is `localhost`.
pub(crate) fn split_host(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((host, rest))
            if host.contains(['.', ':']) || host == "localhost" || host.chars().any(char::is_uppercase) =>
        {
            (Some(host), rest)
        }
        _ => (None, name),
    }
}

fn check_host(host: &str) -> Result<(), Malformed<'_>> {
    // What is no host can still be the first part of a path: `a_b.c/d`.
    if is_path_component(host) {
        return Ok(());
    }
    let malformed = Malformed::Host(host);
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else {
                return Err(malformed);
            };
            if address.is_empty() || !address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':') {
                return Err(malformed);
            }
            (None, if port.is_empty() { None } else { port.strip_prefix(':').or(Some("")) })
        }
        None => match host.split_once(':') {
            Some((name, port)) => (Some(name), Some(port)),
            None => (Some(host), None),
        },
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let name_ok = name.is_none_or(|name| name.split('.').all(is_label));
    let port_ok = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    if name_ok && port_ok { Ok(()) } else { Err(malformed) }
}

fn check_path<'a>(host: Option<&str>, path: &'a str) -> Result<(), Malformed<'a>> {
    if !path.split('/').all(is_path_component) {
        let is_only_upper_case = path.to_lowercase().split('/').all(is_path_component);
        return Err(if is_only_upper_case { Malformed::UpperCase(path) } else { Malformed::Path(path) });
    }
    let official = host.is_none_or(|host| host == "docker.io" || host == "index.docker.io") && !path.contains('/');
    let len = path.len() + if official { "library/".len() } else { 0 };
    if len > MAX_PATH { Err(Malformed::PathTooLong(len)) } else { Ok(()) }
}

// Runs of `[a-z0-9]`, between them `.`, `_`, `__` or any number of `-`.
fn is_path_component(component: &str) -> bool {
    let is_alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_separator = |run: &str| matches!(run, "" | "." | "_" | "__") || run.bytes().all(|byte| byte == b'-');
    component.starts_with(is_alphanumeric)
        && component.ends_with(is_alphanumeric)
        && component.split(is_alphanumeric).all(is_separator)
}

fn check_tag(tag: &str) -> Result<(), Malformed<'_>> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match tag.as_bytes() {
        [] => Err(Malformed::EmptyTag),
        [first, rest @ ..]
            if is_word(*first) && rest.iter().all(|byte| is_word(*byte) || matches!(byte, b'.' | b'-')) =>
        {
            if tag.len() > MAX_TAG { Err(Malformed::TagTooLong(tag.len())) } else { Ok(()) }
        }
        _ => Err(Malformed::Tag(tag)),
    }
}

fn check_digest(digest: &str) -> Result<(), Malformed<'_>> {
    let Some((algorithm, digits)) = digest.split_once(':') else {
        return Err(Malformed::Digest(digest));
    };
    let Some((algorithm, len)) = ALGORITHMS.into_iter().find(|(name, _)| *name == algorithm) else {
        return Err(Malformed::DigestAlgorithm(algorithm));
    };
    if !digits.bytes().all(is_lower_hex) {
        return Err(Malformed::Digest(digest));
    }
    if digits.len() == len { Ok(()) } else { Err(Malformed::DigestLength { algorithm, digits: digits.len() }) }
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

impl Display for Malformed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::Space => f.write_str("it contains white space"),
            Self::Scheme(scheme) => {
                write!(
                    f,
                    "it begins with the scheme {}, which is no part of a reference",
                    Quoted(&format!("{scheme}://"))
                )
            }
            Self::Host(host) => write!(f, "{} is no host with an optional port", Quoted(host)),
            Self::ImageId => f.write_str("64 hexadecimal digits are an image id, which cannot be pulled"),
            Self::UpperCase(path) => write!(f, "the repository {} has upper case letters", Quoted(path)),
            Self::Path(path) => write!(
                f,
                "the repository {} is not made of `a-z` and `0-9`, with `.`, `_`, `__` or `-` between them and `/` \
                 between its parts",
                Quoted(path)
            ),
            Self::PathTooLong(len) => {
                write!(f, "the repository is {len} characters long with what docker adds, and {MAX_PATH} are allowed")
            }
            Self::EmptyTag => f.write_str("the tag is empty"),
            Self::Tag(tag) => write!(
                f,
                "the tag {} is not made of `A-Z`, `a-z`, `0-9`, `_`, `.` and `-`, beginning with a letter, a digit or `_`",
                Quoted(tag)
            ),
            Self::TagTooLong(len) => write!(f, "the tag is {len} characters long, and {MAX_TAG} are allowed"),
            Self::Digest(digest) => {
                write!(f, "the digest {} is not an algorithm, `:` and lower case hexadecimal digits", Quoted(digest))
            }
            Self::DigestAlgorithm(algorithm) => write!(
                f,
                "the digest algorithm {} is not registered, expected one of {}",
                Quoted(algorithm),
                list(ALGORITHMS.map(|(name, _)| name))
            ),
            Self::DigestLength { algorithm, digits } => {
                let len = ALGORITHMS.iter().find(|(name, _)| name == algorithm).map_or(0, |(_, len)| *len);
                write!(f, "the digest has {digits} hexadecimal digits, and {algorithm} has {len}")
            }
        }
    }
}
