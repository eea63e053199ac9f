//! Words and commands of the POSIX shell command language:
//! <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html>.

/// The most bytes of an argument, or of a variable and its value: `MAX_ARG_STRLEN` of execve(2), without the NUL.
pub const MAX_ARGUMENT: usize = 128 * 1024 - 1;

/// Returns the shell word for exactly that argument.
///
/// ```
/// use registry_shared::shell::word;
///
/// assert_eq!(word("--file=/scripts/main.py"), "--file=/scripts/main.py");
/// assert_eq!(word("it's"), r"'it'\''s'");
/// ```
#[must_use]
pub fn word(argument: &str) -> String {
    if !argument.is_empty() && argument.chars().all(|c| is_plain(c) || c == '=') {
        argument.to_owned()
    } else {
        quoted(argument)
    }
}

/// Returns the first word of a shell command for exactly that program. There, `a=b` would be an assignment and `if`
/// would begin a compound command, so more words need quotes.
#[must_use]
pub fn program(argument: &str) -> String {
    if argument.contains('=') || is_reserved(argument) { quoted(argument) } else { word(argument) }
}

/// Returns whether the word begins something other than a simple command.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Returns the position of the shell command among the arguments of a shell: of the third one in `sh -c COMMAND`.
///
/// ```
/// use registry_shared::shell::command_position;
///
/// assert_eq!(command_position(&["sh", "-c", "make"]), Some(2));
/// assert_eq!(command_position(&["env", "A=1", "/bin/bash", "-eo", "pipefail", "-c", "make"]), Some(6));
/// assert_eq!(command_position(&["sh", "/scripts/main.sh"]), None);
/// ```
#[must_use]
pub fn command_position(arguments: &[&str]) -> Option<usize> {
    match operand(arguments)? {
        Operand::Command(position) => Some(position),
        Operand::File(_) => None,
    }
}

/// What a shell runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// The shell command at this position, as in `sh -c COMMAND`.
    Command(usize),
    /// The file at this position, as in `sh FILE`.
    File(usize),
}

/// Returns what a shell runs, if the arguments start one and say so.
#[must_use]
pub fn operand(arguments: &[&str]) -> Option<Operand> {
    const SHELLS: [&str; 6] = ["ash", "bash", "dash", "ksh", "sh", "zsh"];
    let is_named = |argument: Option<&&str>, names: &[&str]| {
        argument.and_then(|path| path.rsplit('/').next()).is_some_and(|name| names.contains(&name))
    };
    let mut shell = 0;
    if is_named(arguments.first(), &["env"]) {
        let is_setting = |argument: &&&str| argument.contains('=') || **argument == "-i";
        shell = 1 + arguments.iter().skip(1).take_while(is_setting).count();
    }
    if !is_named(arguments.get(shell), &SHELLS) {
        return None;
    }
    let mut has_command = false;
    let operand =
        |position, has_command| if has_command { Operand::Command(position) } else { Operand::File(position) };
    let mut options = arguments.iter().enumerate().skip(shell + 1);
    while let Some((position, argument)) = options.next() {
        match argument.strip_prefix(['-', '+']) {
            // `--` ends the options, and a long option of a shell may have a value.
            Some("-") => return options.next().map(|(position, _)| operand(position, has_command)),
            Some(long) if long.is_empty() || long.starts_with('-') => return None,
            Some(letters) if letters.chars().all(|c| c.is_ascii_alphabetic()) => {
                has_command |= letters.contains('c') && argument.starts_with('-');
                if letters.ends_with(['o', 'O']) {
                    options.next();
                }
            }
            _ => return Some(operand(position, has_command)),
        }
    }
    None
}

