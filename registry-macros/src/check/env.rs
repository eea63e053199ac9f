//! The rules of `env`: environment variables of every pod of a language.

use registry_shared::name::{Mistake, VARIABLE};
use registry_shared::shell::MAX_ARGUMENT;

use super::template::check_template;
use crate::distinct::Distinct;
use crate::errors::{Errors, Quoted};
use crate::key::Key;
use crate::model::{Slot, Table, Text};
use crate::suggest;
use crate::template::Placeholder;

/// Returns the valid variables as declared, in declared order. Each of `versions` fills their values.
pub(super) fn check(slot: &Slot<Table>, versions: &[&Text], errors: &mut Errors) -> Vec<(String, String)> {
    let longest = versions.iter().map(|version| version.value.as_str()).max_by_key(|version| version.len());
    let longest = longest.unwrap_or_default();
    let mut seen = Distinct::default();
    let pairs = slot.value().map(|table| table.pairs.as_slice()).unwrap_or_default();
    let valid = pairs.iter().filter(|(name, value)| {
        let named = check_name(name, errors) && check_name_is_distinct(name, &mut seen, errors);
        let plain = check_value(name, value, errors);
        let filled = check_filled_value(name, value, longest, errors);
        named && plain && filled
    });
    valid.map(|(name, value)| (name.value.clone(), value.value.clone())).collect()
}

fn check_name(name: &Text, errors: &mut Errors) -> bool {
    const GRAMMAR: &str = "a name consists of `A-Z`, `a-z`, `0-9`, `_`, `.` and `-`, and does not begin with a digit";
    let text = &name.value;
    let Some(mistake) = VARIABLE.mistake(text) else {
        return true;
    };
    let message = match mistake {
        Mistake::Empty => "the name of a variable is empty".to_owned(),
        Mistake::Character(_)
        | Mistake::Start(_)
        | Mistake::End(_)
        | Mistake::Doubled(_)
        | Mistake::NoLetter
        | Mistake::Reserved(_)
        | Mistake::TooLong { .. } => format!("variable {} {mistake}", Quoted(text)),
    };
    let help = suggest::variable(text).map(|fixed| format!("{GRAMMAR}: {}", suggest::write(&fixed)));
    errors.push_help(name.span, message, help.unwrap_or_else(|| GRAMMAR.to_owned()));
    false
}

fn check_name_is_distinct(name: &Text, seen: &mut Distinct, errors: &mut Errors) -> bool {
    let text = &name.value;
    seen.check(
        text,
        name.span.into(),
        errors,
        |errors| errors.push_help(name.span, format_args!("duplicate variable `{text}`"), "remove one of the two"),
        || format!("variable `{text}` first declared here"),
    )
}

fn check_value(name: &Text, value: &Text, errors: &mut Errors) -> bool {
    let (name, text) = (name.value.as_str(), value.value.as_str());
    let (message, help) = if text.contains('\0') {
        // The system ends a value at its first NUL.
        let message =
            format!("the value of {} contains a NUL byte, which no environment variable can contain", Quoted(name));
        (message, suggest::write(&text.replace('\0', "")))
    } else if name == "PATH" && (text.is_empty() || text.contains('$')) {
        // The system looks up the program of every step in it.
        let message = if text.is_empty() { "`PATH` is empty" } else { "`PATH` contains `$`, which nothing expands" };
        (message.to_owned(), "list all directories, as in \"/opt/bin:/usr/local/bin:/usr/bin:/bin\"".to_owned())
    } else {
        return true;
    };
    errors.push_help(value.span, message, help);
    false
}

fn check_filled_value(name: &Text, value: &Text, longest_version: &str, errors: &mut Errors) -> bool {
    let Some(template) = check_template(Key::Env, value, &[Placeholder::Version], errors) else {
        return false;
    };
    // The system receives `NAME=value`.
    let length = name.value.len() + 1 + template.fill(longest_version, "").len();
    if length <= MAX_ARGUMENT {
        return true;
    }
    let message = format!(
        "variable {} is {length} bytes long with its value, and at most {MAX_ARGUMENT} are allowed",
        Quoted(&name.value)
    );
    errors.push_help(value.span, message, "move the value into a file of the image");
    false
}
