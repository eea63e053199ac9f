//! The rule of the declaration as a whole.

use proc_macro2::Span;

use crate::errors::Errors;
use crate::model::Declaration;

pub(super) fn check_some_language(declaration: &Declaration, errors: &mut Errors) {
    if declaration.blocks.is_empty() && !declaration.broken {
        errors.push_help(
            Span::call_site(),
            "no language is declared",
            "write at least one, as in `python { versions: [\"3.12\"], image_tpl: \"python:{version}-slim\", \
             file_ext: \"py\", interpreter: [\"python\"] }`",
        );
    }
}
