//! Words and operators of the POSIX shell command language (IEEE 1003.1, XCU chapter 2).

pub(crate) use registry_shared::shell::{Operand, is_reserved, operand, reads_argument, split_assignment, word};

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

/// Splits an argument that consists of a word and an operator that continues the command: `/tmp/main&&`.
pub(crate) fn split_trailing_operator(argument: &str) -> Option<(&str, &str)> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-{}~+@:,=".contains(c);
    let word = argument.strip_suffix("&&").or_else(|| argument.strip_suffix("||"))?;
    let is_word = !word.is_empty() && word.chars().all(is_plain);
    is_word.then(|| argument.split_at_checked(word.len())).flatten()
}

/// Returns whether the argument is, begins with or ends with an operator.
pub(crate) fn has_operator(argument: &str) -> bool {
    is_operator(argument) || split_operator(argument).is_some() || split_trailing_operator(argument).is_some()
}

// A redirection to an absolute path, or to that of the script.
fn split_redirection(argument: &str) -> Option<(&str, &str)> {
    let is_operator = |c: char| c.is_ascii_digit() || "<>&|".contains(c);
    let path = argument.trim_start_matches(is_operator);
    let operator = argument.strip_suffix(path)?;
    let path = path.trim_start();
    let is_absolute = path.starts_with('/') || path.starts_with("{file}");
    let is_path = is_absolute && path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-{}".contains(c));
    (is_path && is_operator_before_file(operator)).then_some((operator, path))
}

fn is_operator_before_file(operator: &str) -> bool {
    is_operator(operator) && operator.contains(['<', '>']) && !operator.contains("<<") && !is_complete(operator)
}

/// Returns whether a program of that name can exist in an image, or in the shell that runs steps.
pub(crate) fn can_be_file(program: &str) -> bool {
    expansion(program).is_none()
        && !is_directory(program)
        && !program.starts_with('-')
        && !program.starts_with(SHEBANG)
        && without_quotes(program).is_none()
}

/// What the substitution of a command's output begins with.
pub(crate) const SUBSTITUTIONS: [&str; 2] = ["$(", "`"];

/// What the first line of a script begins with, before the program that reads it.
pub(crate) const SHEBANG: &str = "#!";

/// Returns what a shell would leave of a word that is in quotes as a whole.
pub(crate) fn without_quotes(word: &str) -> Option<&str> {
    let quoted = |quote: char| word.strip_prefix(quote)?.strip_suffix(quote).filter(|text| !text.contains(quote));
    quoted('\'').or_else(|| quoted('"'))
}

/// Returns whether the path can only be a directory. `.` is also a command of the shell.
pub(crate) fn is_directory(path: &str) -> bool {
    path == ".." || path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..")
}

/// Returns the part of a path that only a shell would expand, and where it begins: the `~` of `~/bin/run`, `$JAVA_HOME`
/// and `*`.
pub(crate) fn expansion(program: &str) -> Option<(usize, &str)> {
    let is_home = program.starts_with("~/");
    let mut signs = program.char_indices().filter(|(start, c)| "$*?`".contains(*c) || (is_home && *start == 0));
    signs.find_map(|(start, c)| {
        let (_, rest) = program.split_at_checked(start)?;
        let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let after = rest.strip_prefix(c)?.trim_start_matches(name);
        let part = if c == '$' { rest.strip_suffix(after)? } else { rest.get(..1)? };
        match part.strip_prefix('$') {
            Some("") if after.starts_with('(') => Some((start, rest.get(..2)?)),
            name => name.is_none_or(is_name).then_some((start, part)),
        }
    })
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
