//! Where to ask for an image.

use std::net::IpAddr;

use registry_shared::excerpt::Quoted;
use registry_shared::image::Reference;
use registry_shared::mirror::Mirror;

use super::answer::{Problem, ProblemKind};

/// The host that serves Docker Hub's images, which their names do not mention:
/// <https://github.com/moby/moby/blob/v28.0.0/registry/config.go>.
pub(super) const DOCKER_HUB: &str = "registry-1.docker.io";

/// A manifest on a registry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Target {
    /// The registry's host, with its port.
    pub(super) host: String,
    /// The repository on that host.
    pub(super) path: String,
    /// The digest, or else the tag.
    pub(super) reference: String,
}

impl Target {
    /// Returns where pods pull an image from.
    pub(super) fn of(image: &str, mirror: Option<&Mirror>) -> Result<Self, Problem> {
        let invalid = |message: String| Problem::new(ProblemKind::InvalidReference, message);
        if let Some(mistake) = Reference::parse(image).mistakes.first() {
            return Err(invalid(format!("{mistake}; write it as in `python:3.12-slim`")));
        }
        let image = mirror.map_or_else(|| Ok(image.to_owned()), |mirror| mirror.image(image)).map_err(invalid)?;
        let reference = Reference::parse(&image);
        let is_official = reference.is_docker_hub() && !reference.path.contains('/');
        let library = if is_official { "library/" } else { "" };
        let host = reference.host.filter(|_| !reference.is_docker_hub()).unwrap_or(DOCKER_HUB);
        Ok(Self {
            host: host.to_owned(),
            path: format!("{library}{}", reference.path),
            reference: reference.digest.or(reference.tag).unwrap_or("latest").to_owned(),
        })
    }

    /// Returns the digest by which the image is asked for.
    pub(super) fn digest(&self) -> Option<&str> {
        // Tags contain no `:`.
        Some(self.reference.as_str()).filter(|reference| reference.contains(':'))
    }

    /// Describes the target as the end of a sentence.
    pub(super) fn missing(&self) -> Problem {
        let what = if self.digest().is_some() { "digest" } else { "tag" };
        let message = format!("{}/{} has no {what} {}", self.host, self.path, Quoted(&self.reference));
        Problem::new(ProblemKind::NoSuchTag, message)
    }
}

/// Returns whether a host, with or without a port, is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let name = name(host);
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Returns a host without its port, and without the brackets of an IPv6 address.
pub(super) fn name(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or(rest, |(name, _)| name),
        None => host.split_once(':').map_or(host, |(name, _)| name),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test should panic")]
mod tests {
    use super::{Mirror, Target, is_loopback, name};

    #[test]
    fn targets() {
        let hex = "0".repeat(64);
        let mirror = Mirror::parse("mirror.example/hub").unwrap();
        for (image, mirror, expected) in [
            ("python:3.12", None, ["registry-1.docker.io", "library/python", "3.12"]),
            ("docker.io/python:3.12", None, ["registry-1.docker.io", "library/python", "3.12"]),
            ("index.docker.io/a/b", None, ["registry-1.docker.io", "a/b", "latest"]),
            ("nickblah/lua:5.4", None, ["registry-1.docker.io", "nickblah/lua", "5.4"]),
            ("registry.example/python:3", None, ["registry.example", "python", "3"]),
            ("localhost:5000/a/b/c:1", Some(&mirror), ["localhost:5000", "a/b/c", "1"]),
            ("python:3.12", Some(&mirror), ["mirror.example", "hub/library/python", "3.12"]),
        ] {
            let target = Target::of(image, mirror).unwrap();
            assert_eq!([&*target.host, &target.path, &target.reference], expected, "{image}");
            assert_eq!(target.digest(), None);
        }
        let target = Target::of(&format!("python:3@sha256:{hex}"), None).unwrap();
        assert_eq!(target.digest(), Some(&*format!("sha256:{hex}")));
        let error = Target::of("Python:3", None).unwrap_err().to_string();
        assert!(error.starts_with("invalid reference: the repository `Python` contains upper case letters"), "{error}");
    }

    #[test]
    fn hosts() {
        for host in ["localhost", "LOCALHOST:5000", "127.0.0.1", "127.8.9.1:80", "[::1]", "[::1]:5000"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example", "128.0.0.1", "registry.example:5000", "[::2]:5000", "127.0.0.1.example"] {
            assert!(!is_loopback(host), "{host}");
        }
        assert_eq!(name("registry.example:5000"), "registry.example");
        assert_eq!(name("[::1]:5000"), "::1");
    }
}
