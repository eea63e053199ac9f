//! The accumulator of errors, and the wording that several rules share.

use std::fmt::{self, Display};

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// The tokens that an error underlines, from the first to the last.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    first: Span,
    last: Span,
}

impl Place {
    pub(crate) fn new(first: Span, last: Span) -> Self {
        Self { first, last }
    }

    pub(crate) fn first(self) -> Span {
        self.first
    }

    fn position(self) -> Position {
        if proc_macro::is_available() {
            let start = self.first.unwrap().start();
            (start.line(), start.column())
        } else {
            (0, 0)
        }
    }

    /// Whether there is space in the source between this and what begins with `next`.
    pub(crate) fn is_apart_from(self, next: Span) -> bool {
        if proc_macro::is_available() {
            let end = self.last.unwrap().end();
            (end.line(), end.column()) != Self::from(next).position()
        } else {
            false
        }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::new(span, span)
    }
}

/// Collects every error of a declaration, so that the user sees all of them at once.
///
/// [`finish`](Self::finish) is the only way to the macro's output, and dropping the accumulator on another way is a
/// mistake that tests see.
pub(crate) struct Errors {
    found: Vec<Found>,
    #[cfg(test)]
    finished: bool,
}

struct Found {
    place: Place,
    /// Where the error stands among the others.
    order: Position,
    message: String,
}

/// A line and a column; the same for all tokens where there is no compiler to ask.
type Position = (usize, usize);

impl Errors {
    pub(crate) fn new() -> Self {
        Self {
            found: Vec::new(),
            #[cfg(test)]
            finished: false,
        }
    }

    /// Records an error under `place`.
    pub(crate) fn push(&mut self, place: impl Into<Place>, message: impl Display) {
        let place = place.into();
        self.found.push(Found { place, order: place.position(), message: message.to_string() });
    }

    /// Records the other place of a contradiction, to be read after the error at `later`.
    pub(crate) fn push_earlier(&mut self, place: Place, later: Place, message: impl Display) {
        self.found.push(Found { place, order: later.position(), message: message.to_string() });
    }

    /// Records an error under `place` with a line that says what to write instead.
    pub(crate) fn push_help(&mut self, place: impl Into<Place>, message: impl Display, help: impl Display) {
        self.push(place, format_args!("{message}\nhelp: {help}"));
    }

    /// Records an error under `place`, with the line where there is one.
    pub(crate) fn push_maybe_help(&mut self, place: impl Into<Place>, message: impl Display, help: Option<String>) {
        match help {
            Some(help) => self.push_help(place, message, help),
            None => self.push(place, message),
        }
    }

    /// The items with a `compile_error!` beside them for each error, in the order of the source.
    pub(crate) fn finish(mut self, items: TokenStream) -> TokenStream {
        #[cfg(test)]
        {
            self.finished = true;
        }
        let mut found = std::mem::take(&mut self.found);
        found.sort_by_key(|error| error.order);
        let mut output: TokenStream = found.iter().map(|error| compile_error(error.place, &error.message)).collect();
        output.extend(items);
        output
    }
}

#[cfg(test)]
impl Drop for Errors {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "errors dropped unfinished");
    }
}

// The compiler underlines a macro call from its path's first token to its closing delimiter.
//
// expands to: ::core::compile_error! { "message" }
fn compile_error(place: Place, message: &str) -> TokenStream {
    let mut literal = Literal::string(message);
    literal.set_span(place.last);
    let mut group = Group::new(Delimiter::Brace, TokenTree::from(literal).into());
    group.set_span(place.last);
    let path = place.first;
    quote_spanned!(path=> ::core::compile_error! #group)
}

/// A value as an error shows it: in backquotes, escaped, and of a bounded length.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl Quoted<'_> {
    const MAX_CHARS: usize = 80;
}

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.0.chars();
        f.write_str("`")?;
        for c in chars.by_ref().take(Self::MAX_CHARS) {
            match c {
                '"' | '\'' | '\\' => write!(f, "{c}")?,
                _ => write!(f, "{}", c.escape_debug())?,
            }
        }
        f.write_str(if chars.next().is_some() { "…`" } else { "`" })
    }
}

/// Names in backquotes, separated by commas.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A string as the user would write it in the declaration.
pub(crate) fn written(value: &str) -> String {
    Literal::string(value).to_string()
}

/// A list of strings as the user would write it in the declaration.
pub(crate) fn written_list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", written_items(values))
}

/// The elements of a list of strings as the user would write them.
pub(crate) fn written_items<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    values.into_iter().map(written).collect::<Vec<_>>().join(", ")
}
