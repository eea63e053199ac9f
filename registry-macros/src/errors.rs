//! The accumulator of errors, and wording that several rules share.

use std::fmt::{self, Display, Formatter, Write};

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
    /// Whether it belongs to the error before it.
    earlier: bool,
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
        let message = Cut(message).to_string();
        self.found.push(Found { place, order: place.position(), earlier: false, message });
    }

    /// Records the earlier place of a contradiction, to be shown after the error at `later`.
    pub(crate) fn push_earlier(&mut self, place: Place, later: Place, message: impl Display) {
        let message = Cut(message).to_string();
        self.found.push(Found { place, order: later.position(), earlier: true, message });
    }

    /// Records an error under `place`, with a suggested fix.
    pub(crate) fn push_help(&mut self, place: impl Into<Place>, message: impl Display, help: impl Display) {
        self.push(place, message);
        if let Some(error) = self.found.last_mut() {
            error.message = format!("{}\nhelp: {}", error.message, Cut(help));
        }
    }

    /// Records an error under `place`, with a suggested fix if one is known.
    pub(crate) fn push_maybe_help(&mut self, place: impl Into<Place>, message: impl Display, help: Option<String>) {
        match help {
            Some(help) => self.push_help(place, message, help),
            None => self.push(place, message),
        }
    }

    /// The number of errors that are shown.
    const MANY: usize = 100;

    /// Returns a `compile_error!` for each of the first errors, in source order, and then the items.
    pub(crate) fn finish(mut self, items: TokenStream) -> TokenStream {
        #[cfg(test)]
        {
            self.finished = true;
        }
        let mut found = std::mem::take(&mut self.found);
        found.sort_by_key(|error| error.order);
        let is_split = found.get(Self::MANY).is_some_and(|next| next.earlier);
        let (shown, more) = found.split_at_checked(Self::MANY + usize::from(is_split)).unwrap_or((&found, &[]));
        let mut output: TokenStream = shown.iter().map(|error| compile_error(error.place, &error.message)).collect();
        if let (Some(last), [_, ..]) = (shown.last(), more) {
            let errors = if more.len() == 1 { "error" } else { "errors" };
            output.extend(compile_error(last.place, &format!("… and {} more {errors}", grouped(more.len()))));
        }
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

/// Displays the start of a long text.
pub(crate) struct Cut<T>(pub(crate) T);

impl<T> Cut<T> {
    const MAX_CHARS: usize = 1000;
}

impl<T: Display> Display for Cut<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut start = Start { f, left: Self::MAX_CHARS, is_cut: false };
        match write!(start, "{}", self.0) {
            Err(fmt::Error) if start.is_cut => f.write_char('…'),
            result => result,
        }
    }
}

struct Start<'a, 'f> {
    f: &'a mut Formatter<'f>,
    left: usize,
    is_cut: bool,
}

impl Write for Start<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = text.char_indices().nth(self.left).map(|(end, _)| end);
        let start = end.and_then(|end| text.get(..end)).unwrap_or(text);
        self.f.write_str(start)?;
        self.left -= start.chars().count();
        self.is_cut = end.is_some();
        if self.is_cut { Err(fmt::Error) } else { Ok(()) }
    }
}

// 29900 becomes `29,900`.
fn grouped(number: usize) -> String {
    match (number / 1000, number % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{},{rest:03}", grouped(thousands)),
    }
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
