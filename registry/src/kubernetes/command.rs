//! The command of a container, with the arguments and the standard input of an execution.

use registry_shared::SCRIPTS_DIR;
use registry_shared::excerpt::Quoted;
use registry_shared::shell::{Last, MAX_ARGUMENT, command_position, structure, word};

use super::error::{ObjectError, ObjectErrorKind};
use super::files::STDIN;

/// The most bytes of all arguments, and of all variables, in a pod. The API server stores at most 1.5 MiB per object:
/// <https://etcd.io/docs/latest/dev-guide/limit/>.
pub(super) const MAX_TOTAL: usize = 512 * 1024;

/// Escapes an argument or a value for the kubelet, which replaces `$(NAME)` in them and turns `$$` into `$`:
/// <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/#using-environment-variables-inside-of-your-config>.
pub(super) fn escaped(text: &str) -> String {
    text.replace('$', "$$")
}

/// Undoes [`escaped`], for programs that take arguments as they are.
#[cfg(all(feature = "cli", feature = "run"))]
pub(crate) fn unescaped(text: &str) -> String {
    text.replace("$$", "$")
}

/// A pattern for what [`argv`] inserts into a shell command as arguments: each is a space and an [`escaped`] [`word`].
/// In RE2's syntax.
pub(super) const ESCAPED_WORDS: &str = r"^( ([A-Za-z0-9_./:%+,@=-]+|'([^'$]|\$\$|'\\'')*'))*$";

/// A container's `command` and `args`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Argv {
    pub(super) command: Vec<String>,
    pub(super) args: Vec<String>,
}

/// Adds arguments, and the file with the standard input, to a runtime's command.
///
/// A shell command passes on its own arguments only if it contains `"$@"`. If not, they become words of its last
/// command.
pub(super) fn argv(command: &[&str], arguments: &[String], has_stdin: bool) -> Result<Argv, ObjectError> {
    for argument in arguments {
        check_argument(argument)?;
    }
    let mut argv =
        Argv { command: command.iter().map(|argument| (*argument).to_owned()).collect(), args: arguments.to_vec() };
    let mut has_redirection = false;
    if let Some((position, shell_command)) = command_position(command).and_then(|n| Some((n, *command.get(n)?))) {
        let structure = structure(shell_command);
        let mut words = Vec::new();
        if !structure.passes_arguments {
            words.extend(std::mem::take(&mut argv.args).iter().map(|argument| word(argument)));
        } else if position + 1 == command.len() && !arguments.is_empty() {
            // What follows a shell command is its name, and then come its arguments.
            argv.command.push("sh".to_owned());
        }
        if has_stdin && structure.last.is_some_and(|last| !last.is_piped) {
            words.push(format!("<{}", stdin()));
            has_redirection = true;
        }
        if let (false, Some(slot)) = (words.is_empty(), argv.command.get_mut(position)) {
            let Some(Last { end, .. }) = structure.last else {
                let message = format!(
                    "shell command {} takes no arguments: write \"$@\" in the interpreter where they belong",
                    Quoted(shell_command),
                );
                return Err(ObjectError::new(ObjectErrorKind::Argument, message));
            };
            slot.insert_str(end, &format!(" {}", words.join(" ")));
        }
    }
    if has_stdin && !has_redirection {
        let shell = ["sh", "-c", &format!("exec \"$@\" <{}", stdin()), "sh"].map(str::to_owned);
        argv.command.splice(0..0, shell);
    }
    check_lengths(&argv)?;
    Ok(argv)
}

fn stdin() -> String {
    format!("{SCRIPTS_DIR}/{STDIN}")
}

fn check_argument(argument: &str) -> Result<(), ObjectError> {
    if argument.contains('\0') {
        let message =
            format!("argument {} contains a NUL character, which ends an argument: remove it", Quoted(argument));
        return Err(ObjectError::new(ObjectErrorKind::Argument, message));
    }
    Ok(())
}

// A shell command holds all its words in one argument.
fn check_lengths(argv: &Argv) -> Result<(), ObjectError> {
    let all = || argv.command.iter().chain(&argv.args);
    if let Some(argument) = all().find(|argument| argument.len() > MAX_ARGUMENT) {
        let message = format!(
            "argument {} is {} bytes long, and at most {MAX_ARGUMENT} are allowed: pass long data in a file",
            Quoted(argument),
            argument.len(),
        );
        return Err(ObjectError::new(ObjectErrorKind::Argument, message));
    }
    let total: usize = all().map(|argument| escaped(argument).len()).sum();
    if total > MAX_TOTAL {
        let message = format!(
            "the arguments are {total} bytes long, and at most {MAX_TOTAL} are allowed: pass long data in a file"
        );
        return Err(ObjectError::new(ObjectErrorKind::Argument, message));
    }
    Ok(())
}
