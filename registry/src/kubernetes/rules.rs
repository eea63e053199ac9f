//! What Kubernetes takes as names and labels, checked before anything is sent.

use std::collections::BTreeMap;

use super::error::{ObjectError, ObjectErrorKind};
use crate::excerpt::Excerpt;

/// The longest name, label value, and name part of a label key.
const MAX_LABEL: usize = 63;

/// The longest name of an object that may have dots, and prefix of a label key.
const MAX_SUBDOMAIN: usize = 253;

/// An RFC 1123 label, which is a name for every kind of object and for a host:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names>.
pub(super) fn check_label_name(kind: ObjectErrorKind, what: &str, name: &str) -> Result<(), ObjectError> {
    if is_label_name(name) {
        return Ok(());
    }
    let name = Excerpt::of(name);
    Err(ObjectError::new(
        kind,
        format_args!(
            "{what} {name} is no name for an object: \
             write 1 to {MAX_LABEL} of `a-z`, `0-9` and `-`, with a letter or a digit at both ends"
        ),
    ))
}

/// An RFC 1123 subdomain, which is a name for most kinds of objects:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names>.
pub(super) fn check_subdomain(what: &str, name: &str) -> Result<(), ObjectError> {
    if is_subdomain(name) {
        return Ok(());
    }
    let name = Excerpt::of(name);
    Err(ObjectError::new(
        ObjectErrorKind::Name,
        format_args!(
            "{what} {name} is no name for an object: write 1 to {MAX_SUBDOMAIN} of `a-z`, `0-9`, `-` and `.`, \
             with a letter or a digit at both ends and beside each `.`"
        ),
    ))
}

/// Adds a label that is one, and that is not there yet.
pub(super) fn add_label(key: &str, value: &str, labels: &mut BTreeMap<String, String>) -> Result<(), ObjectError> {
    check_label(key, value)?;
    if labels.contains_key(key) {
        let key = Excerpt::of(key);
        let message = format!("label {key} is there already, from here or from an earlier one: choose another key");
        return Err(ObjectError::new(ObjectErrorKind::Label, message));
    }
    labels.insert(key.to_owned(), value.to_owned());
    Ok(())
}

/// A label's key and value:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>.
fn check_label(key: &str, value: &str) -> Result<(), ObjectError> {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    let fits = |text: &str| text.len() <= MAX_LABEL && is_label_value(text);
    let shown = Excerpt::of(key);
    if !prefix.is_none_or(is_subdomain) {
        return Err(ObjectError::new(
            ObjectErrorKind::Label,
            format_args!(
                "label {shown} has no domain before its `/`: write `a-z`, `0-9`, `-` and `.`, as in `example.com/tenant`"
            ),
        ));
    }
    if !fits(name) {
        return Err(ObjectError::new(
            ObjectErrorKind::Label,
            format_args!(
                "label {shown} is no key: write 1 to {MAX_LABEL} of `A-Z`, `a-z`, `0-9`, `-`, `_` and `.`, \
                 with a letter or a digit at both ends, as in `tenant`"
            ),
        ));
    }
    if !value.is_empty() && !fits(value) {
        return Err(ObjectError::new(
            ObjectErrorKind::Label,
            format_args!(
                "value {} of label {shown} is none: write at most {MAX_LABEL} of `A-Z`, `a-z`, `0-9`, `-`, `_` and `.`, \
                 with a letter or a digit at both ends",
                Excerpt::of(value),
            ),
        ));
    }
    Ok(())
}

fn is_label_name(text: &str) -> bool {
    text.len() <= MAX_LABEL && is_name_part(text)
}

// Its parts have no length of their own in Kubernetes.
fn is_subdomain(text: &str) -> bool {
    text.len() <= MAX_SUBDOMAIN && text.split('.').all(is_name_part)
}

fn is_name_part(text: &str) -> bool {
    let is_lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(is_lower) && text.ends_with(is_lower) && text.chars().all(|c| is_lower(c) || c == '-')
}

// One character at least.
fn is_label_value(text: &str) -> bool {
    let is_end = |c: char| c.is_ascii_alphanumeric();
    text.starts_with(is_end)
        && text.ends_with(is_end)
        && text.chars().all(|c| is_end(c) || matches!(c, '-' | '_' | '.'))
}
