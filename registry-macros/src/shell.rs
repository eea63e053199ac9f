//! Words and operators of the POSIX shell command language (IEEE 1003.1, XCU chapter 2).

pub(crate) use registry_shared::shell::{command_position, is_reserved, reads_arguments, split_assignment, word};

use registry_shared::shell::{is_name, program};

/// Returns a shell script that runs each step if the one before it succeeded. The last step replaces the shell, so that
/// a signal to the container's process reaches the program.
pub(crate) fn script(steps: &[Vec<String>]) -> String {
    let mut lines: Vec<String> = steps.iter().map(|step| command(step)).collect();
    if let Some(last) = lines.last_mut() {
        last.insert_str(0, "exec ");
    }
    lines.join(" && ")
}

fn command(argv: &[String]) -> String {
    let words = argv.iter().enumerate();
    words.map(|(n, argument)| if n == 0 { program(argument) } else { word(argument) }).collect::<Vec<_>>().join(" ")
}

/// Returns whether a shell would read the whole argument as an operator: `|`, `&&`, `2>&1`.
///
/// This includes `&&`, which separates steps: callers check for that first.
pub(crate) fn is_operator(argument: &str) -> bool {
    const OPERATORS: [&str; 9] = ["|", "||", "|&", "&", "&&", ";", ";;", "&>", "&>>"];
    OPERATORS.contains(&argument) || is_redirection(argument)
}

/// Splits an argument that begins with an operator and continues with a word of the command after it: `&& /tmp/main`,
/// `| sort`, `2>/dev/null`. Returns the operator and the rest.
///
/// Text such as `| %s |`, `</code>` or `&c.` is an ordinary argument.
pub(crate) fn split_operator(argument: &str) -> Option<(&str, &str)> {
    let is_word = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || "_./~$\"'{".contains(c));
    for operator in ["&&", "||", "|&", "|", ";", "&"] {
        let Some(rest) = argument.strip_prefix(operator) else { continue };
        let word = rest.trim_start();
        // Only these two have no other meaning in front of a word.
        let is_certain = matches!(operator, "&&" | "||") || word.len() < rest.len();
        if is_certain && is_word(word) {
            return Some((operator, word));
        }
    }
    split_redirection(argument)
}

// A redirection to an absolute path.
fn split_redirection(argument: &str) -> Option<(&str, &str)> {
    let is_operator = |c: char| c.is_ascii_digit() || "<>&|".contains(c);
    let path = argument.trim_start_matches(is_operator);
    let operator = argument.strip_suffix(path)?;
    let path = path.trim_start();
    let is_path = path.starts_with('/') && path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-{}".contains(c));
    (is_path && is_operator_before_file(operator)).then_some((operator, path))
}

fn is_operator_before_file(operator: &str) -> bool {
    is_operator(operator) && operator.contains(['<', '>']) && !operator.contains("<<") && !is_complete(operator)
}

/// Returns whether a program of that name can exist in an image, or in the shell that runs steps.
pub(crate) fn can_be_file(program: &str) -> bool {
    expanded_start(program).is_none() && !is_directory(program)
}

/// Returns whether the path can only be a directory. `.` is also a command of the shell.
pub(crate) fn is_directory(path: &str) -> bool {
    path == ".." || path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..")
}

/// Returns the start of a path that only a shell would expand, as in `~/bin/run` and `$JAVA_HOME/bin/java`.
pub(crate) fn expanded_start(program: &str) -> Option<&str> {
    let directory = program.split('/').next()?;
    let has_rest = directory.len() < program.len();
    let is_expanded = (directory == "~" && has_rest) || directory.strip_prefix('$').is_some_and(is_name);
    is_expanded.then_some(directory)
}

/// Returns whether the command exists only in a shell: a special built-in of POSIX, or `source`.
///
/// Other built-ins, such as `cd` and `test`, can also be files.
pub(crate) fn is_special_builtin(program: &str) -> bool {
    const SPECIAL: [&str; 15] = [
        ".", ":", "break", "continue", "eval", "exec", "export", "readonly", "return", "set", "shift", "source",
        "times", "trap", "unset",
    ];
    SPECIAL.contains(&program)
}

/// Returns whether the operator separates two commands.
pub(crate) fn is_control(argument: &str) -> bool {
    is_operator(argument) && !argument.contains(['<', '>'])
}

/// Returns whether every POSIX shell supports the operator, and needs only words after it.
pub(crate) fn is_portable(operator: &str) -> bool {
    !["|&", "&>", "&>>", ";;"].contains(&operator) && !operator.contains("<<")
}

/// Returns whether the operator needs no word after it: `2>&1`.
pub(crate) fn is_complete(operator: &str) -> bool {
    operator
        .rsplit_once('&')
        .is_some_and(|(redirection, descriptor)| redirection.ends_with(['<', '>']) && !descriptor.is_empty())
}

// [n]<, [n]>, [n]>>, …, followed by at most a file descriptor.
fn is_redirection(argument: &str) -> bool {
    const REDIRECTIONS: [&str; 9] = ["<", ">", ">>", "<<", "<<<", "<>", ">|", "<&", ">&"];
    let operator = argument.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = operator.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    let duplicates = bare.ends_with('&');
    REDIRECTIONS.contains(&operator) || (duplicates && REDIRECTIONS.contains(&bare))
}
