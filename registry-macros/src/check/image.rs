//! The rules of `image_tpl`: every image that it makes can be pulled, and every version has its own.

use super::template::check_template;
use crate::errors::{Errors, Quoted};
use crate::image::{self, Reference};
use crate::mend;
use crate::model::{Item, List, Slot, Text};
use crate::template::{Placeholder, Template};

/// The image template, as far as it can be filled.
///
/// These are the versions that it is filled with, and `several` says whether more were meant than one.
pub(super) fn check(slot: &Slot<Text>, versions: &[Text], several: bool, errors: &mut Errors) -> Option<Template> {
    let text = slot.value()?;
    if text.value.is_empty() {
        errors.push_help(text.span, "`image_tpl` is empty", "write an image, as in \"python:{version}-slim\"");
        return None;
    }
    let read = check_template("image_tpl", text, &[Placeholder::Version], errors);
    let template = read.or_else(|| mend::known_placeholders(&text.value))?;
    let images: Vec<String> = match versions {
        // Without a version that is right, a short one shows what the template itself has wrong.
        [] => vec![template.fill("0", "")],
        versions => versions.iter().map(|version| template.fill(&version.value, "")).collect(),
    };
    let meant: Vec<&str> = versions.iter().map(|version| version.value.as_str()).collect();
    let mended = || mend::image_template(&text.value, if meant.is_empty() { &["1"] } else { &meant }, several);
    let references: Vec<Reference<'_>> = images.iter().map(|image| image::parse(image)).collect();
    let wrong = images.iter().zip(&references).find(|(_, reference)| !reference.malformed.is_empty());
    if let Some((image, reference)) = wrong {
        let shown = if versions.is_empty() { &text.value } else { image };
        check_reference(text, shown, reference, mended().as_deref(), errors);
    }
    let has_tag = references.iter().all(|reference| reference.tag);
    if several && references.iter().any(|reference| reference.digest) && !text.value.ends_with('@') {
        report_digest_for_several(text, errors);
    } else if several && !template.names(Placeholder::Version) && !text.value.contains("{{version}}") {
        report_one_image_for_several(text, mended().as_deref(), errors);
    } else if !has_tag && !text.value.contains('@') && references.iter().all(Reference::has_parts) {
        report_no_tag(text, mended().as_deref(), errors);
    }
    Some(template)
}

/// Whether the list was meant to hold two or more different versions that have the image of their language.
pub(super) fn is_several(versions: &List) -> bool {
    let own = |item: &&Item| item.overrides.as_ref().is_some_and(|block| block.has("image_tpl"));
    let mut meant = versions.items.iter().filter(|item| !own(item)).map(|item| &item.text.value);
    let first = meant.next();
    meant.any(|version| Some(version) != first)
}

fn check_reference(text: &Text, image: &str, reference: &Reference<'_>, mended: Option<&str>, errors: &mut Errors) {
    let help = mended.map(mend::write);
    for malformed in &reference.malformed {
        let message = format!("image {} is no valid reference: {malformed}", Quoted(image));
        errors.push_maybe_help(text.span, message, help.clone());
    }
}

fn report_digest_for_several(text: &Text, errors: &mut Errors) {
    let message = "`image_tpl` has a digest, so all versions would run one image";
    let without = text.value.split_once('@').and_then(|(name, _)| mend::value("image_tpl", name));
    let help = match without {
        Some(name) => format!("{}, or a block with an id of its own for each digest", mend::write(&name)),
        None => "write a block with an id of its own for each digest".to_owned(),
    };
    errors.push_help(text.span, message, help);
}

fn report_one_image_for_several(text: &Text, mended: Option<&str>, errors: &mut Errors) {
    let message = format!("`image_tpl` has no `{{version}}`, so all versions would run {}", Quoted(&text.value));
    let help = match mended {
        Some(mended) => mend::write(mended),
        None => "write `{version}` where the version belongs".to_owned(),
    };
    errors.push_help(text.span, message, help);
}

fn report_no_tag(text: &Text, mended: Option<&str>, errors: &mut Errors) {
    let message = format!("image {} has no tag and no digest", Quoted(&text.value));
    let help = match mended {
        Some(mended) if !text.value.contains("{version}") => mend::write(mended),
        _ => "write a tag behind the name, as in \"python:{version}\"".to_owned(),
    };
    errors.push_help(text.span, message, help);
}
