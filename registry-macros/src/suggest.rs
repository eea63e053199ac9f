//! Suggestions for probable mistakes. Every suggestion is valid in its context.

use std::collections::HashSet;

use registry_shared::image::{self, Reference};
use registry_shared::name::{self, ALIAS, FILE_EXT, ID, VARIABLE, VERSION};
use registry_shared::nearest::nearest;

use crate::errors::{written, written_items, written_list};
use crate::key::{Argv, Element, Key};
use crate::shell;
use crate::template::{Mistake, Placeholder, Template};

/// The most that a suggestion quotes of a declaration.
pub(crate) const MAX_SHOWN: usize = 400;

/// Returns the id that a word was meant to be.
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
    Some(id).filter(|id| ID.allows(id))
}

/// Suggests an id for a word that is not valid as one.
pub(crate) fn id_help(word: &str) -> String {
    match id(word) {
        Some(id) => format!("write `{id}`"),
        None => "write `a-z`, `0-9` and single `_`, beginning with a letter, as in `python`".to_owned(),
    }
}

/// Suggests a key for a text between a language and its braces.
pub(crate) fn label_help(given: &str) -> String {
    let is_version = given.starts_with(|c: char| c.is_ascii_digit());
    match if is_version { version(given) } else { value(Key::Name, given) } {
        Some(version) if is_version => format!("remove it, or write `versions: [{version:?}]` in the braces"),
        Some(name) => format!("remove it, or write `name: {name:?}` in the braces"),
        None => "remove it".to_owned(),
    }
}

// What other registries call the same keys.
const OTHER_NAMES: [(&str, Key); 28] = [
    ("also", Key::Aliases),
    ("args", Key::Interpreter),
    ("arguments", Key::Interpreter),
    ("argv", Key::Interpreter),
    ("cmd", Key::Interpreter),
    ("command", Key::Interpreter),
    ("container", Key::ImageTpl),
    ("default_version", Key::Default),
    ("display_name", Key::Name),
    ("docker", Key::ImageTpl),
    ("entrypoint", Key::Interpreter),
    ("environment", Key::Env),
    ("exec", Key::Interpreter),
    ("extension", Key::FileExt),
    ("flags", Key::Interpreter),
    ("image_template", Key::ImageTpl),
    ("label", Key::Name),
    ("latest", Key::Default),
    ("newest", Key::Default),
    ("run", Key::Interpreter),
    ("sample", Key::Example),
    ("suffix", Key::FileExt),
    ("tags", Key::Versions),
    ("template", Key::ImageTpl),
    ("title", Key::Name),
    ("variables", Key::Env),
    ("vars", Key::Env),
    ("verify", Key::VersionCommand),
];

/// Returns whether a key of this name holds only arguments in other registries, and not the program as well.
pub(crate) fn is_arguments(given: &str) -> bool {
    matches!(given, "args" | "arguments" | "flags")
}

/// Returns whether a key of this name holds the file name of the script in other registries.
pub(crate) fn is_file_name(given: &str) -> bool {
    matches!(given, "file" | "file_name" | "filename" | "main_file" | "script_name")
}

/// The advice for a command that only a shell can run.
pub(crate) const IN_SHELL: &str = "run it in a shell, as in [\"sh\", \"-c\", \"…\"]";

/// The advice for a `default` that names no version.
pub(crate) const NO_DEFAULT: &str = "remove the key to default to the newest version";

/// Returns whether this `default` means "the newest version".
pub(crate) fn is_newest(given: &str) -> bool {
    matches!(given.to_ascii_lowercase().as_str(), "" | "auto" | "current" | "latest" | "newest")
}

/// Returns the key that a word was meant to be.
pub(crate) fn key(given: &str) -> Option<Key> {
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == given).map(|(_, key)| *key);
    other.or_else(|| nearest(given, Key::names(Key::ALL.iter().copied())).and_then(Key::of))
}

/// Returns a key with an example of its value.
pub(crate) fn example(key: Key) -> String {
    let example = match key {
        Key::Name => "\"Python\"",
        Key::Aliases => "[\"py\"]",
        Key::Versions => "[\"3.12\", \"3.13\"]",
        Key::Default | Key::ExampleSince => "\"…\"",
        Key::ImageTpl => "\"python:{version}-slim\"",
        Key::FileExt => "\"py\"",
        Key::Interpreter => "[\"python\"]",
        Key::VersionCommand => "[\"python\", \"--version\"]",
        Key::Env => "{ \"HOME\": \"/tmp\" }",
        Key::Example => "include_str!(\"example.py\")",
    };
    format!("`{}: {example}`", key.name())
}

