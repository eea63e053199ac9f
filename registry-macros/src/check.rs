//! Everything that can be wrong with a readable declaration: one file per subject, one function per rule.
//!
//! | subject | rules |
//! |---|---|
//! | [`declaration`] | at least one language |
//! | [`base`] | languages of a base, and what overrides them |
//! | [`id`] | ids and the variants named after them |
//! | [`keys`] | required keys |
//! | [`lock`] | how the lock file is read |
//! | [`name`] | display names |
//! | [`aliases`] | other names of a language |
//! | [`versions`] | versions, and the keys in their braces |
//! | [`choice`] | keys whose value is one of the versions |
//! | [`image`] | image references |
//! | [`file_ext`] | file extensions |
//! | [`interpreter`] | the arguments of commands |
//! | [`program`] | the programs of commands |
//! | [`script`] | commands together with the path of the script |
//! | [`env`] | environment variables |
//! | [`example`] | example scripts |
//! | [`template`] | placeholders |
//! | [`names`] | the names of generated items |

mod aliases;
mod base;
mod build;
mod choice;
mod command_line;
mod declaration;
mod env;
mod example;
mod file_ext;
mod id;
mod image;
mod interpreter;
mod keys;
mod lock;
mod name;
mod names;
mod program;
mod script;
mod template;
mod versions;

use crate::distinct::Distinct;
use crate::errors::Errors;
use crate::key::Key;
use crate::model::{Block, Declaration, Language, Model, Text};
use crate::template::Template;
use interpreter::Command;
use versions::Version;

/// Reports every mistake, and returns a model of everything else.
pub(crate) fn check(declaration: Declaration, errors: &mut Errors) -> Model {
    declaration::check_some_language(&declaration, errors);
    let lock_is_off = lock::check_is_off(declaration.lock.as_ref(), errors);
    let mut blocks = base::merge(declaration.blocks, &declaration.removals, declaration.base.as_ref(), errors);
    declaration::check_documentation_travels(declaration.export.as_ref(), &mut blocks, errors);
    aliases::check(&blocks, errors);
    let (mut ids, mut variants) = (Distinct::default(), Distinct::default());
    let (mut languages, mut reported) = (Vec::new(), Vec::new());
    for block in blocks {
        let is_named = id::check(&block.id, &mut ids, &mut variants, errors);
        keys::check_required(&block, errors);
        check_language(block, is_named, &mut languages, &mut reported, errors);
    }
    names::check_runtime_variants_hide_nothing(&languages, errors);
    names::check_runtime_variants_are_distinct(&mut languages, errors);
    names::check_constants_are_distinct(&mut languages, errors);
    build::keep_names(reported, &mut languages);
    Model { root: declaration.root, export: declaration.export, lock: declaration.lock, lock_is_off, languages }
}

// Checks the values of a block, and of its repeated keys.
fn check_language(
    mut block: Block,
    is_named: bool,
    languages: &mut Vec<Language>,
    reported: &mut Vec<Language>,
    errors: &mut Errors,
) {
    let repeated = std::mem::take(&mut block.repeated);
    let values = Values::check(&block, errors);
    if is_named {
        languages.push(build::language(block, values));
    } else {
        reported.extend(build::meant_language(block, values));
    }
    for block in repeated {
        let values = Values::check(&block, errors);
        reported.extend(build::meant_language(block, values));
    }
}

/// The valid values of a block.
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

impl Values {
    fn check(block: &Block, errors: &mut Errors) -> Self {
        let versions = versions::check(&block.versions, errors);
        let texts: Vec<&Text> = versions.iter().map(|version| &version.text).collect();
        let with_image_of_language = versions.iter().filter(|version| version.written.image_tpl.is_none());
        let with_image_of_language: Vec<&Text> = with_image_of_language.map(|version| &version.text).collect();
        script::check(block, errors);
        interpreter::check_version_command(&block.version_command, errors);
        example::check(block, errors);
        let several = block.versions.value().is_some_and(image::is_several);
        Self {
            name: name::check(block, errors),
            default: choice::check(Key::Default, &block.default, block, &versions, errors),
            example_since: choice::check(Key::ExampleSince, &block.example_since, block, &versions, errors),
            image_tpl: image::check(&block.image_tpl, &with_image_of_language, several, errors),
            file_ext: file_ext::check(&block.file_ext, errors),
            command: interpreter::check(&block.interpreter, errors),
            env: env::check(&block.env, &texts, errors),
            versions,
        }
    }
}
