//! `runtimes completions`.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Args, Command};
use clap_complete::{Shell, generate};

use super::arguments::{LANGUAGE, RUNTIME, command, program};
use super::failure::Failure;
use super::output::write_all;
use crate::Registry;
use crate::enums::clap::{language, runtime};

/// The most runtimes that a script contains, once for each command that accepts them. Shells read the whole script when
/// they start.
const MAX_RUNTIMES: usize = 1000;

// npm's completions do the same, although the variable also applies to other programs.
const BASH: &str = "
# By default, Bash splits words at `@`, so that it would complete the `3` of `python@3` on its own.
COMP_WORDBREAKS=${COMP_WORDBREAKS//@/}
";

/// Print a shell completion script
#[derive(Args)]
pub(super) struct CompletionsArguments {
    /// Shell to complete in
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script. [`clap_complete`] does not complete positional arguments in Fish, Elvish and `PowerShell`, so that
/// only Fish, which takes one more line per command, completes them of these three.
pub(super) fn completions(arguments: &CompletionsArguments, registry: &'static Registry) -> Result<(), Failure> {
    let program = program();
    // `generate` writes the name without quotes, and panics if it contains a space.
    if !program.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
        return Err(Failure::ProgramName(program));
    }
    let mut command = with_values(command(registry), registry);
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, &program, &mut script);
    if arguments.shell == Shell::Bash {
        script.extend_from_slice(BASH.as_bytes());
    }
    if arguments.shell == Shell::Fish {
        for command in command.get_subcommands() {
            script.extend_from_slice(fish(&program, command).as_bytes());
        }
    }
    write_all(&script)
}

/// Returns the line that completes the first positional argument of a command, if it has possible values.
fn fish(program: &str, command: &Command) -> String {
    let mut values = command.get_positionals().map(Arg::get_possible_values);
    let Some(values) = values.find(|values| !values.is_empty()) else { return String::new() };
    let values: Vec<String> =
        values.iter().map(|value| format!("{}{}", value.get_name(), description(value))).collect();
    // Names of files are candidates, too, if the command accepts them.
    let no_files = if command.get_positionals().count() == 1 { " -f" } else { "" };
    let name = command.get_name();
    format!("complete -c {program} -n \"__fish_seen_subcommand_from {name}\"{no_files} -a \"{}\"\n", values.join("\n"))
}

/// Returns a tab and the quoted description, both escaped for a double-quoted argument, which Fish evaluates again.
fn description(value: &PossibleValue) -> String {
    let Some(help) = value.get_help() else { return String::new() };
    let text = help.to_string().replace(char::is_control, " ");
    let quoted = format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"));
    format!(r"\t{}", quoted.replace('\\', r"\\").replace('"', r#"\""#).replace('$', r"\$"))
}

/// Adds the names in the registry to the arguments that accept them.
fn with_values(command: Command, registry: &'static Registry) -> Command {
    let languages: Vec<PossibleValue> = registry.languages().iter().map(language).collect();
    let entries = Some(registry.entries()).filter(|entries| entries.len() <= MAX_RUNTIMES).unwrap_or_default();
    let runtimes = entries.iter().map(|entry| runtime(entry.to_string(), entry));
    let runtimes: Vec<PossibleValue> = languages.iter().cloned().chain(runtimes).collect();
    command.mut_subcommands(|subcommand| {
        subcommand.mut_args(|argument| match argument.get_value_names() {
            Some([name]) if name == LANGUAGE => argument.value_parser(PossibleValuesParser::new(languages.clone())),
            Some([name]) if name == RUNTIME => argument.value_parser(PossibleValuesParser::new(runtimes.clone())),
            _ => argument,
        })
    })
}
