//! The names of generated items: one rule for variants, one for constants.

use proc_macro2::Span;

/// Returns the `Language` variant of an id: `debian_12` becomes `Debian12`.
pub(crate) fn language_variant(id: &str) -> String {
    camel_case(parts(id))
}

/// Returns the `Runtime` variant of an id and a version: `python` 3.11 becomes `Python3_11`.
pub(crate) fn runtime_variant(id: &str, version: &str) -> String {
    camel_case(parts(id).chain(parts(version)))
}

/// Returns the constant of an id and a version: `python` 3.13-slim becomes `PYTHON_3_13_SLIM`.
pub(crate) fn constant(id: &str, version: &str) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    id.chars().chain(['_']).chain(version.chars()).map(upper).collect()
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty())
}

// Each part capitalised, with `_` only where a digit would meet a digit.
fn camel_case<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut name = String::new();
    for part in parts {
        if name.ends_with(|c: char| c.is_ascii_digit()) && part.starts_with(|c: char| c.is_ascii_digit()) {
            name.push('_');
        }
        let mut chars = part.chars();
        name.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(chars.as_str());
    }
    name
}

/// Returns a span that resolves at the macro call and is located at the user's token.
pub(crate) fn located_at(span: Option<Span>) -> Span {
    let call_site = Span::call_site();
    span.map_or(call_site, |span| call_site.located_at(span))
}
