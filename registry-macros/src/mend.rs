//! What was probably meant. Nothing here is ever offered that would be refused in its turn.

use std::collections::HashSet;

use crate::errors::{written, written_items, written_list};
use crate::grammar::{KEYS, is_alias_char, is_file_ext, is_id, is_variable_name, is_version};
use crate::image;
use crate::shell;
use crate::template::{Mistake, Placeholder, Template};
use crate::version;

/// The id that a word was meant to be.
pub(crate) fn id(given: &str) -> Option<String> {
    let mut id = String::new();
    let mut after_lower = false;
    for c in given.trim_matches('"').chars() {
        match c {
            'A'..='Z' => {
                id.push_str(if after_lower { "_" } else { "" });
                id.push(c.to_ascii_lowercase());
            }
            'a'..='z' | '0'..='9' => id.push(c),
            '+' => id.push('p'),
            '#' => id.push_str("sharp"),
            '_' | '-' | '.' | ' ' if !id.is_empty() && !id.ends_with('_') => id.push('_'),
            '_' | '-' | '.' | ' ' => {}
            _ => return None,
        }
        after_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    id.truncate(id.trim_end_matches('_').len());
    Some(id).filter(|id| is_id(id))
}

/// What to write where a word cannot be an id.
pub(crate) fn id_help(word: &str) -> String {
    match id(word) {
        Some(id) => format!("write `{id}`"),
        None => "write an id of `a-z`, `0-9` and single `_`, beginning with a letter, as in `python`".to_owned(),
    }
}

// What other registries call the same things.
const OTHER_NAMES: [(&str, &str); 23] = [
    ("also", "aliases"),
    ("args", "interpreter"),
    ("argv", "interpreter"),
    ("cmd", "interpreter"),
    ("command", "interpreter"),
    ("container", "image_tpl"),
    ("default_version", "default"),
    ("display_name", "name"),
    ("docker", "image_tpl"),
    ("entrypoint", "interpreter"),
    ("environment", "env"),
    ("exec", "interpreter"),
    ("extension", "file_ext"),
    ("image_template", "image_tpl"),
    ("label", "name"),
    ("run", "interpreter"),
    ("sample", "example"),
    ("suffix", "file_ext"),
    ("tags", "versions"),
    ("template", "image_tpl"),
    ("title", "name"),
    ("variables", "env"),
    ("vars", "env"),
];

/// The key that a word was meant to be.
pub(crate) fn key(given: &str) -> Option<&'static str> {
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == given).map(|(_, key)| *key);
    other.or_else(|| nearest(given, &KEYS))
}

/// A key and its value as they could be written.
pub(crate) fn example(key: &str) -> String {
    let example = match key {
        "name" => "\"Python\"",
        "aliases" => "[\"py\"]",
        "versions" => "[\"3.12\", \"3.13\"]",
        "default" | "example_since" => "\"…\"",
        "image_tpl" => "\"python:{version}-slim\"",
        "file_ext" => "\"py\"",
        "interpreter" => "[\"python\"]",
        "env" => "{ \"HOME\": \"/tmp\" }",
        "example" => "include_str!(\"example.py\")",
        _ => "…",
    };
    format!("`{key}: {example}`")
}

/// A value for a key from the text that stands where it should be; `None` where that text can be none.
pub(crate) fn value(key: &str, given: &str) -> Option<String> {
    match key {
        "aliases" => alias(given),
        "versions" | "default" | "example_since" => version(given),
        "image_tpl" => Some(given.to_owned()).filter(|given| is_image_template(given, &["1"], false)),
        "file_ext" => file_ext(given),
        "interpreter" => Some(given.to_owned()).filter(|given| is_argument(given)),
        "name" => Some(given.replace(char::is_control, "")).filter(|name| !name.trim().is_empty()),
        _ => Some(given.to_owned()),
    }
}

/// The version without what cannot stand at its ends, or marks a range of versions elsewhere.
pub(crate) fn version(given: &str) -> Option<String> {
    let version = given.trim_matches(|c: char| c.is_whitespace() || "._-+*~^=<>".contains(c));
    (is_version(version) && !version.contains("..")).then(|| version.to_owned())
}

/// The alias in lower case, without what cannot stand in it.
pub(crate) fn alias(given: &str) -> Option<String> {
    let alias: String = given.to_lowercase().chars().filter(|c| is_alias_char(*c)).collect();
    Some(alias).filter(|alias| alias.contains(|c: char| c.is_ascii_alphanumeric()))
}

