//! Sources of images: mirrors of Docker Hub, and pull secrets.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::LocalObjectReference;
use registry_shared::excerpt::Quoted;
use registry_shared::image::Reference;
use registry_shared::mirror;

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

/// A mirror of Docker Hub.
pub(super) struct Mirror(mirror::Mirror);

impl Mirror {
    /// Parses `mirror.example` or `mirror.example:5000/hub`, with an optional `/` at the end.
    pub(super) fn parse(text: &str) -> Result<Self, ObjectError> {
        mirror::Mirror::parse(text).map(Self).map_err(error)
    }

    fn image(&self, image: &str) -> Result<String, ObjectError> {
        self.0.image(image).map_err(error)
    }
}

fn error(message: String) -> ObjectError {
    ObjectError::new(ObjectErrorKind::Mirror, message)
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
