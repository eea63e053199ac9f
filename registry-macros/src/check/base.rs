//! The rules of a declaration that extends a base: what it overrides, removes and inherits.

use std::collections::{HashMap, HashSet};

use registry_shared::nearest::nearest_named;

use crate::distinct::Distinct;
use crate::errors::{Errors, Place, Quoted};
use crate::key::Key;
use crate::model::{Base, Block, Id, List, Slot};

/// Returns the declaration's own blocks, completed by the languages that they override, and then the rest of the base.
pub(super) fn merge(blocks: Vec<Block>, removals: &[Id], base: Option<&Base>, errors: &mut Errors) -> Vec<Block> {
    let (of_base, own): (Vec<Block>, Vec<Block>) = blocks.into_iter().partition(|block| block.inherited);
    let known = of_base.iter().map(|block| block.id.text.as_str()).collect();
    let languages = Languages { path: base.map(|base| base.path.as_str()), blocks: &of_base, known };
    let removed = check_removals(removals, &languages, errors);
    check_removed_are_not_overridden(removals, &own, errors);
    check_some_language_is_left(&own, &removed, &languages, removals, errors);
    for block in &own {
        check_override(block, &languages, &removed, errors);
    }
    let removed: HashSet<String> = removed.into_iter().map(str::to_owned).collect();

    let mut places: HashMap<String, usize> = HashMap::new();
    let mut of_base: Vec<Option<Block>> = of_base.into_iter().map(Some).collect();
    for (place, block) in of_base.iter().enumerate() {
        places.extend(block.as_ref().map(|block| (block.id.text.clone(), place)));
    }
    let mut merged = Vec::new();
    for block in own {
        let inherited = places.get(&block.id.text).and_then(|place| of_base.get_mut(*place)?.take());
        merged.push(match inherited {
            Some(inherited) if block.base_override.is_some() => inherit(block, inherited),
            // It overrides nothing, or a language that another block overrides. Both have been reported.
            None if block.base_override.is_some() => Block { is_unresolved: true, ..block },
            _ => block,
        });
    }
    merged.extend(of_base.into_iter().flatten().filter(|block| !removed.contains(&block.id.text)));
    for block in &mut merged {
        check_rest_is_inherited(block, errors);
    }
    merged
}

/// The languages of the base.
struct Languages<'a> {
    /// The path of the base, if there is one.
    path: Option<&'a str>,
    blocks: &'a [Block],
    /// Their ids.
    known: HashSet<&'a str>,
}

impl Languages<'_> {
    fn contains(&self, id: &str) -> bool {
        self.known.contains(id)
    }

    // `meant` writes the line with the nearest id, and `otherwise` is the help if no id is near.
    fn report_missing(
        &self,
        path: &str,
        id: &str,
        place: Place,
        meant: impl Fn(&str) -> String,
        otherwise: &str,
        errors: &mut Errors,
    ) {
        // In the order of the base, so that the nearest of them is always the same.
        let help = nearest_named(id, self.blocks.iter().flat_map(names)).map_or_else(|| otherwise.to_owned(), meant);
        errors.push_help(place, format_args!("`..{path}` has no language {}", Quoted(id)), help);
    }
}

// Every name of a language, with its id.
fn names(block: &Block) -> impl Iterator<Item = (&str, &str)> {
    let id = block.id.text.as_str();
    let aliases = block.aliases.value().into_iter().flat_map(|aliases| &aliases.items);
    let aliases = aliases.map(|alias| alias.text.value.as_str());
    let name = block.name.value().map(|name| name.value.as_str());
    [id].into_iter().chain(aliases).chain(name).map(move |name| (name, id))
}

// The ids that are removed.
fn check_removals<'a>(removals: &'a [Id], base: &Languages<'_>, errors: &mut Errors) -> HashSet<&'a str> {
    let mut seen = Distinct::default();
    let mut removed = HashSet::new();
    for id in removals {
        let text = id.text.as_str();
        let is_new = seen.check(
            text,
            id.place,
            errors,
            |errors| errors.push_help(id.place, format_args!("duplicate `remove {text}`"), "remove one of the two"),
            || format!("`remove {text}` first declared here"),
        );
        if !is_new {
            continue;
        }
        match base.path {
            None => errors.push_help(
                id.place,
                format_args!("{} cannot be removed: this declaration has no base", Quoted(text)),
                "delete this line, or extend a base with a last line such as `..registry::builtin`",
            ),
            Some(path) if !base.contains(text) => {
                let meant = |nearest: &str| format!("did you mean `remove {nearest};`?");
                base.report_missing(path, text, id.place, meant, "delete this line", errors);
            }
            Some(_) => {
                removed.insert(text);
            }
        }
    }
    removed
}