/// Returns the value that a text was meant to be, or for a list, the element. Returns `None` for a text that cannot be
/// one.
pub(crate) fn value(key: Key, given: &str) -> Option<String> {
    match key {
        Key::Aliases => alias(given),
        Key::Versions | Key::Default | Key::ExampleSince => version(given),
        // Without a placeholder, only one version could use it.
        Key::ImageTpl => Some(given.to_owned()).filter(|given| {
            is_image_template(given, &["1"], false) && (given.contains("{version}") || given.contains('@'))
        }),
        Key::FileExt => file_ext(given),
        Key::Interpreter => Some(given.to_owned()).filter(|given| is_argument(Argv::Interpreter, given)),
        Key::VersionCommand => Some(given.to_owned()).filter(|given| is_argument(Argv::VersionCommand, given)),
        Key::Name => Some(given.replace(char::is_control, "")).filter(|name| !name.trim().is_empty()),
        Key::Env => Some(given.to_owned()).filter(|given| Template::parse(given, &[Placeholder::Version]).is_ok()),
        Key::Example => Some(given.to_owned()).filter(|given| !given.is_empty()),
    }
}

/// Returns the version without characters that are not allowed at its ends, or that mark a range in other formats.
/// Within it, `-` replaces the `+` and `~` that tags cannot contain.
pub(crate) fn version(given: &str) -> Option<String> {
    let version = given.trim_matches(|c: char| c.is_whitespace() || "._-+*~^=<>".contains(c));
    Some(version.replace(['+', '~'], "-")).filter(|version| VERSION.allows(version) && !version.contains(".."))
}

/// Returns the versions of a range in which only the last number changes.
pub(crate) fn range(from: &str, to: &str, inclusive: bool) -> Option<String> {
    // A longer list would not fit into an error.
    const MANY: u32 = 12;
    let split = |version: &str| {
        let (before, last) = version.rsplit_once('.').map_or(("", version), |(before, last)| (before, last));
        // `22.04` would lose its zero.
        let is_plain = last == "0" || !last.starts_with('0');
        Some((before.to_owned(), last.parse::<u32>().ok().filter(|_| is_plain)?))
    };
    let ((before, first), (same, end)) = (split(from)?, split(to)?);
    let count = end.checked_sub(first)?.checked_add(u32::from(inclusive))?;
    if before != same || !(2..=MANY).contains(&count) {
        return None;
    }
    let dot = if before.is_empty() { "" } else { "." };
    let versions: Vec<String> = (0..count).map(|n| format!("{before}{dot}{}", first + n)).collect();
    versions.iter().all(|version| VERSION.allows(version)).then(|| written_items(versions.iter().map(String::as_str)))
}

/// Returns the alias in lower case, without characters that are not allowed in it.
pub(crate) fn alias(given: &str) -> Option<String> {
    let is_allowed = |c: &char| {
        let mistake = ALIAS.mistake(c.encode_utf8(&mut [0; 4]));
        !matches!(mistake, Some(name::Mistake::Character(_)))
    };
    let alias: String = given.to_lowercase().chars().filter(is_allowed).collect();
    Some(alias).filter(|alias| ALIAS.allows(alias))
}

/// Returns the extension without the dots before it.
pub(crate) fn file_ext(given: &str) -> Option<String> {
    let bare = given.trim().trim_start_matches(['.', '*']);
    FILE_EXT.allows(bare).then(|| bare.to_owned())
}

/// Returns the name of a variable without a shell's `$`, and with `_` for white space.
pub(crate) fn variable(given: &str) -> Option<String> {
    let name = given.trim().trim_start_matches('$').replace(char::is_whitespace, "_");
    Some(name).filter(|name| VARIABLE.allows(name))
}

/// Returns `"NAME": "value"` for `NAME=value`.
pub(crate) fn assignment(given: &str) -> Option<String> {
    let (name, value) = given.split_once(['=', ':'])?;
    variable_pair(name, value.trim())
}

/// Returns `"NAME": "value"`, unless the value refers to another variable, which nothing expands.
fn variable_pair(name: &str, value: &str) -> Option<String> {
    let is_reference = value.contains('$') || (name == "PATH" && value.is_empty());
    let is_value = !is_reference && self::value(Key::Env, value).is_some();
    (is_value && VARIABLE.allows(name)).then(|| format!("{}: {}", written(name), written(value)))
}

/// Returns the key and value of `env` for assignments before a program.
pub(crate) fn env(assignments: &[(&str, &str)]) -> Option<String> {
    let pairs: Option<Vec<String>> = assignments.iter().map(|(name, value)| variable_pair(name, value)).collect();
    Some(format!("env: {{ {} }}", pairs?.join(", "))).filter(|env| env.len() <= MAX_SHOWN)
}

// Whether the text is valid as any argument of a program.
fn is_argument(argv: Argv, text: &str) -> bool {
    let is_plain = !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c == '\0' || c == ';');
    is_plain && !shell::has_operator(text) && Template::parse(text, argv.placeholders()).is_ok()
}

