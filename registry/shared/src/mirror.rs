//! Mirrors of Docker Hub.

use crate::excerpt::Quoted;
use crate::image::{MAX_PATH, Mistake, Reference, is_host};

/// A host with an optional path, under which a mirror serves the repositories of Docker Hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// The host and the path, without a `/` at the end.
    prefix: String,
}

impl Mirror {
    /// Parses `mirror.example` or `mirror.example:5000/hub`, with an optional `/` at the end.
    ///
    /// ```
    /// use registry_shared::mirror::Mirror;
    ///
    /// let mirror = Mirror::parse("mirror.example/hub").unwrap();
    /// assert_eq!(mirror.image("python:3.12").unwrap(), "mirror.example/hub/library/python:3.12");
    /// assert_eq!(mirror.image("registry.example/python:3.12").unwrap(), "registry.example/python:3.12");
    /// ```
    ///
    /// # Errors
    ///
    /// Returns a message if the text is not a host with an optional path.
    pub fn parse(text: &str) -> Result<Self, String> {
        let prefix = text.strip_suffix('/').unwrap_or(text);
        // With a name appended, a mirror must be a valid reference.
        let image = format!("{prefix}/x");
        let Reference { host, tag, digest, mistakes, .. } = Reference::parse(&image);
        if host.is_some_and(is_host) && tag.is_none() && digest.is_none() && mistakes.is_empty() {
            return Ok(Self { prefix: prefix.to_owned() });
        }
        let help = match mistakes.as_slice() {
            [Mistake::Scheme(scheme)] => format!("write it without {}", Quoted(&format!("{scheme}://"))),
            _ => "write a host, as in `mirror.example`, `localhost:5000` or `mirror.example/hub`".to_owned(),
        };
        Err(format!("mirror {} is not a host with an optional path: {help}", Quoted(text)))
    }

    /// Returns the reference of an image on the mirror. Images from other registries are unchanged.
    ///
    /// Docker Hub serves images without a `/` from `library/`:
    /// <https://github.com/distribution/reference/blob/v0.6.0/normalize.go>.
    ///
    /// # Errors
    ///
    /// Returns a message if the repository is too long on the mirror.
    pub fn image(&self, image: &str) -> Result<String, String> {
        let reference = Reference::parse(image);
        if !reference.is_docker_hub() {
            return Ok(image.to_owned());
        }
        let rest = reference.host.map_or(image, |host| image.get(host.len() + 1..).unwrap_or_default());
        let library = if reference.path.contains('/') { "" } else { "library/" };
        let mirrored = format!("{}/{library}{rest}", self.prefix);
        let too_long = |mistake: &Mistake<'_>| matches!(mistake, Mistake::PathTooLong(_));
        if Reference::parse(&mirrored).mistakes.iter().any(too_long) {
            return Err(format!(
                "image {} is too long for the mirror {}: a repository has at most {MAX_PATH} characters",
                Quoted(image),
                Quoted(&self.prefix),
            ));
        }
        Ok(mirrored)
    }
}