/// The extension without the dots before it.
pub(crate) fn file_ext(given: &str) -> Option<String> {
    let bare = given.trim().trim_start_matches(['.', '*']);
    is_file_ext(bare).then(|| bare.to_owned())
}

/// The name of a variable without the `$` of a shell, and with `_` for white space.
pub(crate) fn variable(given: &str) -> Option<String> {
    let name = given.trim().trim_start_matches('$').replace(char::is_whitespace, "_");
    Some(name).filter(|name| is_variable_name(name))
}

/// `"NAME": "value"` from `NAME=value`.
pub(crate) fn assignment(given: &str) -> Option<String> {
    let (name, value) = given.split_once(['=', ':'])?;
    is_variable_name(name).then(|| format!("{}: {}", written(name), written(value.trim())))
}

// Whether the text can stand anywhere in a command, the program's place included.
fn is_argument(text: &str) -> bool {
    let is_plain = !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c == '\0' || c == ';');
    is_plain && !shell::is_operator(text) && Template::parse(text, &Placeholder::ALL).is_ok()
}

// Whether a block with these versions, or with more than can be read, can have the template.
fn is_image_template(text: &str, versions: &[&str], several: bool) -> bool {
    Template::parse(text, &[Placeholder::Version]).is_ok_and(|template| {
        let names_version = template.names(Placeholder::Version);
        versions.iter().all(|version| {
            let image = template.fill(version, "");
            let reference = image::parse(&image);
            let says_which = (reference.digest && !several) || (reference.tag && !reference.digest && names_version);
            reference.malformed.is_empty() && says_which
        })
    })
}

/// A template whose unknown placeholders are taken for the version, so that the rest of it can be judged.
pub(crate) fn known_placeholders(given: &str) -> Option<Template> {
    let mistakes = Template::parse(given, &[Placeholder::Version]).err()?;
    let known = mistakes.iter().try_fold(given.to_owned(), |text, mistake| match mistake {
        Mistake::Unknown(name) => Some(text.replace(&format!("{{{name}}}"), "{version}")),
        Mistake::Unclosed(_) | Mistake::Stray(_) => None,
    })?;
    Template::parse(&known, &[Placeholder::Version]).ok()
}

/// An image template that makes references which can be pulled, from one that does not.
pub(crate) fn image_template(given: &str, versions: &[&str], several: bool) -> Option<String> {
    let mut text = given.replace("${", "{");
    while text.contains("{{") || text.contains("}}") {
        text = text.replace("{{", "{").replace("}}", "}");
    }
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest).trim();
    let joined: String = text.split_whitespace().collect();
    let tagged = text.split_whitespace().collect::<Vec<_>>().join(":");
    [joined.as_str(), &tagged]
        .into_iter()
        .flat_map(image_templates_like)
        .find(|mended| mended != given && is_image_template(mended, versions, several))
}

// One thing changed, and then a tag behind it where there is none.
fn image_templates_like(text: &str) -> Vec<String> {
    let digest_for_tag = text.replacen(":sha", "@sha", 1);
    let tag_for_digest = text.replacen('@', ":", 1);
    let algorithm = text.split_once('@').map(|(name, digits)| format!("{name}@sha256:{}", digits.to_lowercase()));
    let lower_digest = text.split_once('@').map(|(name, digest)| format!("{name}@{}", digest.to_lowercase()));
    let mut templates = vec![text.to_owned(), lower_path(text), digest_for_tag];
    templates.extend(algorithm.into_iter().chain(lower_digest));
    templates.push(tag_for_digest);
    templates.push(format!("{}:{{version}}", text.trim_end_matches(':')));
    templates.push(format!("{}:{{version}}", lower_path(text).trim_end_matches(':')));
    templates
}

// The repository in lower case; a host and a tag may have capitals.
fn lower_path(text: &str) -> String {
    let (host, path) = image::split_host(text);
    let (path, tag) = path.split_at(path.find([':', '@']).unwrap_or(path.len()));
    let host = host.map(|host| format!("{host}/")).unwrap_or_default();
    format!("{host}{}{tag}", path.to_lowercase())
}

