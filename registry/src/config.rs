//! The data of a declaration.

use std::borrow::Cow;
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{Hash, Hasher};

use registry_shared::template::fill_version;
use registry_shared::version::compare;
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::lock::Pinned;
use crate::lookup::Lookup;
use crate::{LookupError, WRITABLE_DIR};

/// The image, the file name and the command with which a pod runs a script.
///
/// ```
/// let config = registry::builtin::PYTHON_3_11;
/// assert_eq!(config.image, "python:3.11-slim");
/// assert_eq!(config.file_name, "main.py");
/// assert_eq!(config.command, ["python", "/scripts/main.py"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RuntimeConfig {
    /// The image reference, for a container's `image`.
    pub image: &'static str,
    /// The name of the script's file in [`SCRIPTS_DIR`](crate::SCRIPTS_DIR). It is also a valid `ConfigMap` key.
    pub file_name: &'static str,
    /// The program and its arguments, for a container's `command`.
    pub command: &'static [&'static str],
}

/// A language as declared. Apart from `id` and `deprecations`, the fields are the keys of
/// [`runtimes!`](crate::runtimes!).
///
/// Only `runtimes!` can create one, so adding a field is not a breaking change.
///
/// ```
/// let spec = registry::Language::Go.spec();
/// assert_eq!(spec.id, "go");
/// assert_eq!(spec.name, "Go");
/// assert_eq!(spec.versions, ["1.20", "1.21", "1.22"]);
/// assert_eq!(spec.interpreter, ["go", "run"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LanguageSpec {
    /// The word before the block: what requests use, a JSON key and a label value.
    pub id: &'static str,
    /// The display name: `"Node.js"`. By default, the id with its first letter capitalized.
    pub name: &'static str,
    /// Other names that requests may use: `["py", "python3"]`. Output always uses the id. Each has at most 63
    /// characters.
    pub aliases: &'static [&'static str],
    /// The versions, in declared order: `["3.11", "3.12"]`. Each is a label value and fits in an image tag.
    pub versions: &'static [&'static str],
    /// The version that a request without one selects: the declared `default`, else the newest.
    pub default: &'static str,
    /// The image reference, with `{version}` as a placeholder: `"python:{version}-slim"`.
    ///
    /// Empty if every version has its own: [`Entry::config`] holds the image of each.
    pub image_tpl: &'static str,
    /// The extension of the script's file name, without a dot: `"py"`. Empty if every version has its own.
    pub file_ext: &'static str,
    /// The program and its arguments, with `{file}` for the script's path, and `{version}`: `["python"]`.
    ///
    /// Without `{file}`, the path is the last argument, and `"&&"` separates steps: see
    /// [`runtimes!`](crate::runtimes!#commands). Empty if every version has its own.
    pub interpreter: &'static [&'static str],
    /// The program that prints its own version, and its arguments, with `{version}` as a placeholder:
    /// `["python", "--version"]`. Empty if the declaration has none. [`Entry::version_command`] replaces the placeholder.
    pub version_command: &'static [&'static str],
    /// The environment variables of its pods, besides `HOME`, with `{version}` as a placeholder in values:
    /// `[("GOCACHE", "/tmp/go-build")]`. [`Entry::env`] replaces it.
    pub env: &'static [(&'static str, &'static str)],
    /// An example script: `include_str!("example.py")`, or any constant `&str`.
    pub example: Option<&'static str>,
    /// The first version that runs the example successfully. `None` if every version does.
    pub example_since: Option<&'static str>,
    /// The deprecated versions, each with a note: `[("3.7", "end of life 2023-06-27")]`.
    pub deprecations: &'static [(&'static str, &'static str)],
    // Users may read the struct but not create it. `#[non_exhaustive]` would also stop the code that the macro
    // generates.
    #[doc(hidden)]
    pub __entries: Entries,
}

/// The entries of a language, and what pods pull for each. They refer to the language, so comparing or printing them
/// would not end, and they add nothing to the language's own fields.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Entries {
    pub(crate) all: &'static [Entry],
    /// For every runtime of the declaration.
    pub(crate) pinned: Pinned,
    /// The position of the language's first runtime among all of them.
    pub(crate) first: usize,
}

impl PartialEq for Entries {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Entries {}

impl Hash for Entries {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Debug for Entries {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[…]")
    }
}

impl LanguageSpec {
    /// Returns an entry for each version, in declared order.
    ///
    /// ```
    /// let entries = registry::Language::Go.spec().entries();
    /// let images: Vec<&str> = entries.iter().map(|entry| entry.config.image).collect();
    /// assert_eq!(images, ["golang:1.20-alpine", "golang:1.21-alpine", "golang:1.22-alpine"]);
    /// ```
    #[must_use]
    pub const fn entries(&self) -> &'static [Entry] {
        self.__entries.all
    }
}

