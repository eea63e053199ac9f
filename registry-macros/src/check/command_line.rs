//! The rules of commands that only a shell would read as they are meant: with the script's path in the wrong argument.

use registry_shared::SCRIPTS_DIR;

use super::script::names_file;
use crate::errors::{Errors, Quoted};
use crate::model::{Item, Text};
use crate::shell::{self, Operand};
use crate::suggest;

const FILE: &str = "{file}";

/// Checks the arguments of one step.
pub(super) fn check(step: &[Item], errors: &mut Errors) {
    let arguments: Vec<&str> = step.iter().map(|item| item.text.value.as_str()).collect();
    let operand = shell::operand(&arguments);
    for (position, item) in step.iter().enumerate() {
        // What follows an option may be in any language.
        let is_code = position > 0 && arguments.get(position - 1).is_some_and(|before| before.starts_with('-'));
        let is_file = operand == Some(Operand::File(position));
        let is_command = operand == Some(Operand::Command(position));
        if (!is_file || check_is_no_command(&item.text, errors)) && !is_code && !is_command {
            check_is_one_argument(&item.text, position == 0, errors);
        }
    }
    check_argument_is_used(step, operand, errors);
}

// `{file}>/tmp/out`, `'{file}'`, `-u {file}` and `run -race`
fn check_is_one_argument(argument: &Text, is_program: bool, errors: &mut Errors) {
    let text = argument.value.as_str();
    let shown = Quoted(text);
    if let Some(operator) = text.strip_prefix(FILE).map(str::trim_start).and_then(leading_operator) {
        let message = format!("argument {shown} contains the shell operator `{operator}`, but no shell will read it");
        errors.push_help(argument.span, message, suggest::IN_SHELL);
    } else if is_program {
        // Programs have more rules, and quotes and white space in them have been reported.
    } else if shell::without_quotes(text) == Some(FILE) {
        let message = format!("argument {shown} is in quotes, but no shell will remove them");
        errors.push_help(argument.span, message, suggest::write(FILE));
    } else if is_several_words(text) {
        let message = format!("argument {shown} contains white space, but no shell will split it");
        let words: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
        let help = format!("write {}", words.join(", "));
        let is_short = help.len() <= suggest::MAX_SHOWN;
        errors.push_help(argument.span, message, if is_short { &help } else { "write each word as a separate string" });
    }
}

// Plain words, among them an option after another word, or before the script's path. `-Dargs=-a -b` may be meant.
fn is_several_words(text: &str) -> bool {
    let is_plain = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/:+@{}".contains(c));
    let is_option = |word: &str| word.trim_start_matches('-').len() < word.len() && word.contains(char::is_alphabetic);
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    text.split_whitespace().all(is_plain) && words.any(|word| is_option(word) || (is_option(first) && word == FILE))
}

fn leading_operator(text: &str) -> Option<&str> {
    let after = text.trim_start_matches([';', '&', '|', '<', '>']);
    text.strip_suffix(after).filter(|operator| !operator.is_empty())
}

// `sh "python {file}"`
fn check_is_no_command(argument: &Text, errors: &mut Errors) -> bool {
    let text = argument.value.as_str();
    let is_command = text.contains(char::is_whitespace) && names_file(text);
    if is_command {
        let message = format!("argument {} is a shell command, which a shell reads only after `-c`", Quoted(text));
        errors.push_help(argument.span, message, "write \"-c\" before it");
    }
    !is_command
}

// `sh -c python {file}` runs `python` alone: the path is `$0`.
fn check_argument_is_used(step: &[Item], operand: Option<Operand>, errors: &mut Errors) {
    let Some((command, arguments)) = uninformed_command(step, operand) else {
        return;
    };
    let mut named = arguments.iter().enumerate().filter(|(_, item)| names_file(&item.text.value)).peekable();
    let Some((_, first)) = named.peek().copied() else {
        return;
    };
    if !named.any(|(n, _)| shell::reads_argument(&command.value, n)) {
        let message = format!(
            "shell command {} does not use its argument {}, so the script would not run",
            Quoted(&command.value),
            Quoted(&first.text.value)
        );
        errors.push_help(
            first.text.span,
            message,
            "write `{file}` in the shell command, where the script's path belongs",
        );
    }
}

/// Checks that a shell command uses the script's path if no argument names it: it is appended, as `$0` if nothing else
/// follows the command.
pub(super) fn check_takes_path(items: &[Item], errors: &mut Errors) {
    let arguments: Vec<&str> = items.iter().map(|item| item.text.value.as_str()).collect();
    if let Some((command, others)) = uninformed_command(items, shell::operand(&arguments))
        && !shell::reads_argument(&command.value, others.len())
    {
        let message =
            format!("shell command {} does not name `{FILE}`, so the script would not run", Quoted(&command.value));
        errors.push_help(command.span, message, "write `{file}` where the script's path belongs");
    }
}

// Returns the shell command that a shell runs, and the arguments after it, unless it names the script itself. An empty
// one has been reported.
fn uninformed_command(step: &[Item], operand: Option<Operand>) -> Option<(&Text, &[Item])> {
    let Some(Operand::Command(position)) = operand else {
        return None;
    };
    let (Item { text: command, .. }, arguments) = step.get(position..)?.split_first()?;
    let text = command.value.as_str();
    let is_told = text.is_empty() || text.contains(SCRIPTS_DIR) || names_file(text);
    (!is_told).then_some((command, arguments))
}
