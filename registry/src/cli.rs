//! The `runtimes` program as a library.
//!
//! The program runs this module with the built-in registry. To build the same program for your own registry:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! mod scripts {
//!     registry::runtimes! {
//!         lua { versions: ["5.4"], image_tpl: "nickblah/lua:{version}", file_ext: "lua", interpreter: ["lua"] }
//!     }
//! }
//!
//! fn main() -> ExitCode {
//!     registry::cli::run(&scripts::REGISTRY)
//! }
//! ```

#[cfg(feature = "kubernetes")]
mod manifest;
mod serve;

use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::{Entry, LanguageSpec, LookupError, Registry};
#[cfg(feature = "kubernetes")]
use registry_shared::excerpt::Quoted;

/// Map languages and versions to container images, file names and commands.
#[derive(Parser)]
#[command(version = concat!("with registry ", env!("CARGO_PKG_VERSION")), disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List languages and their versions
    Languages {
        /// Print JSON, as returned by the HTTP API
        #[arg(long)]
        json: bool,
    },
    /// Show the image, script path and command of a runtime
    Show {
        /// Language with an optional version, such as python, python@3.12, python@3 or python@latest
        #[arg(value_name = "LANGUAGE[@VERSION]")]
        runtime: String,
        /// Require this exact version
        #[arg(long)]
        exact: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the example script of a language
    Example {
        /// Language with an optional version, such as python, python@3.12, python@3 or python@latest
        #[arg(value_name = "LANGUAGE[@VERSION]")]
        language: String,
        /// Require this exact version
        #[arg(long)]
        exact: bool,
    },
    #[cfg(feature = "kubernetes")]
    Manifest(Box<manifest::ManifestArguments>),
    #[cfg(feature = "kubernetes")]
    Prepull(manifest::PrepullArguments),
    Serve(Box<serve::ServeArguments>),
}

