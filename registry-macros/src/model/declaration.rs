//! The declaration as written.

use proc_macro2::{Group, Ident, Span, TokenStream};

use crate::errors::Place;
use crate::key::Key;

/// The content of `runtimes! { … }`.
pub(crate) struct Declaration {
    /// The path of the `registry` crate: the `$crate` of its wrapper macro.
    pub(crate) root: TokenStream,
    /// `export NAME;`
    pub(crate) export: Option<Ident>,
    /// `lock: …`
    pub(crate) lock: Option<TokenStream>,
    /// The declaration's own blocks, then those of its base.
    pub(crate) blocks: Vec<Block>,
    /// `..path`
    pub(crate) base: Option<Base>,
    /// `remove ID;`
    pub(crate) removals: Vec<Id>,
    /// Something other than a block was found, and reported.
    pub(crate) broken: bool,
}

/// The line that names the base.
pub(crate) struct Base {
    /// The path as written.
    pub(crate) path: String,
    /// Whether the line is also among the declaration's own tokens, because it is misplaced or malformed.
    pub(crate) is_kept: bool,
}

impl Declaration {
    /// Returns whether nothing but `export` and `lock` was read yet.
    pub(crate) fn has_no_languages(&self) -> bool {
        self.blocks.is_empty() && self.removals.is_empty() && !self.broken
    }

    /// Returns whether nothing was read yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.export.is_none() && self.has_no_languages() && self.lock.is_none()
    }
}

/// A language block: `python { … }`.
pub(crate) struct Block {
    pub(crate) docs: Vec<TokenStream>,
    /// The place of the word `override`.
    pub(crate) base_override: Option<Place>,
    /// Whether the block comes from a base.
    pub(crate) inherited: bool,
    /// The keys whose values an `override` inherits.
    pub(crate) inherited_keys: Vec<Key>,
    /// Whether the block is an `override` of nothing, which has been reported.
    pub(crate) is_unresolved: bool,
    pub(crate) id: Id,
    pub(crate) name: Slot<Text>,
    pub(crate) aliases: Slot<List>,
    pub(crate) versions: Slot<List>,
    pub(crate) default: Slot<Text>,
    pub(crate) image_tpl: Slot<Text>,
    pub(crate) file_ext: Slot<Text>,
    pub(crate) interpreter: Slot<List>,
    pub(crate) version_command: Slot<List>,
    pub(crate) env: Slot<Table>,
    pub(crate) example: Slot<TokenStream>,
    pub(crate) example_since: Slot<Text>,
    /// The values of repeated keys: one block for each, with nothing else in it.
    pub(crate) repeated: Vec<Block>,
}

impl Block {
    pub(crate) fn new(docs: Vec<TokenStream>, id: Id) -> Self {
        Self {
            docs,
            base_override: None,
            inherited: false,
            inherited_keys: Vec::new(),
            is_unresolved: false,
            id,
            name: Slot::Missing,
            aliases: Slot::Missing,
            versions: Slot::Missing,
            default: Slot::Missing,
            image_tpl: Slot::Missing,
            file_ext: Slot::Missing,
            interpreter: Slot::Missing,
            version_command: Slot::Missing,
            env: Slot::Missing,
            example: Slot::Missing,
            example_since: Slot::Missing,
            repeated: Vec::new(),
        }
    }

    fn state(&self, key: Key) -> &dyn State {
        match key {
            Key::Name => &self.name,
            Key::Aliases => &self.aliases,
            Key::Versions => &self.versions,
            Key::Default => &self.default,
            Key::ImageTpl => &self.image_tpl,
            Key::FileExt => &self.file_ext,
            Key::Interpreter => &self.interpreter,
            Key::VersionCommand => &self.version_command,
            Key::Env => &self.env,
            Key::Example => &self.example,
            Key::ExampleSince => &self.example_since,
        }
    }

