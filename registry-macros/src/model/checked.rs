//! The checked declaration, from which `expand` generates items.
//!
//! After errors it holds placeholders for invalid parts, so that no generated name disappears because of them.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};

use super::{Attributes, Text};
use crate::key::Key;

pub(crate) struct Model {
    pub(crate) root: TokenStream,
    pub(crate) export: Option<Ident>,
    /// The content of the lock file, as an expression.
    pub(crate) lock: Option<TokenStream>,
    /// Whether to leave it out, and all images unpinned.
    pub(crate) lock_is_off: bool,
    pub(crate) languages: Vec<Language>,
}

pub(crate) struct Language {
    pub(crate) docs: Vec<TokenStream>,
    pub(crate) id: String,
    pub(crate) variant: Ident,
    /// The keys as written, for their spans.
    pub(crate) keys: HashMap<Key, Ident>,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    /// The position of the default runtime, which exists unless errors were reported.
    pub(crate) default: usize,
    /// The place of the value of `default`, if it is valid.
    pub(crate) default_place: Option<Span>,
    /// The positions of the runtimes, in order of preference, unless errors removed some.
    pub(crate) preferred_first: Vec<usize>,
    pub(crate) image_tpl: String,
    pub(crate) file_ext: String,
    pub(crate) interpreter: Vec<String>,
    /// Empty if the key is not set.
    pub(crate) version_command: Vec<String>,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) example: Option<TokenStream>,
    pub(crate) example_since: Option<String>,
    /// The place of the value of `example_since`, if it is valid.
    pub(crate) example_since_place: Option<Span>,
    pub(crate) runtimes: Vec<Runtime>,
}

pub(crate) struct Runtime {
    pub(crate) version: Text,
    pub(crate) attributes: Attributes,
    pub(crate) variant: Ident,
    /// `None` if another runtime has a constant of that name, which has been reported.
    pub(crate) constant: Option<Ident>,
    /// The content of the braces after the version.
    pub(crate) per_version: Written,
    pub(crate) image: String,
    /// The place of the image's template, or of the version if it has its own.
    pub(crate) image_place: Span,
    pub(crate) file_name: String,
    pub(crate) command: Vec<String>,
}

/// The keys in a version's braces, as written.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) image_tpl: Option<String>,
    pub(crate) file_ext: Option<String>,
    pub(crate) interpreter: Option<Vec<String>>,
    /// The keys themselves, for their spans.
    pub(crate) keys: Vec<(Key, Ident)>,
}
