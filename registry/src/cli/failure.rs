//! Why a command fails, and with which exit code.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use registry_shared::excerpt::Quoted;

use super::output;
#[cfg(feature = "images")]
use crate::images::SettingError;
#[cfg(feature = "kubernetes")]
use crate::kubernetes::ObjectError;
use crate::{LookupError, LookupErrorKind};

const SUCCESS: u8 = 0;
const FAILURE: u8 = 1;
const USAGE: u8 = 2;
const NOT_FOUND: u8 = 3;

/// The exit codes of `run`. The first two are those of `timeout` and `docker run`.
#[cfg(feature = "run")]
pub(super) const TIMED_OUT: u8 = 124;
#[cfg(feature = "run")]
pub(super) const NOT_STARTED: u8 = 125;
/// 128 and the number of SIGKILL.
#[cfg(feature = "run")]
pub(super) const OUT_OF_MEMORY: u8 = 137;
#[cfg(feature = "run")]
pub(super) const LOST: u8 = FAILURE;

/// Every exit code of the program, for its help.
pub(super) const EXIT_CODES: &[(u8, &str)] = &[
    (SUCCESS, "success"),
    (FAILURE, "an error, such as a missing image or an address in use"),
    (USAGE, "invalid usage: invalid arguments or a malformed name"),
    (NOT_FOUND, "not found: an unknown language or version, or no example"),
    #[cfg(feature = "run")]
    (TIMED_OUT, "`run`: the script timed out"),
    #[cfg(feature = "run")]
    (NOT_STARTED, "`run`: the script did not start"),
    #[cfg(feature = "run")]
    (130, "SIGINT stopped `run`, `verify` or `sweep`, or a second one `serve`"),
    #[cfg(feature = "run")]
    (OUT_OF_MEMORY, "`run`: the script ran out of memory or disk space"),
    #[cfg(feature = "run")]
    (143, "SIGTERM stopped `run`, `verify` or `sweep`, or a second one `serve`"),
    #[cfg(not(feature = "run"))]
    (130, "a second SIGINT ended `serve`"),
    #[cfg(not(feature = "run"))]
    (143, "a second SIGTERM ended `serve`"),
];

/// The reason that a command failed.
pub(super) enum Failure {
    /// clap also returns help and version as errors.
    Arguments(clap::Error),
    Lookup(LookupError),
    NoExample(&'static str),
    /// The name of the executable cannot be written in scripts.
    ProgramName(String),
    #[cfg(feature = "kubernetes")]
    NoScript,
    #[cfg(feature = "kubernetes")]
    StdinTwice,
    #[cfg(feature = "kubernetes")]
    Object(ObjectError),
    /// A setting of the client that asks registries.
    #[cfg(feature = "images")]
    Setting(SettingError),
    /// Images, or a lock file, are not as they should be.
    #[cfg(feature = "images")]
    Images(String),
    #[cfg(any(feature = "images", feature = "kubernetes"))]
    Read(PathBuf, io::Error),
    Write(PathBuf, io::Error),
    /// An environment variable with an invalid value.
    Variable(&'static str, String),
    Serve(String),
    /// A script did not start, because there is no place to run it.
    #[cfg(feature = "run")]
    NotStarted(String),
    /// Running scripts failed.
    #[cfg(feature = "run")]
    Run(String),
    /// An exit code, for which everything was already printed.
    Exit(u8),
    Output(io::Error),
}

impl Failure {
    /// Prints the reason and returns the exit code.
    pub(super) fn report(self) -> ExitCode {
        let code = ExitCode::from(self.code());
        match self {
            // If help cannot be printed, nobody is reading.
            Self::Arguments(error) => drop(error.print()),
            Self::Exit(_) => {}
            failure if failure.is_closed_pipe() => {}
            failure => output::error(failure),
        }
        code
    }

    fn code(&self) -> u8 {
        match self {
            Self::Arguments(error) if !error.use_stderr() => SUCCESS,
            failure if failure.is_closed_pipe() => SUCCESS,
            Self::Arguments(_) | Self::Variable(..) => USAGE,
            Self::Lookup(error) => match error.kind() {
                LookupErrorKind::Malformed => USAGE,
                LookupErrorKind::UnknownLanguage | LookupErrorKind::UnknownVersion => NOT_FOUND,
            },
            Self::NoExample(_) => NOT_FOUND,
            #[cfg(feature = "kubernetes")]
            Self::NoScript | Self::StdinTwice | Self::Object(_) => USAGE,
            #[cfg(feature = "images")]
            Self::Setting(_) => USAGE,
            #[cfg(feature = "images")]
            Self::Images(_) => FAILURE,
            #[cfg(any(feature = "images", feature = "kubernetes"))]
            Self::Read(..) => FAILURE,
            Self::ProgramName(_) | Self::Write(..) | Self::Serve(_) | Self::Output(_) => FAILURE,
            #[cfg(feature = "run")]
            Self::NotStarted(_) => NOT_STARTED,
            #[cfg(feature = "run")]
            Self::Run(_) => FAILURE,
            Self::Exit(code) => *code,
        }
    }

    /// Returns whether the reader closed standard output on purpose, as `head` does.
    fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments(error) => Display::fmt(error, f),
            Self::Lookup(error) => Display::fmt(error, f),
            Self::NoExample(language) => write!(f, "language `{language}` has no example script"),
            Self::ProgramName(name) => {
                let name = Quoted(name);
                write!(f, "cannot complete a program called {name}: rename it to letters, digits, `-`, `_` and `.`")
            }
            #[cfg(feature = "kubernetes")]
            Self::NoScript => f.write_str("no script given: pass a FILE, `-` for standard input, or `--example`"),
            #[cfg(feature = "kubernetes")]
            Self::StdinTwice => {
                f.write_str("`-` is both the script and its standard input: write one of them to a file")
            }
            #[cfg(feature = "kubernetes")]
            Self::Object(error) => Display::fmt(error, f),
            #[cfg(feature = "images")]
            Self::Setting(error) => Display::fmt(error, f),
            #[cfg(feature = "images")]
            Self::Images(message) => f.write_str(message),
            #[cfg(any(feature = "images", feature = "kubernetes"))]
            Self::Read(file, error) => write!(f, "cannot read {}: {error}", Quoted(&file.to_string_lossy())),
            Self::Write(file, error) => write!(f, "cannot write {}: {error}", Quoted(&file.to_string_lossy())),
            Self::Variable(name, value) => {
                write!(f, "expected a number from 0 to 65535 in the variable {name}, found {}", Quoted(value))
            }
            Self::Serve(error) => f.write_str(error),
            #[cfg(feature = "run")]
            Self::NotStarted(message) | Self::Run(message) => f.write_str(message),
            Self::Exit(code) => write!(f, "exit code {code}"),
            Self::Output(error) => write!(f, "cannot write the output: {error}"),
        }
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Self::Arguments(error)
    }
}

impl From<LookupError> for Failure {
    fn from(error: LookupError) -> Self {
        Self::Lookup(error)
    }
}

#[cfg(feature = "images")]
impl From<SettingError> for Failure {
    fn from(error: SettingError) -> Self {
        Self::Setting(error)
    }
}

#[cfg(feature = "kubernetes")]
impl From<ObjectError> for Failure {
    fn from(error: ObjectError) -> Self {
        Self::Object(error)
    }
}
