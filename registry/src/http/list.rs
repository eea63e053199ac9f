//! What the API answers, as it is written in JSON.

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::config::Pairs;
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

/// A language as it was declared.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[schema(as = LanguageSpec)]
#[expect(dead_code, reason = "it describes what is written elsewhere")]
pub(super) struct Declared {
    /// What a request says.
    id: String,
    /// The name for people.
    name: String,
    /// The versions, in declared order.
    versions: Vec<String>,
    /// The image reference, with `{version}` where the version belongs.
    image_tpl: String,
    /// The extension of a script's file name, without a dot.
    file_ext: String,
    /// The program and its arguments, with `{file}` for the script's path and `{version}`.
    interpreter: Vec<String>,
    /// A script that shows the language.
    #[schema(required)]
    example: Option<String>,
    /// What requests may say in place of the id.
    aliases: Vec<String>,
    /// The version that stands for the language.
    default: String,
    /// The first version on which the example runs to its end; without one, it runs on all.
    #[schema(required)]
    example_since: Option<String>,
    /// Why versions are deprecated, by version.
    deprecations: std::collections::HashMap<String, String>,
    /// The environment variables that pods get, beside `HOME`.
    env: std::collections::HashMap<String, String>,
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
    #[cfg_attr(feature = "openapi", schema(required))]
    deprecation: Option<&'static str>,
    /// The environment variables that a pod gets, beside `HOME`.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, String>))]
    env: &'static [(&'static str, &'static str)],
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
            env: language.env,
        }
    }
}

impl Serialize for Runtime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Runtime", 9)?;
        fields.serialize_field("language", self.language)?;
        fields.serialize_field("version", self.version)?;
        fields.serialize_field("aliases", self.aliases)?;
        fields.serialize_field("image", self.image)?;
        fields.serialize_field("file_name", self.file_name)?;
        fields.serialize_field("command", self.command)?;
        fields.serialize_field("default", &self.default)?;
        fields.serialize_field("deprecation", &self.deprecation)?;
        fields.serialize_field("env", &Pairs(self.env))?;
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
