//! Why an engine cannot run a script.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::PathBuf;

use registry_shared::excerpt::Quoted;

use super::Engine;

/// The reason that there is no result.
#[derive(Debug)]
pub(crate) enum EngineError {
    /// No engine answers, each with its reason.
    NoEngine(Vec<EngineError>),
    /// The program is not installed.
    Absent(Engine),
    /// The program cannot be started.
    Program(Engine, io::Error),
    /// The program works, but what it controls does not answer.
    Unavailable(Engine, String),
    /// A command of the program failed.
    Failed { engine: Engine, action: &'static str, message: String },
    /// The objects have a setting that the engine does not support.
    Unsupported(String),
    /// The directory for the script's files cannot be used.
    Directory(PathBuf, io::Error),
    /// The output cannot be written.
    Output(io::Error),
}

impl Engine {
    fn how_to_install(self) -> &'static str {
        match self {
            Self::Docker => "https://docs.docker.com/get-started/get-docker/",
            Self::Podman => "https://podman.io/docs/installation",
        }
    }
}

impl Display for EngineError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEngine(reasons) => {
                f.write_str("no container engine answers")?;
                for (index, reason) in reasons.iter().enumerate() {
                    write!(f, "{} {reason}", if index == 0 { ":" } else { ";" })?;
                }
                Ok(())
            }
            Self::Absent(engine) => {
                let program = engine.program();
                write!(f, "`{program}` is not installed: see {}", engine.how_to_install())
            }
            Self::Program(engine, error) => write!(f, "cannot run `{}`: {error}", engine.program()),
            Self::Unavailable(engine, message) => {
                let start = match engine {
                    Engine::Docker => "start Docker",
                    Engine::Podman => "on macOS and Windows, run `podman machine start`",
                };
                write!(f, "`{}` does not answer: {message}; {start}", engine.program())
            }
            Self::Failed { engine, action, message } => {
                write!(f, "`{} {action}` failed: {message}", engine.program())
            }
            Self::Unsupported(message) => f.write_str(message),
            Self::Directory(path, error) => {
                let path = path.to_string_lossy();
                write!(f, "cannot use the temporary directory {}: {error}; set TMPDIR to another", Quoted(&path))
            }
            Self::Output(error) => write!(f, "cannot write the output: {error}"),
        }
    }
}

impl Error for EngineError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Program(_, error) | Self::Directory(_, error) | Self::Output(error) => Some(error),
            _ => None,
        }
    }
}