/// The elements of a list as they could be written, from one text that stands in their place.
pub(crate) fn elements(key: &str, given: &str) -> Option<String> {
    let is_separator = |c: char| c.is_whitespace() || c == ',';
    let words: Vec<&str> = given.split(is_separator).filter(|word| !word.is_empty()).collect();
    let right = match key {
        "versions" => {
            let distinct = words.iter().collect::<HashSet<_>>().len() == words.len();
            distinct && words.iter().all(|word| is_version(word) && !word.contains(".."))
        }
        // Quotes would have to be read as a shell reads them, and steps would have to name the script.
        _ => words.iter().all(|word| is_argument(word) && !word.contains(['"', '\''])),
    };
    (right && !words.is_empty()).then(|| written_items(words))
}

/// The interpreter that gives a shell the arguments as they were meant, if they are a command with their operators.
pub(crate) fn shell_interpreter(arguments: &[&str]) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    // Where a word must follow, and where it is a program.
    let (mut open, mut at_program) = (true, true);
    for argument in arguments {
        let argument = argument.replace('\0', "");
        let is_operator = shell::is_operator(&argument);
        let is_control = shell::is_control(&argument);
        let is_known =
            if is_operator { shell::is_portable(&argument) } else { !(at_program && shell::is_reserved(&argument)) };
        if argument.is_empty() || (is_control && open) || !is_known {
            return None;
        }
        words.push(match argument.as_str() {
            operator if is_operator => operator.to_owned(),
            // White space in a program was meant to separate words.
            program if at_program => program.to_owned(),
            word if is_plain_template(word) => word.to_owned(),
            word => shell::word(word),
        });
        open = is_operator && !shell::is_complete(&argument);
        at_program = is_control;
    }
    let ended = words.last().is_some_and(|last| matches!(last.as_str(), ";" | "&"));
    if open && !ended {
        return None;
    }
    // Behind `-c` the script's path is no argument of the first command, so that one has to name it.
    if !words.iter().any(|word| word.contains("{file}")) {
        let end = words.iter().position(|word| shell::is_operator(word)).unwrap_or(words.len());
        words.insert(end, "{file}".to_owned());
    }
    let script = words.join(" ");
    Template::parse(&script, &Placeholder::ALL).ok()?;
    Some(written_list(["sh", "-c", &script]))
}

// Whether the word means to a shell what it says, whatever its placeholders are filled with.
fn is_plain_template(word: &str) -> bool {
    Template::parse(word, &Placeholder::ALL).is_ok_and(|template| {
        let filled = template.fill("1", "/");
        shell::word(&filled) == filled
    })
}

/// A string as the help for a key could say it.
pub(crate) fn write(text: &str) -> String {
    format!("write {}", written(text))
}

/// The name among `names` that `given` was probably meant to be.
///
/// A name is near when one of the two begins or ends with the other, or when a third of the letters at most differ.
pub(crate) fn nearest<'a>(given: &str, names: &[&'a str]) -> Option<&'a str> {
    names.iter().copied().filter_map(|name| Some((distance(given, name)?, name))).min().map(|(_, name)| name)
}

/// The version that another one was probably meant to be: one that is near as a text, else the one before or after it if
/// both begin with a number.
pub(crate) fn nearest_version<'a>(given: &str, versions: &[&'a str]) -> Option<&'a str> {
    let mut versions = versions.to_vec();
    versions.sort_by(|a, b| version::compare(a, b));
    let begins = |version: &&&str| {
        version.strip_prefix(given).is_some_and(|rest| !given.is_empty() && rest.starts_with(['.', '-', '_']))
    };
    if let Some(newest) = versions.iter().rfind(begins) {
        return Some(newest);
    }
    let place = versions.partition_point(|version| version::compare(version, given).is_lt());
    let steps = |n: usize| if n < place { 2 * (place - n) } else { 2 * (n - place) + 1 };
    let score = |(n, version): &(usize, &str)| (distance(given, version).unwrap_or((true, usize::MAX)), steps(*n));
    let is_number = |version: &str| version.starts_with(|c: char| c.is_ascii_digit());
    let nearest = versions.into_iter().enumerate().min_by_key(score).map(|(_, version)| version);
    nearest.filter(|version| distance(given, version).is_some() || (is_number(given) && is_number(version)))
}

fn distance(given: &str, name: &str) -> Option<(bool, usize)> {
    const MAX_LEN: usize = 64;
    if given.is_empty() || given.len() > MAX_LEN {
        return None;
    }
    let given = given.to_lowercase();
    let edits = strsim::osa_distance(&given, name);
    let part = given.len() > 2
        && (name.starts_with(&given) || name.ends_with(&given) || given.starts_with(name) || given.ends_with(name));
    (part || edits * 3 <= name.len().max(given.len())).then_some((!part, edits))
}
