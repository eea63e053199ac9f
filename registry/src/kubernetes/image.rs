//! Sources of images: mirrors of Docker Hub, and pull secrets.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::LocalObjectReference;
use registry_shared::excerpt::Quoted;
use registry_shared::image::{MAX_PATH, Mistake, Reference, is_host};

use super::error::{ObjectError, ObjectErrorKind};
use super::rules;

/// Returns the reference from which to pull an image, on the mirror if one is set.
pub(super) fn by_mirror(image: &str, mirror: Option<&Mirror>) -> Result<String, ObjectError> {
    mirror.map_or_else(|| Ok(image.to_owned()), |mirror| mirror.image(image))
}

pub(super) fn pull_secrets(names: &[String]) -> Result<Option<Vec<LocalObjectReference>>, ObjectError> {
    for name in names {
        rules::check_subdomain("pull secret", name)?;
    }
    // Some API requests reject duplicate secrets.
    let names: BTreeSet<&String> = names.iter().collect();
    let references: Vec<_> = names.into_iter().map(|name| LocalObjectReference { name: name.clone() }).collect();
    Ok(Some(references).filter(|references| !references.is_empty()))
}

/// A host with an optional path, under which a mirror serves the repositories of Docker Hub.
pub(super) struct Mirror {
    /// The host and the path, without a `/` at the end.
    prefix: String,
}

impl Mirror {
    /// Parses `mirror.example` or `mirror.example:5000/hub`, with an optional `/` at the end.
    pub(super) fn parse(text: &str) -> Result<Self, ObjectError> {
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
        let message = format!("mirror {} is not a host with an optional path: {help}", Quoted(text));
        Err(ObjectError::new(ObjectErrorKind::Mirror, message))
    }

    /// Returns the reference of an image on the mirror. Images from other registries are unchanged.
    ///
    /// Docker Hub serves images without a `/` from `library/`:
    /// <https://github.com/distribution/reference/blob/v0.6.0/normalize.go>.
    fn image(&self, image: &str) -> Result<String, ObjectError> {
        let reference = Reference::parse(image);
        if !reference.is_docker_hub() {
            return Ok(image.to_owned());
        }
        let rest = reference.host.map_or(image, |host| image.get(host.len() + 1..).unwrap_or_default());
        let library = if reference.path.contains('/') { "" } else { "library/" };
        let mirrored = format!("{}/{library}{rest}", self.prefix);
        let too_long = |mistake: &Mistake<'_>| matches!(mistake, Mistake::PathTooLong(_));
        if Reference::parse(&mirrored).mistakes.iter().any(too_long) {
            let message = format!(
                "image {} is too long for the mirror {}: a repository has at most {MAX_PATH} characters",
                Quoted(image),
                Quoted(&self.prefix),
            );
            return Err(ObjectError::new(ObjectErrorKind::Mirror, message));
        }
        Ok(mirrored)
    }
}

/// Checks an image that is not part of a declaration, so that the macro has not checked it.
pub(super) fn check(what: &str, image: &str) -> Result<(), ObjectError> {
    match Reference::parse(image).mistakes.first() {
        None => Ok(()),
        Some(mistake) => {
            let message = format!(
                "{what} {} is not a valid image reference: {mistake}; write it as in `busybox:1.37-musl`",
                Quoted(image),
            );
            Err(ObjectError::new(ObjectErrorKind::Images, message))
        }
    }
}
