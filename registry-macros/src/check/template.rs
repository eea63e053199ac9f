//! The rules of templates: `{placeholder}`s that there are, and braces in pairs.

use crate::errors::{Errors, Quoted, list};
use crate::mend::nearest;
use crate::model::Text;
use crate::template::{Mistake, Placeholder, Template};

/// The template, as far as it can be read: a placeholder that there is not stands for one that there is.
pub(super) fn check_template(key: &str, text: &Text, allowed: &[Placeholder], errors: &mut Errors) -> Option<Template> {
    let mistakes = match Template::parse(&text.value, allowed) {
        Ok(template) => return Some(template),
        Err(mistakes) => mistakes,
    };
    let names: Vec<&str> = allowed.iter().map(|placeholder| placeholder.name()).collect();
    // No image reference has a brace in it.
    let or_doubled = |brace: &str| {
        if key == "image_tpl" { String::new() } else { format!(", or write `{brace}` for a plain brace") }
    };
    for mistake in mistakes {
        match mistake {
            Mistake::Unknown(name) => {
                let message = format!("unknown placeholder {} in `{key}`", Quoted(&format!("{{{name}}}")));
                let help = nearest(name.trim(), &names).map(|meant| format!("did you mean `{{{meant}}}`?"));
                errors.push_help(
                    text.span,
                    message,
                    help.unwrap_or_else(|| format!("write {}{}", placeholders(&names), or_doubled("{{"))),
                );
            }
            Mistake::Unclosed(rest) => errors.push_help(
                text.span,
                format_args!("unclosed `{{` in `{key}`, at {}", Quoted(&rest)),
                format_args!("close the placeholder with `}}`{}", or_doubled("{{")),
            ),
            Mistake::Stray(through) => errors.push_help(
                text.span,
                format_args!("stray `}}` in `{key}`, at the end of {}", Quoted(&through)),
                format_args!("remove it, or open the placeholder with `{{`{}", or_doubled("}}")),
            ),
        }
    }
    None
}

fn placeholders(names: &[&str]) -> String {
    let braced: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
    list(braced.iter().map(String::as_str))
}
