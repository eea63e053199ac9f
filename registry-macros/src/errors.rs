//! The accumulator of errors, and wording that several rules share.

use std::fmt::Display;

use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::quote_spanned;
pub(crate) use registry_shared::excerpt::Quoted;

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

    /// Returns whether white space separates this place from the token at `next`.
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
/// Only [`finish`](Self::finish) produces the macro's output. Dropping the accumulator without it fails every test.
pub(crate) struct Errors {
    found: Vec<Found>,
    #[cfg(test)]
    finished: bool,
}

struct Found {
    place: Place,
    /// The place by which errors are sorted.
    order: Position,
    message: String,
}

/// A line and a column, or zeros outside of a compiler.
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

    /// Records the earlier place of a contradiction, to be shown after the error at `later`.
    pub(crate) fn push_earlier(&mut self, place: Place, later: Place, message: impl Display) {
        self.found.push(Found { place, order: later.position(), message: message.to_string() });
    }

    /// Records an error under `place`, with a suggested fix.
    pub(crate) fn push_help(&mut self, place: impl Into<Place>, message: impl Display, help: impl Display) {
        self.push(place, format_args!("{message}\nhelp: {help}"));
    }

    /// Records an error under `place`, with a suggested fix if one is known.
    pub(crate) fn push_maybe_help(&mut self, place: impl Into<Place>, message: impl Display, help: Option<String>) {
        match help {
            Some(help) => self.push_help(place, message, help),
            None => self.push(place, message),
        }
    }

    /// Returns a `compile_error!` for each error, in source order, and then the items.
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

// The compiler underlines a macro call from the first token of its path to its closing delimiter.
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

/// Returns names in backquotes, separated by commas.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Returns a string as a literal.
pub(crate) fn written(value: &str) -> String {
    Literal::string(value).to_string()
}

/// Returns a list of strings as literals in brackets.
pub(crate) fn written_list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", written_items(values))
}

/// Returns strings as literals, separated by commas.
pub(crate) fn written_items<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    values.into_iter().map(written).collect::<Vec<_>>().join(", ")
}
