//! The rules of `interpreter`, whose arguments reach a program without a shell, or are steps separated by `&&`, and of
//! `version_command`, which has only one step.

use std::cell::OnceCell;

use super::program;
use super::template::check_template;
use crate::errors::{Errors, Quoted};
use crate::key::Argv;
use crate::model::{Item, List, Slot, Text};
use crate::shell;
use crate::suggest;
use crate::template::{Placeholder, Template};

/// The argument that separates steps.
const STEP: &str = "&&";

/// A language's command before its placeholders are filled.
pub(super) enum Command {
    /// The program and its arguments.
    Argv(Vec<Template>),
    /// Several programs, each of which runs if the one before it succeeded.
    Steps(Vec<Vec<Template>>),
}

impl Command {
    /// Returns the command of one or several steps.
    pub(super) fn new(steps: Vec<Vec<Template>>) -> Self {
        match <[Vec<Template>; 1]>::try_from(steps) {
            Ok([argv]) => Self::Argv(argv),
            Err(steps) => Self::Steps(steps),
        }
    }

    /// Returns the argv for a version and the path of its script.
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

/// Returns the command, if all of it is valid.
pub(super) fn check(slot: &Slot<List>, errors: &mut Errors) -> Option<Command> {
    let list = slot.value()?;
    let whole = Whole::new(Argv::Interpreter, list);
    check_some_argument(&whole, errors);
    let mut valid = check_steps_are_not_empty(list, errors) && !list.broken && !list.items.is_empty();
    let mut readable = valid;
    let mut steps = Vec::new();
    let count = list.items.split(is_separator).count();
    for (step, number) in list.items.split(is_separator).zip(1..) {
        let step = Step::check(step, number == count, &whole, errors);
        valid &= step.valid;
        readable &= step.readable;
        steps.push(step.templates);
    }
    valid &= readable && check_some_step_names_file(list, &steps, errors);
    if !valid {
        return None;
    }
    Some(Command::new(steps))
}

/// Checks the command that prints a version. A command with steps needs a shell.
pub(super) fn check_version_command(slot: &Slot<List>, errors: &mut Errors) {
    if let Some(list) = slot.value() {
        let whole = Whole::new(Argv::VersionCommand, list);
        check_some_argument(&whole, errors);
        Step::check(&list.items, true, &whole, errors);
    }
}

/// A program and its arguments, as far as they are readable.
struct Step {
    templates: Vec<Template>,
    /// Nothing in it has been reported.
    valid: bool,
    /// Each argument is a string and a template.
    readable: bool,
}

impl Step {
    fn check(items: &[Item], is_last: bool, whole: &Whole<'_>, errors: &mut Errors) -> Self {
        let mut step = Self { templates: Vec::new(), valid: true, readable: true };
        for (n, item) in items.iter().enumerate() {
            // An element that is not a string has been reported, and its meaning is unknown.
            if item.broken {
                (step.valid, step.readable) = (false, false);
                continue;
            }
            let operator = !check_no_shell_operator(&item.text, n, whole, errors);
            let plain = check_plain_argument(whole.argv, &item.text, errors);
            let program = n > 0 || operator || program::check(&item.text, items, is_last, whole, errors);
            let template = check_template(whole.argv.key(), &item.text, whole.argv.placeholders(), errors);
            step.valid &= !operator && plain && program;
            step.readable &= !operator && template.is_some();
            step.templates.extend(template);
        }
        step
    }
}

pub(super) fn is_separator(item: &Item) -> bool {
    !item.broken && item.text.value == STEP
}

fn check_some_argument(whole: &Whole<'_>, errors: &mut Errors) {
    let Whole { argv, list, .. } = whole;
    if list.items.is_empty() && !list.broken {
        let key = argv.key();
        let help = format!("write the program to run, as in {}", suggest::example(key));
        errors.push_help(list.span, format_args!("`{}` is empty", key.name()), help);
    }
}

fn check_steps_are_not_empty(list: &List, errors: &mut Errors) -> bool {
    let mut whole = true;
    let mut in_step = false;
    let mut rest = list.items.as_slice();
    while let Some((item, after)) = rest.split_first() {
        rest = after;
        if !is_separator(item) {
            in_step = true;
            continue;
        }
        let missing = match (in_step, after.is_empty()) {
            (false, _) => Some("before"),
            (true, true) => Some("after"),
            (true, false) => None,
        };
        if let Some(side) = missing {
            whole = false;
            let help = format!("write a step {side} it, or remove it");
            errors.push_help(item.text.span, format_args!("`&&` has no step {side} it"), help);
        }
        in_step = false;
    }
    whole
}

fn check_plain_argument(argv: Argv, argument: &Text, errors: &mut Errors) -> bool {
    if argument.value.is_empty() {
        errors.push_help(argument.span, "argument is empty", "remove it, or write an argument");
        return false;
    }
    if argument.value.contains('\0') {
        let message =
            format!("argument {} contains a NUL byte, which no argument can contain", Quoted(&argument.value));
        let help = suggest::value(argv.key(), &argument.value.replace('\0', "")).map(|fixed| suggest::write(&fixed));
        errors.push_help(argument.span, message, help.unwrap_or_else(|| "remove it".to_owned()));
        return false;
    }
    true
}

/// The whole command, which many errors suggest to write in another way.
pub(super) struct Whole<'a> {
    pub(super) argv: Argv,
    pub(super) list: &'a List,
    in_shell: OnceCell<Option<String>>,
    names_file: OnceCell<bool>,
}