/// One runtime of a [`Registry`]: a language, one of its versions, and its configuration.
///
/// ```
/// let entry = registry::REGISTRY.find("bash", "5.2")?;
/// assert_eq!(entry.language.id, "bash");
/// assert_eq!(entry.version, "5.2");
/// assert_eq!(entry.config.image, "bash:5.2");
/// # Ok::<(), registry::LookupError>(())
/// ```
///
/// It serializes as
/// `{"language": "bash", "version": "5.2", "image": …, "file_name": …, "command": […], "env": {"HOME": "/tmp"}}`, which
/// is everything that a container needs to run a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Entry {
    /// The language as declared.
    pub language: &'static LanguageSpec,
    /// One of its versions.
    pub version: &'static str,
    /// The image, file name and command of this version.
    pub config: &'static RuntimeConfig,
}

impl Entry {
    /// Returns the note of the version's `#[deprecated]`, which may be empty, or `None` if it is not deprecated.
    ///
    /// ```
    /// let entry = registry::REGISTRY.find("python", "3.7")?;
    /// assert_eq!(entry.deprecation(), Some("end of life 2023-06-27"));
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    #[must_use]
    pub fn deprecation(&self) -> Option<&'static str> {
        self.language.deprecations.iter().find(|(version, _)| *version == self.version).map(|(_, note)| *note)
    }

    /// Returns the image as the [lock file](crate::runtimes!#lock-files) pins it, `repository@digest`. Returns `None` if
    /// the declaration has no lock file or was compiled with `RUNTIMES_LOCK=off`, or if the image already has a digest.
    ///
    /// Pods pull it instead of [`RuntimeConfig::image`], so that they run the same image even if its tag moves.
    ///
    /// ```
    /// mod scripts {
    ///     # const LOCK: &str = "lua:5.4 lua@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64";
    ///     registry::runtimes! {
    ///         # lock: LOCK, /*
    ///         lock: include_str!("runtimes.lock"),
    ///         # */
    ///         lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    ///     }
    /// }
    ///
    /// let entry = scripts::REGISTRY.find("lua", "5.4")?;
    /// assert_eq!(entry.config.image, "lua:5.4");
    /// assert!(entry.pinned().is_some_and(|pinned| pinned.starts_with("lua@sha256:")));
    /// assert_eq!(registry::Runtime::Python3_12.entry().pinned(), None);
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    #[must_use]
    pub fn pinned(self) -> Option<&'static str> {
        let position = self.language.versions.iter().position(|version| *version == self.version)?;
        let Entries { pinned, first, .. } = self.language.__entries;
        pinned.get(first + position)
    }

    /// Returns the image that a pod pulls.
    #[cfg(feature = "kubernetes")]
    pub(crate) fn image(self) -> &'static str {
        self.pinned().unwrap_or(self.config.image)
    }

    /// Returns the environment variables with which a container runs scripts: `HOME`, which is `/tmp` unless the
    /// declaration sets it, and the declared variables, with `{version}` replaced in their values.
    ///
    /// `registry::kubernetes::Execution` sets them in pods. Set them yourself if you run containers in another way, and
    /// make `/tmp` writable.
    ///
    /// ```
    /// let entry = registry::REGISTRY.find("go", "1.22")?;
    /// let env: Vec<(&str, String)> = entry.env().map(|(name, value)| (name, value.into_owned())).collect();
    /// assert_eq!(env, [("HOME", "/tmp".to_owned()), ("GOCACHE", "/tmp/go-build".to_owned())]);
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    pub fn env(&self) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> + use<> {
        const HOME: &str = "HOME";
        let is_declared = self.language.env.iter().any(|(name, _)| *name == HOME);
        let home = (!is_declared).then_some((HOME, Cow::Borrowed(WRITABLE_DIR)));
        home.into_iter().chain(self.declared_env())
    }

    /// Returns the part of [`env`](Self::env) that the declaration sets.
    pub(crate) fn declared_env(&self) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> + use<> {
        let Self { language, version, .. } = *self;
        language.env.iter().map(move |&(name, value)| (name, fill_version(value, version)))
    }

    /// Returns the command that prints the version of the program in the image, with `{version}` replaced. It has no
    /// arguments if the declaration has no `version_command`.
    ///
    /// Run it as [`RuntimeConfig::command`] is run: in the image, without a shell, and with the variables of
    /// [`env`](Self::env). Some programs print their version to standard error.
    ///
    /// ```
    /// let entry = registry::REGISTRY.find("go", "1.22")?;
    /// assert_eq!(entry.version_command().collect::<Vec<_>>(), ["go", "version"]);
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    #[must_use]
    pub fn version_command(&self) -> impl ExactSizeIterator<Item = Cow<'static, str>> + use<> {
        let Self { language, version, .. } = *self;
        language.version_command.iter().map(move |argument| fill_version(argument, version))
    }

    /// Returns whether the language has an example that this version runs successfully.
    ///
    /// ```
    /// // The example of Python needs version 3.10.
    /// assert!(registry::REGISTRY.find("python", "3.12")?.example_runs());
    /// assert!(!registry::REGISTRY.find("python", "3.7")?.example_runs());
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    #[must_use]
    pub fn example_runs(&self) -> bool {
        let LanguageSpec { example, example_since, .. } = self.language;
        example.is_some() && example_since.is_none_or(|since| compare(self.version, since).is_ge())
    }

    /// Returns whether this is the default version of its language.
    ///
    /// ```
    /// assert!(registry::REGISTRY.find("python", "3.12")?.is_default());
    /// # Ok::<(), registry::LookupError>(())
    /// ```
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.version == self.language.default
    }
}

