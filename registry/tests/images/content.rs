//! Manifests, indexes and configurations.

use sha2::{Digest, Sha256};

use super::server::Reply;

pub(super) const INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(super) const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
pub(super) const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";

pub(super) fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

pub(super) fn config(os: &str, architecture: &str) -> Vec<u8> {
    format!(r#"{{"os":"{os}","architecture":"{architecture}","rootfs":{{"type":"layers","diff_ids":[]}}}}"#).into()
}

/// A manifest of one image.
pub(super) fn image(config: &[u8]) -> Vec<u8> {
    let (digest, size) = (digest(config), config.len());
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{IMAGE}","config":{{"mediaType":"{CONFIG}","digest":"{digest}","size":{size}}},"layers":[]}}"#
    )
    .into()
}

/// An index whose entries have platforms.
pub(super) fn index(platforms: &[&str]) -> Vec<u8> {
    let entries: Vec<String> = platforms.iter().map(|platform| entry(IMAGE, b"", Some(platform))).collect();
    index_of(&entries)
}

pub(super) fn index_of(entries: &[String]) -> Vec<u8> {
    format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{}]}}"#, entries.join(",")).into()
}

pub(super) fn entry(media_type: &str, content: &[u8], platform: Option<&str>) -> String {
    let (digest, size) = (digest(content), content.len());
    let platform = platform.map_or_else(String::new, |platform| {
        let mut parts = platform.split('/');
        let (os, architecture) = (parts.next().unwrap(), parts.next().unwrap());
        let variant = parts.next().map_or_else(String::new, |variant| format!(r#","variant":"{variant}""#));
        format!(r#","platform":{{"os":"{os}","architecture":"{architecture}"{variant}}}"#)
    });
    format!(r#"{{"mediaType":"{media_type}","digest":"{digest}","size":{size}{platform}}}"#)
}

/// Sends a document as a registry does.
pub(super) fn send(media_type: &str, body: Vec<u8>) -> Reply {
    Reply::Send(200, headers(media_type, &digest(&body)), body)
}

pub(super) fn headers(media_type: &str, digest: &str) -> Vec<(&'static str, String)> {
    vec![("content-type", media_type.to_owned()), ("docker-content-digest", digest.to_owned())]
}

/// Sends an error as a registry does.
pub(super) fn error(status: u16, code: &str) -> Reply {
    Reply::Send(status, Vec::new(), format!(r#"{{"errors":[{{"code":"{code}","message":"m"}}]}}"#).into())
}

pub(super) fn status(status: u16) -> Reply {
    Reply::Send(status, Vec::new(), Vec::new())
}
