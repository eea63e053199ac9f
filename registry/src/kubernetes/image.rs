//! Where images come from: a mirror of Docker Hub, and secrets.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::LocalObjectReference;

use super::error::{ObjectError, ObjectErrorKind};
use super::rules;
use crate::excerpt::Excerpt;

/// The longest repository, without its host.
const MAX_REPOSITORY: usize = 255;

/// An image, by way of the mirror if there is one.
pub(super) fn by_mirror(image: &str, mirror: Option<&Mirror>) -> Result<String, ObjectError> {
    mirror.map_or_else(|| Ok(image.to_owned()), |mirror| mirror.image(image))
}

pub(super) fn pull_secrets(names: &[String]) -> Result<Option<Vec<LocalObjectReference>>, ObjectError> {
    for name in names {
        rules::check_subdomain("pull secret", name)?;
    }
    // Named twice, some requests would be refused.
    let names: BTreeSet<&String> = names.iter().collect();
    let references: Vec<_> = names.into_iter().map(|name| LocalObjectReference { name: name.clone() }).collect();
    Ok(Some(references).filter(|references| !references.is_empty()))
}

/// A host with an optional path, behind which the repositories of Docker Hub are found.
pub(super) struct Mirror {
    host: String,
    /// Empty, or with a `/` behind it.
    path: String,
}

impl Mirror {
    /// Reads `mirror.example`, `mirror.example:5000/hub` or the same with a `/` behind it.
    pub(super) fn read(text: &str) -> Result<Self, ObjectError> {
        let whole = text.strip_suffix('/').unwrap_or(text);
        let (host, path) = whole.split_once('/').map_or((whole, None), |(host, path)| (host, Some(path)));
        if !is_host(host) || !path.is_none_or(|path| path.split('/').all(is_component)) {
            let help = match text.split_once("://") {
                Some((scheme, _)) if scheme.len() <= 8 => format!("write it without `{scheme}://`"),
                _ => "write a host, as in `mirror.example`, `localhost:5000` or `mirror.example/hub`".to_owned(),
            };
            let message = format!("mirror {} is no host with an optional path: {help}", Excerpt::of(text));
            return Err(ObjectError::new(ObjectErrorKind::Mirror, message));
        }
        let path = path.map(|path| format!("{path}/")).unwrap_or_default();
        Ok(Self { host: host.to_owned(), path })
    }

    /// The image as the mirror has it; one of another registry stays as it is.
    ///
    /// A reference without a host is one of Docker Hub, and there without a `/` one of `library/`:
    /// <https://github.com/distribution/reference/blob/v0.6.0/normalize.go>.
    fn image(&self, image: &str) -> Result<String, ObjectError> {
        let rest = match image.split_once('/') {
            Some(("docker.io" | "index.docker.io", rest)) => rest,
            Some((host, _)) if names_host(host) => return Ok(image.to_owned()),
            _ => image,
        };
        let library = if rest.contains('/') { "" } else { "library/" };
        let Self { host, path } = self;
        let repository = rest.split([':', '@']).next().unwrap_or_default();
        if path.len() + library.len() + repository.len() > MAX_REPOSITORY {
            let message = format!(
                "image {} is too long behind the mirror {}: a repository has {MAX_REPOSITORY} characters at most",
                Excerpt::of(image),
                Excerpt::of(host),
            );
            return Err(ObjectError::new(ObjectErrorKind::Mirror, message));
        }
        Ok(format!("{host}/{path}{library}{rest}"))
    }
}

/// An image that no declaration has checked:
/// <https://github.com/distribution/reference/blob/v0.6.0/reference.go>.
pub(super) fn check(what: &str, image: &str) -> Result<(), ObjectError> {
    let (rest, digest) = image.split_once('@').map_or((image, None), |(rest, digest)| (rest, Some(digest)));
    let (host, path) = match rest.split_once('/').filter(|(host, _)| names_host(host)) {
        Some((host, path)) => (Some(host), path),
        None => (None, rest),
    };
    let (repository, tag) = path.split_once(':').map_or((path, None), |(path, tag)| (path, Some(tag)));
    let right = host.is_none_or(is_host)
        && repository.split('/').all(is_component)
        && repository.len() <= MAX_REPOSITORY
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest);
    if right {
        return Ok(());
    }
    let message = format!("{what} {} is no image reference: write one as in `busybox:1.37-musl`", Excerpt::of(image));
    Err(ObjectError::new(ObjectErrorKind::Images, message))
}

fn is_tag(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.len() <= 128 && text.starts_with(is_word) && text.chars().all(|c| is_word(c) || c == '.' || c == '-')
}

fn is_digest(text: &str) -> bool {
    let length = |algorithm: &str| match algorithm {
        "sha256" => Some(64),
        "sha384" => Some(96),
        "sha512" => Some(128),
        _ => None,
    };
    let is_lower_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    text.split_once(':')
        .is_some_and(|(algorithm, digits)| length(algorithm) == Some(digits.len()) && digits.bytes().all(is_lower_hex))
}

// Whether the first component of a reference is a host, and not the beginning of a path.
fn names_host(component: &str) -> bool {
    component == "localhost" || component.contains(['.', ':']) || component.chars().any(|c| c.is_ascii_uppercase())
}

// A host that a reference can begin with, so that nothing takes it for a part of the path.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.rfind(':').filter(|at| !text[*at..].contains(']')) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let is_name = match name.strip_prefix('[') {
        Some(address) => address
            .strip_suffix(']')
            .is_some_and(|address| !address.is_empty() && address.chars().all(|c| c.is_ascii_hexdigit() || c == ':')),
        None => name.split('.').all(is_domain_label),
    };
    names_host(text) && is_name && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
}

fn is_domain_label(text: &str) -> bool {
    let is_end = |c: char| c.is_ascii_alphanumeric();
    text.starts_with(is_end) && text.ends_with(is_end) && text.chars().all(|c| is_end(c) || c == '-')
}

// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`: <https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests>
fn is_component(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_separator = |part: &str| matches!(part, "." | "_" | "__") || part.bytes().all(|b| b == b'-');
    let separators = text.split(is_inner).filter(|part| !part.is_empty());
    text.starts_with(is_inner) && text.ends_with(is_inner) && separators.into_iter().all(is_separator)
}
