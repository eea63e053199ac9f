//! Which commands the pods of a registry run, as conditions on a container.

use std::collections::BTreeSet;

use super::cel::{chunks, literal};
use crate::Entry;
use crate::kubernetes::command::{Argv, ESCAPED_WORDS, argv, escaped};

/// Every command that an execution of certain runtimes can have.
#[derive(Default)]
pub(super) struct Commands {
    /// Those without arguments.
    fixed: BTreeSet<Vec<String>>,
    /// Those that pass on the container's `args`.
    with_args: BTreeSet<Vec<String>>,
    /// Those with words for arguments inside of a shell command.
    with_words: BTreeSet<Template>,
}

/// A command with arguments at one place in a shell command.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Template {
    before: Vec<String>,
    /// The shell command up to the arguments. An argument begins with a space.
    prefix: String,
    suffix: String,
    after: Vec<String>,
}

impl Commands {
    /// Collects the commands by building each with and without an argument, and with and without standard input.
    pub(super) fn of(entries: &[&Entry]) -> Self {
        let mut marker = "argument".to_owned();
        while entries.iter().any(|entry| entry.config.command.iter().any(|text| text.contains(&marker))) {
            marker.push('0');
        }
        let mut commands = Self::default();
        let distinct: BTreeSet<&[&str]> = entries.iter().map(|entry| entry.config.command).collect();
        for command in distinct {
            for has_stdin in [false, true] {
                for arguments in [&[][..], &[marker.clone()]] {
                    // A command that takes no arguments is an error, so no pod has it.
                    if let Ok(argv) = argv(command, arguments, has_stdin) {
                        commands.add(argv, &marker);
                    }
                }
            }
        }
        commands.fixed.retain(|command| !commands.with_args.contains(command));
        commands
    }

    fn add(&mut self, Argv { command, args }: Argv, marker: &str) {
        let mut command: Vec<String> = command.iter().map(|argument| escaped(argument)).collect();
        if !args.is_empty() {
            self.with_args.insert(command);
            return;
        }
        let word = format!(" {marker}");
        let Some(place) = command.iter().position(|argument| argument.contains(&word)) else {
            self.fixed.insert(command);
            return;
        };
        let after = command.split_off(place + 1);
        let (prefix, suffix) = command.pop().and_then(|text| split(&text, &word)).unwrap_or_default();
        self.with_words.insert(Template { before: command, prefix, suffix, after });
    }

    /// Returns conditions on the container that `path` names. One of them must hold if it has `args`, and one of either
    /// list if not. Each is short enough for an expression.
    pub(super) fn conditions(&self, path: &str) -> (Vec<String>, Vec<String>) {
        let among = |commands: &BTreeSet<Vec<String>>| {
            let lists = commands.iter().map(|command| list(command.iter()));
            chunks(lists, ", ").into_iter().map(|chunk| format!("{path}.command in [{chunk}]")).collect::<Vec<_>>()
        };
        let mut without_args = among(&self.fixed);
        let templates = self.with_words.iter().map(|template| template.condition(path));
        without_args.extend(chunks(templates, " || "));
        (among(&self.with_args), without_args)
    }
}

fn split(text: &str, at: &str) -> Option<(String, String)> {
    text.split_once(at).map(|(prefix, suffix)| (prefix.to_owned(), suffix.to_owned()))
}

fn list<'a>(texts: impl Iterator<Item = &'a String>) -> String {
    format!("[{}]", texts.map(|text| literal(text)).collect::<Vec<_>>().join(", "))
}

impl Template {
    fn condition(&self, path: &str) -> String {
        let Self { before, prefix, suffix, after } = self;
        let place = before.len();
        let text = format!("{path}.command[{place}]");
        let (start, end) = (prefix.chars().count(), suffix.chars().count());
        let mut conditions = vec![format!("size({path}.command) == {}", place + 1 + after.len())];
        let equal = |(index, argument): (usize, &String)| format!("{path}.command[{index}] == {}", literal(argument));
        conditions.extend(before.iter().enumerate().map(equal));
        conditions.extend(after.iter().enumerate().map(|(index, argument)| equal((place + 1 + index, argument))));
        conditions.push(format!("size({text}) >= {}", start + end));
        conditions.push(format!("{text}.startsWith({})", literal(prefix)));
        conditions.push(format!("{text}.endsWith({})", literal(suffix)));
        // Only the words are matched: the cost of a pattern is its length times that of the text.
        let words = format!("{text}.substring({start}, size({text}) - {end})");
        conditions.push(format!("{words}.matches({})", literal(ESCAPED_WORDS)));
        format!("({})", conditions.join(" && "))
    }
}
