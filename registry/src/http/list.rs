//! What the API answers, as it is written in JSON.

use serde_core::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::{Entry, Registry};

/// A language in the list of languages, as [`Registry`] writes it.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes what is written elsewhere")]
pub(super) struct Language {
    /// The versions, in declared order.
    versions: Vec<String>,
    /// The extension of a script's file name, without a dot.
    file_ext: String,
}

/// A runtime: a version of a language, and what a pod needs to run it.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(super) struct Runtime {
    /// The id of the language.
    language: &'static str,
    version: &'static str,
    /// What requests may say in place of the language's id.
    aliases: &'static [&'static str],
    /// The image, as a container's `image`.
    image: &'static str,
    /// The name of the script in `/scripts`.
    file_name: &'static str,
    /// The program and its arguments, as a container's `command`.
    command: &'static [&'static str],
    /// Whether it stands for its language.
    default: bool,
    /// Why it is deprecated, if it is.
    deprecation: Option<&'static str>,
}

impl From<&Entry> for Runtime {
    fn from(entry: &Entry) -> Self {
        let Entry { language, version, config } = *entry;
        Self {
            language: language.id,
            version,
            aliases: language.aliases,
            image: config.image,
            file_name: config.file_name,
            command: config.command,
            default: entry.is_default(),
            deprecation: entry.deprecation(),
        }
    }
}

impl Serialize for Runtime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Runtime", 8)?;
        fields.serialize_field("language", self.language)?;
        fields.serialize_field("version", self.version)?;
        fields.serialize_field("aliases", self.aliases)?;
        fields.serialize_field("image", self.image)?;
        fields.serialize_field("file_name", self.file_name)?;
        fields.serialize_field("command", self.command)?;
        fields.serialize_field("default", &self.default)?;
        fields.serialize_field("deprecation", &self.deprecation)?;
        fields.end()
    }
}

pub(super) struct Runtimes(pub(super) &'static Registry);

impl Serialize for Runtimes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.entries().iter().map(Runtime::from))
    }
}

pub(super) struct ExampleScripts(pub(super) &'static Registry);

impl Serialize for ExampleScripts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut scripts = serializer.serialize_map(None)?;
        for language in self.0.languages() {
            if let Some(example) = language.example {
                scripts.serialize_entry(language.id, example)?;
            }
        }
        scripts.end()
    }
}
