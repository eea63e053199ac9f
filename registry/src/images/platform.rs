//! Platforms: an operating system, an architecture and, optionally, a variant.

use registry_shared::lock::are_platforms;

/// Returns whether a text is one platform.
pub(super) fn is_platform(text: &str) -> bool {
    !text.contains(',') && are_platforms(text.as_bytes())
}

/// Joins the parts of a platform. An empty variant is none.
pub(super) fn join(os: &str, architecture: &str, variant: Option<&str>) -> String {
    match variant {
        Some(variant) if !variant.is_empty() => format!("{os}/{architecture}/{variant}"),
        _ => format!("{os}/{architecture}"),
    }
}

/// Returns whether an image for a platform is one that was asked for.
///
/// Without a variant, any is. With one, `linux/arm64` and `linux/arm64/v8` are the same, as are `linux/arm` and
/// `linux/arm/v7`: <https://github.com/containerd/platforms/blob/v0.2.1/database.go>.
pub(super) fn satisfies(platform: &str, wanted: &str) -> bool {
    let (os, architecture, variant) = normalize(platform);
    let (wanted_os, wanted_architecture, wanted_variant) = normalize(wanted);
    let any = wanted.split('/').nth(2).is_none();
    os == wanted_os && architecture == wanted_architecture && (any || variant == wanted_variant)
}

fn normalize(platform: &str) -> (&str, &str, &str) {
    let mut parts = platform.split('/').chain(["", "", ""]);
    let mut next = || parts.next().unwrap_or_default();
    let (os, architecture, variant) = (next(), next(), next());
    match (architecture, variant) {
        ("arm64", "v8" | "8") | ("amd64", "v1") => (os, architecture, ""),
        ("arm", "") => (os, architecture, "v7"),
        _ => (os, architecture, variant),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_platform, join, satisfies};

    #[test]
    fn platforms() {
        for (platform, wanted, expected) in [
            ("linux/amd64", "linux/amd64", true),
            ("linux/arm64/v8", "linux/arm64", true),
            ("linux/arm64", "linux/arm64/v8", true),
            ("linux/arm/v6", "linux/arm", true),
            ("linux/arm", "linux/arm/v7", true),
            ("linux/arm/v6", "linux/arm/v7", false),
            ("windows/amd64", "linux/amd64", false),
            ("linux/386", "linux/amd64", false),
        ] {
            assert_eq!(satisfies(platform, wanted), expected, "{platform} {wanted}");
        }
        assert_eq!(join("linux", "arm", Some("v7")), "linux/arm/v7");
        assert_eq!(join("linux", "amd64", Some("")), "linux/amd64");
        assert!(is_platform("linux/amd64") && !is_platform("linux") && !is_platform("linux/amd64,linux/arm64"));
    }
}
