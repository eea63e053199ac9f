//! The rule of `name`: it is not blank, and has no control characters.

use crate::errors::Errors;
use crate::key::Key;
use crate::model::Block;
use crate::suggest;

/// Returns the display name, which by default is the id with a capital.
pub(super) fn check(block: &Block, errors: &mut Errors) -> String {
    let Some(name) = block.name.value() else {
        let mut chars = block.id.text.chars();
        return chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    };
    let help = || {
        let fixed = suggest::value(Key::Name, &name.value).map(|fixed| suggest::write(&fixed));
        fixed.unwrap_or_else(|| "write a display name, or remove the key".to_owned())
    };
    if name.value.trim().is_empty() {
        errors.push_help(name.span, "`name` is blank", help());
    } else if let Some(control) = name.value.chars().find(|c| c.is_control()) {
        let message = format!("`name` contains the control character `{}`", control.escape_debug());
        errors.push_help(name.span, message, help());
    }
    name.value.clone()
}
