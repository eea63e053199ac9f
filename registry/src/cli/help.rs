//! What `--help` and the man pages add to the descriptions of arguments: examples and exit codes.

use clap::Command;
use clap::builder::StyledStr;

use super::arguments::program;
use super::failure::EXIT_CODES;
use super::output;
use super::runtimes::REQUEST;
use crate::{Entry, Registry};

/// The width of help that no terminal shows.
const WIDTH: u16 = 80;

/// Longer lines are hard to read.
const MAX_WIDTH: u16 = 100;

/// Adds examples to every command, and exit codes to the program.
pub(super) fn add(command: Command, registry: &'static Registry) -> Command {
    let width = output::width().unwrap_or(WIDTH).min(MAX_WIDTH);
    let such_as = usual(registry).map(such_as).unwrap_or_default();
    let command = command.term_width(width.into()).mut_subcommands(|subcommand| {
        let examples = examples_section(&subcommand, registry);
        subcommand.after_help(examples).mut_args(|argument| match argument.get_help() {
            Some(help) if argument.get_id() == REQUEST => {
                let help = format!("{help}{such_as}");
                argument.help(help)
            }
            _ => argument,
        })
    });
    let header = command.get_styles().get_header();
    let codes = EXIT_CODES.iter().map(|(code, meaning)| format!("\n  {code:<3}  {meaning}"));
    let codes = codes.collect::<Vec<_>>().concat();
    let examples = examples_section(&command, registry);
    let after = StyledStr::from(format!("{}\n\n{header}Exit codes:{header:#}{codes}", examples.ansi()));
    command.after_help(after)
}

fn examples_section(command: &Command, registry: &'static Registry) -> StyledStr {
    let (header, literal) = (command.get_styles().get_header(), command.get_styles().get_literal());
    let line = |(comment, line): (String, String)| format!("\n  # {comment}\n  {literal}{line}{literal:#}");
    let examples = examples(command, registry).into_iter().map(line).collect::<Vec<_>>().concat();
    if examples.is_empty() {
        return StyledStr::new();
    }
    StyledStr::from(format!("{header}Examples:{header:#}{examples}"))
}

/// Returns examples of a command, each with a comment. They are valid for the registry.
#[expect(clippy::too_many_lines, reason = "this is a list")]
pub(super) fn examples(command: &Command, registry: &'static Registry) -> Vec<(String, String)> {
    let Some(entry) = usual(registry) else { return Vec::new() };
    let (id, name, file) = (entry.language.id, entry.language.name, entry.config.file_name);
    let program = program();
    let own = |comment: &str, line: String| (comment.to_owned(), format!("{program} {line}"));
    let any = |comment: &str, line: String| (comment.to_owned(), line);
    match command.get_name() {
        "languages" => vec![
            own("List all languages", "languages".to_owned()),
            own("Print everything that is declared for each language", "languages --json --full".to_owned()),
        ],
        "list" => vec![
            own(
                &format!("List the versions of {name} that are not deprecated"),
                format!("list --language {id} --supported"),
            ),
            own("Print all runtimes as JSON", "list --json".to_owned()),
        ],
        "show" => vec![
            own(&format!("Show the default version of {name}"), format!("show {id}")),
            own("Print exactly this version as JSON", format!("show {entry} --exact --json")),
        ],
        "example" if entry.language.example.is_none() => Vec::new(),
        "example" => vec![own(&format!("Write the example of {name} to a file"), format!("example {id} > {file}"))],
        "manifest" => vec![
            own("Run a script", format!("manifest {entry} {file} | kubectl apply -f -")),
            own(
                "Run it as a job, with two arguments",
                format!("manifest {entry} {file} --job -- one two | kubectl apply -f -"),
            ),
        ],
        "run" => {
            let example = entry.language.example.map(|_| {
                own(
                    &format!("Run the example of {name} without a cluster"),
                    format!("run {id} --example --engine podman"),
                )
            });
            let others = [
                own("Run a script with two arguments", format!("run {entry} {file} -- one two")),
                own(
                    "Run a script from standard input, for at most ten seconds",
                    format!("run {id} - --timeout 10 < {file}"),
                ),
            ];
            others.into_iter().chain(example).collect()
        }
        "verify" => vec![
            own("Run the example of every runtime", "verify".to_owned()),
            own(
                &format!("Verify every version of {name}, and write a report for a CI system"),
                format!("verify {id} --junit report.xml"),
            ),
        ],
        "sweep" => vec![
            own("Delete what killed clients have left", "sweep".to_owned()),
            own(
                "Do so in another namespace, from an age of ten minutes",
                "sweep --namespace scripts --age 600".to_owned(),
            ),
        ],
        "prepull" => vec![
            own("Pull every image", "prepull | kubectl apply -f -".to_owned()),
            own(&format!("Pull the images of {name} from a mirror"), format!("prepull {id} --mirror mirror.example")),
        ],
        "namespace" => vec![
            own(
                "Create a namespace in which pods can reach nothing",
                "namespace scripts --admission-policy | kubectl apply -f -".to_owned(),
            ),
            own(
                "Let pods reach the internet, 50 at a time",
                "namespace scripts --allow-dns --allow-internet --pods 50".to_owned(),
            ),
        ],
        "check" => vec![
            own("Ask registries for every image", "check".to_owned()),
            own(&format!("Require images of {name} for ARM servers"), format!("check {id} --platform linux/arm64")),
        ],
        "lock" => vec![
            own("Record the digest of every image in runtimes.lock", "lock".to_owned()),
            own("Fail if a registry has another image than recorded", "lock --check".to_owned()),
            own(&format!("Record new images of {name} only"), format!("lock --update {id}")),
        ],
        "serve" => vec![
            own("Serve on all interfaces", "serve --addr :8080".to_owned()),
            own("Let a web application read the API", "serve --allow-origin https://app.example".to_owned()),
        ],
        "completions" => vec![
            any("Bash: add this line to ~/.bashrc", format!("source <({program} completions bash)")),
            any("Zsh: add this line to ~/.zshrc, after compinit", format!("source <({program} completions zsh)")),
            any("Fish: add this line to ~/.config/fish/config.fish", format!("{program} completions fish | source")),
            any(
                "Elvish: add this line to ~/.config/elvish/rc.elv",
                format!("eval ({program} completions elvish | slurp)"),
            ),
            any(
                "PowerShell: add this line to $PROFILE",
                format!("{program} completions powershell | Out-String | Invoke-Expression"),
            ),
        ],
        "man" => vec![
            own("Read the main page", "man | man -l -".to_owned()),
            own("Install all pages", "man ~/.local/share/man/man1".to_owned()),
        ],
        _ => vec![
            own(&format!("Show the default version of {name}"), format!("show {id}")),
            own("Serve the API and a web page", "serve".to_owned()),
            own("Explain a command", "help show".to_owned()),
        ],
    }
}

/// Returns the runtime that examples use: the default version of the first language, preferably one with an example.
fn usual(registry: &'static Registry) -> Option<&'static Entry> {
    let languages = registry.languages();
    let language = languages.iter().find(|language| language.example.is_some()).or(languages.first())?;
    language.entries().iter().find(|entry| entry.is_default())
}

/// Returns the end of a sentence that lists forms of a request.
fn such_as(entry: &Entry) -> String {
    let id = entry.language.id;
    let partial = entry.version.split('.').next().filter(|partial| *partial != entry.version);
    let partial = partial.map(|partial| format!(", {id}@{partial}")).unwrap_or_default();
    format!(", such as {id}, {entry}{partial} or {id}@latest")
}
