//! Manifests, indexes and configurations.
//!
//! Sources: <https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md>, `image-index.md` and `config.md`.

use oci_client::manifest::{
    IMAGE_CONFIG_MEDIA_TYPE, IMAGE_DOCKER_CONFIG_MEDIA_TYPE, IMAGE_MANIFEST_LIST_MEDIA_TYPE, IMAGE_MANIFEST_MEDIA_TYPE,
    ImageIndexEntry, OCI_IMAGE_INDEX_MEDIA_TYPE, OCI_IMAGE_MEDIA_TYPE, OciDescriptor, OciImageIndex, OciImageManifest,
};
use registry_shared::excerpt::Quoted;
use serde_json::Value;

use super::answer::{Problem, ProblemKind};
use super::platform;

/// The media types that are understood, as the value of `Accept`.
pub(super) const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, \
                                 application/vnd.docker.distribution.manifest.list.v2+json, \
                                 application/vnd.oci.image.manifest.v1+json, \
                                 application/vnd.docker.distribution.manifest.v2+json";

/// What `BuildKit` calls entries that describe another entry:
/// <https://github.com/moby/buildkit/blob/v0.25.0/docs/attestations/attestation-storage.md>.
const ATTESTATION: &str = "vnd.docker.reference.type";

/// A parsed document.
pub(super) struct Document {
    pub(super) media_type: String,
    pub(super) content: Content,
}

pub(super) enum Content {
    Index(Vec<Entry>),
    Image {
        /// The digest of the configuration, which names the platform.
        config: String,
    },
}

/// An entry of an index.
pub(super) enum Entry {
    /// An image for a known platform.
    Platform(String),
    /// A document that must be read for its platforms.
    Document {
        /// Its digest.
        digest: String,
    },
}

impl Document {
    /// Parses a document, given the media type of the response.
    pub(super) fn parse(content_type: Option<&str>, body: &[u8]) -> Result<Self, Problem> {
        let value: Value = serde_json::from_slice(body).map_err(malformed)?;
        let content_type = content_type.map(|text| text.split(';').next().unwrap_or_default().trim());
        if value["schemaVersion"] == 1 {
            let message = "the image has a manifest of Docker's schema 1, which runtimes no longer pull: push it again";
            return Err(Problem::new(ProblemKind::Unsupported, message));
        }
        let media_type = media_type(&value, content_type)?.to_owned();
        // A document that can be read as both would have one digest and two meanings:
        // <https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh>.
        let has = |key: &str| !value[key].is_null();
        let content = match &*media_type {
            OCI_IMAGE_INDEX_MEDIA_TYPE | IMAGE_MANIFEST_LIST_MEDIA_TYPE if !has("layers") && !has("config") => {
                Content::Index(entries(serde_json::from_value(value).map_err(malformed)?)?)
            }
            OCI_IMAGE_MEDIA_TYPE | IMAGE_MANIFEST_MEDIA_TYPE if !has("manifests") => {
                Content::Image { config: config(serde_json::from_value(value).map_err(malformed)?)? }
            }
            OCI_IMAGE_INDEX_MEDIA_TYPE
            | IMAGE_MANIFEST_LIST_MEDIA_TYPE
            | OCI_IMAGE_MEDIA_TYPE
            | IMAGE_MANIFEST_MEDIA_TYPE => {
                return Err(Problem::invalid("the manifest is an image and an index at once"));
            }
            other => {
                let message = format!("the manifest has the media type {}", Quoted(other));
                return Err(Problem::new(ProblemKind::Unsupported, message));
            }
        };
        Ok(Self { media_type, content })
    }
}

fn malformed(error: impl std::fmt::Display) -> Problem {
    Problem::invalid(format_args!("the manifest cannot be parsed: {}", Quoted(&error.to_string())))
}

