//! The rules of `env`: variables that every pod of a language gets.

use crate::distinct::Distinct;
use crate::errors::{Errors, Quoted};
use crate::grammar::{is_variable_char, is_variable_name};
use crate::mend;
use crate::model::{Slot, Table, Text};

/// The variables that are right, in declared order.
pub(super) fn check(slot: &Slot<Table>, errors: &mut Errors) -> Vec<(String, String)> {
    let mut seen = Distinct::default();
    let pairs = slot.value().map(|table| table.pairs.as_slice()).unwrap_or_default();
    let right = pairs.iter().filter(|(name, value)| {
        let named = check_name(name, errors) && check_name_is_distinct(name, &mut seen, errors);
        check_value(name, value, errors) && named
    });
    right.map(|(name, value)| (name.value.clone(), value.value.clone())).collect()
}

// What every version of Kubernetes takes: later ones take more.
fn check_name(name: &Text, errors: &mut Errors) -> bool {
    const GRAMMAR: &str = "a name is made of `A-Z`, `a-z`, `0-9`, `_`, `.` and `-`, and does not begin with a digit";
    let text = &name.value;
    if is_variable_name(text) {
        return true;
    }
    let message = if text.is_empty() {
        "the name of a variable is empty".to_owned()
    } else if let Some(wrong) = text.chars().find(|c| !is_variable_char(*c)) {
        format!("variable {} contains {}", Quoted(text), Quoted(wrong.encode_utf8(&mut [0; 4])))
    } else if text == "." {
        "variable `.` is nothing but a dot".to_owned()
    } else if text.starts_with("..") {
        format!("variable {} begins with two dots", Quoted(text))
    } else {
        format!("variable {} begins with a digit", Quoted(text))
    };
    let help = mend::variable(text).map(|mended| format!("{GRAMMAR}: {}", mend::write(&mended)));
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
        // The system ends a variable at the first NUL, so no process can be started with one.
        let message = format!("the value of {} contains NUL, which no variable can hold", Quoted(name));
        (message, mend::write(&text.replace('\0', "")))
    } else if name == "PATH" && (text.is_empty() || text.contains('$')) {
        // The program of every step is looked up in it.
        let message = if text.is_empty() { "`PATH` is empty" } else { "`PATH` contains `$`, which nothing expands" };
        (message.to_owned(), "write all directories, as in \"/opt/bin:/usr/local/bin:/usr/bin:/bin\"".to_owned())
    } else {
        return true;
    };
    errors.push_help(value.span, message, help);
    false
}
