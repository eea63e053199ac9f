//! `runtimes languages`.

use clap::Args;

use super::failure::Failure;
use super::output::{print_json, print_table};
use crate::{LanguageSpec, Registry};

/// List languages and their versions
#[derive(Args)]
pub(super) struct LanguagesArguments {
    /// Print JSON, as returned by the HTTP API
    #[arg(long)]
    json: bool,
    /// With --json, print an array with everything that is declared for each language
    #[arg(long, requires = "json")]
    full: bool,
}

pub(super) fn languages(arguments: &LanguagesArguments, registry: &'static Registry) -> Result<(), Failure> {
    if arguments.full {
        return print_json(&registry.languages());
    }
    if arguments.json {
        return print_json(registry);
    }
    let header = ["id", "name", "versions", "default", "deprecated", "image", "file"];
    print_table(Some(&header), registry.languages().iter().map(row).collect())
}

fn row(language: &LanguageSpec) -> Vec<String> {
    // Without these two, every version has its own.
    let file = if language.file_ext.is_empty() { String::new() } else { format!("main.{}", language.file_ext) };
    let deprecated: Vec<&str> = language.deprecations.iter().map(|(version, _)| *version).collect();
    let (versions, deprecated) = (language.versions.join(", "), deprecated.join(", "));
    let LanguageSpec { id, name, default, image_tpl, .. } = language;
    [id, name, &*versions, default, &deprecated, image_tpl, &file].map(str::to_owned).into()
}
