//! The rules of programs: the first word of a command, or of each of its steps.

use super::interpreter::Whole;
use crate::errors::{Errors, Quoted};
use crate::model::{Item, Text};
use crate::shell;
use crate::suggest;

/// Checks the program of a step. If there are several steps, a shell runs them: all but the last may be shell built-ins,
/// but the shell replaces itself with the last program.
pub(super) fn check(program: &Text, step: &[Item], is_last: bool, whole: &Whole<'_>, errors: &mut Errors) -> bool {
    check_no_assignment(program, step, whole, errors)
        && check_no_shebang(program, whole, errors)
        && check_not_in_quotes(program, errors)
        && check_no_substitution(program, errors)
        && check_no_white_space(program, whole, errors)
        && check_no_expansion(program, errors)
        && check_not_an_option(program, errors)
        && check_not_a_directory(program, errors)
        && check_not_a_builtin(program, is_last, whole, errors)
}

// Assignments may follow one another, as words of one argument or of several.
fn check_no_assignment(program: &Text, step: &[Item], whole: &Whole<'_>, errors: &mut Errors) -> bool {
    let words: Vec<&str> = program.value.split_whitespace().collect();
    let mut assignments: Vec<(&str, &str)> = words.iter().map_while(|word| shell::split_assignment(word)).collect();
    let (first, rest) = words.split_at(assignments.len());
    if first.is_empty() {
        return true;
    }
    let is_whole = rest.is_empty();
    let others = step.iter().skip(1).map_while(|item| shell::split_assignment(&item.text.value));
    let others: Vec<(&str, &str)> = others.take_while(|_| is_whole).collect();
    let fix = match suggest::command(whole.argv, &rest.join(" ")) {
        _ if is_whole && others.len() + 1 == step.len() => "write a program instead".to_owned(),
        _ if is_whole && others.is_empty() => "remove it".to_owned(),
        _ if is_whole => "remove all assignments".to_owned(),
        Some(words) if whole.list.items.len() == 1 => format!("write [{words}]"),
        Some(words) => format!("write {words}"),
        None => SEPARATELY.to_owned(),
    };
    assignments.extend(others);
    let env = suggest::env(&assignments).map_or_else(|| "`env`".to_owned(), |env| format!("`{env}`"));
    let variables = if assignments.len() == 1 { "the variable" } else { "the variables" };
    let verb = if is_whole { "is" } else { "begins with" };
    let message = format!("program {} {verb} an assignment, but no shell will read it", Quoted(&program.value));
    errors.push_help(program.span, message, format_args!("{fix}, and set {variables} with {env}"));
    false
}

// The first line of a script, copied.
fn check_no_shebang(program: &Text, whole: &Whole<'_>, errors: &mut Errors) -> bool {
    let Some(command) = program.value.strip_prefix(shell::SHEBANG) else {
        return true;
    };
    let message = format!("program {} begins with `#!`, which belongs in a script", Quoted(&program.value));
    errors.push_help(program.span, message, separately(whole, command));
    false
}

fn check_not_in_quotes(program: &Text, errors: &mut Errors) -> bool {
    let Some(text) = shell::without_quotes(&program.value) else {
        return true;
    };
    let message = format!("program {} is in quotes, but no shell will remove them", Quoted(&program.value));
    errors.push_help(program.span, message, suggest::write(text));
    false
}

// A pod starts the program itself, without a shell that would split words.
fn check_no_white_space(program: &Text, whole: &Whole<'_>, errors: &mut Errors) -> bool {
    if !program.value.contains(char::is_whitespace) {
        return true;
    }
    let words: Vec<&str> = program.value.split_whitespace().collect();
    let message = format!("program {} contains white space, but no shell will split it", Quoted(&program.value));
    let needs_shell = program.value.contains(['|', '&', ';', '<', '>']);
    let for_shell = needs_shell.then(|| suggest::shell_command(whole.argv, &words)).flatten();
    let help = match for_shell {
        Some(interpreter) if whole.list.items.len() == 1 => format!("write {interpreter}"),
        Some(_) => SEPARATELY.to_owned(),
        None if needs_shell => suggest::IN_SHELL.to_owned(),
        None => separately(whole, &program.value),
    };
    errors.push_help(program.span, message, help);
    false
}

const SEPARATELY: &str = "write the program and each argument as a separate string";

// The advice for a program and arguments in one string.
fn separately(whole: &Whole<'_>, command: &str) -> String {
    match suggest::command(whole.argv, command) {
        Some(words) if whole.list.items.len() == 1 => format!("write [{words}]"),
        Some(words) => format!("write {words}"),
        None => SEPARATELY.to_owned(),
    }
}

fn check_no_substitution(program: &Text, errors: &mut Errors) -> bool {
    let substitution = shell::SUBSTITUTIONS.into_iter().find(|start| program.value.starts_with(start));
    substitution.is_none_or(|start| report_expansion(program, 0, start, errors))
}

fn check_no_expansion(program: &Text, errors: &mut Errors) -> bool {
    let expansion = shell::expansion(&program.value);
    expansion.is_none_or(|(start, part)| report_expansion(program, start, part, errors))
}

fn report_expansion(program: &Text, start: usize, part: &str, errors: &mut Errors) -> bool {
    let verb = if start == 0 { "begins with" } else { "contains" };
    let message = format!("program {} {verb} {}, but no shell will expand it", Quoted(&program.value), Quoted(part));
    errors.push_help(program.span, message, "write an absolute path, or a name that the image's `PATH` leads to");
    false
}

fn check_not_an_option(program: &Text, errors: &mut Errors) -> bool {
    let is_option = program.value.starts_with('-');
    if is_option {
        let message = format!("program {} is an option", Quoted(&program.value));
        errors.push_help(program.span, message, "write the program before it, as in \"python\"");
    }
    !is_option
}

fn check_not_a_directory(program: &Text, errors: &mut Errors) -> bool {
    if !shell::is_directory(&program.value) {
        return true;
    }
    let message = format!("program {} is a directory", Quoted(&program.value));
    errors.push_help(program.span, message, "write the path of a program, as in \"/usr/bin/python3\"");
    false
}

fn check_not_a_builtin(program: &Text, is_last: bool, whole: &Whole<'_>, errors: &mut Errors) -> bool {
    let name = program.value.as_str();
    if !is_last || !shell::is_special_builtin(name) {
        return true;
    }
    let message = format!("program `{name}` is a command of the shell, and not a file");
    let help = match name {
        "exec" if whole.list.items.last().is_some_and(|last| last.text.value != "exec") => "remove it",
        "export" => "set variables with `env`",
        _ => suggest::IN_SHELL,
    };
    errors.push_help(program.span, message, help);
    false
}
