//! The size of an object in the JSON that kubectl writes.

/// Returns the number of bytes that kubectl writes for a character of a JSON string.
pub(super) fn encoded_len(c: char) -> usize {
    match c {
        c if is_html_escaped(c) => "\\u003c".len(),
        '"' | '\\' | '\t' | '\n' | '\r' => "\\n".len(),
        _ => c.len_utf8(),
    }
}

/// Returns whether `kubectl apply` accepts an object, given as JSON. It stores a copy in an annotation, and the API
/// server limits all annotations of an object to 256 KiB in total.
/// <https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-apply-calculates-differences-and-merges-changes>
#[cfg(feature = "cli")]
pub(crate) fn can_apply(json: &str) -> bool {
    const MAX_ANNOTATIONS: usize = 256 * 1024;
    // The annotation's key and the fields that kubectl adds.
    const OVERHEAD: usize = 512;
    let html_escaped = json.chars().filter(|c| is_html_escaped(*c)).count();
    json.len() + "u003c".len() * html_escaped + OVERHEAD <= MAX_ANNOTATIONS
}

// Go's JSON encoder escapes these as `\u003c` and so on, although JSON does not require it:
// <https://pkg.go.dev/encoding/json#HTMLEscape>.
fn is_html_escaped(c: char) -> bool {
    matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}')
}
