//! The rules of templates: `{placeholder}`s that there are, and braces in pairs.

use crate::errors::{Errors, Quoted, list, nearest};
use crate::model::Text;
use crate::template::{Mistake, Placeholder, Template};

/// The template, if every placeholder in it is one of the `allowed`.
pub(super) fn check_template(key: &str, text: &Text, allowed: &[Placeholder], errors: &mut Errors) -> Option<Template> {
    let mistakes = match Template::parse(&text.value, allowed) {
        Ok(template) => return Some(template),
        Err(mistakes) => mistakes,
    };
    let names: Vec<&str> = allowed.iter().map(|placeholder| placeholder.name()).collect();
    for mistake in mistakes {
        match mistake {
            Mistake::Unknown(name) => {
                let message = format!("unknown placeholder {} in `{key}`", Quoted(&format!("{{{name}}}")));
                let help = nearest(name.trim(), &names).map(|meant| format!("did you mean `{{{meant}}}`?"));
                errors.push_help(text.span, message, help.unwrap_or_else(|| placeholders(&names)));
            }
            Mistake::Unclosed(rest) => errors.push_help(
                text.span,
                format_args!("unclosed `{{` in `{key}`, at {}", Quoted(&rest)),
                "close the placeholder with `}`, or write `{{` for a plain brace",
            ),
            Mistake::Stray(through) => errors.push_help(
                text.span,
                format_args!("stray `}}` in `{key}`, at the end of {}", Quoted(&through)),
                "open the placeholder with `{`, or write `}}` for a plain brace",
            ),
        }
    }
    None
}

fn placeholders(names: &[&str]) -> String {
    let braced: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
    format!("write {}, or `{{{{` and `}}}}` for plain braces", list(braced.iter().map(String::as_str)))
}