/// Returns whether a shell command may refer to the argument at a position after it: `sh -c COMMAND` passes the first
/// one as `$0`, and the others as `$@`, or `${1:-x}`.
///
/// ```
/// use registry_shared::shell::reads_argument;
///
/// assert!(reads_argument("exec python \"$@\"", 1));
/// assert!(!reads_argument("exec python \"$@\"", 0));
/// ```
#[must_use]
pub fn reads_argument(command: &str, position: usize) -> bool {
    let is_parameter = |text: &str| {
        let text = text.trim_start_matches(['{', '!', '#']);
        let digits = text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        // Without braces, `$12` is `$1` and a digit.
        let numbers = [digits, digits.get(..1).unwrap_or_default()];
        let is_all = position > 0 && text.starts_with(['@', '*']);
        is_all || numbers.iter().any(|number| number.parse() == Ok(position))
    };
    let can_move = position > 0 && command.contains("shift");
    can_move || command.split('$').skip(1).any(is_parameter) || command.to_ascii_lowercase().contains("argv")
}

fn is_positional(c: char) -> bool {
    c.is_ascii_digit() || c == '@' || c == '*'
}

/// Where a shell command takes arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Structure {
    /// Whether it contains `$@` or `$*`, and so passes on arguments itself.
    pub passes_arguments: bool,
    /// Its last command, if that is a simple one in the foreground: a program and its arguments.
    pub last: Option<Last>,
}

/// The last command of a shell command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    /// The position in bytes at which further words and redirections can be inserted.
    pub end: usize,
    /// Whether its standard input is a pipe from the command before it.
    pub is_piped: bool,
}

/// Returns the structure of a shell command.
///
/// ```
/// use registry_shared::shell::{Last, structure};
///
/// let last = |command| structure(command).last;
/// assert_eq!(last("make && exec /tmp/main; # done"), Some(Last { end: 22, is_piped: false }));
/// assert_eq!(last("cat file | wc -l"), Some(Last { end: 16, is_piped: true }));
/// assert_eq!(last("if make; then /tmp/main; fi"), None);
/// assert!(structure(r#"exec lua "$@""#).passes_arguments);
/// ```
#[must_use]
pub fn structure(command: &str) -> Structure {
    let mut reader = Reader { text: command, at: 0, passes_arguments: false };
    let last = reader.last_command();
    Structure { passes_arguments: reader.passes_arguments, last }
}

/// Reads a shell command from its start.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    passes_arguments: bool,
}

/// The simple command that is being read.
#[derive(Clone, Copy, Default)]
struct Simple {
    /// Whether it has a program, after any assignments and redirections.
    has_program: bool,
    /// Whether it is part of something other than a simple command.
    is_compound: bool,
    is_piped: bool,
    end: usize,
}

impl Simple {
    fn last(self) -> Option<Last> {
        (self.has_program && !self.is_compound).then_some(Last { end: self.end, is_piped: self.is_piped })
    }
}

