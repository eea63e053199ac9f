//! `runtimes list`, `runtimes show` and `runtimes example`.

use clap::Args;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::arguments::{LANGUAGE, RUNTIME};
use super::failure::Failure;
use super::output::{note, print_json, print_table, warning, write_all};
use crate::config::Variables;
use crate::http::Runtime;
use crate::{Entry, LanguageSpec, Registry, SCRIPTS_DIR};

/// The argument of [`Request`] whose help is completed with names of the registry.
pub(super) const REQUEST: &str = "request";

/// A runtime as an argument of a command.
#[derive(Args)]
pub(super) struct Request {
    /// Language with an optional version
    #[arg(id = REQUEST, value_name = RUNTIME)]
    text: String,
    /// Require this exact version
    #[arg(long)]
    exact: bool,
}

/// List runtimes, one per line
#[derive(Args)]
pub(super) struct ListArguments {
    /// List only runtimes of this language (repeatable)
    #[arg(long, value_name = LANGUAGE)]
    language: Vec<String>,
    /// List only deprecated runtimes
    #[arg(long, conflicts_with = "supported")]
    deprecated: bool,
    /// List only runtimes that are not deprecated
    #[arg(long)]
    supported: bool,
    /// Print JSON, as returned by the HTTP API
    #[arg(long)]
    json: bool,
}

/// Show the image, script path and command of a runtime
#[derive(Args)]
pub(super) struct ShowArguments {
    #[command(flatten)]
    request: Request,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Print the example script of a language
#[derive(Args)]
pub(super) struct ExampleArguments {
    #[command(flatten)]
    request: Request,
}

pub(super) fn list(arguments: &ListArguments, registry: &'static Registry) -> Result<(), Failure> {
    let languages = arguments.language.iter().map(|language| registry.language(language));
    let languages = languages.collect::<Result<Vec<&LanguageSpec>, _>>()?;
    let is_listed = |entry: &&Entry| {
        let is_deprecated = entry.deprecation().is_some();
        (languages.is_empty() || languages.iter().any(|language| language.id == entry.language.id))
            && (is_deprecated || !arguments.deprecated)
            && (!is_deprecated || !arguments.supported)
    };
    let entries = registry.entries().iter().filter(is_listed);
    if arguments.json {
        return print_json(&entries.map(Runtime::from).collect::<Vec<_>>());
    }
    print_table(Some(&["runtime", "image", "command", "state"]), entries.map(row).collect())
}

fn row(entry: &Entry) -> Vec<String> {
    let default = entry.is_default().then(|| "default".to_owned());
    let deprecated = entry
        .deprecation()
        .map(|note| if note.is_empty() { "deprecated".to_owned() } else { format!("deprecated: {note}") });
    let state: Vec<String> = default.into_iter().chain(deprecated).collect();
    vec![entry.to_string(), entry.config.image.to_owned(), command(entry), state.join(", ")]
}

pub(super) fn show(arguments: &ShowArguments, registry: &'static Registry) -> Result<(), Failure> {
    let entry = arguments.request.entry(registry)?;
    if arguments.json { print_json(&Shown(entry)) } else { print_table(None, details(entry)) }
}

fn details(entry: &Entry) -> Vec<Vec<String>> {
    let mut rows = vec![("language", entry.language.name.to_owned()), ("version", entry.version.to_owned())];
    if let Some(note) = entry.deprecation() {
        rows.push(("deprecated", if note.is_empty() { "yes" } else { note }.to_owned()));
    }
    rows.push(("image", entry.config.image.to_owned()));
    rows.extend(entry.pinned().map(|pinned| ("pinned", pinned.to_owned())));
    rows.push(("file", path(entry)));
    rows.push(("command", command(entry)));
    // Almost every runtime has the same `HOME`.
    rows.extend(entry.declared_env().map(|(name, value)| ("env", format!("{name}={value:?}"))));
    rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect()
}

fn path(entry: &Entry) -> String {
    format!("{SCRIPTS_DIR}/{}", entry.config.file_name)
}

fn command(entry: &Entry) -> String {
    format!("{:?}", entry.config.command)
}

/// A runtime as `show --json` prints it: as the HTTP API returns it, with the display name and the path.
struct Shown(&'static Entry);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Entry { language, version, config } = *self.0;
        let mut fields = serializer.serialize_struct("Shown", 12)?;
        fields.serialize_field("language", language.id)?;
        fields.serialize_field("name", language.name)?;
        fields.serialize_field("version", version)?;
        fields.serialize_field("aliases", language.aliases)?;
        fields.serialize_field("image", config.image)?;
        fields.serialize_field("pinned", &self.0.pinned())?;
        fields.serialize_field("file_name", config.file_name)?;
        fields.serialize_field("path", &path(self.0))?;
        fields.serialize_field("command", config.command)?;
        fields.serialize_field("default", &self.0.is_default())?;
        fields.serialize_field("deprecation", &self.0.deprecation())?;
        fields.serialize_field("env", &Variables(*self.0))?;
        fields.end()
    }
}

pub(super) fn example(arguments: &ExampleArguments, registry: &'static Registry) -> Result<(), Failure> {
    let request = &arguments.request;
    let language = if request.text.contains('@') {
        let entry = request.entry(registry)?;
        warn_of_new_example(entry);
        entry.language
    } else {
        registry.language(&request.text)?
    };
    write_all(language.example.ok_or(Failure::NoExample(language.id))?.as_bytes())
}

/// Warns if an entry has an example that it does not run.
pub(super) fn warn_of_new_example(entry: &Entry) {
    if let Some(since) = entry.language.example_since.filter(|_| !entry.example_runs()) {
        warning(format_args!(
            "the example of {} needs version {since} or later, and may fail on {}",
            entry.language.id, entry.version
        ));
    }
}

impl Request {
    pub(super) fn entry(&self, registry: &'static Registry) -> Result<&'static Entry, Failure> {
        find(registry, &self.text, self.exact)
    }
}

/// Finds a runtime. Unless the request is exact or names it, prints a note that does.
pub(super) fn find(registry: &'static Registry, request: &str, exact: bool) -> Result<&'static Entry, Failure> {
    if exact {
        return Ok(registry.parse(request)?);
    }
    let entry = registry.resolve(request)?;
    if request != entry.to_string() {
        note(format_args!("`{}` resolves to {entry}", request.escape_debug()));
    }
    Ok(entry)
}

/// Finds runtimes, and the runtimes of languages without a version. No names mean all runtimes.
#[cfg(any(feature = "images", feature = "kubernetes"))]
pub(super) fn find_all(
    registry: &'static Registry,
    names: &[String],
    exact: bool,
) -> Result<Vec<&'static Entry>, Failure> {
    let mut entries = Vec::new();
    for name in names {
        if name.contains('@') {
            entries.push(find(registry, name, exact)?);
        } else {
            entries.extend(registry.language(name)?.entries());
        }
    }
    if names.is_empty() {
        entries.extend(registry.entries());
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::details;

    mod scripts {
        crate::runtimes! {
            lua {
                versions: ["5.4"],
                image_tpl: "lua:{version}",
                file_ext: "lua",
                interpreter: ["lua"],
                env: { "LUA_PATH": "/opt/{version}/{{x}}.lua" },
            }
        }
    }

    #[test]
    fn details_fill_the_values_of_env() {
        let details = details(scripts::Runtime::Lua5_4.entry());
        assert!(details.contains(&vec!["env".to_owned(), "LUA_PATH=\"/opt/5.4/{x}.lua\"".to_owned()]), "{details:?}");
    }
}