// Whether the text is valid as a program, even as the last one.
fn is_program(argv: Argv, text: &str) -> bool {
    is_argument(argv, text)
        && shell::split_assignment(text).is_none()
        && shell::can_be_file(text)
        && !shell::is_special_builtin(text)
}

/// Returns the arguments that one text was meant to be, if they form a command: `go run`.
pub(crate) fn command(argv: Argv, given: &str) -> Option<String> {
    let words: Vec<&str> = given.split_whitespace().collect();
    written_command(argv, &words)
}

fn written_command(argv: Argv, words: &[&str]) -> Option<String> {
    // Only a shell can read quotes, and steps must name the script.
    let (program, arguments) = words.split_first()?;
    let is_right = is_program(argv, program) && arguments.iter().all(|word| is_argument(argv, word));
    let is_right = is_right && words.iter().all(|word| !word.contains(['"', '\'']));
    is_right.then(|| written_items(words.iter().copied())).filter(|items| items.len() <= MAX_SHOWN)
}

// Whether the template is valid in a block with these versions, or with several unreadable ones.
fn is_image_template(text: &str, versions: &[&str], several: bool) -> bool {
    Template::parse(text, &[Placeholder::Version]).is_ok_and(|template| {
        let names_version = template.names(Placeholder::Version);
        versions.iter().all(|version| {
            let image = template.fill(version, "");
            let reference = Reference::parse(&image);
            let is_tagged = reference.tag.is_some() && (names_version || !several);
            let is_pinned = reference.digest.is_some();
            reference.mistakes.is_empty() && if is_pinned { !several } else { is_tagged }
        })
    })
}

/// Returns the template with `{version}` for each unknown placeholder, so that the rest of it can be checked.
pub(crate) fn known_placeholders(given: &str) -> Option<Template> {
    Template::parse_any(given, Placeholder::Version).ok()
}

/// What other languages write for a version.
const OTHER_PLACEHOLDERS: [&str; 9] =
    ["<version>", "%(version)s", "%s", "%v", "{{ .Version }}", "{{.Version}}", "{{ version }}", "$VERSION", "$version"];

/// What precedes an image where it was copied from.
const COMMANDS: [&str; 4] = ["FROM ", "image: ", "docker pull ", "podman pull "];

/// Returns a template that yields valid references, from one that does not.
pub(crate) fn image_template(given: &str, versions: &[&str], several: bool) -> Option<String> {
    let mut text = given.replace("${", "{");
    for placeholder in OTHER_PLACEHOLDERS {
        text = text.replace(placeholder, "{version}");
    }
    while text.contains("{{") || text.contains("}}") {
        text = text.replace("{{", "{").replace("}}", "}");
    }
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest).trim();
    let text = COMMANDS.iter().find_map(|command| text.strip_prefix(command)).unwrap_or(text).trim_matches('/');
    let text = text.split_once('@').filter(|(_, host)| host.contains('/')).map_or(text, |(_, reference)| reference);
    let joined: String = text.split_whitespace().collect();
    let tagged = text.split_whitespace().collect::<Vec<_>>().join(":");
    [joined.as_str(), &tagged]
        .into_iter()
        .flat_map(image_templates_like)
        .find(|fixed| fixed != given && is_image_template(fixed, versions, several))
}

// Templates with one change, and then with a tag added.
fn image_templates_like(text: &str) -> Vec<String> {
    let digest_for_tag = text.replacen(":sha", "@sha", 1);
    let tag_for_digest = text.replacen('@', ":", 1);
    let algorithm = text.split_once('@').map(|(name, digits)| format!("{name}@sha256:{}", digits.to_lowercase()));
    let lower_digest = text.split_once('@').map(|(name, digest)| format!("{name}@{}", digest.to_lowercase()));
    let mut templates = vec![text.to_owned(), text.replace("::", ":"), lower_path(text), digest_for_tag];
    templates.extend(algorithm.into_iter().chain(lower_digest));
    templates.push(tag_for_digest);
    templates.push(format!("{}:{{version}}", text.trim_end_matches(':')));
    templates.push(format!("{}:{{version}}", lower_path(text).trim_end_matches(':')));
    templates
}

// The repository in lower case: a host and a tag may contain upper case letters.
fn lower_path(text: &str) -> String {
    let (host, path) = image::split_host(text);
    let (path, tag) = path.split_at(path.find([':', '@']).unwrap_or(path.len()));
    // Without a dot or a port, upper case letters make a host of what was meant as part of the path.
    let host = host.map(|host| if host.contains(['.', ':']) { host.to_owned() } else { host.to_lowercase() });
    let host = host.map(|host| format!("{host}/")).unwrap_or_default();
    format!("{host}{}{tag}", path.to_lowercase())
}

