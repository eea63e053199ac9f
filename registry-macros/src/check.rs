//! Everything that can be wrong with a declaration that could be read, one rule a function.

mod distinct;
mod image;
mod interpreter;
mod template;

use proc_macro2::{Ident, Span};

use crate::errors::{Errors, Quoted, is_id, list, written};
use crate::model::{Block, Declaration, Id, Keys, Language, List, Model, Runtime, Slot, Text};
use crate::names::{self, located_at};
use crate::template::Template;
use distinct::{Distinct, check_constants_are_distinct, check_runtime_variants_are_distinct};
use interpreter::Command;

/// What an id and a version have to fit as Kubernetes label values:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>.
const MAX_LABEL_VALUE: usize = 63;

/// A script is mounted under a `ConfigMap` key:
/// <https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object>.
const MAX_CONFIG_MAP_KEY: usize = 253;

/// Where scripts are mounted; `registry::SCRIPTS_DIR` says the same to users.
const SCRIPTS_DIR: &str = "/scripts";

/// Makes a model of what is right and reports the rest.
pub(crate) fn check(declaration: Declaration, errors: &mut Errors) -> Model {
    check_some_language(&declaration, errors);
    let mut ids = Distinct::default();
    let mut variants = Distinct::default();
    let mut languages = Vec::new();
    for block in declaration.blocks {
        let usable = check_id(&block.id, errors) && check_id_is_distinct(&block.id, &mut ids, errors);
        let values = check_values(&block, errors);
        if usable && check_language_variant_is_distinct(&block.id, &mut variants, errors) {
            languages.push(language(block, values));
        }
    }
    check_runtime_variants_are_distinct(&mut languages, errors);
    check_constants_are_distinct(&mut languages, errors);
    Model { root: declaration.root, languages }
}

fn check_some_language(declaration: &Declaration, errors: &mut Errors) {
    if declaration.blocks.is_empty() && !declaration.broken {
        errors.push_help(
            Span::call_site(),
            "no language is declared",
            "write at least one, as in `python { versions: [\"3.12\"], image_tpl: \"python:{version}-slim\", \
             file_ext: \"py\", interpreter: [\"python\"] }`",
        );
    }
}

fn check_id(id: &Id, errors: &mut Errors) -> bool {
    if id.broken {
        return false;
    }
    if !is_id(&id.text) {
        errors.push_no_id(id.place, &id.text);
        return false;
    }
    if id.text == "self" {
        errors.push_help(id.place, "language id `self` cannot be a Rust name", "write another id, as in `self_lang`");
        return false;
    }
    if id.text.len() > MAX_LABEL_VALUE {
        let len = id.text.len();
        errors.push_help(
            id.place,
            format_args!("language id {} is {len} characters long", Quoted(&id.text)),
            format_args!("shorten it to {MAX_LABEL_VALUE} characters, since it is a label value in Kubernetes"),
        );
        return false;
    }
    true
}

fn check_id_is_distinct(id: &Id, ids: &mut Distinct, errors: &mut Errors) -> bool {
    ids.check(
        &id.text,
        id.place,
        errors,
        |errors| {
            errors.push_help(
                id.place,
                format_args!("duplicate language `{}`", id.text),
                "write its versions in one block",
            );
        },
        || format!("language `{}` first declared here", id.text),
    )
}

fn check_language_variant_is_distinct(id: &Id, variants: &mut Distinct, errors: &mut Errors) -> bool {
    let variant = names::language_variant(&id.text);
    variants.check(
        &variant,
        id.place,
        errors,
        |errors| {
            errors.push_help(
                id.place,
                format_args!("duplicate variant `Language::{variant}` for `{}`", id.text),
                "ids must differ in more than `_`: rename one of the two",
            );
        },
        || format!("variant `Language::{variant}` first declared here"),
    )
}

/// What is right among the values of a block.
struct Values {
    name: String,
    versions: Vec<Text>,
    image_tpl: Option<Template>,
    file_ext: String,
    command: Option<Command>,
}

fn check_values(block: &Block, errors: &mut Errors) -> Values {
    check_required_keys(block, errors);
    let versions = check_versions(&block.versions, errors);
    Values {
        name: check_name(block, errors),
        image_tpl: image::check(block, &versions, errors),
        file_ext: check_file_ext(&block.file_ext, errors),
        command: interpreter::check(&block.interpreter, errors),
        versions,
    }
}

/// The language of a block whose id is right, with a runtime for each version that is. What is wrong in it has been
/// reported and is left empty, so that no name goes missing on top.
fn language(block: Block, values: Values) -> Language {
    let Values { name, versions, image_tpl, file_ext, command } = values;
    let id = block.id.text;
    let file_name = format!("main.{file_ext}");
    let file = format!("{SCRIPTS_DIR}/{file_name}");
    let ident = |name: &str, span: Span| Ident::new(name, located_at(Some(span)));
    let runtimes = versions.into_iter().map(|version| Runtime {
        variant: ident(&names::runtime_variant(&id, &version.value), version.span),
        constant: ident(&names::constant(&id, &version.value), version.span),
        image: image_tpl.as_ref().map(|template| template.fill(&version.value, "")).unwrap_or_default(),
        command: command.as_ref().map(|command| command.fill(&version.value, &file)).unwrap_or_default(),
        version,
    });
    Language {
        docs: block.docs,
        variant: ident(&names::language_variant(&id), block.id.place.first()),
        runtimes: runtimes.collect(),
        keys: Keys {
            name: block.name.key().cloned(),
            versions: block.versions.key().cloned(),
            image_tpl: block.image_tpl.key().cloned(),
            file_ext: block.file_ext.key().cloned(),
            interpreter: block.interpreter.key().cloned(),
            example: block.example.key().cloned(),
        },
        id,
        name,
        image_tpl: block.image_tpl.value().map(|text| text.value.clone()).unwrap_or_default(),
        file_ext,
        file_name,
        interpreter: block
            .interpreter
            .value()
            .into_iter()
            .flat_map(List::texts)
            .map(|text| text.value.clone())
            .collect(),
        example: block.example.into_value(),
    }
}

