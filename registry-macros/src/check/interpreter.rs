//! The rules of `interpreter`: a list of arguments that reaches a program without a shell, or steps between `&&`.

use super::template::check_template;
use crate::errors::{Errors, Quoted, written, written_items, written_list};
use crate::model::{List, Slot, Text};
use crate::shell;
use crate::template::{Placeholder, Template};

/// The argument that separates steps.
const STEP: &str = "&&";

const PLACEHOLDERS: [Placeholder; 2] = [Placeholder::File, Placeholder::Version];

/// A language's command before its placeholders are filled.
pub(super) enum Command {
    /// The program and its arguments.
    Argv(Vec<Template>),
    /// Several programs, each run when the one before it succeeded.
    Steps(Vec<Vec<Template>>),
}

impl Command {
    /// The argv for one version and the path of its script.
    pub(super) fn fill(&self, version: &str, file: &str) -> Vec<String> {
        let filled = |templates: &[Template]| -> Vec<String> {
            templates.iter().map(|template| template.fill(version, file)).collect()
        };
        match self {
            Self::Argv(arguments) => {
                let mut argv = filled(arguments);
                if !arguments.iter().any(|argument| argument.names(Placeholder::File)) {
                    argv.push(file.to_owned());
                }
                argv
            }
            Self::Steps(steps) => {
                let steps: Vec<Vec<String>> = steps.iter().map(|step| filled(step)).collect();
                vec!["sh".to_owned(), "-c".to_owned(), shell::script(&steps)]
            }
        }
    }
}

/// The command, if all of it is right.
pub(super) fn check(slot: &Slot<List>, errors: &mut Errors) -> Option<Command> {
    let list = slot.value()?;
    let before = errors.count();
    check_some_argument(list, errors);
    check_steps_are_not_empty(list, errors);
    let mut steps = Vec::new();
    for step in list.items.split(|argument| argument.as_ref().is_some_and(is_separator)) {
        if let Some(Some(program)) = step.first() {
            check_program(program, list, errors);
        }
        let templates: Vec<Template> =
            step.iter().flatten().filter_map(|argument| check_argument(argument, list, errors)).collect();
        steps.push(templates);
    }
    if errors.count() > before || list.items.iter().any(Option::is_none) {
        return None;
    }
    check_some_step_names_file(list, &steps, errors);
    match <[Vec<Template>; 1]>::try_from(steps) {
        Ok([argv]) => Some(Command::Argv(argv)),
        Err(steps) => Some(Command::Steps(steps)),
    }
}

fn is_separator(argument: &Text) -> bool {
    argument.value == STEP
}

fn check_some_argument(list: &List, errors: &mut Errors) {
    if list.items.is_empty() {
        let help = "write the program to run, as in `interpreter: [\"python\"]`";
        errors.push_help(list.span, "`interpreter` is empty", help);
    }
}

fn check_steps_are_not_empty(list: &List, errors: &mut Errors) {
    let mut in_step = false;
    let mut rest = list.items.as_slice();
    while let Some((argument, after)) = rest.split_first() {
        rest = after;
        match argument {
            Some(separator) if is_separator(separator) => {
                let missing = match (in_step, after.is_empty()) {
                    (false, _) => Some("before"),
                    (true, true) => Some("after"),
                    (true, false) => None,
                };
                if let Some(side) = missing {
                    let help = format!("write the step that belongs {side} it, or remove it");
                    errors.push_help(separator.span, format_args!("`&&` has no step {side} it"), help);
                }
                in_step = false;
            }
            _ => in_step = true,
        }
    }
}

/// Checks an argument by itself; the first mistake in it is the one to mend.
fn check_argument(argument: &Text, list: &List, errors: &mut Errors) -> Option<Template> {
    if argument.value.is_empty() {
        errors.push_help(argument.span, "argument is empty", "remove it, or write what the program should get");
        return None;
    }
    if argument.value.contains('\0') {
        errors.push_help(
            argument.span,
            format_args!("argument {} contains NUL, which no program can be given", Quoted(&argument.value)),
            format_args!("write {}", written(&argument.value.replace('\0', ""))),
        );
        return None;
    }
    if shell::is_operator(&argument.value) {
        errors.push_help(
            argument.span,
            format_args!("argument {} is a shell operator, and there is no shell to read it", Quoted(&argument.value)),
            format_args!("write {}", written_list(["sh", "-c", &as_script(list)])),
        );
        return None;
    }
    check_template("interpreter", argument, &PLACEHOLDERS, errors)
}

// A pod starts the program itself: there is no shell that would split it into words.
fn check_program(program: &Text, list: &List, errors: &mut Errors) {
    if !program.value.contains(char::is_whitespace) {
        return;
    }
    let words: Vec<&str> = program.value.split_whitespace().collect();
    let message = format!("program {} contains white space, and there is no shell to split it", Quoted(&program.value));
    let help = match (words.is_empty(), list.items.len()) {
        (true, _) => "write the program to run, as in `interpreter: [\"python\"]`".to_owned(),
        (false, 1) => format!("write {}", written_list(words)),
        (false, _) => format!("write {}", written_items(words)),
    };
    errors.push_help(program.span, message, help);
}

// The user's own words as a shell would have to be given them.
fn as_script(list: &List) -> String {
    let is_plain = |word: &str| {
        Template::parse(word, &PLACEHOLDERS).is_ok_and(|template| {
            let filled = template.fill("1", "/");
            shell::word(&filled) == filled
        })
    };
    let mut words: Vec<String> = list
        .texts()
        .map(|argument| match argument.value.as_str() {
            word if shell::is_operator(word) || is_plain(word) => word.to_owned(),
            word => shell::word(word),
        })
        .collect();
    // Behind `-c` the script's path would be no argument of the first command any more.
    if !words.iter().any(|word| word.contains("{file}")) {
        let end = list.texts().position(|argument| shell::is_operator(&argument.value)).unwrap_or(words.len());
        words.insert(end, "{file}".to_owned());
    }
    words.join(" ")
}

// With several steps nobody can tell which of them the script's path belongs to.
fn check_some_step_names_file(list: &List, steps: &[Vec<Template>], errors: &mut Errors) {
    let named = steps.iter().flatten().any(|argument| argument.names(Placeholder::File));
    let separator = list.texts().find(|argument| is_separator(argument));
    if let (false, Some(separator)) = (named, separator) {
        errors.push_help(
            separator.span,
            "no step beside `&&` names `{file}`, so the script would not be run",
            "write \"{file}\" as the argument that is the script's path",
        );
    }
}