/// Returns the elements of a list, from one text that was written instead of it.
pub(crate) fn elements(element: Element, given: &str) -> Option<String> {
    let is_separator = |c: char| c.is_whitespace() || c == ',';
    let words = given.split(is_separator).filter(|word| !word.is_empty());
    let words: Vec<String> = match element {
        Element::Version => words.map(str::to_owned).collect(),
        Element::Alias => words.map(alias).collect::<Option<_>>()?,
        Element::Argument(argv) => words.map(|word| argument(argv, word)).collect::<Option<_>>()?,
    };
    let distinct = || words.iter().collect::<HashSet<_>>().len() == words.len();
    let right = match element {
        Element::Version => distinct() && words.iter().all(|word| VERSION.allows(word) && !word.contains("..")),
        Element::Alias => distinct(),
        Element::Argument(argv) => {
            return written_command(argv, &words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    };
    let items = (right && !words.is_empty()).then(|| written_items(words.iter().map(String::as_str)));
    items.filter(|items| items.len() <= MAX_SHOWN)
}

/// Returns the list of arguments for a command that was written as one text.
pub(crate) fn arguments(argv: Argv, given: &str) -> Option<String> {
    if let Some(arguments) = elements(Element::Argument(argv), given) {
        return Some(format!("[{arguments}]"));
    }
    let words: Vec<String> = given.split_whitespace().map(|word| argument(argv, word)).collect::<Option<_>>()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut steps = words.split(|word| *word == "&&");
    let is_step = |step: &[&str]| !step.is_empty() && step.iter().all(|word| is_argument(argv, word));
    let names_file = words.iter().any(|word| word.contains("{file}"));
    let quoted = given.contains(['"', '\'']);
    if names_file && !quoted && steps.all(is_step) {
        return Some(written_list(words));
    }
    words.iter().any(|word| shell::is_operator(word)).then(|| shell_command(argv, &words)).flatten()
}

// The argument with known placeholders: of the two, an unknown one is most likely the script's path.
fn argument(argv: Argv, given: &str) -> Option<String> {
    const MANY: usize = 8;
    let allowed = argv.placeholders();
    let file = allowed.contains(&Placeholder::File).then(|| Placeholder::File.name());
    let Err(mistakes) = Template::parse(given, allowed) else {
        return Some(given.to_owned());
    };
    if mistakes.len() > MANY {
        return None;
    }
    mistakes.iter().try_fold(given.to_owned(), |text, mistake| match mistake {
        Mistake::Unknown(name) => {
            let meant = nearest(name, allowed.iter().map(|placeholder| placeholder.name())).or(file)?;
            Some(text.replace(&format!("{{{name}}}"), &format!("{{{meant}}}")))
        }
        Mistake::Unclosed(_) | Mistake::Stray(_) => None,
    })
}

/// Splits operators from the words after them: `| sort` is two arguments. Returns `None` if a word is not literal.
fn split_operators<'a>(arguments: &[&'a str]) -> Option<Vec<&'a str>> {
    let mut words = Vec::new();
    for argument in arguments {
        match shell::split_operator(argument) {
            Some((operator, rest)) => {
                let rest: Vec<&str> = rest.split_whitespace().collect();
                if !rest.iter().all(|word| shell::is_operator(word) || is_plain_template(word)) {
                    return None;
                }
                words.push(operator);
                words.extend(rest);
            }
            None => words.push(argument),
        }
    }
    Some(words)
}

/// Returns a command that passes the arguments and their operators to a shell, if they form a short command.
pub(crate) fn shell_command(argv: Argv, arguments: &[&str]) -> Option<String> {
    if arguments.iter().map(|argument| argument.len()).sum::<usize>() > MAX_SHOWN {
        return None;
    }
    let arguments = split_operators(arguments)?;
    let mut words: Vec<String> = Vec::new();
    // Whether a word must follow, and whether it is a program.
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
    // With `-c`, an appended path would be an argument of the shell. The first command has to name it.
    if argv == Argv::Interpreter && !words.iter().any(|word| word.contains("{file}")) {
        let end = words.iter().position(|word| shell::is_operator(word)).unwrap_or(words.len());
        words.insert(end, "{file}".to_owned());
    }
    let script = words.join(" ");
    Template::parse(&script, argv.placeholders()).ok()?;
    Some(written_list(["sh", "-c", &script]))
}

// Whether a shell reads the word literally, for any values of its placeholders.
fn is_plain_template(word: &str) -> bool {
    Template::parse(word, &Placeholder::ALL).is_ok_and(|template| {
        let filled = template.fill("1", "/");
        shell::word(&filled) == filled
    })
}

/// Returns the advice to write a string, of which a long one is cut.
pub(crate) fn write(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN).and_then(|(end, _)| text.split_at_checked(end)) {
        Some((start, _)) => format!("write {}", written(&format!("{start}…"))),
        None => format!("write {}", written(text)),
    }
}
