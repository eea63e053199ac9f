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

mod arguments;
#[cfg(feature = "run")]
mod backend;
#[cfg(feature = "images")]
mod check;
mod completions;
#[cfg(feature = "run")]
mod engine;
#[cfg(feature = "kubernetes")]
mod execution;
mod failure;
mod help;
mod languages;
#[cfg(feature = "images")]
mod lock;
#[cfg(feature = "images")]
mod lock_file;
mod man;
#[cfg(feature = "kubernetes")]
mod manifest;
#[cfg(feature = "kubernetes")]
mod namespace;
mod output;
#[cfg(feature = "run")]
mod run;
mod runtimes;
mod serve;
mod signals;
#[cfg(feature = "run")]
mod spinner;
#[cfg(feature = "run")]
mod sweep;
#[cfg(feature = "run")]
mod verify;

use std::process::ExitCode;

use crate::Registry;
use arguments::Command;
use failure::Failure;

/// Runs the program with the arguments of the process and returns its exit code:
///
/// - 0 on success;
/// - 1 on failure: it cannot serve, read a file, or write its output, or an image does not exist;
/// - 2 if the arguments are invalid, or contain a malformed name;
/// - 3 if they name a language or version that does not exist, or a language without the requested example;
/// - 130 or 143 if SIGINT or SIGTERM stopped `run`, `verify` or `sweep`, or a second one `serve`.
///
/// `run` exits with the exit code of the script, or with 124 if it timed out, 125 if it did not start, and 137 if it ran
/// out of memory or disk space.
///
/// It writes to standard output and standard error. If the reader closes standard output, it exits silently with code
/// 0.
#[must_use]
pub fn run(registry: &'static Registry) -> ExitCode {
    output::apply_color(std::env::args_os());
    match arguments::parse(registry).and_then(|command| execute(command, registry)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn execute(command: Command, registry: &'static Registry) -> Result<(), Failure> {
    match command {
        Command::Languages(arguments) => languages::languages(&arguments, registry),
        Command::List(arguments) => runtimes::list(&arguments, registry),
        Command::Show(arguments) => runtimes::show(&arguments, registry),
        Command::Example(arguments) => runtimes::example(&arguments, registry),
        #[cfg(feature = "kubernetes")]
        Command::Manifest(arguments) => manifest::manifest(*arguments, registry),
        #[cfg(feature = "kubernetes")]
        Command::Prepull(arguments) => manifest::prepull(arguments, registry),
        #[cfg(feature = "kubernetes")]
        Command::Namespace(arguments) => namespace::namespace(*arguments, registry),
        #[cfg(feature = "run")]
        Command::Run(arguments) => run::run(*arguments, registry),
        #[cfg(feature = "run")]
        Command::Verify(arguments) => verify::verify(&arguments, registry),
        #[cfg(feature = "run")]
        Command::Sweep(arguments) => sweep::sweep(&arguments),
        #[cfg(feature = "images")]
        Command::Check(arguments) => check::check(&arguments, registry),
        #[cfg(feature = "images")]
        Command::Lock(arguments) => lock::lock(&arguments, registry),
        Command::Serve(arguments) => serve::serve(&arguments, registry),
        Command::Completions(arguments) => completions::completions(&arguments, registry),
        Command::Man(arguments) => man::man(&arguments, registry),
    }
}
