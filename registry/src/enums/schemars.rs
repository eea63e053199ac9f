//! JSON schemas: `schemars::JsonSchema`.

use schemars::{Schema, json_schema};

/// Returns the schema of a string with these values.
pub fn one_of(values: impl Iterator<Item = &'static str>, description: &str) -> Schema {
    json_schema!({ "description": description, "type": "string", "enum": values.collect::<Vec<_>>() })
}

#[doc(hidden)]
#[macro_export]
macro_rules! __implement_schemars {
    ($Enum:ident, $description:literal) => {
        #[automatically_derived]
        impl $crate::__private::schemars::JsonSchema for $Enum {
            fn schema_name() -> $crate::__private::Cow<'static, ::core::primitive::str> {
                $crate::__private::Cow::Borrowed(::core::stringify!($Enum))
            }

            // Enums of several declarations have the same name.
            fn schema_id() -> $crate::__private::Cow<'static, ::core::primitive::str> {
                $crate::__private::Cow::Borrowed(::core::concat!(
                    ::core::module_path!(),
                    "::",
                    ::core::stringify!($Enum)
                ))
            }

            fn json_schema(
                _: &mut $crate::__private::schemars::SchemaGenerator,
            ) -> $crate::__private::schemars::Schema {
                $crate::__private::integrations::schemars::one_of(
                    ::core::iter::Iterator::map(::core::iter::IntoIterator::into_iter($Enum::ALL), |value| {
                        value.as_str()
                    }),
                    $description,
                )
            }
        }
    };
}
