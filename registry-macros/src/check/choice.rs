//! The rule of keys that name a version: `default` and `example_since`.

use registry_shared::nearest::nearest_version;

use super::versions::Version;
use crate::errors::{Errors, Quoted, list};
use crate::key::Key;
use crate::model::{Block, Slot, Text};
use crate::suggest;

/// The most versions that an error lists.
const MANY: usize = 24;

/// Returns the declared version that the key names, if it names one.
pub(super) fn check(
    key: Key,
    slot: &Slot<Text>,
    block: &Block,
    versions: &[Version],
    errors: &mut Errors,
) -> Option<String> {
    let text = slot.value()?;
    if versions.iter().any(|version| version.text.value == text.value) {
        return Some(text.value.clone());
    }
    // A version that the declaration no longer has: the default gives way, and `example_since` still orders the others.
    if block.inherits(key) {
        return (key == Key::ExampleSince).then(|| text.value.clone());
    }
    // An invalid or unreadable version may be the one that was meant.
    let written = block.versions.value()?;
    if written.broken || written.items.iter().any(|item| item.broken || item.text.value == text.value) {
        return None;
    }
    if versions.is_empty() {
        return None;
    }
    let help = match nearest_version(&text.value, versions.iter().map(Version::candidate)) {
        _ if key == Key::Default && suggest::is_newest(&text.value) => suggest::NO_DEFAULT.to_owned(),
        Some(nearest) => format!("did you mean \"{nearest}\"?"),
        None if versions.len() <= MANY => {
            format!("the versions are {}", list(versions.iter().map(|version| version.text.value.as_str())))
        }
        None => "write one of the language's versions".to_owned(),
    };
    let message = format!("`{}` {} is not a version of this language", key.name(), Quoted(&text.value));
    errors.push_help(text.span, message, help);
    None
}
