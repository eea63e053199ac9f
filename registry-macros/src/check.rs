//! Everything that can be wrong with a declaration that could be read, one rule a function.

mod base;
mod choice;
mod env;
mod image;
mod interpreter;
mod names;
mod template;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};

use crate::distinct::Distinct;
use crate::errors::{Errors, Quoted, list};
use crate::grammar::{
    MAX_FILE_EXT, MAX_LABEL_VALUE, REQUIRED, is_file_ext_char, is_snake_case, is_version, is_version_char,
};
use crate::mend;
use crate::model::{Attributes, Block, Declaration, Id, Keys, Language, List, Model, Own, Runtime, Slot, Text};
use crate::names::{constant, language_variant, located_at, runtime_variant};
use crate::template::Template;
use crate::version;
use interpreter::Command;
use names::{check_constants_are_distinct, check_runtime_variants_are_distinct};

/// Where scripts are mounted; `registry::SCRIPTS_DIR` says the same to users.
const SCRIPTS_DIR: &str = "/scripts";

/// Makes a model of what is right and reports the rest.
pub(crate) fn check(declaration: Declaration, errors: &mut Errors) -> Model {
    check_some_language(&declaration, errors);
    let blocks = base::merge(declaration.blocks, declaration.base.as_ref(), errors);
    choice::check_aliases(&blocks, errors);
    let mut ids = Distinct::default();
    let mut variants = Distinct::default();
    let mut languages = Vec::new();
    let mut reported = Vec::new();
    for mut block in blocks {
        let named = check_id(&block.id, errors);
        let distinct = named
            && check_id_is_distinct(&block.id, &mut ids, errors)
            && check_language_variant_is_distinct(&block.id, &mut variants, errors);
        check_required_keys(&block, errors);
        let repeated = std::mem::take(&mut block.repeated);
        let values = check_values(&block, errors);
        if distinct {
            languages.push(language(block, values));
        } else {
            reported.extend(meant_language(block, values));
        }
        for block in repeated {
            let values = check_values(&block, errors);
            reported.extend(meant_language(block, values));
        }
    }
    check_runtime_variants_are_distinct(&mut languages, errors);
    check_constants_are_distinct(&mut languages, errors);
    keep_names(reported, &mut languages);
    Model { root: declaration.root, export: declaration.export, languages }
}

fn meant_language(mut block: Block, values: Values) -> Option<Language> {
    block.id.text = mend::id(&block.id.text)?;
    Some(language(block, values))
}

