//! Expressions of the Common Expression Language about JSON values:
//! <https://kubernetes.io/docs/reference/using-api/cel/>.

use serde_json::Value;

/// The longest list in one expression, in bytes. Parsers accept 100,000 characters.
const MAX_CHUNK: usize = 30_000;

/// Returns the literal for a string. Every JSON string is one.
pub(super) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// Returns a condition that an object has no other fields.
///
/// `dyn` stops the type checker, which knows fields of a struct but no fields to iterate over. At run time, all of them
/// are maps.
pub(super) fn has_only<T: AsRef<str>>(path: &str, fields: impl IntoIterator<Item = T>) -> String {
    let fields: Vec<String> = fields.into_iter().map(|field| literal(field.as_ref())).collect();
    format!("dyn({path}).all(field, field in [{}])", fields.join(", "))
}

/// Returns the conditions for a value that equals `expected`, in which null stands for any value.
pub(super) fn equals(path: &str, expected: &Value) -> Vec<String> {
    match expected {
        Value::Null => Vec::new(),
        Value::Object(fields) => {
            let mut conditions = vec![has_only(path, fields.keys())];
            for (field, value) in fields {
                conditions.extend(has_equal(path, field, value));
            }
            conditions
        }
        Value::Array(items) => {
            let mut conditions = vec![format!("size({path}) == {}", items.len())];
            for (index, item) in items.iter().enumerate() {
                conditions.extend(equals(&format!("{path}[{index}]"), item));
            }
            conditions
        }
        scalar => vec![format!("{path} == {scalar}")],
    }
}

/// Returns the conditions for an object that has a field, and one that equals `expected`.
pub(super) fn has_equal(path: &str, field: &str, expected: &Value) -> Vec<String> {
    let path = format!("{path}.{field}");
    let mut conditions = vec![format!("has({path})")];
    conditions.extend(equals(&path, expected));
    conditions
}

/// Joins texts with a separator, as many as fit into one expression each.
pub(super) fn chunks(texts: impl Iterator<Item = String>, separator: &str) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    for text in texts {
        match chunks.last_mut() {
            Some(chunk) if chunk.len() + text.len() < MAX_CHUNK => {
                chunk.push_str(separator);
                chunk.push_str(&text);
            }
            _ => chunks.push(text),
        }
    }
    chunks
}