/// The reason that a command failed.
enum Failure {
    Lookup(LookupError),
    NoExample(&'static str),
    #[cfg(feature = "kubernetes")]
    NoScript,
    #[cfg(feature = "kubernetes")]
    StdinTwice,
    #[cfg(feature = "kubernetes")]
    Read(PathBuf, io::Error),
    #[cfg(feature = "kubernetes")]
    Object(crate::kubernetes::ObjectError),
    Serve(String),
    /// Ends the program with an exit code. Everything was already printed.
    Exit(u8),
    Output(io::Error),
}

/// Runs the program with the arguments of the process and returns its exit code:
///
/// - 0 on success;
/// - 1 if it cannot serve, or cannot write its output;
/// - 2 if the arguments are invalid, or name a language, version or file that does not exist.
///
/// It writes to standard output and standard error. If the reader closes standard output, it exits silently with code
/// 0.
#[must_use]
pub fn run(registry: &'static Registry) -> ExitCode {
    let arguments = Arguments::command()
        .name(program())
        .try_get_matches()
        .and_then(|mut matches| Arguments::from_arg_matches_mut(&mut matches));
    let arguments = match arguments {
        Ok(arguments) => arguments,
        // clap also returns help and version as errors. If they cannot be printed, nobody is reading.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match execute(arguments.command, registry) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Returns the name of the executable, which differs from `runtimes` in a program for another registry.
fn program() -> String {
    let path = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    path.file_stem().map_or_else(|| "runtimes".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn execute(command: Command, registry: &'static Registry) -> Result<(), Failure> {
    match command {
        Command::Languages { json: true } => print_json(registry),
        Command::Languages { json: false } => print(&languages(registry)),
        Command::Show { runtime, exact, json } => {
            let entry = if exact { registry.parse(&runtime)? } else { resolve(registry, &runtime)? };
            if json { print_json(entry) } else { print(&details(entry)) }
        }
        Command::Example { language, exact } => {
            let language = match (language.contains('@'), exact) {
                (false, _) => registry.language(&language)?,
                (true, false) => resolve(registry, &language)?.language,
                (true, true) => registry.parse(&language)?.language,
            };
            let example = language.example.ok_or(Failure::NoExample(language.id))?;
            write_all(example.as_bytes()).map_err(Failure::Output)
        }
        #[cfg(feature = "kubernetes")]
        Command::Manifest(arguments) => manifest::manifest(*arguments, registry),
        #[cfg(feature = "kubernetes")]
        Command::Prepull(arguments) => manifest::prepull(arguments, registry),
        Command::Serve(arguments) => serve::serve(&arguments, registry),
    }
}

// Resolves a runtime, and prints a note that names it unless the request already does.
fn resolve(registry: &'static Registry, request: &str) -> Result<&'static Entry, Failure> {
    let entry = registry.resolve(request)?;
    let (id, version) = (entry.language.id, entry.version);
    if request != format!("{id}@{version}") {
        note(format_args!("`{}` resolves to {id}@{version}", request.escape_debug()));
    }
    Ok(entry)
}

fn note(message: impl Display) {
    // The output is useful even if the note cannot be written.
    let _ = writeln!(io::stderr(), "note: {message}");
}

fn languages(registry: &Registry) -> Table {
    let mut table = table();
    table.set_header(["id", "name", "versions", "default", "deprecated", "image", "file"]);
    for language in registry.languages() {
        // Without these two, every version has its own.
        let file = if language.file_ext.is_empty() { String::new() } else { format!("main.{}", language.file_ext) };
        let deprecated: Vec<&str> = language.deprecations.iter().map(|(version, _)| *version).collect();
        let (versions, deprecated) = (language.versions.join(", "), deprecated.join(", "));
        let LanguageSpec { id, name, default, image_tpl, .. } = language;
        table.add_row([id, name, &*versions, default, &deprecated, image_tpl, &file]);
    }
    table
}

fn details(entry: &Entry) -> Table {
    let mut table = table();
    table.add_row(["language", entry.language.name]);
    table.add_row(["version", entry.version]);
    if let Some(note) = entry.deprecation() {
        table.add_row(["deprecated", if note.is_empty() { "yes" } else { note }]);
    }
    table.add_row(["image", entry.config.image]);
    table.add_row(["file", &format!("{}/{}", crate::SCRIPTS_DIR, entry.config.file_name)]);
    table.add_row(["command", &format!("{:?}", entry.config.command)]);
    // Almost every runtime has the same `HOME`.
    for (name, value) in entry.declared_env() {
        table.add_row(["env", &format!("{name}={value:?}")]);
    }
    table
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn print(table: &Table) -> Result<(), Failure> {
    let mut lines: Vec<String> = table.lines().map(|line| line.trim().to_owned()).collect();
    lines.push(String::new());
    write_all(lines.join("\n").as_bytes()).map_err(Failure::Output)
}

fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let mut json = serde_json::to_vec(value).map_err(|error| Failure::Output(error.into()))?;
    json.push(b'\n');
    write_all(&json).map_err(Failure::Output)
}

fn write_all(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

impl From<LookupError> for Failure {
    fn from(error: LookupError) -> Self {
        Self::Lookup(error)
    }
}

impl Failure {
    fn report(self) -> ExitCode {
        match self {
            Self::Lookup(error) => fail(2, error),
            Self::NoExample(language) => fail(2, format_args!("language `{language}` has no example script")),
            #[cfg(feature = "kubernetes")]
            Self::NoScript => fail(2, "no script given: pass a FILE, `-` for standard input, or `--example`"),
            #[cfg(feature = "kubernetes")]
            Self::StdinTwice => fail(2, "`-` is both the script and its standard input: write one of them to a file"),
            #[cfg(feature = "kubernetes")]
            Self::Read(file, error) => {
                fail(2, format_args!("cannot read {}: {error}", Quoted(&file.to_string_lossy())))
            }
            #[cfg(feature = "kubernetes")]
            Self::Object(error) => fail(2, error),
            Self::Serve(error) => fail(1, error),
            Self::Exit(code) => ExitCode::from(code),
            // The reader closed the pipe on purpose, as `head` does.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Self::Output(error) => fail(1, format_args!("cannot write the output: {error}")),
        }
    }
}

fn fail(code: u8, message: impl Display) -> ExitCode {
    // If standard error is closed, the exit code must suffice.
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::from(code)
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
        let details = details(scripts::Runtime::Lua5_4.entry()).to_string();
        assert!(details.contains("LUA_PATH=\"/opt/5.4/{x}.lua\""), "{details}");
    }
}
