//! Command-line arguments: `clap::ValueEnum`.

use clap::builder::{PossibleValue, Str};

use crate::{Entry, LanguageSpec};

/// Describes a language: its id, aliases and display name.
#[must_use]
pub fn language(spec: &'static LanguageSpec) -> PossibleValue {
    PossibleValue::new(spec.id).aliases(spec.aliases).help(spec.name)
}

/// Describes a runtime: its text form, the same with each alias, and whether it is deprecated.
#[must_use]
pub fn runtime(name: impl Into<Str>, entry: &'static Entry) -> PossibleValue {
    let Entry { language, version, .. } = entry;
    let value = PossibleValue::new(name).aliases(language.aliases.iter().map(|alias| format!("{alias}@{version}")));
    match entry.deprecation() {
        None => value.help(format!("{} {version}", language.name)),
        Some("") => value.help(format!("{} {version}, deprecated", language.name)),
        Some(note) => value.help(format!("{} {version}, deprecated: {note}", language.name)),
    }
}

#[doc(hidden)]
#[macro_export]
macro_rules! __implement_clap {
    ($Language:ident, $Runtime:ident) => {
        #[automatically_derived]
        impl $crate::__private::clap::ValueEnum for $Language {
            fn value_variants<'a>() -> &'a [$Language] {
                $Language::ALL
            }

            fn to_possible_value(&self) -> ::core::option::Option<$crate::__private::clap::builder::PossibleValue> {
                $crate::__private::Some($crate::__private::integrations::clap::language(self.spec()))
            }
        }

        #[automatically_derived]
        impl $crate::__private::clap::ValueEnum for $Runtime {
            fn value_variants<'a>() -> &'a [$Runtime] {
                $Runtime::ALL
            }

            fn to_possible_value(&self) -> ::core::option::Option<$crate::__private::clap::builder::PossibleValue> {
                $crate::__private::Some($crate::__private::integrations::clap::runtime(self.as_str(), self.entry()))
            }
        }
    };
}