/// Returns the media type that a document and its response agree on. Documents may omit it.
fn media_type<'a>(value: &'a Value, content_type: Option<&'a str>) -> Result<&'a str, Problem> {
    // Many servers send these for content that they do not know.
    let content_type =
        content_type.filter(|text| !matches!(*text, "" | "application/json" | "application/octet-stream"));
    match (value["mediaType"].as_str(), content_type) {
        (Some(own), Some(sent)) if own != sent => {
            let message = format!("the manifest has the media type {}, but was sent as {}", Quoted(own), Quoted(sent));
            Err(Problem::invalid(message))
        }
        (Some(media_type), _) | (None, Some(media_type)) => Ok(media_type),
        (None, None) if value["manifests"].is_array() => Ok(OCI_IMAGE_INDEX_MEDIA_TYPE),
        (None, None) => Ok(OCI_IMAGE_MEDIA_TYPE),
    }
}

fn entries(index: OciImageIndex) -> Result<Vec<Entry>, Problem> {
    index.manifests.into_iter().filter_map(|entry| self::entry(entry).transpose()).collect()
}

/// Returns an entry, or nothing if it is no image.
fn entry(entry: ImageIndexEntry) -> Result<Option<Entry>, Problem> {
    let is_attestation = entry.annotations.is_some_and(|annotations| annotations.contains_key(ATTESTATION));
    let is_index = matches!(&*entry.media_type, OCI_IMAGE_INDEX_MEDIA_TYPE | IMAGE_MANIFEST_LIST_MEDIA_TYPE);
    let is_image = matches!(&*entry.media_type, OCI_IMAGE_MEDIA_TYPE | IMAGE_MANIFEST_MEDIA_TYPE);
    if is_attestation || !(is_index || is_image) {
        return Ok(None);
    }
    let platform = entry.platform.filter(|_| is_image);
    let Some(platform) = platform else {
        return Ok(entry.artifact_type.is_none().then_some(Entry::Document { digest: entry.digest }));
    };
    let (os, architecture) = (platform.os.to_string(), platform.architecture.to_string());
    if (&*os, &*architecture) == ("unknown", "unknown") {
        return Ok(None);
    }
    checked(&os, &architecture, platform.variant.as_deref()).map(Entry::Platform).map(Some)
}

fn config(OciImageManifest { config, .. }: OciImageManifest) -> Result<String, Problem> {
    let OciDescriptor { media_type, digest, .. } = config;
    if matches!(&*media_type, IMAGE_CONFIG_MEDIA_TYPE | IMAGE_DOCKER_CONFIG_MEDIA_TYPE) {
        return Ok(digest);
    }
    let message = format!("the manifest describes an artifact of type {}, not an image", Quoted(&media_type));
    Err(Problem::new(ProblemKind::Unsupported, message))
}

/// Returns the platform that a configuration names.
pub(super) fn platform_of(config: &[u8]) -> Result<String, Problem> {
    let value: Value = serde_json::from_slice(config).map_err(malformed)?;
    let text = |key: &str| value[key].as_str().unwrap_or_default();
    checked(text("os"), text("architecture"), value["variant"].as_str())
}

