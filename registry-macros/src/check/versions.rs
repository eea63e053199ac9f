//! The rules of `versions`: each is a label value and the part of an image tag, and unique. A version's own keys obey
//! the rules of the language's keys.

use registry_shared::name::{Mistake, VERSION};
use registry_shared::version::Candidate;

use super::interpreter::Command;
use super::{file_ext, image, interpreter};
use crate::distinct::Distinct;
use crate::errors::{Errors, Quoted};
use crate::key::{Element, Key};
use crate::model::{Attributes, Block, List, Slot, Text, Written};
use crate::suggest;
use crate::template::Template;

/// A valid version.
pub(super) struct Version {
    pub(super) text: Text,
    pub(super) attributes: Attributes,
    pub(super) braces: PerVersion,
    pub(super) written: Written,
}

impl Version {
    pub(super) fn candidate(&self) -> Candidate<'_> {
        (&self.text.value, self.attributes.deprecated.is_some())
    }
}

/// The values in the braces after a version.
#[derive(Default)]
pub(super) struct PerVersion {
    pub(super) image_tpl: Option<Result<Template, Reported>>,
    pub(super) file_ext: Option<String>,
    pub(super) command: Option<Result<Command, Reported>>,
}

/// The value was written, but is wrong and has been reported.
pub(super) struct Reported;

/// Returns the valid versions, each once.
pub(super) fn check(versions: &Slot<List>, errors: &mut Errors) -> Vec<Version> {
    let Some(versions) = versions.value() else {
        return Vec::new();
    };
    check_some_version(versions, errors);
    let mut seen = Distinct::default();
    let mut valid = Vec::new();
    for item in &versions.items {
        let block = item.per_version.as_ref();
        let braces = block.map(|block| check_per_version(block, &item.text, errors)).unwrap_or_default();
        let is_valid = !item.broken
            && check_version(&item.text, errors)
            && check_version_is_distinct(&item.text, &mut seen, errors);
        if is_valid {
            valid.push(Version {
                text: item.text.clone(),
                attributes: item.attributes.clone(),
                braces,
                written: block.map(written).unwrap_or_default(),
            });
        }
    }
    valid
}

fn written(block: &Block) -> Written {
    let text = |slot: &Slot<Text>| slot.value().map(|text| text.value.clone());
    Written {
        image_tpl: text(&block.image_tpl),
        file_ext: text(&block.file_ext),
        interpreter: block.interpreter.value().map(List::values),
        keys: block.keys().collect(),
    }
}

fn check_per_version(block: &Block, version: &Text, errors: &mut Errors) -> PerVersion {
    for repeated in &block.repeated {
        check_per_version(repeated, version, errors);
    }
    let versions: &[&Text] = if VERSION.allows(&version.value) { &[version] } else { &[] };
    PerVersion {
        image_tpl: block
            .has(Key::ImageTpl)
            .then(|| image::check(&block.image_tpl, versions, false, errors).ok_or(Reported)),
        file_ext: block.has(Key::FileExt).then(|| file_ext::check(&block.file_ext, errors)),
        command: block.has(Key::Interpreter).then(|| interpreter::check(&block.interpreter, errors).ok_or(Reported)),
    }
}

fn check_some_version(versions: &List, errors: &mut Errors) {
    if versions.items.is_empty() && !versions.broken {
        let help = "write at least one version, as in `versions: [\"3.12\"]`";
        errors.push_help(versions.span, "`versions` is empty", help);
    }
}

fn check_version(version: &Text, errors: &mut Errors) -> bool {
    const GRAMMAR: &str =
        "a version consists of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`, with a letter or a digit at both ends";
    let text = &version.value;
    let Some(mistake) = VERSION.mistake(text) else {
        return true;
    };
    let shown = if text.is_empty() { String::new() } else { format!("{} ", Quoted(text)) };
    let help = match mistake {
        Mistake::TooLong { limit, .. } => {
            format!("shorten it to {limit} characters: it is a label value in Kubernetes")
        }
        Mistake::Empty
        | Mistake::Character(_)
        | Mistake::Start(_)
        | Mistake::End(_)
        | Mistake::Doubled(_)
        | Mistake::NoLetter
        | Mistake::Reserved(_) => {
            let several = text.contains(',').then(|| suggest::elements(Element::Version, text)).flatten();
            match (several, suggest::version(text)) {
                (Some(versions), _) => format!("write {versions}"),
                (None, Some(fixed)) => format!("{GRAMMAR}: {}", suggest::write(&fixed)),
                (None, None) => GRAMMAR.to_owned(),
            }
        }
    };
    errors.push_help(version.span, format_args!("version {shown}{mistake}"), help);
    false
}

fn check_version_is_distinct(version: &Text, seen: &mut Distinct, errors: &mut Errors) -> bool {
    let text = &version.value;
    seen.check(
        text,
        version.span.into(),
        errors,
        |errors| errors.push_help(version.span, format_args!("duplicate version `{text}`"), "remove one of the two"),
        || format!("version `{text}` first declared here"),
    )
}