fn check_required_keys(block: &Block, errors: &mut Errors) {
    let required = [
        ("versions", block.versions.is_missing()),
        ("image_tpl", block.image_tpl.is_missing()),
        ("file_ext", block.file_ext.is_missing()),
        ("interpreter", block.interpreter.is_missing()),
    ];
    let missing: Vec<&str> = required.into_iter().filter(|(_, missing)| *missing).map(|(key, _)| key).collect();
    if missing.is_empty() {
        return;
    }
    let keys = if missing.len() == 1 { "key" } else { "keys" };
    let of = if block.id.broken { String::new() } else { format!(" in {}", Quoted(&block.id.text)) };
    let help: Vec<String> = missing.iter().map(|key| crate::parse::value_help(key)).collect();
    errors.push_help(
        block.id.place,
        format_args!("missing {keys} {}{of}", list(missing)),
        format_args!("write {}", help.join(", ")),
    );
}

/// The name for people; without one, the id with a capital.
fn check_name(block: &Block, errors: &mut Errors) -> String {
    let Some(name) = block.name.value() else {
        let mut chars = block.id.text.chars();
        return chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    };
    if name.value.trim().is_empty() {
        errors.push_help(name.span, "`name` is empty", "write the name for people, or leave the key out");
    } else if let Some(control) = name.value.chars().find(|c| c.is_control()) {
        errors.push_help(
            name.span,
            format_args!("`name` contains the control character `{}`", control.escape_debug()),
            format_args!("write {}", written(&name.value.replace(char::is_control, ""))),
        );
    }
    name.value.clone()
}

/// The versions that are right, each once.
fn check_versions(versions: &Slot<List>, errors: &mut Errors) -> Vec<Text> {
    let Some(versions) = versions.value() else {
        return Vec::new();
    };
    check_some_version(versions, errors);
    let mut seen = Distinct::default();
    let mut right = Vec::new();
    for version in versions.texts() {
        if check_version(version, errors) && check_version_is_distinct(version, &mut seen, errors) {
            right.push(version.clone());
        }
    }
    right
}

fn check_some_version(versions: &List, errors: &mut Errors) {
    if versions.items.is_empty() {
        errors.push_help(
            versions.span,
            "`versions` is empty",
            "write at least one version, as in `versions: [\"3.12\"]`",
        );
    }
}

// A version is an image tag's part and a label value: both want letters and digits at its ends.
fn check_version(version: &Text, errors: &mut Errors) -> bool {
    const GRAMMAR: &str =
        "a version is made of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`, with a letter or a digit at both ends";
    let text = &version.value;
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let message = if text.is_empty() {
        "version is empty".to_owned()
    } else if let Some(wrong) = text.chars().find(|c| !is_allowed(*c)) {
        format!("version {} contains {}", Quoted(text), Quoted(wrong.encode_utf8(&mut [0; 4])))
    } else if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        format!("version {} does not begin with a letter or a digit", Quoted(text))
    } else if !text.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        format!("version {} does not end with a letter or a digit", Quoted(text))
    } else if text.len() > MAX_LABEL_VALUE {
        errors.push_help(
            version.span,
            format_args!("version {} is {} characters long", Quoted(text), text.len()),
            format_args!("shorten it to {MAX_LABEL_VALUE} characters, since it is a label value in Kubernetes"),
        );
        return false;
    } else {
        return true;
    };
    let mended = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if mended.is_empty() || mended.len() > MAX_LABEL_VALUE || !mended.chars().all(is_allowed) {
        errors.push_help(version.span, message, GRAMMAR);
    } else {
        errors.push_help(version.span, message, format_args!("{GRAMMAR}: write {}", written(mended)));
    }
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

/// The extension of a script's file name, which is a `ConfigMap` key.
fn check_file_ext(slot: &Slot<Text>, errors: &mut Errors) -> String {
    let Some(text) = slot.value() else {
        return String::new();
    };
    let ext = &text.value;
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let max = MAX_CONFIG_MAP_KEY - "main.".len();
    let bare = ext.trim_start_matches('.');
    if ext.is_empty() {
        errors.push_help(text.span, "`file_ext` is empty", "write the extension without a dot, as in \"py\"");
    } else if let Some(wrong) = ext.chars().find(|c| !is_allowed(*c)) {
        errors.push_help(
            text.span,
            format_args!("`file_ext` {} contains {}", Quoted(ext), Quoted(wrong.encode_utf8(&mut [0; 4]))),
            "an extension is made of `A-Z`, `a-z`, `0-9`, `-`, `_` and `.`, as a ConfigMap key in Kubernetes is",
        );
    } else if bare.is_empty() {
        errors.push_help(
            text.span,
            format_args!("`file_ext` {} is only dots", Quoted(ext)),
            "write the extension without a dot, as in \"py\"",
        );
    } else if bare.len() < ext.len() {
        errors.push_help(
            text.span,
            format_args!("`file_ext` {} begins with a dot", Quoted(ext)),
            format_args!("write {}", written(bare)),
        );
    } else if ext.len() > max {
        errors.push_help(
            text.span,
            format_args!("`file_ext` {} is {} characters long", Quoted(ext), ext.len()),
            format_args!("shorten it to {max} characters: with `main.` before it, it is a ConfigMap key in Kubernetes"),
        );
    }
    ext.clone()
}
