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

    /// Records a word that cannot be a language's id.
    pub(crate) fn push_no_id(&mut self, place: Place, given: &str) {
        let message = format!("language id {} is not lower snake case", Quoted(given));
        match meant_id(given) {
            Some(id) => self.push_help(place, message, format_args!("write `{id}`")),
            None => self.push_help(
                place,
                message,
                "write an id of `a-z`, `0-9` and single `_`, beginning with a letter, as in `python`",
            ),
        }
    }

    /// How many errors there are so far, so that a caller can tell whether a step added any.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
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

/// The name among `names` that `given` was probably meant to be.
///
/// A name is near when one of the two begins or ends with the other, or when a third of the letters at most differ.
pub(crate) fn nearest<'a>(given: &str, names: &[&'a str]) -> Option<&'a str> {
    const MAX_LEN: usize = 64;
    if given.is_empty() || given.len() > MAX_LEN {
        return None;
    }
    let given = given.to_lowercase();
    let distance = |name: &str| {
        let edits = strsim::osa_distance(&given, name);
        let part = given.len() > 2
            && (name.starts_with(&given) || name.ends_with(&given) || given.starts_with(name) || given.ends_with(name));
        (part || edits * 3 <= name.len().max(given.len())).then_some((!part, edits))
    };
    names.iter().copied().filter_map(|name| Some((distance(name)?, name))).min().map(|(_, name)| name)
}

/// The id that a word was probably meant to be.
pub(crate) fn meant_id(given: &str) -> Option<String> {
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
    is_id(&id).then_some(id)
}

/// `[a-z][a-z0-9]*(_[a-z0-9]+)*`: a JSON key, a label value and the start of a Rust name.
pub(crate) fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .split('_')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
}
