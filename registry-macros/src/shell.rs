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

/// Splits an assignment to a variable into its name and value.
pub(crate) fn split_assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    is_name(name).then_some((name, value))
}

fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(is_letter) && text.chars().all(|c| is_letter(c) || c.is_ascii_digit())
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

/// Returns the position of the script among the arguments of a shell that reads one: of the third argument in
/// `sh -c SCRIPT`.
pub(crate) fn script_position(arguments: &[&str]) -> Option<usize> {
    const SHELLS: [&str; 6] = ["ash", "bash", "dash", "ksh", "sh", "zsh"];
    let is_named = |argument: Option<&&str>, names: &[&str]| {
        argument.and_then(|path| path.rsplit('/').next()).is_some_and(|name| names.contains(&name))
    };
    let shell = usize::from(is_named(arguments.first(), &["env"]));
    if !is_named(arguments.get(shell), &SHELLS) {
        return None;
    }
    let mut has_script = false;
    let mut options = arguments.iter().enumerate().skip(shell + 1);
    while let Some((position, argument)) = options.next() {
        match argument.strip_prefix(['-', '+']) {
            // `--` ends the options, and a long option of a shell may have a value.
            Some("-") => return options.next().map(|(position, _)| position).filter(|_| has_script),
            Some(long) if long.is_empty() || long.starts_with('-') => return None,
            Some(letters) if letters.chars().all(|c| c.is_ascii_alphabetic()) => {
                has_script |= letters.contains('c') && argument.starts_with('-');
                if letters.ends_with(['o', 'O']) {
                    options.next();
                }
            }
            _ => return Some(position).filter(|_| has_script),
        }
    }
    None
}

/// Returns whether a script may refer to its name or its arguments: `$0`, `$@`, `${1:-x}`.
pub(crate) fn reads_arguments(script: &str) -> bool {
    let is_parameter = |text: &str| text.trim_start_matches(['{', '!', '#']).starts_with(is_positional);
    script.split('$').skip(1).any(is_parameter) || script.to_ascii_lowercase().contains("argv")
}

fn is_positional(c: char) -> bool {
    c.is_ascii_digit() || c == '@' || c == '*'
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