/// Joins the parts of a platform. They are printed, and written to files with columns.
fn checked(os: &str, architecture: &str, variant: Option<&str>) -> Result<String, Problem> {
    let platform = platform::join(os, architecture, variant);
    if platform::is_platform(&platform) {
        return Ok(platform);
    }
    Err(Problem::invalid(format_args!("the image is for the platform {}, which is malformed", Quoted(&platform))))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test should panic")]
mod tests {
    use super::{ACCEPT, Content, Document, Entry, platform_of};

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const INDEX: &str = "application/vnd.oci.image.index.v1+json";
    const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";

    /// Parses a document and lists what it contains.
    fn parse(content_type: Option<&str>, body: &str) -> Result<Vec<String>, String> {
        let body = body.replace("DIGEST", DIGEST).replace("INDEX", INDEX).replace("IMAGE", IMAGE);
        let document = Document::parse(content_type, body.as_bytes()).map_err(|problem| problem.to_string())?;
        Ok(match document.content {
            Content::Image { config } => vec![config],
            Content::Index(entries) => entries.into_iter().map(text).collect(),
        })
    }

    fn text(entry: Entry) -> String {
        match entry {
            Entry::Platform(platform) => platform,
            Entry::Document { digest } => digest,
        }
    }

    #[test]
    fn indexes() {
        let entry = |rest: &str| format!(r#"{{"mediaType":"IMAGE","digest":"DIGEST","size":1{rest}}}"#);
        let platform = |text: &str| format!(r#","platform":{{{text}}}"#);
        let of = |entry: String| parse(Some(INDEX), &format!(r#"{{"schemaVersion":2,"manifests":[{entry}]}}"#));
        let amd64 = platform(r#""os":"linux","architecture":"amd64""#);
        assert_eq!(of(entry(&amd64)).unwrap(), ["linux/amd64"]);
        let arm = platform(r#""os":"linux","architecture":"arm64","variant":"v8""#);
        assert_eq!(of(format!("{},{}", entry(&arm), entry(&amd64))).unwrap(), ["linux/arm64/v8", "linux/amd64"]);
        assert_eq!(of(entry("")).unwrap(), [DIGEST]);
        assert_eq!(of(entry("").replace("IMAGE", "INDEX")).unwrap(), [DIGEST]);
        for skipped in [
            platform(r#""os":"unknown","architecture":"unknown""#),
            format!(r#"{amd64},"annotations":{{"vnd.docker.reference.type":"attestation-manifest"}}"#),
            r#","artifactType":"application/x""#.to_owned(),
        ] {
            assert_eq!(of(entry(&skipped)), Ok(Vec::new()), "{skipped}");
        }
        assert_eq!(of(entry("").replace("IMAGE", "application/x")), Ok(Vec::new()));
        let error = of(entry(&platform(r#""os":"\u001b[31m","architecture":"amd64""#))).unwrap_err();
        assert_eq!(error, r"invalid response: the image is for the platform `\u{1b}[31m/amd64`, which is malformed");
    }

    #[test]
    fn images() {
        let image = |media_type: &str| {
            format!(
                r#"{{"schemaVersion":2,"config":{{"mediaType":"{media_type}","digest":"DIGEST","size":1}},"layers":[]}}"#
            )
        };
        let docker = image("application/vnd.docker.container.image.v1+json");
        assert_eq!(parse(Some(IMAGE), &docker).unwrap(), [DIGEST]);
        assert_eq!(parse(None, &docker).unwrap(), [DIGEST]);
        assert_eq!(parse(Some(&format!("{IMAGE}; charset=utf-8")), &docker).unwrap(), [DIGEST]);
        let error = parse(Some(IMAGE), &image("application/x")).unwrap_err();
        assert_eq!(error, "unsupported: the manifest describes an artifact of type `application/x`, not an image");
    }

    #[test]
    fn mistakes() {
        for (content_type, body, expected) in [
            (None, "", "invalid response: the manifest cannot be parsed: `EOF"),
            (None, "<html>", "invalid response: the manifest cannot be parsed: "),
            (None, "[]", "invalid response: the manifest cannot be parsed: "),
            (None, r#"{"schemaVersion":1}"#, "unsupported: the image has a manifest of Docker's schema 1"),
            (Some("text/html"), "{}", "unsupported: the manifest has the media type `text/html`"),
            (Some(INDEX), r#"{"mediaType":"IMAGE"}"#, "invalid response: the manifest has the media type `"),
            (Some(INDEX), r#"{"manifests":[],"layers":[]}"#, "invalid response: the manifest is an image and an index"),
            (Some(IMAGE), r#"{"manifests":[],"layers":[]}"#, "invalid response: the manifest is an image and an index"),
        ] {
            let error = parse(content_type, body).unwrap_err();
            assert!(error.starts_with(expected), "{body}: {error}");
        }
    }

    #[test]
    fn configurations() {
        let parse = |text: &str| platform_of(text.as_bytes()).map_err(|problem| problem.to_string());
        assert_eq!(parse(r#"{"os":"linux","architecture":"arm","variant":"v7"}"#).unwrap(), "linux/arm/v7");
        assert_eq!(parse(r#"{"os":"linux","architecture":"amd64"}"#).unwrap(), "linux/amd64");
        assert_eq!(parse("{}").unwrap_err(), "invalid response: the image is for the platform `/`, which is malformed");
    }

    #[test]
    fn accepted_media_types() {
        assert!(ACCEPT.split(", ").count() == 4 && ACCEPT.contains(INDEX) && ACCEPT.contains(IMAGE));
    }
}
