//! The declaration as it was written, and the model of what is right in it: plain owned data with the spans it came from.

use proc_macro2::{Ident, Span, TokenStream};

use crate::errors::Place;

/// What stands between the braces of `runtimes! { … }`.
pub(crate) struct Declaration {
    /// The path of the `registry` crate, `$crate` as its wrapper saw it.
    pub(crate) root: TokenStream,
    /// `export NAME;`
    pub(crate) export: Option<Ident>,
    /// Own blocks, then those of the base.
    pub(crate) blocks: Vec<Block>,
    /// `..path`, if there is a base.
    pub(crate) base: Option<Base>,
    /// Something else stood where a block was expected, and has been reported.
    pub(crate) broken: bool,
}

/// The line that takes over an exported declaration.
pub(crate) struct Base {
    /// The path as it was written.
    pub(crate) path: String,
}

/// A language block: `python { … }`.
pub(crate) struct Block {
    pub(crate) docs: Vec<TokenStream>,
    /// The place of `override`.
    pub(crate) overriding: Option<Place>,
    /// It comes from a base.
    pub(crate) inherited: bool,
    pub(crate) id: Id,
    pub(crate) name: Slot<Text>,
    pub(crate) aliases: Slot<List>,
    pub(crate) versions: Slot<List>,
    pub(crate) default: Slot<Text>,
    pub(crate) image_tpl: Slot<Text>,
    pub(crate) file_ext: Slot<Text>,
    pub(crate) interpreter: Slot<List>,
    pub(crate) env: Slot<Table>,
    pub(crate) example: Slot<TokenStream>,
    pub(crate) example_since: Slot<Text>,
    /// What stands under a key that is there already: one block for each, with nothing else in it.
    pub(crate) repeated: Vec<Block>,
}

impl Block {
    pub(crate) fn new(docs: Vec<TokenStream>, id: Id) -> Self {
        Self {
            docs,
            overriding: None,
            inherited: false,
            id,
            name: Slot::Missing,
            aliases: Slot::Missing,
            versions: Slot::Missing,
            default: Slot::Missing,
            image_tpl: Slot::Missing,
            file_ext: Slot::Missing,
            interpreter: Slot::Missing,
            env: Slot::Missing,
            example: Slot::Missing,
            example_since: Slot::Missing,
            repeated: Vec::new(),
        }
    }

    /// Whether the key was written, or nearly so.
    pub(crate) fn has(&self, key: &str) -> bool {
        match key {
            "name" => !self.name.is_missing(),
            "aliases" => !self.aliases.is_missing(),
            "versions" => !self.versions.is_missing(),
            "default" => !self.default.is_missing(),
            "image_tpl" => !self.image_tpl.is_missing(),
            "file_ext" => !self.file_ext.is_missing(),
            "interpreter" => !self.interpreter.is_missing(),
            "env" => !self.env.is_missing(),
            "example" => !self.example.is_missing(),
            _ => !self.example_since.is_missing(),
        }
    }
}

/// The word before a block's brace, and whether it was a plain word.
#[derive(Clone)]
pub(crate) struct Id {
    pub(crate) text: String,
    pub(crate) place: Place,
    /// What stood there has been reported already.
    pub(crate) broken: bool,
}

/// What a block says under a key.
pub(crate) enum Slot<T> {
    Missing,
    /// The key was written, or nearly so, but its value could not be read. That has been reported.
    Broken,
    Given {
        key: Ident,
        value: T,
    },
}

impl<T> Slot<T> {
    pub(crate) fn value(&self) -> Option<&T> {
        match self {
            Self::Given { value, .. } => Some(value),
            Self::Missing | Self::Broken => None,
        }
    }

    pub(crate) fn key(&self) -> Option<&Ident> {
        match self {
            Self::Given { key, .. } => Some(key),
            Self::Missing | Self::Broken => None,
        }
    }

    pub(crate) fn into_value(self) -> Option<T> {
        match self {
            Self::Given { value, .. } => Some(value),
            Self::Missing | Self::Broken => None,
        }
    }

    fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

/// A string literal.
#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) span: Span,
}

/// A list of string literals.
pub(crate) struct List {
    pub(crate) items: Vec<Item>,
    pub(crate) span: Span,
    /// Something in it has been reported.
    pub(crate) broken: bool,
}

/// An element of a list.
pub(crate) struct Item {
    pub(crate) text: Text,
    /// It was no string: `text` is what was probably meant, and that has been reported.
    pub(crate) broken: bool,
    /// What stands before a version.
    pub(crate) attributes: Attributes,
    /// What a version has instead of its language: a block of which it is the id, with keys of [`OVERRIDES`].
    ///
    /// [`OVERRIDES`]: crate::grammar::OVERRIDES
    pub(crate) overrides: Option<Block>,
}

/// A table of string literals: names and values.
pub(crate) struct Table {
    pub(crate) pairs: Vec<(Text, Text)>,
}

/// Attributes as they are handed on.
#[derive(Clone, Default)]
pub(crate) struct Attributes {
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) deprecated: Option<Deprecated>,
}

/// `#[deprecated(note = "…")]`
#[derive(Clone)]
pub(crate) struct Deprecated {
    pub(crate) attribute: TokenStream,
    /// Why, or nothing.
    pub(crate) note: String,
}

impl List {
    /// The elements that are strings.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Text> {
        self.items.iter().filter(|item| !item.broken).map(|item| &item.text)
    }
}

/// The checked declaration: what `expand` writes out.
///
/// Beside errors it holds stand-ins for what was wrong, so that no name goes missing on top of them.
pub(crate) struct Model {
    pub(crate) root: TokenStream,
    pub(crate) export: Option<Ident>,
    pub(crate) languages: Vec<Language>,
}

pub(crate) struct Language {
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) id: String,
    pub(crate) variant: Ident,
    pub(crate) keys: Keys,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    /// The version that stands for the language, as the position of its runtime, which is there unless errors are.
    pub(crate) default: usize,
    /// The positions of the runtimes from the newest version to the oldest, unless errors have taken some away.
    pub(crate) newest_first: Vec<usize>,
    pub(crate) image_tpl: String,
    pub(crate) file_ext: String,
    pub(crate) interpreter: Vec<String>,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) example: Option<TokenStream>,
    pub(crate) example_since: Option<String>,
    pub(crate) runtimes: Vec<Runtime>,
}

/// The keys as they were written, for their spans.
pub(crate) struct Keys {
    pub(crate) name: Option<Ident>,
    pub(crate) aliases: Option<Ident>,
    pub(crate) versions: Option<Ident>,
    pub(crate) default: Option<Ident>,
    pub(crate) image_tpl: Option<Ident>,
    pub(crate) file_ext: Option<Ident>,
    pub(crate) interpreter: Option<Ident>,
    pub(crate) env: Option<Ident>,
    pub(crate) example: Option<Ident>,
    pub(crate) example_since: Option<Ident>,
}

/// What a version has instead of its language, as it was written.
#[derive(Default)]
pub(crate) struct Own {
    pub(crate) image_tpl: Option<String>,
    pub(crate) file_ext: Option<String>,
    pub(crate) interpreter: Option<Vec<String>>,
}

pub(crate) struct Runtime {
    pub(crate) version: Text,
    pub(crate) attributes: Attributes,
    pub(crate) variant: Ident,
    /// `None` where another runtime has a constant of that name, which has been reported.
    pub(crate) constant: Option<Ident>,
    /// What was written behind the version.
    pub(crate) own: Own,
    pub(crate) image: String,
    pub(crate) file_name: String,
    pub(crate) command: Vec<String>,
}