/// Writes the text form: `bash@5.2`.
impl Display for Entry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { language, version, .. } = self;
        if f.width().is_none() && f.precision().is_none() {
            write!(f, "{}@{version}", language.id)
        } else {
            f.pad(&format!("{}@{version}", language.id))
        }
    }
}

/// A whole declaration as data, for code without access to its enums.
///
/// It serializes as an object with one member per language, in declared order:
///
/// ```
/// let json = serde_json::to_string(&registry::REGISTRY)?;
/// assert!(json.starts_with(r#"{"python":{"versions":["3.7","3.8","3.9","3.10","3.11","3.12"],"file_ext":"py"},"#));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Registry {
    pub(crate) lookup: &'static Lookup,
    pub(crate) languages: &'static [LanguageSpec],
    pub(crate) entries: &'static [Entry],
    /// Calls [`Lookup::miss`] on `lookup`. It is a function pointer to code that was compiled where the lookup is a
    /// constant.
    pub(crate) miss: fn(&str, &str) -> Result<&'static Entry, LookupError>,
}

impl Registry {
    /// Returns every language, in declared order.
    ///
    /// ```
    /// let ids: Vec<&str> = registry::REGISTRY.languages().iter().map(|language| language.id).collect();
    /// assert_eq!(ids, ["python", "node", "ruby", "go", "bash"]);
    /// ```
    #[must_use]
    pub const fn languages(&self) -> &'static [LanguageSpec] {
        self.languages
    }

    /// Returns every runtime, in declared order.
    ///
    /// ```
    /// let images: Vec<&str> = registry::REGISTRY.entries().iter().map(|entry| entry.config.image).collect();
    /// assert_eq!(images.len(), 18);
    /// assert_eq!(images[0], "python:3.7-slim");
    /// ```
    #[must_use]
    pub const fn entries(&self) -> &'static [Entry] {
        self.entries
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __new(
        lookup: &'static Lookup,
        languages: &'static [LanguageSpec],
        entries: &'static [Entry],
        miss: fn(&str, &str) -> Result<&'static Entry, LookupError>,
    ) -> Self {
        Self { lookup, languages, entries, miss }
    }
}

impl Debug for Registry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("languages", &self.languages)
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}

impl Serialize for RuntimeConfig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("RuntimeConfig", 3)?;
        fields.serialize_field("image", self.image)?;
        fields.serialize_field("file_name", self.file_name)?;
        fields.serialize_field("command", self.command)?;
        fields.end()
    }
}

impl Serialize for LanguageSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("LanguageSpec", 13)?;
        fields.serialize_field("id", self.id)?;
        fields.serialize_field("name", self.name)?;
        fields.serialize_field("versions", self.versions)?;
        fields.serialize_field("image_tpl", self.image_tpl)?;
        fields.serialize_field("file_ext", self.file_ext)?;
        fields.serialize_field("interpreter", self.interpreter)?;
        fields.serialize_field("example", &self.example)?;
        fields.serialize_field("aliases", self.aliases)?;
        fields.serialize_field("default", self.default)?;
        fields.serialize_field("example_since", &self.example_since)?;
        fields.serialize_field("deprecations", &Pairs(self.deprecations))?;
        fields.serialize_field("env", &Pairs(self.env))?;
        fields.serialize_field("version_command", self.version_command)?;
        fields.end()
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Entry", 6)?;
        fields.serialize_field("language", self.language.id)?;
        fields.serialize_field("version", self.version)?;
        fields.serialize_field("image", self.config.image)?;
        fields.serialize_field("file_name", self.config.file_name)?;
        fields.serialize_field("command", self.config.command)?;
        fields.serialize_field("env", &Variables(*self))?;
        fields.end()
    }
}

impl Serialize for Registry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut languages = serializer.serialize_map(Some(self.languages.len()))?;
        for language in self.languages {
            languages.serialize_entry(language.id, &Listed(language))?;
        }
        languages.end()
    }
}

/// Serializes pairs as an object.
struct Pairs(&'static [(&'static str, &'static str)]);

impl Serialize for Pairs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pairs = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            pairs.serialize_entry(name, value)?;
        }
        pairs.end()
    }
}

/// The environment variables of a runtime, as an object.
pub(crate) struct Variables(pub(crate) Entry);

impl Serialize for Variables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.env())
    }
}

/// A language in the serialized [`Registry`].
struct Listed(&'static LanguageSpec);

impl Serialize for Listed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Language", 2)?;
        fields.serialize_field("versions", self.0.versions)?;
        fields.serialize_field("file_ext", self.0.file_ext)?;
        fields.end()
    }
}
