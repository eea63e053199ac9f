//! The rules of the declaration as a whole.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

use crate::errors::{Errors, Place};
use crate::model::{Block, Declaration, Slot};

pub(super) fn check_some_language(declaration: &Declaration, errors: &mut Errors) {
    if declaration.blocks.is_empty() && declaration.removals.is_empty() && !declaration.broken {
        errors.push_help(
            Span::call_site(),
            "no language is declared",
            "write at least one, as in `python { versions: [\"3.12\"], image_tpl: \"python:{version}-slim\", \
             file_ext: \"py\", interpreter: [\"python\"] }`",
        );
    }
}

// `#[doc = include_str!("notes.md")]` is passed on unexpanded, so the compiler would look for the file in the crate that
// extends the declaration.
pub(super) fn check_documentation_travels(export: Option<&Ident>, blocks: &mut [Block], errors: &mut Errors) {
    if export.is_none() {
        return;
    }
    for block in blocks.iter_mut().filter(|block| !block.inherited) {
        block.docs.retain(|doc| check_documentation_is_text(doc, errors));
        if let Slot::Given { value: list, .. } = &mut block.versions {
            for item in &mut list.items {
                item.attributes.docs.retain(|doc| check_documentation_is_text(doc, errors));
            }
        }
    }
}

fn check_documentation_is_text(doc: &TokenStream, errors: &mut Errors) -> bool {
    let mut trees = doc.clone().into_iter();
    let (Some(first), Some(last)) = (trees.next(), trees.last()) else {
        return true;
    };
    let is_text = !calls_macro(&last);
    if !is_text {
        errors.push_help(
            Place::new(first.span(), last.span()),
            "documentation of an exported language cannot call a macro, which would run in the crates that extend it",
            "write the text itself, as in `/// text`",
        );
    }
    is_text
}

fn calls_macro(brackets: &TokenTree) -> bool {
    let is_bang = |tree: TokenTree| matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '!');
    match brackets {
        TokenTree::Group(group) => group.stream().into_iter().any(is_bang),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    }
}
