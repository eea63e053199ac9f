//! The rules of `image_tpl`: every image that it makes can be pulled, and every version has its own.

use super::template::check_template;
use crate::errors::{Errors, Quoted, written};
use crate::image::{self, Reference};
use crate::model::{Block, List, Text};
use crate::template::{Placeholder, Template};

/// The image template, if it can be filled.
pub(super) fn check(block: &Block, versions: &[Text], errors: &mut Errors) -> Option<Template> {
    let text = block.image_tpl.value()?;
    if text.value.is_empty() {
        errors.push_help(text.span, "`image_tpl` is empty", "write an image, as in \"python:{version}-slim\"");
        return None;
    }
    let template = check_template("image_tpl", text, &[Placeholder::Version], errors)?;
    let several = block.versions.value().is_some_and(is_several);
    let reference = check_images(text, &template, versions, errors);
    if several && text.value.contains('@') {
        report_digest_for_several(text, errors);
    } else if several && !template.names(Placeholder::Version) && !text.value.contains("{{") {
        report_one_image_for_several(text, reference.as_ref(), errors);
    } else if reference == Some(Reference { tag: false, digest: false }) {
        report_no_tag(text, &template, errors);
    }
    Some(template)
}

// Whether the list was meant to hold two or more different versions.
fn is_several(versions: &List) -> bool {
    match versions.items.split_first() {
        Some((Some(first), rest)) => {
            rest.iter().flatten().any(|text| text.value != first.value) || rest.iter().any(Option::is_none)
        }
        Some((None, rest)) => !rest.is_empty(),
        None => false,
    }
}

/// What the images have in common, if all of them can be parsed.
fn check_images(text: &Text, template: &Template, versions: &[Text], errors: &mut Errors) -> Option<Reference> {
    // Without a version that is right, the shortest one shows what the template itself has wrong.
    let images: Vec<String> = match versions {
        [] => vec![template.fill("0", "")],
        versions => versions.iter().map(|version| template.fill(&version.value, "")).collect(),
    };
    let mut common = None;
    for image in images {
        match image::parse(&image) {
            Ok(reference) => common = Some(reference),
            Err(malformed) => {
                let shown = if versions.is_empty() { &text.value } else { &image };
                let message = format!("image {} is no valid reference: {malformed}", Quoted(shown));
                match malformed.mend(&text.value) {
                    Some(mended) => errors.push_help(text.span, message, format_args!("write {}", written(&mended))),
                    None => errors.push(text.span, message),
                }
                return None;
            }
        }
    }
    common
}

fn report_digest_for_several(text: &Text, errors: &mut Errors) {
    let message = "`image_tpl` has a digest, so all versions would run one image";
    let help = match text.value.split_once('@') {
        Some((name, _)) if name.contains("{version}") => {
            format!("write {}, or a block with an id of its own for each digest", written(name))
        }
        _ => "write a block with an id of its own for each digest".to_owned(),
    };
    errors.push_help(text.span, message, help);
}

fn report_one_image_for_several(text: &Text, reference: Option<&Reference>, errors: &mut Errors) {
    let message = format!("`image_tpl` has no `{{version}}`, so all versions would run {}", Quoted(&text.value));
    let help = match reference {
        Some(Reference { tag: false, .. }) => format!("write {}", written(&format!("{}:{{version}}", text.value))),
        _ if text.value.contains("{{version}}") => {
            "`{{` is a plain brace: write `{version}` for the version".to_owned()
        }
        _ => "write `{version}` where the version belongs".to_owned(),
    };
    errors.push_help(text.span, message, help);
}

fn report_no_tag(text: &Text, template: &Template, errors: &mut Errors) {
    let message = format!("image {} has no tag and no digest", Quoted(&text.value));
    let help = if template.names(Placeholder::Version) {
        format!("write a tag or a digest behind it, as in {}", written("python:{version}"))
    } else {
        format!("write {}", written(&format!("{}:{{version}}", text.value)))
    };
    errors.push_help(text.span, message, help);
}
