//! The rules of `env`: environment variables of every pod of a language.

use registry_shared::name::{Mistake, VARIABLE};

use crate::distinct::Distinct;
use crate::errors::{Errors, Quoted};
use crate::model::{Slot, Table, Text};
use crate::suggest;

/// Returns the valid variables, in declared order.
pub(super) fn check(slot: &Slot<Table>, errors: &mut Errors) -> Vec<(String, String)> {
    let mut seen = Distinct::default();
    let pairs = slot.value().map(|table| table.pairs.as_slice()).unwrap_or_default();
    let valid = pairs.iter().filter(|(name, value)| {
        let named = check_name(name, errors) && check_name_is_distinct(name, &mut seen, errors);
        check_value(name, value, errors) && named
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
