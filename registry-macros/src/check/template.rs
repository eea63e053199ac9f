//! The rules of templates: known placeholders, and braces in pairs.

use std::collections::HashSet;

use registry_shared::nearest::nearest;

use crate::errors::{Errors, Quoted, list};
use crate::key::Key;
use crate::model::Text;
use crate::suggest;
use crate::template::{Mistake, Placeholder, Template};

/// Returns the template, if all of it is valid.
pub(super) fn check_template(key: Key, text: &Text, allowed: &[Placeholder], errors: &mut Errors) -> Option<Template> {
    let mistakes = match Template::parse(&text.value, allowed) {
        Ok(template) => return check_no_dollar(key, text, allowed, errors).then_some(template),
        Err(mistakes) => mistakes,
    };
    let names: Vec<&str> = allowed.iter().map(|placeholder| placeholder.name()).collect();
    // No image reference contains a brace.
    let or_doubled = |brace: &str| {
        if key == Key::ImageTpl { String::new() } else { format!(", or write `{brace}` for a plain brace") }
    };
    // `${HOME}` is the syntax of shells.
    let is_reference = text.value.contains("${");
    let name_of_key = key.name();
    let mut unknown = HashSet::new();
    for mistake in mistakes {
        match mistake {
            // A placeholder is reported once, wherever it appears.
            Mistake::Unknown(name) if !unknown.insert(name) => {}
            Mistake::Unknown(name) => {
                let message = format!("unknown placeholder {} in `{name_of_key}`", Quoted(&format!("{{{name}}}")));
                let help = nearest(name, names.iter().copied()).map(|meant| format!("did you mean `{{{meant}}}`?"));
                let help = help.unwrap_or_else(|| match key {
                    Key::VersionCommand if name == Placeholder::File.name() => {
                        "remove it: this command runs without a script".to_owned()
                    }
                    Key::Env if is_reference => "write the value itself, which no shell will expand".to_owned(),
                    _ => format!("write {}{}", placeholders(&names), or_doubled("{{")),
                });
                errors.push_help(text.span, message, help);
            }
            Mistake::Unclosed(rest) => errors.push_help(
                text.span,
                format_args!("unclosed `{{` in `{name_of_key}`, at {}", Quoted(rest)),
                format_args!("close the placeholder with `}}`{}", or_doubled("{{")),
            ),
            Mistake::Stray(through) => errors.push_help(
                text.span,
                format_args!("stray `}}` in `{name_of_key}`, at the end of {}", Quoted(through)),
                format_args!("remove it, or open the placeholder with `{{`{}", or_doubled("}}")),
            ),
        }
    }
    None
}

// `${file}` is written in other templates. The `$` would stay. No image contains one.
fn check_no_dollar(key: Key, text: &Text, allowed: &[Placeholder], errors: &mut Errors) -> bool {
    let with_dollar = |placeholder: &&Placeholder| text.value.contains(&format!("${{{}}}", placeholder.name()));
    let Some(placeholder) = allowed.iter().find(with_dollar).filter(|_| key != Key::ImageTpl) else {
        return true;
    };
    let name = placeholder.name();
    let message = format!("placeholder `{{{name}}}` in `{}` has a `$` before it, which would stay", key.name());
    let fixed = text.value.replace(&format!("${{{name}}}"), &format!("{{{name}}}"));
    errors.push_help(text.span, message, suggest::write(&fixed));
    false
}

fn placeholders(names: &[&str]) -> String {
    let braced: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
    list(braced.iter().map(String::as_str))
}
