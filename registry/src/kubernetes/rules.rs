//! Checks of names and labels that Kubernetes would reject.

use std::collections::BTreeMap;
use std::time::Duration;

use registry_shared::excerpt::Quoted;
use registry_shared::name::{LABEL, LABEL_NAME, Mistake, SUBDOMAIN};

use super::error::{ObjectError, ObjectErrorKind};

/// Checks that a name is valid for every kind of object, and as a host name.
pub(super) fn check_label_name(kind: ObjectErrorKind, what: &str, name: &str) -> Result<(), ObjectError> {
    let Some(mistake) = LABEL_NAME.mistake(name) else {
        return Ok(());
    };
    let message = format!(
        "{what} {} is not a valid object name: it {mistake}; \
         write 1 to {} of `a-z`, `0-9` and `-`, with a letter or a digit at both ends",
        Quoted(name),
        LABEL_NAME.limit,
    );
    Err(ObjectError::new(kind, message))
}

/// Checks that a name is valid for most kinds of objects.
pub(super) fn check_subdomain(what: &str, name: &str) -> Result<(), ObjectError> {
    let Some(mistake) = SUBDOMAIN.mistake(name) else {
        return Ok(());
    };
    let message = format!(
        "{what} {} is not a valid object name: it {mistake}; write 1 to {} of `a-z`, `0-9`, `-` and `.`, \
         with a letter or a digit at both ends and on both sides of each `.`",
        Quoted(name),
        SUBDOMAIN.limit,
    );
    Err(ObjectError::new(ObjectErrorKind::Name, message))
}

/// Returns a duration in whole seconds, rounded up. Kubernetes stores them in 32 bits.
pub(super) fn seconds(what: &str, duration: Duration) -> Result<i32, ObjectError> {
    let seconds = duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0));
    i32::try_from(seconds).map_err(|_| {
        let message = format!("a {what} of {seconds} seconds is too long: use at most {} seconds", i32::MAX);
        ObjectError::new(ObjectErrorKind::Timeout, message)
    })
}

/// Adds a label, unless it is invalid or already set.
pub(super) fn add_label(key: &str, value: &str, labels: &mut BTreeMap<String, String>) -> Result<(), ObjectError> {
    check_label_key(key)?;
    check_label_value(key, value)?;
    if labels.contains_key(key) {
        let message = format!("duplicate label {}: it is already set, so choose another key", Quoted(key));
        return Err(ObjectError::new(ObjectErrorKind::Label, message));
    }
    labels.insert(key.to_owned(), value.to_owned());
    Ok(())
}

/// Checks that a label key consists of a name, with an optional domain and `/` before it:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>.
fn check_label_key(key: &str) -> Result<(), ObjectError> {
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    if let Some(mistake) = prefix.and_then(|prefix| SUBDOMAIN.mistake(prefix)) {
        let message = format!(
            "label key {} is not valid: the domain before `/` {mistake}; \
             write `a-z`, `0-9`, `-` and `.`, as in `example.com/tenant`",
            Quoted(key),
        );
        return Err(ObjectError::new(ObjectErrorKind::Label, message));
    }
    if let Some(mistake) = LABEL.mistake(name) {
        let name = if prefix.is_some() { "the name after `/`" } else { "it" };
        let message = format!("label key {} is not valid: {}", Quoted(key), label_help(name, mistake));
        return Err(ObjectError::new(ObjectErrorKind::Label, message));
    }
    Ok(())
}

fn check_label_value(key: &str, value: &str) -> Result<(), ObjectError> {
    match LABEL.mistake(value) {
        None | Some(Mistake::Empty) => Ok(()),
        Some(mistake) => {
            let (key, value) = (Quoted(key), Quoted(value));
            let message = format!("invalid value {value} for label {key}: {}", label_help("it", mistake));
            Err(ObjectError::new(ObjectErrorKind::Label, message))
        }
    }
}

fn label_help(what: &str, mistake: Mistake) -> String {
    format!(
        "{what} {mistake}; write at most {} of `A-Z`, `a-z`, `0-9`, `-`, `_` and `.`, with a letter or a digit at both ends",
        LABEL.limit
    )
}
