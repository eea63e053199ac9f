//! The rules of `image_tpl`: every image is a valid reference, and every version has its own.

use registry_shared::image::{Mistake, Reference};

use super::template::check_template;
use crate::errors::{Errors, Quoted, written};
use crate::key::Key;
use crate::model::{Item, List, Slot, Text};
use crate::suggest;
use crate::template::{Placeholder, Template};

/// Returns the template, unless a mistake leaves it unreadable.
///
/// The template is checked for each of `versions`. `several`: whether the language was meant to have more than one.
pub(super) fn check(slot: &Slot<Text>, versions: &[&Text], several: bool, errors: &mut Errors) -> Option<Template> {
    let text = slot.value()?;
    if text.value.is_empty() {
        errors.push_help(text.span, "`image_tpl` is empty", "write an image, as in \"python:{version}-slim\"");
        return None;
    }
    let read = check_template(Key::ImageTpl, text, &[Placeholder::Version], errors);
    let template = read.or_else(|| suggest::known_placeholders(&text.value))?;
    let images: Vec<String> = match versions {
        // Without a valid version, a short one reveals the mistakes of the template itself.
        [] => vec![template.fill("0", "")],
        versions => versions.iter().map(|version| template.fill(&version.value, "")).collect(),
    };
    let meant: Vec<&str> = versions.iter().map(|version| version.value.as_str()).collect();
    let fixed = || suggest::image_template(&text.value, if meant.is_empty() { &["1"] } else { &meant }, several);
    let references: Vec<Reference<'_>> = images.iter().map(|image| Reference::parse(image)).collect();
    let wrong = images.iter().zip(&references).find(|(_, reference)| !reference.mistakes.is_empty());
    if let Some((image, reference)) = wrong {
        let shown = if versions.is_empty() { &text.value } else { image };
        check_reference(text, shown, reference, fixed().as_deref(), errors);
    }
    if references
        .iter()
        .flat_map(|reference| &reference.mistakes)
        .any(|mistake| matches!(mistake, Mistake::Reserved(_)))
    {
        return Some(template);
    }
    let has_tag = references.iter().all(|reference| reference.tag.is_some());
    if several && references.iter().any(|reference| reference.digest.is_some()) && !text.value.ends_with('@') {
        report_digest_for_several(text, &meant, errors);
    } else if several && !template.names(Placeholder::Version) && !text.value.contains("{{version}}") {
        report_one_image_for_several(text, fixed().as_deref(), errors);
    } else if !has_tag && !text.value.contains('@') && references.iter().all(Reference::has_parts) {
        report_no_tag(text, fixed().as_deref(), errors);
    }
    Some(template)
}

/// Returns whether the list was meant to hold several different versions with the image of their language.
pub(super) fn is_several(versions: &List) -> bool {
    let own = |item: &&Item| item.per_version.as_ref().is_some_and(|block| block.has(Key::ImageTpl));
    let mut meant = versions.items.iter().filter(|item| !own(item)).map(|item| &item.text.value);
    let first = meant.next();
    meant.any(|version| Some(version) != first)
}

fn check_reference(text: &Text, image: &str, reference: &Reference<'_>, fixed: Option<&str>, errors: &mut Errors) {
    let help = fixed.map(suggest::write);
    for mistake in &reference.mistakes {
        let help = match mistake {
            Mistake::Reserved(_) => Some("write an image that contains the program".to_owned()),
            _ => help.clone(),
        };
        let message = format!("image {} is not a valid reference: {mistake}", Quoted(image));
        errors.push_maybe_help(text.span, message, help);
    }
}

fn report_digest_for_several(text: &Text, versions: &[&str], errors: &mut Errors) {
    let message = "`image_tpl` has a digest, so all versions would run the same image";
    let name = text.value.split_once('@').map_or(text.value.as_str(), |(name, _)| name);
    let without_tag = match name.rsplit_once(':') {
        Some((before, tag)) if !tag.contains('/') => before,
        _ => name,
    };
    let tagged = suggest::value(Key::ImageTpl, name).or_else(|| suggest::image_template(without_tag, versions, true));
    let own = match versions.first() {
        Some(version) => format!("{} {{ image_tpl: \"{without_tag}@sha256:…\" }}", written(version)),
        None => format!("`{{ image_tpl: \"{without_tag}@sha256:…\" }}`"),
    };
    let help = match tagged {
        Some(tagged) => format!("{}, or give each version its own digest, as in {own}", suggest::write(&tagged)),
        None => format!("give each version its own digest, as in {own}"),
    };
    errors.push_help(text.span, message, help);
}

fn report_one_image_for_several(text: &Text, fixed: Option<&str>, errors: &mut Errors) {
    let message = format!("`image_tpl` has no `{{version}}`, so all versions would run {}", Quoted(&text.value));
    let help = match fixed {
        Some(fixed) => suggest::write(fixed),
        None => "write `{version}` where the version belongs".to_owned(),
    };
    errors.push_help(text.span, message, help);
}

fn report_no_tag(text: &Text, fixed: Option<&str>, errors: &mut Errors) {
    let message = format!("image {} has neither a tag nor a digest", Quoted(&text.value));
    let help = match fixed {
        Some(fixed) if !text.value.contains("{version}") => suggest::write(fixed),
        _ => "write a tag after the name, as in \"python:{version}\"".to_owned(),
    };
    errors.push_help(text.span, message, help);
}
