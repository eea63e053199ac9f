//! The rule of `file_ext`: `main.` and the extension are a `ConfigMap` key.

use registry_shared::name::{FILE_EXT, Mistake};

use crate::errors::{Errors, Quoted};
use crate::model::{Slot, Text};
use crate::suggest;

/// Returns the extension, valid or not.
pub(super) fn check(slot: &Slot<Text>, errors: &mut Errors) -> String {
    let Some(text) = slot.value() else {
        return String::new();
    };
    let ext = &text.value;
    if let Some(mistake) = FILE_EXT.mistake(ext) {
        let without_dot = || "write the extension without a dot, as in \"py\"".to_owned();
        let shown = if ext.is_empty() { "`file_ext`".to_owned() } else { format!("`file_ext` {}", Quoted(ext)) };
        let (what, help) = match mistake {
            Mistake::Start('.') => {
                let fixed = suggest::file_ext(ext).map(|fixed| suggest::write(&fixed));
                ("begins with a dot".to_owned(), fixed.unwrap_or_else(without_dot))
            }
            Mistake::TooLong { limit, .. } => (
                mistake.to_string(),
                format!(
                    "shorten it to {limit} characters: `main.` and the extension are a ConfigMap key in Kubernetes"
                ),
            ),
            Mistake::Character(_) => (
                mistake.to_string(),
                "write only `A-Z`, `a-z`, `0-9`, `-`, `_` and `.`, which a ConfigMap key in Kubernetes allows"
                    .to_owned(),
            ),
            Mistake::Empty
            | Mistake::Start(_)
            | Mistake::End(_)
            | Mistake::Doubled(_)
            | Mistake::NoLetter
            | Mistake::Reserved(_) => (mistake.to_string(), without_dot()),
        };
        errors.push_help(text.span, format_args!("{shown} {what}"), help);
    }
    ext.clone()
}