    fn state_mut(&mut self, key: Key) -> &mut dyn State {
        match key {
            Key::Name => &mut self.name,
            Key::Aliases => &mut self.aliases,
            Key::Versions => &mut self.versions,
            Key::Default => &mut self.default,
            Key::ImageTpl => &mut self.image_tpl,
            Key::FileExt => &mut self.file_ext,
            Key::Interpreter => &mut self.interpreter,
            Key::VersionCommand => &mut self.version_command,
            Key::Env => &mut self.env,
            Key::Example => &mut self.example,
            Key::ExampleSince => &mut self.example_since,
        }
    }

    /// Returns whether the key was written, or nearly so.
    pub(crate) fn has(&self, key: Key) -> bool {
        !self.state(key).is_missing()
    }

    /// Returns whether the value of the key comes from a base.
    pub(crate) fn inherits(&self, key: Key) -> bool {
        self.inherited || self.inherited_keys.contains(&key)
    }

    /// Notes that an unreadable key was meant to be this one, so that this one is not reported as missing too.
    pub(crate) fn mark_broken(&mut self, key: Key) {
        self.state_mut(key).break_if_missing();
    }

    /// Returns the keys as written, for their spans.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (Key, Ident)> {
        Key::ALL.iter().filter_map(|key| Some((*key, self.state(*key).key()?.clone())))
    }
}

/// The word before a block's braces.
#[derive(Clone)]
pub(crate) struct Id {
    pub(crate) text: String,
    pub(crate) place: Place,
    /// It was not a plain word, and has been reported.
    pub(crate) broken: bool,
}

/// The value of a key.
pub(crate) enum Slot<T> {
    Missing,
    /// The key was written, or nearly so, but its value is unreadable and has been reported.
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

    pub(crate) fn into_value(self) -> Option<T> {
        match self {
            Self::Given { value, .. } => Some(value),
            Self::Missing | Self::Broken => None,
        }
    }

    /// Takes the value of another slot if this one is missing. Returns whether it did.
    pub(crate) fn complete(&mut self, other: Self) -> bool {
        let is_missing = matches!(self, Self::Missing);
        if is_missing {
            *self = other;
        }
        is_missing
    }

    pub(crate) fn fill(&mut self, key: Ident, value: Option<T>) {
        *self = value.map_or(Self::Broken, |value| Self::Given { key, value });
    }
}

/// A slot of any type.
trait State {
    fn is_missing(&self) -> bool;
    fn break_if_missing(&mut self);
    fn key(&self) -> Option<&Ident>;
}

impl<T> State for Slot<T> {
    fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    fn break_if_missing(&mut self) {
        if self.is_missing() {
            *self = Self::Broken;
        }
    }

    fn key(&self) -> Option<&Ident> {
        match self {
            Self::Given { key, .. } => Some(key),
            Self::Missing | Self::Broken => None,
        }
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
    /// `..` among the versions of an `override`.
    pub(crate) rest: Option<Rest>,
}

/// `..`, which represents the versions of the base.
pub(crate) struct Rest {
    /// The number of elements before it.
    pub(crate) at: usize,
    pub(crate) place: Place,
}

/// An element of a list.
pub(crate) struct Item {
    pub(crate) text: Text,
    /// Whether the element was not a string and has been reported. `text` is then a guess.
    pub(crate) broken: bool,
    /// The attributes before a version.
    pub(crate) attributes: Attributes,
    /// The braces after a version.
    pub(crate) braces: Option<Group>,
    /// The content of those braces: a block whose id is the version.
    pub(crate) per_version: Option<Block>,
}

/// Pairs of string literals: names and values.
pub(crate) struct Table {
    pub(crate) pairs: Vec<(Text, Text)>,
}

/// Attributes that are passed on to generated items.
#[derive(Clone, Default)]
pub(crate) struct Attributes {
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) deprecated: Option<Deprecated>,
}

/// `#[deprecated(note = "…")]`
#[derive(Clone)]
pub(crate) struct Deprecated {
    pub(crate) attribute: TokenStream,
    /// The note, or nothing.
    pub(crate) note: String,
}

impl List {
    /// The elements that are strings.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Text> {
        self.items.iter().filter(|item| !item.broken).map(|item| &item.text)
    }

    /// The values of the elements that are strings.
    pub(crate) fn values(&self) -> Vec<String> {
        self.texts().map(|text| text.value.clone()).collect()
    }
}
