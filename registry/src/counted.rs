//! Numbers in sentences.

/// Returns a number with a noun: `1 runtime`, `2 runtimes`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
