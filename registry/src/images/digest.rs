//! Digests of content.

use std::fmt::Write;

use registry_shared::excerpt::Quoted;
use registry_shared::image::digest_mistake;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::answer::Problem;

/// Returns the digest by which content is known if nothing else is stated.
pub(super) fn canonical(content: &[u8]) -> String {
    hex("sha256", &Sha256::digest(content))
}

/// Checks that content has a digest. `what` is the beginning of a sentence.
pub(super) fn verify(what: &str, content: &[u8], expected: &str) -> Result<(), Problem> {
    check(what, expected)?;
    let actual = match expected.split_once(':') {
        Some(("sha384", _)) => hex("sha384", &Sha384::digest(content)),
        Some(("sha512", _)) => hex("sha512", &Sha512::digest(content)),
        _ => canonical(content),
    };
    if actual == expected {
        return Ok(());
    }
    Err(Problem::invalid(format_args!("{what} has the digest {actual}, but the registry stated {expected}")))
}

/// Checks that a registry stated a digest.
pub(super) fn check(what: &str, digest: &str) -> Result<(), Problem> {
    match digest_mistake(digest) {
        None => Ok(()),
        Some(_) => Err(Problem::invalid(format_args!("{what} is said to have the digest {}", Quoted(digest)))),
    }
}

fn hex(algorithm: &str, bytes: &[u8]) -> String {
    bytes.iter().fold(format!("{algorithm}:"), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test should panic")]
mod tests {
    use super::{canonical, verify};

    #[test]
    fn digests() {
        // The well-known digests of no content.
        let sha256 = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let sha512 = "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877\
                      eec2f63b931bd47417a81a538327af927da3e";
        assert_eq!(canonical(b""), sha256);
        assert_eq!(verify("it", b"", sha256), Ok(()));
        assert_eq!(verify("it", b"", sha512), Ok(()));
        let error = verify("the manifest", b"x", sha256).unwrap_err().to_string();
        assert!(
            error.starts_with("invalid response: the manifest has the digest sha256:2d711642b726b04401"),
            "{error}"
        );
        assert!(verify("it", b"", "md5:00").unwrap_err().to_string().contains("`md5:00`"));
    }
}
