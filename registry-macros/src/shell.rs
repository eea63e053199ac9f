//! Words and operators of the POSIX shell command language (IEEE 1003.1, XCU chapter 2).

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

/// Returns the shell word for exactly that argument.
pub(crate) fn word(argument: &str) -> String {
    if !argument.is_empty() && argument.chars().all(|c| is_plain(c) || c == '=') {
        argument.to_owned()
    } else {
        quoted(argument)
    }
}

/// Returns the first word of a shell command for exactly that program. There, `a=b` would be an assignment and `if`
/// would begin a compound command, so more words need quotes.
pub(crate) fn program(argument: &str) -> String {
    if argument.contains('=') || is_reserved(argument) { quoted(argument) } else { word(argument) }
}

/// Returns whether a shell would read the whole argument as an operator: `|`, `&&`, `2>&1`.
///
/// This includes `&&`, which separates steps: callers check for that first.
pub(crate) fn is_operator(argument: &str) -> bool {
    const OPERATORS: [&str; 9] = ["|", "||", "|&", "&", "&&", ";", ";;", "&>", "&>>"];
    OPERATORS.contains(&argument) || is_redirection(argument)
}

/// Returns whether the operator separates two commands.
pub(crate) fn is_control(argument: &str) -> bool {
    is_operator(argument) && !argument.contains(['<', '>'])
}

/// Returns whether every POSIX shell supports the operator, and needs only words after it.
pub(crate) fn is_portable(operator: &str) -> bool {
    !["|&", "&>", "&>>", ";;"].contains(&operator) && !operator.contains("<<")
}

/// Returns whether the word begins something other than a simple command.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
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

// Within single quotes, every character but the single quote is literal.
fn quoted(argument: &str) -> String {
    format!("'{}'", argument.replace('\'', r"'\''"))
}

// `:`, `%`, `+`, `,` and `@` are literal unless a character next to them needs quotes.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '%' | '+' | ',' | '@')
}

// The reserved words of POSIX, and those of bash, ksh and zsh that consist of plain characters.
const RESERVED: [&str; 17] = [
    "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in", "select", "then",
    "time", "until", "while",
];