// What is wrong with the name of a language has been reported. The names that nothing else has are generated for it all
// the same, so that no use of them is an error as well.
fn keep_names(reported: Vec<Language>, languages: &mut Vec<Language>) {
    if reported.is_empty() {
        return;
    }
    let names =
        |runtime: &Runtime| [Some(&runtime.variant), runtime.constant.as_ref()].map(|name| name.map(Ident::to_string));
    let mut known: HashSet<_> = languages.iter().flat_map(|language| &language.runtimes).flat_map(names).collect();
    let mut places: HashMap<String, usize> =
        languages.iter().enumerate().map(|(n, language)| (language.variant.to_string(), n)).collect();
    for mut language in reported {
        let mut runtimes = std::mem::take(&mut language.runtimes);
        runtimes.retain(|runtime| {
            let names = names(runtime);
            let new = runtime.variant != "ALL" && !names.iter().any(|name| known.contains(name));
            known.extend(names);
            new
        });
        let place = *places.entry(language.variant.to_string()).or_insert_with(|| {
            languages.push(language);
            languages.len() - 1
        });
        if let Some(language) = languages.get_mut(place) {
            language.runtimes.extend(runtimes);
        }
    }
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
    if !is_snake_case(&id.text) {
        let message = format!("language id {} is not lower snake case", Quoted(&id.text));
        errors.push_help(id.place, message, mend::id_help(&id.text));
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
    let variant = language_variant(&id.text);
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
    versions: Vec<Version>,
    default: Option<String>,
    example_since: Option<String>,
    image_tpl: Option<Template>,
    file_ext: String,
    command: Option<Command>,
    env: Vec<(String, String)>,
}

/// A version that is right, and what it has instead of its language.
struct Version {
    text: Text,
    attributes: Attributes,
    instead: Option<Instead>,
    own: Own,
}

/// What stands in the braces behind a version.
struct Instead {
    image_tpl: Option<Result<Template, Reported>>,
    file_ext: Option<String>,
    command: Option<Result<Command, Reported>>,
}

/// It is there, but wrong, and that has been reported.
struct Reported;

fn check_values(block: &Block, errors: &mut Errors) -> Values {
    let versions = check_versions(&block.versions, errors);
    let texts: Vec<Text> = versions.iter().map(|version| version.text.clone()).collect();
    let has_own_image = |version: &&Version| version.own.image_tpl.is_some();
    let of_language: Vec<Text> =
        versions.iter().filter(|version| !has_own_image(version)).map(|version| version.text.clone()).collect();
    let several = block.versions.value().is_some_and(image::is_several);
    Values {
        name: check_name(block, errors),
        default: choice::check_is_version("default", &block.default, block, &texts, errors),
        example_since: choice::check_is_version("example_since", &block.example_since, block, &texts, errors),
        image_tpl: image::check(&block.image_tpl, &of_language, several, errors),
        file_ext: check_file_ext(&block.file_ext, errors),
        command: interpreter::check(&block.interpreter, errors),
        env: env::check(&block.env, errors),
        versions,
    }
}

/// The language of a block whose id is right, with a runtime for each version that is. What is wrong in it has been
/// reported and is left empty, so that no name goes missing on top.
fn language(block: Block, values: Values) -> Language {
    let Values { name, versions, default, example_since, image_tpl, file_ext, command, env } = values;
    let id = block.id.text;
    let ident = |name: &str, span: Span| Ident::new(name, located_at(Some(span)));
    let texts: Vec<&str> = versions.iter().map(|version| version.text.value.as_str()).collect();
    let default = default.and_then(|default| texts.iter().position(|version| *version == default));
    let newest_first = version::newest_first(&texts);
    let default = default.or_else(|| newest_first.first().copied()).unwrap_or(0);
    let runtimes = versions.into_iter().map(|Version { text: version, attributes, instead, own }| {
        let instead = instead.as_ref();
        let image_tpl = match instead.and_then(|instead| instead.image_tpl.as_ref()) {
            Some(own) => own.as_ref().ok(),
            None => image_tpl.as_ref(),
        };
        let command = match instead.and_then(|instead| instead.command.as_ref()) {
            Some(own) => own.as_ref().ok(),
            None => command.as_ref(),
        };
        let file_name = format!("main.{}", instead.and_then(|instead| instead.file_ext.as_ref()).unwrap_or(&file_ext));
        let file = format!("{SCRIPTS_DIR}/{file_name}");
        Runtime {
            variant: ident(&runtime_variant(&id, &version.value), version.span),
            constant: Some(ident(&constant(&id, &version.value), version.span)),
            image: image_tpl.map(|template| template.fill(&version.value, "")).unwrap_or_default(),
            command: command.map(|command| command.fill(&version.value, &file)).unwrap_or_default(),
            file_name,
            own,
            attributes,
            version,
        }
    });
    Language {
        docs: block.docs,
        variant: ident(&language_variant(&id), block.id.place.first()),
        runtimes: runtimes.collect(),
        keys: Keys {
            name: block.name.key().cloned(),
            aliases: block.aliases.key().cloned(),
            versions: block.versions.key().cloned(),
            default: block.default.key().cloned(),
            image_tpl: block.image_tpl.key().cloned(),
            file_ext: block.file_ext.key().cloned(),
            interpreter: block.interpreter.key().cloned(),
            env: block.env.key().cloned(),
            example: block.example.key().cloned(),
            example_since: block.example_since.key().cloned(),
        },
        id,
        name,
        aliases: block.aliases.value().into_iter().flat_map(List::texts).map(|alias| alias.value.clone()).collect(),
        default,
        newest_first,
        example_since,
        image_tpl: block.image_tpl.value().map(|text| text.value.clone()).unwrap_or_default(),
        file_ext,
        interpreter: block
            .interpreter
            .value()
            .into_iter()
            .flat_map(List::texts)
            .map(|text| text.value.clone())
            .collect(),
        env,
        example: block.example.into_value(),
    }
}

fn check_required_keys(block: &Block, errors: &mut Errors) {
    let missing: Vec<&str> = REQUIRED.into_iter().filter(|key| !block.has(key)).collect();
    // Braces without an id that hold nothing are no block that lacks its keys.
    if missing.is_empty() || (block.id.text.is_empty() && missing.len() == REQUIRED.len()) {
        return;
    }
    let keys = if missing.len() == 1 { "key" } else { "keys" };
    let of = if block.id.broken { String::new() } else { format!(" in {}", Quoted(&block.id.text)) };
    let help: Vec<String> = missing.iter().map(|key| mend::example(key)).collect();
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
    let instead = || {
        mend::value("name", &name.value)
            .map_or_else(|| "write the name for people, or leave the key out".to_owned(), |mended| mend::write(&mended))
    };
    if name.value.trim().is_empty() {
        errors.push_help(name.span, "`name` is blank", instead());
    } else if let Some(control) = name.value.chars().find(|c| c.is_control()) {
        let message = format!("`name` contains the control character `{}`", control.escape_debug());
        errors.push_help(name.span, message, instead());
    }
    name.value.clone()
}

/// The versions that are right, each once.
fn check_versions(versions: &Slot<List>, errors: &mut Errors) -> Vec<Version> {
    let Some(versions) = versions.value() else {
        return Vec::new();
    };
    check_some_version(versions, errors);
    let mut seen = Distinct::default();
    let mut right = Vec::new();
    for item in &versions.items {
        let instead = item.overrides.as_ref().map(|block| check_overrides(block, &item.text, errors));
        let is_right = !item.broken
            && check_version(&item.text, errors)
            && check_version_is_distinct(&item.text, &mut seen, errors);
        if is_right {
            right.push(Version {
                text: item.text.clone(),
                attributes: item.attributes.clone(),
                instead,
                own: item.overrides.as_ref().map(own).unwrap_or_default(),
            });
        }
    }
    right
}

fn own(block: &Block) -> Own {
    let text = |slot: &Slot<Text>| slot.value().map(|text| text.value.clone());
    let texts = |list: &List| list.texts().map(|text| text.value.clone()).collect();
    Own {
        image_tpl: text(&block.image_tpl),
        file_ext: text(&block.file_ext),
        interpreter: block.interpreter.value().map(texts),
    }
}

fn check_overrides(block: &Block, version: &Text, errors: &mut Errors) -> Instead {
    for repeated in &block.repeated {
        check_overrides(repeated, version, errors);
    }
    let versions = if is_version(&version.value) { std::slice::from_ref(version) } else { &[] };
    Instead {
        image_tpl: block
            .has("image_tpl")
            .then(|| image::check(&block.image_tpl, versions, false, errors).ok_or(Reported)),
        file_ext: block.has("file_ext").then(|| check_file_ext(&block.file_ext, errors)),
        command: block.has("interpreter").then(|| interpreter::check(&block.interpreter, errors).ok_or(Reported)),
    }
}

fn check_some_version(versions: &List, errors: &mut Errors) {
    if versions.items.is_empty() && !versions.broken {
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
    let is_end = |c: char| c.is_ascii_alphanumeric();
    let message = if text.is_empty() {
        "version is empty".to_owned()
    } else if let Some(wrong) = text.chars().find(|c| !is_version_char(*c)) {
        format!("version {} contains {}", Quoted(text), Quoted(wrong.encode_utf8(&mut [0; 4])))
    } else if !text.starts_with(is_end) {
        format!("version {} does not begin with a letter or a digit", Quoted(text))
    } else if !text.ends_with(is_end) {
        format!("version {} does not end with a letter or a digit", Quoted(text))
    } else if text.len() > MAX_LABEL_VALUE {
        let message = format!("version {} is {} characters long", Quoted(text), text.len());
        let help = format!("shorten it to {MAX_LABEL_VALUE} characters, since it is a label value in Kubernetes");
        errors.push_help(version.span, message, help);
        return false;
    } else {
        return true;
    };
    let help = mend::version(text).map(|mended| format!("{GRAMMAR}: {}", mend::write(&mended)));
    errors.push_help(version.span, message, help.unwrap_or_else(|| GRAMMAR.to_owned()));
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
    let (message, help) = if ext.is_empty() {
        ("`file_ext` is empty".to_owned(), "write the extension without a dot, as in \"py\"".to_owned())
    } else if let Some(wrong) = ext.chars().find(|c| !is_file_ext_char(*c)) {
        (
            format!("`file_ext` {} contains {}", Quoted(ext), Quoted(wrong.encode_utf8(&mut [0; 4]))),
            "an extension is made of `A-Z`, `a-z`, `0-9`, `-`, `_` and `.`, as a ConfigMap key in Kubernetes is"
                .to_owned(),
        )
    } else if ext.starts_with('.') {
        let help = mend::file_ext(ext).map(|mended| mend::write(&mended));
        (
            format!("`file_ext` {} begins with a dot", Quoted(ext)),
            help.unwrap_or_else(|| "write the extension without a dot, as in \"py\"".to_owned()),
        )
    } else if ext.len() > MAX_FILE_EXT {
        (
            format!("`file_ext` {} is {} characters long", Quoted(ext), ext.len()),
            format!(
                "shorten it to {MAX_FILE_EXT} characters: with `main.` before it, it is a ConfigMap key in Kubernetes"
            ),
        )
    } else {
        return ext.clone();
    };
    errors.push_help(text.span, message, help);
    ext.clone()
}
