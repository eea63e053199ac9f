//! The environment variables of a container.

use std::collections::HashMap;

use registry_shared::excerpt::Quoted;
use registry_shared::name::VARIABLE;
use registry_shared::shell::MAX_ARGUMENT;

use super::command::{MAX_TOTAL, escaped};
use super::error::{ObjectError, ObjectErrorKind};
use crate::Entry;

/// Returns the variables of an entry, each with the value that the execution sets, if it does, and then the other ones
/// that it sets. The last value of a name counts.
pub(super) fn variables(entry: &Entry, set: &[(String, String)]) -> Result<Vec<(String, String)>, ObjectError> {
    for (name, value) in set {
        check(name, value)?;
    }
    let mut variables: Vec<(String, String)> =
        entry.env().map(|(name, value)| (name.to_owned(), value.into_owned())).collect();
    let mut places: HashMap<String, usize> =
        variables.iter().enumerate().map(|(place, (name, _))| (name.clone(), place)).collect();
    for (name, value) in set {
        let place = *places.entry(name.clone()).or_insert_with(|| {
            variables.push((name.clone(), String::new()));
            variables.len() - 1
        });
        variables[place].1.clone_from(value);
    }
    let total: usize = variables.iter().map(|(name, value)| name.len() + escaped(value).len()).sum();
    if total > MAX_TOTAL {
        let message = format!(
            "the environment variables are {total} bytes long, and at most {MAX_TOTAL} are allowed: \
             pass long data in a file"
        );
        return Err(ObjectError::new(ObjectErrorKind::Variable, message));
    }
    Ok(variables)
}

fn check(name: &str, value: &str) -> Result<(), ObjectError> {
    let error = |message: String| Err(ObjectError::new(ObjectErrorKind::Variable, message));
    if let Some(mistake) = VARIABLE.mistake(name) {
        return error(format!(
            "variable name {} is not valid: it {mistake}; \
             write `A-Z`, `a-z`, `0-9`, `_`, `-` and `.`, not beginning with a digit",
            Quoted(name),
        ));
    }
    if value.contains('\0') {
        return error(format!("the value of variable {} contains a NUL character: remove it", Quoted(name)));
    }
    // The system passes `NAME=VALUE`.
    let length = name.len() + "=".len() + value.len();
    if length > MAX_ARGUMENT {
        return error(format!(
            "variable {} and its value are {length} bytes long, and at most {MAX_ARGUMENT} are allowed: \
             pass long data in a file",
            Quoted(name),
        ));
    }
    Ok(())
}