impl Reader<'_> {
    fn last_command(&mut self) -> Option<Last> {
        let mut last = None;
        let mut command = Simple::default();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\r' => self.skip(1),
                '\\' if self.rest().starts_with("\\\n") => self.skip(2),
                '#' => self.skip(self.rest().find('\n').unwrap_or(self.rest().len())),
                '\n' | ';' | '&' | '|' | '(' | ')' => {
                    let operator = self.operator();
                    if command.has_program || command.is_compound {
                        last = command.last();
                    } else if operator == "\n" {
                        continue;
                    }
                    // After `)` comes no word, and `cmd &` is not in the foreground.
                    let ends_compound = operator == ")";
                    if operator == "&" {
                        last = None;
                    }
                    let is_piped = operator.starts_with('|') && operator != "||";
                    command = Simple { is_piped, is_compound: ends_compound, ..Simple::default() };
                }
                '<' | '>' => {
                    let operator = self.redirection();
                    // A here-document follows its line.
                    if operator == "<<" {
                        return self.rest_without_last();
                    }
                    self.blanks();
                    self.word();
                    command.end = self.at;
                }
                _ => {
                    let start = self.at;
                    self.word();
                    let word = self.text.get(start..self.at).unwrap_or_default();
                    let is_descriptor = word.chars().all(|c| c.is_ascii_digit()) && self.rest().starts_with(['<', '>']);
                    let is_assignment = split_assignment(word).is_some();
                    if !command.has_program && !is_descriptor && !is_assignment && word != "!" {
                        command.has_program = true;
                        command.is_compound |= is_reserved(word) || matches!(word, "{" | "}" | "[[");
                    }
                    command.end = self.at;
                }
            }
        }
        if command.has_program || command.is_compound { command.last() } else { last }
    }

    // Reads on, only for `passes_arguments`.
    fn rest_without_last(&mut self) -> Option<Last> {
        while self.peek().is_some() {
            let start = self.at;
            self.word();
            if self.at == start {
                self.skip(1);
            }
        }
        None
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    // All characters that are skipped by number have one byte.
    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t']).len();
    }

    fn operator(&mut self) -> &'static str {
        const OPERATORS: [&str; 10] = ["&&", "||", "|&", ";;", "|", "&", ";", "(", ")", "\n"];
        let operator = OPERATORS.into_iter().find(|operator| self.rest().starts_with(operator)).unwrap_or("\n");
        self.skip(operator.len());
        operator
    }

    fn redirection(&mut self) -> &'static str {
        const OPERATORS: [&str; 9] = ["<<<", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">"];
        let operator = OPERATORS.into_iter().find(|operator| self.rest().starts_with(operator)).unwrap_or(">");
        self.skip(operator.len());
        operator
    }

    // Reads the rest of a word, with everything that is quoted or expanded in it.
    fn word(&mut self) {
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>' => return,
                '\'' => self.until('\''),
                '"' => self.double_quoted(),
                '`' => self.until('`'),
                '$' => self.expansion(),
                '\\' => self.escape(),
                c => self.skip(c.len_utf8()),
            }
        }
    }

    // Skips the character here, and everything up to the next one like it.
    fn until(&mut self, quote: char) {
        self.skip(quote.len_utf8());
        while let Some(c) = self.peek() {
            if c == '\\' && quote == '`' {
                self.escape();
                continue;
            }
            self.skip(c.len_utf8());
            if c == quote {
                return;
            }
        }
    }

    fn escape(&mut self) {
        self.skip(1);
        self.skip(self.peek().map_or(0, char::len_utf8));
    }

    fn double_quoted(&mut self) {
        self.skip(1);
        while let Some(c) = self.peek() {
            match c {
                '"' => return self.skip(1),
                '\\' => self.escape(),
                '`' => self.until('`'),
                '$' => self.expansion(),
                c => self.skip(c.len_utf8()),
            }
        }
    }

    fn expansion(&mut self) {
        self.skip(1);
        self.note_arguments();
        match self.peek() {
            Some('(') => self.nested('(', ')'),
            Some('{') => self.nested('{', '}'),
            Some(c) if is_positional(c) || matches!(c, '$' | '#' | '?' | '!' | '-') => self.skip(1),
            _ => {}
        }
    }

    // Notes whether the expansion after this `$` is that of all arguments.
    fn note_arguments(&mut self) {
        let rest = self.rest();
        self.passes_arguments |= rest.strip_prefix('{').unwrap_or(rest).starts_with(['@', '*']);
    }

    // Skips everything up to the matching bracket. Quotes and expansions in it are skipped without recursion, so that
    // no text exhausts the stack.
    fn nested(&mut self, open: char, close: char) {
        let (mut depth, mut in_quotes) = (0_usize, false);
        while let Some(c) = self.peek() {
            match c {
                '\'' if !in_quotes => {
                    self.until(c);
                    continue;
                }
                '\\' => {
                    self.escape();
                    continue;
                }
                '$' => {
                    self.skip(1);
                    self.note_arguments();
                    continue;
                }
                '"' => in_quotes = !in_quotes,
                _ if in_quotes => {}
                c if c == open => depth += 1,
                c if c == close => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.skip(c.len_utf8());
            if depth == 0 {
                return;
            }
        }
    }
}

/// Splits an assignment to a variable into its name and value.
#[must_use]
pub fn split_assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    is_name(name).then_some((name, value))
}

/// Returns whether a shell variable can have that name.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(is_letter) && text.chars().all(|c| is_letter(c) || c.is_ascii_digit())
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
