//! The arguments of the program.

use std::env;
use std::path::PathBuf;
#[cfg(any(feature = "images", feature = "kubernetes"))]
use std::time::Duration;

use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};

#[cfg(feature = "images")]
use super::check::CheckArguments;
use super::completions::CompletionsArguments;
use super::failure::Failure;
use super::languages::LanguagesArguments;
#[cfg(feature = "images")]
use super::lock::LockArguments;
use super::man::ManArguments;
#[cfg(feature = "kubernetes")]
use super::manifest::{ManifestArguments, PrepullArguments};
#[cfg(feature = "kubernetes")]
use super::namespace::NamespaceArguments;
#[cfg(feature = "run")]
use super::run::RunArguments;
use super::runtimes::{ExampleArguments, ListArguments, ShowArguments};
use super::serve::ServeArguments;
#[cfg(feature = "run")]
use super::sweep::SweepArguments;
#[cfg(feature = "run")]
use super::verify::VerifyArguments;
use super::{help, output};
use crate::Registry;

#[cfg(any(feature = "images", feature = "kubernetes"))]
pub(super) fn seconds(text: &str) -> Result<Duration, &'static str> {
    text.parse().map(Duration::from_secs).map_err(|_| "expected a whole number of seconds, such as 30")
}

/// The name of an argument's value that is a language.
pub(super) const LANGUAGE: &str = "LANGUAGE";

/// The name of an argument's value that is a language with an optional version.
pub(super) const RUNTIME: &str = "LANGUAGE[@VERSION]";

/// Map languages and versions to container images, file names and commands
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    Languages(LanguagesArguments),
    List(ListArguments),
    Show(ShowArguments),
    Example(ExampleArguments),
    #[cfg(feature = "kubernetes")]
    Manifest(Box<ManifestArguments>),
    #[cfg(feature = "kubernetes")]
    Prepull(PrepullArguments),
    #[cfg(feature = "kubernetes")]
    Namespace(Box<NamespaceArguments>),
    #[cfg(feature = "run")]
    Run(Box<RunArguments>),
    #[cfg(feature = "run")]
    Verify(VerifyArguments),
    #[cfg(feature = "run")]
    Sweep(SweepArguments),
    #[cfg(feature = "images")]
    Check(CheckArguments),
    #[cfg(feature = "images")]
    Lock(LockArguments),
    Serve(Box<ServeArguments>),
    Completions(CompletionsArguments),
    Man(ManArguments),
}

/// Parses the arguments of the process.
pub(super) fn parse(registry: &'static Registry) -> Result<Command, Failure> {
    let mut matches = command(registry).try_get_matches()?;
    Ok(Arguments::from_arg_matches_mut(&mut matches)?.command)
}

/// Describes the program, with help that uses names of the registry.
pub(super) fn command(registry: &'static Registry) -> clap::Command {
    let command = Arguments::command().name(program()).arg(output::color_argument());
    help::add(command.mut_subcommands(|subcommand| subcommand.mut_args(without_empty_variable)), registry)
}

/// Ignores an empty environment variable, which is how many templates write one that is not set.
fn without_empty_variable(argument: Arg) -> Arg {
    let is_empty = argument.get_env().and_then(env::var_os).is_some_and(|value| value.is_empty());
    if is_empty { argument.env(None::<&str>) } else { argument }
}

/// Returns the name of the executable, which differs from `runtimes` in a program for another registry.
pub(super) fn program() -> String {
    let path = env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let Some(name) = path.file_name() else { return "runtimes".to_owned() };
    let name = name.to_string_lossy();
    name.strip_suffix(env::consts::EXE_SUFFIX).unwrap_or(&name).to_owned()
}
