//! The rules of commands as versions run them: with the path of their script, and within the limits of the system.

use std::collections::HashSet;

use registry_shared::SCRIPTS_DIR;
use registry_shared::name::{FILE_EXT, Rule, VERSION};
use registry_shared::shell::MAX_ARGUMENT;

use super::command_line;
use super::interpreter::{Command, is_separator};
use crate::errors::{Errors, Quoted};
use crate::model::{Block, Item, List, Text};
use crate::shell;
use crate::suggest;
use crate::template::{Placeholder, Template};

/// The most bytes of a path, without the NUL, and of a name in it: `PATH_MAX` and `NAME_MAX` of limits.h.
const MAX_PATH: usize = 4095;
const MAX_NAME: usize = 255;

/// Checks each command with the scripts of the versions that run it.
pub(super) fn check(block: &Block, errors: &mut Errors) {
    let of_language = block.file_ext.value().map(|text| text.value.as_str()).unwrap_or_default();
    let items = block.versions.value().map(|versions| versions.items.as_slice()).unwrap_or_default();
    let mut shared = Vec::new();
    for item in items {
        let own = item.per_version.as_ref();
        let ext = own.and_then(|own| own.file_ext.value()).map_or(of_language, |text| text.value.as_str());
        let script = Script::of(&item.text.value, ext);
        match own.and_then(|own| own.interpreter.value()) {
            Some(interpreter) => check_command(interpreter, &[script], errors),
            None => shared.push(script),
        }
    }
    if items.is_empty() {
        shared.push(Script::of("", of_language));
    }
    if let Some(interpreter) = block.interpreter.value() {
        check_command(interpreter, &shared, errors);
    }
    if let Some(command) = block.version_command.value() {
        let versions: Vec<Script<'_>> = items.iter().map(|item| Script::of(&item.text.value, "")).collect();
        check_version_command(command, &versions, errors);
    }
}

/// The values for the placeholders of a command.
struct Script<'a> {
    version: &'a str,
    ext: &'a str,
}

impl<'a> Script<'a> {
    // Invalid values have been reported. They can be long, and a command may repeat them.
    fn of(version: &'a str, ext: &'a str) -> Self {
        let or_nothing = |rule: &Rule, text: &'a str| if rule.allows(text) { text } else { "" };
        Self { version: or_nothing(&VERSION, version), ext: or_nothing(&FILE_EXT, ext) }
    }

    fn path(&self) -> String {
        format!("{SCRIPTS_DIR}/main.{}", self.ext)
    }

    fn fill(&self, template: &Template) -> String {
        template.fill(self.version, &self.path())
    }
}

// A command with other mistakes does not show how it is run.
fn is_readable(list: &List) -> bool {
    let has_operator = |item: &Item| !is_separator(item) && shell::has_operator(&item.text.value);
    !list.broken && !list.items.iter().any(|item| item.broken || has_operator(item))
}

