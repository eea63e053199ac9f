//! The JSON bodies of the API.

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::config::Variables;
use crate::{Entry, Registry};

/// A language in the list of languages.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only its schema is used: `config.rs` serializes the data")]
pub(super) struct Language {
    /// The versions, in declared order.
    versions: Vec<String>,
    /// The extension of a script's file name, without a dot.
    file_ext: String,
}

/// A language as declared.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[schema(as = LanguageSpec)]
#[expect(dead_code, reason = "only its schema is used: `config.rs` serializes the data")]
pub(super) struct Declared {
    /// The id, as used in requests.
    id: String,
    /// The display name.
    name: String,
    /// The versions, in declared order.
    versions: Vec<String>,
    /// The image reference, with `{version}` as a placeholder.
    image_tpl: String,
    /// The extension of a script's file name, without a dot.
    file_ext: String,
    /// The program and its arguments, with the placeholders `{file}` (the script's path) and `{version}`.
    interpreter: Vec<String>,
    /// An example script.
    #[schema(required)]
    example: Option<String>,
    /// Other names that requests may use for the language.
    aliases: Vec<String>,
    /// The default version.
    default: String,
    /// The first version that runs the example successfully; `null` if all versions do.
    #[schema(required)]
    example_since: Option<String>,
    /// The deprecated versions, each with the reason.
    deprecations: std::collections::HashMap<String, String>,
    /// The environment variables that pods get, in addition to `HOME`, with `{version}` as a placeholder.
    env: std::collections::HashMap<String, String>,
    /// The program that prints its own version, and its arguments, with the placeholder `{version}`; empty if the
    /// language declares none.
    version_command: Vec<String>,
}

/// A version of a language, with its image and command.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Runtime {
    /// The id of the language.
    language: &'static str,
    /// The version.
    version: &'static str,
    /// Other names that requests may use for the language.
    aliases: &'static [&'static str],
    /// The image reference, for a container's `image`.
    image: &'static str,
    /// What pods pull, according to the lock file: the repository and a digest; `null` if the image is not locked.
    #[cfg_attr(feature = "openapi", schema(required))]
    pinned: Option<&'static str>,
    /// The file name of the script in `/scripts`.
    file_name: &'static str,
    /// The program and its arguments, for a container's `command`.
    command: &'static [&'static str],
    /// Whether this is the default version of the language.
    default: bool,
    /// The reason why the version is deprecated; `null` if it is not.
    #[cfg_attr(feature = "openapi", schema(required))]
    deprecation: Option<&'static str>,
    /// The environment variables with which a container runs scripts.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>))]
    env: Variables,
}

impl From<&Entry> for Runtime {
    fn from(entry: &Entry) -> Self {
        let Entry { language, version, config } = *entry;
        Self {
            language: language.id,
            version,
            aliases: language.aliases,
            image: config.image,
            pinned: entry.pinned(),
            file_name: config.file_name,
            command: config.command,
            default: entry.is_default(),
            deprecation: entry.deprecation(),
            env: Variables(*entry),
        }
    }
}

impl Serialize for Runtime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Runtime", 10)?;
        fields.serialize_field("language", self.language)?;
        fields.serialize_field("version", self.version)?;
        fields.serialize_field("aliases", self.aliases)?;
        fields.serialize_field("image", self.image)?;
        fields.serialize_field("pinned", &self.pinned)?;
        fields.serialize_field("file_name", self.file_name)?;
        fields.serialize_field("command", self.command)?;
        fields.serialize_field("default", &self.default)?;
        fields.serialize_field("deprecation", &self.deprecation)?;
        fields.serialize_field("env", &self.env)?;
        fields.end()
    }
}

/// The array of all runtimes.
pub(super) struct Runtimes(pub(super) &'static Registry);

impl Serialize for Runtimes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.entries().iter().map(Runtime::from))
    }
}

/// The example scripts as an object, by language id.
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
