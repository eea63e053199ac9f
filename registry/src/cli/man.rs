//! `runtimes man`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command, ValueHint};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::arguments::{command, program};
use super::failure::{EXIT_CODES, Failure};
use super::help::examples;
use super::output::write_all;
use crate::Registry;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Print the main man page, or write every page to a directory
#[derive(Args)]
pub(super) struct ManArguments {
    /// Directory to write the pages to, which is created if it does not exist
    #[arg(value_name = "DIRECTORY", value_hint = ValueHint::DirPath)]
    directory: Option<PathBuf>,
}

pub(super) fn man(arguments: &ManArguments, registry: &'static Registry) -> Result<(), Failure> {
    let mut command = command(registry).disable_help_subcommand(true).subcommand_value_name("COMMAND");
    command.build();
    let Some(directory) = &arguments.directory else {
        return write_all(&page(&command, registry).map_err(Failure::Output)?);
    };
    fs::create_dir_all(directory).map_err(|error| Failure::Write(directory.clone(), error))?;
    for command in [&command].into_iter().chain(command.get_subcommands()) {
        let path = directory.join(format!("{}.1", title(command)));
        let write = |path: &Path| fs::write(path, page(command, registry)?);
        write(&path).map_err(|error| Failure::Write(path.clone(), error))?;
        write_all(format!("{}\n", path.display()).as_bytes())?;
    }
    Ok(())
}

fn title(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

fn page(command: &Command, registry: &'static Registry) -> io::Result<Vec<u8>> {
    let program = program();
    let is_main = command.has_subcommands();
    let usage = command.clone().render_usage().to_string();
    let man = Man::new(command.clone().override_usage(usage.trim_start_matches("Usage: ").to_owned()));
    // Not `Man::render_title`: it omits an empty date, so that the version would be read as one.
    let mut page = format!(".TH \"{}\" 1 \"\" \"{program} {VERSION}\"\n", title(command).to_uppercase()).into_bytes();
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if is_main {
        man.render_subcommands_section(&mut page)?;
    }
    let mut rest = Roff::new();
    let examples = examples(command, registry);
    if !examples.is_empty() {
        rest.control("SH", ["EXAMPLES"]);
    }
    for (comment, line) in examples {
        rest.control("TP", []).text([roman(comment)]).text([bold(line)]);
    }
    let variables = command.get_arguments().filter_map(|argument| Some((argument.get_env()?, argument.get_long()?)));
    let variables: Vec<_> = variables.collect();
    if !variables.is_empty() {
        rest.control("SH", ["ENVIRONMENT"]);
    }
    for (name, flag) in variables {
        let text = format!("The value of --{flag}, unless that is given.");
        rest.control("TP", []).text([bold(name.to_string_lossy())]).text([roman(text)]);
    }
    if is_main {
        rest.control("SH", ["EXIT STATUS"]);
        for (code, meaning) in EXIT_CODES {
            rest.control("TP", []).text([bold(code.to_string())]).text([roman(*meaning)]);
        }
    } else {
        rest.control("SH", ["SEE ALSO"]).text([bold(program), roman("(1)")]);
    }
    rest.to_writer(&mut page)?;
    Ok(page)
}