impl<'a> Whole<'a> {
    fn new(argv: Argv, list: &'a List) -> Self {
        Self { argv, list, in_shell: OnceCell::new(), names_file: OnceCell::new() }
    }

    fn names_file(&self) -> bool {
        *self.names_file.get_or_init(|| self.list.items.iter().any(|item| item.text.value.contains("{file}")))
    }

    fn in_shell(&self) -> String {
        let in_shell = self.in_shell.get_or_init(|| {
            let arguments: Vec<&str> = self.list.items.iter().map(|item| item.text.value.as_str()).collect();
            suggest::shell_command(self.argv, &arguments)
        });
        match in_shell {
            Some(command) => format!("write {command}"),
            None => suggest::IN_SHELL.to_owned(),
        }
    }
}

// `n` is the position of the argument in its step.
fn check_no_shell_operator(argument: &Text, n: usize, whole: &Whole<'_>, errors: &mut Errors) -> bool {
    let shown = Quoted(&argument.value);
    if shell::is_operator(&argument.value) {
        let message = format!("argument {shown} is a shell operator, but no shell will read it");
        errors.push_help(argument.span, message, whole.in_shell());
        return false;
    }
    if let Some((word, operator)) = shell::split_trailing_operator(&argument.value) {
        let message = format!("argument {shown} ends with the shell operator `{operator}`, but no shell will read it");
        let is_step = whole.argv == Argv::Interpreter && operator == STEP;
        let help = if is_step { format!("{}, \"&&\"", suggest::write(word)) } else { suggest::IN_SHELL.to_owned() };
        errors.push_help(argument.span, message, help);
        return false;
    }
    let Some((operator, rest)) = shell::split_operator(&argument.value) else {
        return true;
    };
    let message = format!("argument {shown} begins with the shell operator `{operator}`, but no shell will read it");
    let is_step = whole.argv == Argv::Interpreter && operator == STEP && n > 0;
    let step = is_step.then(|| suggest::command(whole.argv, rest)).flatten();
    let and_file = if whole.names_file() { "" } else { ", and \"{file}\" where the script's path belongs" };
    let help = step.map_or_else(|| whole.in_shell(), |step| format!("write \"&&\", {step}{and_file}"));
    errors.push_help(argument.span, message, help);
    false
}

// With several steps, it is unknown which of them needs the script's path.
fn check_some_step_names_file(list: &List, steps: &[Vec<Template>], errors: &mut Errors) -> bool {
    let named = steps.iter().flatten().any(|argument| argument.names(Placeholder::File));
    let separator = list.items.iter().find(|item| is_separator(item));
    if let (false, Some(separator)) = (named, separator) {
        errors.push_help(
            separator.text.span,
            "no step names `{file}`, so the script would not run",
            "write \"{file}\" where the script's path belongs",
        );
        return false;
    }
    true
}