// The command reads no script.
fn check_version_command(list: &List, versions: &[Script<'_>], errors: &mut Errors) {
    if is_readable(list) && !list.items.iter().any(is_separator) {
        check_programs_fit(list, versions, errors);
        check_arguments_fit(list, versions, "move long text into a file of the image", errors);
    }
}

fn check_command(list: &List, scripts: &[Script<'_>], errors: &mut Errors) {
    if !is_readable(list) {
        return;
    }
    let exts: HashSet<&str> = scripts.iter().map(|script| script.ext).collect();
    for item in &list.items {
        check_file_is_the_whole_path(&item.text, &exts, errors);
    }
    for step in list.items.split(is_separator) {
        command_line::check(step, errors);
    }
    check_script_is_named(list, &exts, errors);
    check_programs_fit(list, scripts, errors);
    check_arguments_fit(list, scripts, "move long text into the script, or into a file of the image", errors);
}

// `{file}` is a whole path already.
fn check_file_is_the_whole_path(argument: &Text, exts: &HashSet<&str>, errors: &mut Errors) {
    let (text, before) = (argument.value.as_str(), format!("{SCRIPTS_DIR}/{{file}}"));
    if text.contains(char::is_whitespace) {
        return;
    }
    let with_ext = split_ext(text, exts).filter(|(stem, _)| stem.ends_with("{file}"));
    let (mistake, fixed) = if let Some((stem, ext)) = with_ext {
        (format!("adds `.{ext}` to `{{file}}`, which ends with it"), stem.to_owned())
    } else if text.contains(&before) {
        (format!("adds `{SCRIPTS_DIR}` to `{{file}}`, which begins with it"), text.replace(&before, "{file}"))
    } else if let Some((directory, _)) = text.split_once("{file}").filter(|(before, _)| is_directory(before)) {
        (
            format!("adds {} to `{{file}}`, which is an absolute path", Quoted(directory)),
            text.replacen(directory, "", 1),
        )
    } else {
        return;
    };
    errors.push_help(argument.span, format_args!("argument {} {mistake}", Quoted(text)), suggest::write(&fixed));
}

// A path up to its last slash. More slashes at the start of a path change nothing.
fn is_directory(text: &str) -> bool {
    let path = text.trim_start_matches('/');
    let is_path = |c: char| c.is_ascii_alphanumeric() || "._-~/".contains(c);
    path.ends_with('/') && !path.starts_with('-') && path.chars().all(is_path)
}

// If no argument names the script, its path is the last argument.
fn check_script_is_named(list: &List, exts: &HashSet<&str>, errors: &mut Errors) {
    // Steps must name the script in any case.
    if list.items.iter().any(|item| is_separator(item) || names_file(&item.text.value)) {
        return;
    }
    let others = list.items.iter().skip(1).filter(|item| !check_is_not_another_file(&item.text, exts, errors)).count();
    if others == 0 {
        command_line::check_takes_path(&list.items, errors);
    }
}

/// Returns whether an argument names the script. An unreadable one may be meant to.
pub(super) fn names_file(argument: &str) -> bool {
    Template::parse(argument, &Placeholder::ALL).map_or(true, |template| template.names(Placeholder::File))
}

// The working directory of a pod is empty, and the script has another name.
fn check_is_not_another_file(argument: &Text, exts: &HashSet<&str>, errors: &mut Errors) -> bool {
    let text = argument.value.as_str();
    let is_absolute = text.starts_with('/') && !text.starts_with(&format!("{SCRIPTS_DIR}/"));
    if is_absolute || !is_plain_path(text) {
        return true;
    }
    let stem_and_ext = split_ext(text, exts).filter(|(stem, _)| !stem.is_empty() && !stem.ends_with('/'));
    if let Some((_, ext)) = stem_and_ext {
        let path = format!("{SCRIPTS_DIR}/main.{ext}");
        let message = if text == path {
            format!("argument `{path}` is the path of the script, which is also appended")
        } else {
            format!("argument {} is not the script, whose path is `{path}`", Quoted(text))
        };
        errors.push_help(argument.span, message, "write \"{file}\"");
    }
    stem_and_ext.is_none()
}

/// Returns whether the text can only be a path: not an option, an expression or a URL.
pub(super) fn is_plain_path(text: &str) -> bool {
    !text.starts_with('-') && text.chars().all(|c| c.is_alphanumeric() || "/._-+@".contains(c))
}

/// Splits an extension, and the dot before it, from a text.
pub(super) fn split_ext<'a>(text: &'a str, exts: &HashSet<&str>) -> Option<(&'a str, &'a str)> {
    let mut parts = text.rmatch_indices('.').filter_map(|(dot, _)| {
        let (stem, ext) = text.split_at_checked(dot)?;
        Some((stem, ext.strip_prefix('.')?))
    });
    parts
        .by_ref()
        .take_while(|(_, ext)| ext.len() <= FILE_EXT.limit)
        .find(|(_, ext)| !ext.is_empty() && exts.contains(ext))
}

// The lengths of texts are checked after filling, which only long ones need.
fn check_programs_fit(list: &List, scripts: &[Script<'_>], errors: &mut Errors) {
    const SHORT: usize = 32;
    for program in list.items.split(is_separator).filter_map(<[Item]>::first) {
        let text = program.text.value.as_str();
        // Programs with white space have been reported.
        if text == "{file}" || text.contains(char::is_whitespace) || (text.len() <= SHORT && !text.contains("{file}")) {
            continue;
        }
        let Ok(template) = Template::parse(text, &Placeholder::ALL) else { continue };
        let is_too_long = |path: &str| path.len() > MAX_PATH || path.split('/').any(|name| name.len() > MAX_NAME);
        if scripts.iter().any(|script| is_too_long(&script.fill(&template))) {
            let message = format!(
                "program {} is too long: a path has at most {MAX_PATH} bytes, and {MAX_NAME} between slashes",
                Quoted(text)
            );
            errors.push_help(program.text.span, message, "shorten it");
        }
    }
}

fn check_arguments_fit(list: &List, scripts: &[Script<'_>], help: &str, errors: &mut Errors) {
    // A text becomes at most this many times longer when it is filled and quoted.
    const MOST: usize = 50;
    if list.items.iter().map(|item| item.text.value.len()).sum::<usize>() <= MAX_ARGUMENT / MOST {
        return;
    }
    let (mut steps, mut step, mut is_reported) = (Vec::new(), Vec::new(), false);
    for item in &list.items {
        if is_separator(item) {
            steps.push(std::mem::take(&mut step));
            continue;
        }
        let Ok(template) = Template::parse(&item.text.value, &Placeholder::ALL) else { return };
        if let Some(length) = longest(scripts.iter().map(|script| script.fill(&template))) {
            let message = format!(
                "argument {} is {length} bytes long, and at most {MAX_ARGUMENT} are allowed",
                Quoted(&item.text.value)
            );
            errors.push_help(item.text.span, message, help);
            is_reported = true;
        }
        step.push(template);
    }
    steps.push(step);
    if is_reported || steps.len() == 1 {
        return;
    }
    let command = Command::new(steps);
    let shell_command = |script: &Script<'_>| command.fill(script.version, &script.path()).pop().unwrap_or_default();
    if let Some(length) = longest(scripts.iter().map(shell_command)) {
        let message =
            format!("the steps are {length} bytes long as one shell command, and at most {MAX_ARGUMENT} are allowed");
        errors.push_help(list.span, message, help);
    }
}

// Returns the length of the longest argument, if it exceeds the limit.
fn longest(arguments: impl Iterator<Item = String>) -> Option<usize> {
    arguments.map(|argument| argument.len()).max().filter(|length| *length > MAX_ARGUMENT)
}
