//! Tests of generated names.

use std::collections::BTreeSet;

use proptest::prelude::*;
use quote::quote;
use syn::{Ident, Item};

use super::expand;
use crate::expand::ASSOCIATED_CONSTANTS;
use crate::names::{constant, language_variant, runtime_variant};

const IMPLEMENTATION: &str = include_str!("../../../registry/src/enums.rs");

#[test]
fn no_associated_constant_is_missing_from_the_list() {
    let words = IMPLEMENTATION.split_whitespace().collect::<Vec<_>>();
    let constants = words.windows(2).filter(|pair| pair[0] == "const").filter_map(|pair| pair[1].strip_suffix(':'));
    // No variant begins with `_`.
    let constants: BTreeSet<&str> = constants.filter(|constant| !constant.starts_with('_')).collect();
    assert!(constants.contains("ALL"), "{constants:?}");
    for constant in constants {
        assert!(ASSOCIATED_CONSTANTS.contains(&constant), "{constant}");
    }
}

// The compiler reports items that a second declaration repeats in their order.
#[test]
fn the_first_item_says_that_a_module_has_one_declaration() {
    let expansion = expand(quote! {
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    });
    let file: syn::File = syn::parse2(expansion.items).unwrap();
    let Some(Item::Mod(item)) = file.items.first() else { panic!("expected a module first") };
    assert_eq!(item.ident, "only_one_runtimes_declaration_per_module");
}

proptest! {
    // `Self` is the only reserved word that is not in lower case, and no other generated item is in upper case with a
    // `_`.
    #[test]
    fn names_are_identifiers_and_constants_collide_with_no_other_item(
        id in "[a-z][a-z0-9]{0,3}(_[a-z0-9]{1,3}){0,3}",
        version in "[A-Za-z0-9]([A-Za-z0-9._-]{0,6}[A-Za-z0-9])?",
    ) {
        let names = [language_variant(&id), runtime_variant(&id, &version), constant(&id, &version)];
        for name in &names {
            prop_assert!(syn::parse_str::<Ident>(name).is_ok(), "{name}");
            prop_assert!(name.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
        }
        let constant = &names[2];
        prop_assert!(constant.contains('_') && !constant.contains(|c: char| c.is_ascii_lowercase()), "{constant}");
    }
}
