//! Words and operators of the POSIX shell command language (IEEE 1003.1, XCU chapter 2).

/// A shell script that runs each step when the one before it succeeded. The last one takes the shell's place, so that a
/// signal to the container's process reaches the program.
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

/// An argument as a shell word that stands for exactly that argument.
pub(crate) fn word(argument: &str) -> String {
    if !argument.is_empty() && argument.chars().all(|c| is_plain(c) || c == '=') {
        argument.to_owned()
    } else {
        quoted(argument)
    }
}

/// A program as the first word of a shell command. Where a command begins, `a=b` would be an assignment and `if` the
/// start of a compound command, so more needs quotes there.
pub(crate) fn program(argument: &str) -> String {
    if argument.contains('=') || is_reserved(argument) { quoted(argument) } else { word(argument) }
}

/// Whether a shell would read the argument, as a whole, as an operator: `|`, `&&`, `2>&1`.
///
/// `&&` is one as well: callers give it its meaning before they ask.
pub(crate) fn is_operator(argument: &str) -> bool {
    const OPERATORS: [&str; 9] = ["|", "||", "|&", "&", "&&", ";", ";;", "&>", "&>>"];
    OPERATORS.contains(&argument) || is_redirection(argument)
}

/// Whether the operator stands between two commands.
pub(crate) fn is_control(argument: &str) -> bool {
    is_operator(argument) && !argument.contains(['<', '>'])
}

/// Whether every POSIX shell reads the operator, and needs nothing but words for it.
pub(crate) fn is_portable(operator: &str) -> bool {
    !["|&", "&>", "&>>", ";;"].contains(&operator) && !operator.contains("<<")
}

/// Whether the word begins something other than a simple command.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Whether the operator needs no word behind it: `2>&1`.
pub(crate) fn is_complete(operator: &str) -> bool {
    operator
        .rsplit_once('&')
        .is_some_and(|(redirection, descriptor)| redirection.ends_with(['<', '>']) && !descriptor.is_empty())
}

// [n]<, [n]>, [n]>>, … with at most a file descriptor behind it.
fn is_redirection(argument: &str) -> bool {
    const REDIRECTIONS: [&str; 9] = ["<", ">", ">>", "<<", "<<<", "<>", ">|", "<&", ">&"];
    let operator = argument.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = operator.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    let duplicates = bare.ends_with('&');
    REDIRECTIONS.contains(&operator) || (duplicates && REDIRECTIONS.contains(&bare))
}

// Inside single quotes everything is plain but the single quote itself.
fn quoted(argument: &str) -> String {
    format!("'{}'", argument.replace('\'', r"'\''"))
}

// `:`, `%`, `+`, `,`, `@` have no meaning of their own in a word without the characters that need quotes beside them.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '%' | '+' | ',' | '@')
}

// The words of POSIX and those that bash, ksh and zsh add, as far as they are made of plain characters.
const RESERVED: [&str; 17] = [
    "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then",
    "time", "until", "while",
];
