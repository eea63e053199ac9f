//! Builds the checked model from blocks and their valid values.
//!
//! Invalid values have been reported and stay empty, so that no generated name disappears because of them.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};
use registry_shared::SCRIPTS_DIR;
use registry_shared::version;

use super::Values;
use super::interpreter::Command;
use super::names::hides_a_constant;
use super::versions::Version;
use crate::key::Key;
use crate::model::{Block, Language, List, Runtime, Slot, Text};
use crate::names::{constant, language_variant, located_at, runtime_variant};
use crate::suggest;
use crate::template::Template;

/// Builds the language of a block with a valid id, with a runtime for each valid version.
pub(super) fn language(block: Block, values: Values) -> Language {
    let Values { name, versions, default, example_since, image_tpl, file_ext, command, env } = values;
    let keys = block.keys().collect();
    let inherits_image = block.inherits(Key::ImageTpl);
    let preferred_first = preferred_first(&versions);
    let default_place = place(default.as_ref(), &block.default);
    let example_since_place = place(example_since.as_ref(), &block.example_since);
    let default = default.and_then(|default| versions.iter().position(|version| version.text.value == default));
    let default = default.or_else(|| preferred_first.first().copied()).unwrap_or(0);
    let id = block.id.text;
    let of_language = Shared {
        image_tpl: image_tpl.as_ref(),
        // What is inherited is not in the user's source, but the versions may be.
        image_place: block.image_tpl.value().map(|text| text.span).filter(|_| !inherits_image),
        file_ext: &file_ext,
        command: command.as_ref(),
    };
    let runtimes = versions.into_iter().map(|version| runtime(&id, version, &of_language)).collect();
    Language {
        docs: block.docs,
        variant: variant(language_variant(&id), block.id.place.first()),
        runtimes,
        keys,
        id,
        name,
        aliases: block.aliases.value().map(List::values).unwrap_or_default(),
        default,
        default_place,
        preferred_first,
        example_since,
        example_since_place,
        image_tpl: block.image_tpl.into_value().map(|text| text.value).unwrap_or_default(),
        file_ext,
        interpreter: block.interpreter.value().map(List::values).unwrap_or_default(),
        version_command: block.version_command.value().map(List::values).unwrap_or_default(),
        env,
        example: block.example.into_value(),
    }
}

// The place of a value, if it is valid.
fn place(valid: Option<&String>, slot: &Slot<Text>) -> Option<Span> {
    valid.and(slot.value()).map(|text| text.span)
}

/// The values that versions without their own share.
struct Shared<'a> {
    image_tpl: Option<&'a Template>,
    image_place: Option<Span>,
    file_ext: &'a str,
    command: Option<&'a Command>,
}

fn runtime(id: &str, version: Version, of_language: &Shared<'_>) -> Runtime {
    let Version { text: version, attributes, braces, written } = version;
    let image_tpl = match &braces.image_tpl {
        Some(own) => own.as_ref().ok(),
        None => of_language.image_tpl,
    };
    let command = match &braces.command {
        Some(own) => own.as_ref().ok(),
        None => of_language.command,
    };
    let image_place = of_language.image_place.filter(|_| braces.image_tpl.is_none()).unwrap_or(version.span);
    let file_name = format!("main.{}", braces.file_ext.as_deref().unwrap_or(of_language.file_ext));
    let file = format!("{SCRIPTS_DIR}/{file_name}");
    Runtime {
        variant: variant(runtime_variant(id, &version.value), version.span),
        constant: Some(ident(&constant(id, &version.value), version.span)),
        image: image_tpl.map(|template| template.fill(&version.value, "")).unwrap_or_default(),
        image_place,
        command: command.map(|command| command.fill(&version.value, &file)).unwrap_or_default(),
        file_name,
        per_version: written,
        attributes,
        version,
    }
}

fn preferred_first(versions: &[Version]) -> Vec<usize> {
    let mut candidates: Vec<_> = versions.iter().map(Version::candidate).enumerate().collect();
    candidates.sort_by(|(_, a), (_, b)| version::preferred_first(*a, *b));
    candidates.into_iter().map(|(position, _)| position).collect()
}

// A variant that would hide a constant is reported. No other variant ends with `_`.
fn variant(mut name: String, span: Span) -> Ident {
    if hides_a_constant(&name) {
        name.push('_');
    }
    ident(&name, span)
}

fn ident(name: &str, span: Span) -> Ident {
    Ident::new(name, located_at(Some(span)))
}

/// Builds the language that a block with an invalid id was meant to be, if that is certain.
pub(super) fn meant_language(mut block: Block, values: Values) -> Option<Language> {
    block.id.text = suggest::id(&block.id.text)?;
    Some(language(block, values))
}

/// Adds the generated names of languages whose id was reported, unless another item has them. Otherwise, every use of
/// such a name would be a further error.
pub(super) fn keep_names(reported: Vec<Language>, languages: &mut Vec<Language>) {
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
            let new = !names.iter().any(|name| known.contains(name));
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