fn check_removed_are_not_overridden(removals: &[Id], own: &[Block], errors: &mut Errors) {
    let overridden: HashSet<&str> =
        own.iter().filter(|block| block.base_override.is_some()).map(|block| block.id.text.as_str()).collect();
    for id in removals.iter().filter(|id| overridden.contains(id.text.as_str())) {
        let message = format!("language `{}` is removed and overridden", id.text);
        errors.push_help(id.place, message, "delete this line, or the `override`");
    }
}

fn check_some_language_is_left(
    own: &[Block],
    removed: &HashSet<&str>,
    base: &Languages<'_>,
    removals: &[Id],
    errors: &mut Errors,
) {
    let all_removed = base.known.iter().all(|id| removed.contains(id));
    if let (true, true, false, Some(last)) = (own.is_empty(), all_removed, removed.is_empty(), removals.last()) {
        let message = "every language of the base is removed, and no other is declared";
        errors.push_help(last.place, message, "keep at least one language");
    }
}

fn check_override(block: &Block, base: &Languages<'_>, removed: &HashSet<&str>, errors: &mut Errors) {
    let id = block.id.text.as_str();
    let is_inherited = base.contains(id);
    match (block.base_override, base.path) {
        (None, Some(path)) if is_inherited && !removed.contains(id) => errors.push_help(
            block.id.place,
            format_args!("duplicate language `{id}`: `..{path}` declares it"),
            format_args!("write `override {id} {{ … }}` to change it, or `remove {id};` to replace it"),
        ),
        (Some(place), None) => {
            errors.push_help(
                place,
                format_args!("{} overrides nothing: this declaration has no base", Quoted(id)),
                "remove `override`, or extend a base with a last line such as `..registry::builtin`",
            );
        }
        (Some(place), Some(path)) if !is_inherited && !block.id.broken => {
            let meant = |nearest: &str| format!("did you mean `override {nearest}`?");
            base.report_missing(path, id, place, meant, "remove `override`", errors);
        }
        _ => {}
    }
}

// `..` needs the versions of a base. Where that is missing, it has been reported.
fn check_rest_is_inherited(block: &mut Block, errors: &mut Errors) {
    let Slot::Given { value: list, .. } = &mut block.versions else {
        return;
    };
    let Some(rest) = list.rest.take() else {
        return;
    };
    list.broken = true;
    if block.base_override.is_none() {
        let message = "`..` among versions needs an `override` of a base's language";
        errors.push_help(rest.place, message, "list every version");
    }
}

/// Completes an `override` by the values that it does not set.
fn inherit(own: Block, base: Block) -> Block {
    let mut inherited_keys = Vec::new();
    let mut note = |key: Key, is_inherited: bool| inherited_keys.extend(is_inherited.then_some(key));
    let Block {
        docs,
        name,
        aliases,
        versions,
        default,
        image_tpl,
        file_ext,
        interpreter,
        version_command,
        env,
        example,
        example_since,
        ..
    } = base;
    let mut merged = own;
    if merged.docs.is_empty() {
        merged.docs = docs;
    }
    note(Key::Name, merged.name.complete(name));
    note(Key::Aliases, merged.aliases.complete(aliases));
    match (&mut merged.versions, versions) {
        (Slot::Given { value: own, .. }, Slot::Given { value: base, .. }) => complete_versions(own, base),
        (own, base) => note(Key::Versions, own.complete(base)),
    }
    note(Key::Default, merged.default.complete(default));
    note(Key::ImageTpl, merged.image_tpl.complete(image_tpl));
    note(Key::FileExt, merged.file_ext.complete(file_ext));
    note(Key::Interpreter, merged.interpreter.complete(interpreter));
    note(Key::VersionCommand, merged.version_command.complete(version_command));
    note(Key::Env, merged.env.complete(env));
    note(Key::Example, merged.example.complete(example));
    note(Key::ExampleSince, merged.example_since.complete(example_since));
    merged.inherited_keys = inherited_keys;
    merged
}

// Puts the versions of the base in the place of `..`. A version that is listed next to `..` replaces that of the base.
fn complete_versions(own: &mut List, base: List) {
    let Some(rest) = own.rest.take() else {
        return;
    };
    let places: HashMap<String, usize> =
        base.items.iter().enumerate().map(|(place, item)| (item.text.value.clone(), place)).collect();
    let mut of_base: Vec<_> = base.items.into_iter().map(Some).collect();
    let mut replaced = HashSet::new();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (n, item) in std::mem::take(&mut own.items).into_iter().enumerate() {
        let place = places.get(&item.text.value).filter(|place| replaced.insert(**place));
        match place.and_then(|place| of_base.get_mut(*place)) {
            Some(of_base) => *of_base = Some(item),
            None if n < rest.at => before.push(item),
            None => after.push(item),
        }
    }
    own.items = before.into_iter().chain(of_base.into_iter().flatten()).chain(after).collect();
}
