//! What the program prints: tables, JSON and messages.

use std::env;
use std::ffi::OsString;
use std::fmt::Display;
#[cfg(feature = "images")]
use std::io::IsTerminal;
use std::io::{self, Write};

use anstream::AutoStream;
use clap::builder::PossibleValuesParser;
use clap::builder::styling::{AnsiColor, Style};
use clap::{Arg, ColorChoice, ValueEnum};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use serde::Serialize;
use terminal_size::terminal_size_of;

use super::failure::Failure;

// The colors of clap and Cargo.
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();
const HEADER: Style = Style::new().bold();

/// The spaces between two columns.
const GAP: u16 = 2;

pub(super) fn color_argument() -> Arg {
    let choices = ColorChoice::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    Arg::new("color")
        .long("color")
        .value_name("WHEN")
        .help("When to use colors")
        .value_parser(PossibleValuesParser::new(choices))
        .default_value("auto")
        .global(true)
        // After the command's own options.
        .display_order(998)
}

/// Applies `--color` to everything that this process prints, including clap's messages about the other arguments.
/// Therefore, it runs before clap parses them, and leaves it to clap to report an invalid value.
pub(super) fn apply_color(arguments: impl Iterator<Item = OsString>) {
    let mut arguments = arguments.skip(1).take_while(|argument| argument != "--");
    while let Some(argument) = arguments.next() {
        let value = if argument == "--color" {
            arguments.next().and_then(|value| value.into_string().ok())
        } else {
            argument.to_str().and_then(|argument| argument.strip_prefix("--color=")).map(str::to_owned)
        };
        match value.and_then(|value| ColorChoice::from_str(&value, false).ok()) {
            Some(ColorChoice::Always) => anstream::ColorChoice::Always.write_global(),
            Some(ColorChoice::Never) => anstream::ColorChoice::Never.write_global(),
            // By default, each stream decides.
            Some(ColorChoice::Auto) | None => {}
        }
    }
}

pub(super) fn error(message: impl Display) {
    print_message("error", ERROR, message);
}

pub(super) fn warning(message: impl Display) {
    print_message("warning", WARNING, message);
}

pub(super) fn note(message: impl Display) {
    print_message("note", NOTE, message);
}

fn print_message(label: &str, style: Style, message: impl Display) {
    // The exit code and the output must suffice if standard error is closed.
    let _ = writeln!(AutoStream::auto(io::stderr()), "{style}{label}:{style:#} {message}");
}

/// A line on standard error that shows how far a command is, if that is a terminal. Dropping it removes the line.
#[cfg(feature = "images")]
pub(super) struct Progress {
    is_shown: bool,
}

#[cfg(feature = "images")]
impl Progress {
    pub(super) fn new() -> Self {
        Self { is_shown: io::stderr().is_terminal() }
    }

    pub(super) fn show(&self, message: impl Display) {
        if self.is_shown {
            let mut out = io::stderr().lock();
            // To the start of the line, and clear it.
            let _ = write!(out, "\r\x1b[K{message}").and_then(|()| out.flush());
        }
    }
}

#[cfg(feature = "images")]
impl Drop for Progress {
    fn drop(&mut self) {
        self.show("");
    }
}

/// Returns the width that output must not exceed: `COLUMNS` if it is a positive number, else the width of the terminal.
/// Other programs, which read one row per line, get lines of any width.
pub(super) fn width() -> Option<u16> {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
    let columns = columns.filter(|columns| *columns > 0).map(|columns| u16::try_from(columns).unwrap_or(u16::MAX));
    columns.or_else(|| terminal_size_of(io::stdout()).map(|(width, _)| width.0))
}

/// Prints rows of equal length in aligned columns. Words are never broken: if they do not fit, lines are longer than
/// [`width`].
pub(super) fn print_table(header: Option<&[&str]>, rows: Vec<Vec<String>>) -> Result<(), Failure> {
    let header_row = header.map(|header| header.iter().map(|&name| name.to_owned()).collect());
    let table = arrange(header_row.into_iter().chain(rows).collect(), width());
    let mut out = AutoStream::auto(io::stdout().lock());
    let mut print = || {
        for (index, line) in table.lines().enumerate() {
            let line = line.trim_end();
            // The words of a header do not wrap.
            if index == 0 && header.is_some() {
                writeln!(out, "{HEADER}{line}{HEADER:#}")?;
            } else {
                writeln!(out, "{line}")?;
            }
        }
        out.flush()
    };
    print().map_err(Failure::Output)
}

fn arrange(rows: Vec<Vec<String>>, max_width: Option<u16>) -> Table {
    let mut words = Table::new();
    words.add_rows(rows.iter().map(|row| row.iter().map(|cell| cell.replace(' ', "\n"))));
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled).add_rows(rows);
    let mut widths = table.column_max_content_widths();
    let gaps = widths.len().saturating_sub(1);
    if let Some(max_width) = max_width {
        let max = usize::from(max_width).saturating_sub(gaps * usize::from(GAP));
        shrink(&mut widths, &words.column_max_content_widths(), max);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(u16::MAX);
    }
    for (index, (column, width)) in table.column_iter_mut().zip(widths).enumerate() {
        let gap = if index < gaps { GAP } else { 0 };
        column
            .set_padding((0, gap))
            .set_constraint(ColumnConstraint::Absolute(Width::Fixed(width.saturating_add(gap))));
    }
    table
}

/// Takes from the widest columns until all of them fit, or none is wider than its longest word.
fn shrink(widths: &mut [u16], longest_words: &[u16], max: usize) {
    let mut excess = widths.iter().map(|width| usize::from(*width)).sum::<usize>().saturating_sub(max);
    while excess > 0 {
        let wider = widths.iter_mut().zip(longest_words).filter(|(width, word)| **width > **word);
        let Some((width, _)) = wider.max_by_key(|(width, _)| **width) else { break };
        *width -= 1;
        excess -= 1;
    }
}

pub(super) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let mut json = serde_json::to_vec(value).map_err(|error| Failure::Output(error.into()))?;
    json.push(b'\n');
    write_all(&json)
}

/// Writes to standard output.
pub(super) fn write_all(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::Output)
}
