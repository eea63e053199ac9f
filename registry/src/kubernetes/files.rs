//! The files of a script, as a `ConfigMap`.

use std::collections::BTreeMap;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use registry_shared::excerpt::Quoted;
use registry_shared::name::CONFIG_MAP_KEY;

use super::error::{ObjectError, ObjectErrorKind};
use super::kubectl;

/// The most bytes that fit into a `ConfigMap`. The API server counts values but not their names, and counts
/// `binaryData` before its base64 encoding: <https://kubernetes.io/docs/concepts/configuration/configmap/#motivation>.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;

/// The name of the file that holds the standard input.
pub(super) const STDIN: &str = ".stdin";

/// The files in the directory of a script.
pub(super) struct Files<'a> {
    /// The name and the content of the script.
    pub(super) script: (&'static str, &'a [u8]),
    /// Those next to it.
    pub(super) more: &'a [(String, Vec<u8>)],
    pub(super) stdin: Option<&'a [u8]>,
}

impl Files<'_> {
    pub(super) fn config_map(&self, metadata: ObjectMeta) -> Result<ConfigMap, ObjectError> {
        if self.script.1.is_empty() {
            let message = "the script is empty: there is nothing to run";
            return Err(ObjectError::new(ObjectErrorKind::EmptyScript, message));
        }
        self.check_size()?;
        self.check_names()?;
        let (mut data, mut binary_data) = (BTreeMap::new(), BTreeMap::new());
        let mut encoded_len = 0;
        for (name, content) in self.all() {
            match text(content, &mut encoded_len) {
                Some(text) => drop(data.insert(name.to_owned(), text.to_owned())),
                None => drop(binary_data.insert(name.to_owned(), ByteString(content.to_vec()))),
            }
        }
        Ok(ConfigMap {
            binary_data: Some(binary_data).filter(|data| !data.is_empty()),
            data: Some(data).filter(|data| !data.is_empty()),
            immutable: Some(true),
            metadata,
        })
    }

    fn all(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let more = self.more.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
        [self.script].into_iter().chain(more).chain(self.stdin.map(|stdin| (STDIN, stdin)))
    }

    fn check_size(&self) -> Result<(), ObjectError> {
        if self.all().map(|(_, content)| content.len()).sum::<usize>() <= MAX_BYTES {
            return Ok(());
        }
        let what = match (self.more, self.stdin) {
            ([], None) => "the script exceeds",
            ([], Some(_)) => "the script and its standard input exceed",
            (_, None) => "the script and its files exceed",
            (_, Some(_)) => "the script, its files and its standard input exceed",
        };
        let message = format!("{what} {MAX_BYTES} bytes, the limit of a ConfigMap: load large data from elsewhere");
        Err(ObjectError::new(ObjectErrorKind::ScriptTooLarge, message))
    }

    fn check_names(&self) -> Result<(), ObjectError> {
        let error = |message: String| Err(ObjectError::new(ObjectErrorKind::File, message));
        let mut names = vec![self.script.0, STDIN];
        for (name, _) in self.more {
            if let Some(mistake) = CONFIG_MAP_KEY.mistake(name) {
                return error(format!(
                    "file name {} is not valid: it {mistake}; \
                     write 1 to {} of `A-Z`, `a-z`, `0-9`, `-`, `_` and `.`, not beginning with `..`",
                    Quoted(name),
                    CONFIG_MAP_KEY.limit,
                ));
            }
            if names.contains(&name.as_str()) {
                let what = if name == self.script.0 {
                    "is that of the script"
                } else if name == STDIN {
                    "is reserved for the standard input"
                } else {
                    "is used twice"
                };
                return error(format!("file name {} {what}: choose another", Quoted(name)));
            }
            names.push(name);
        }
        Ok(())
    }
}

// Returns the content as text, unless it contains characters that text formats do not preserve, or JSON escapes would
// make the request too large: the API server accepts 3 MiB. An escape is at most six times as long as its character, so
// after 2 MiB of escaped text, less than 1 MiB remains to be sent in base64.
fn text<'a>(content: &'a [u8], encoded_len: &mut usize) -> Option<&'a str> {
    const MAX_ENCODED: usize = 2 * MAX_BYTES;
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let text = str::from_utf8(content).ok().filter(|text| text.chars().all(is_text))?;
    let with_this = *encoded_len + text.chars().map(kubectl::encoded_len).sum::<usize>();
    (with_this <= MAX_ENCODED).then(|| {
        *encoded_len = with_this;
        text
    })
}
