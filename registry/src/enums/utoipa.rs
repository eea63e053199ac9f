//! `OpenAPI` schemas: `utoipa::ToSchema`.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Returns the schema of a string with these values.
pub fn one_of(values: impl Iterator<Item = &'static str>, description: &str) -> RefOr<Schema> {
    let string = ObjectBuilder::new().schema_type(Type::String);
    string.enum_values(Some(values)).description(Some(description)).into()
}

#[doc(hidden)]
#[macro_export]
macro_rules! __implement_utoipa {
    ($Enum:ident, $description:literal) => {
        #[automatically_derived]
        impl $crate::__private::utoipa::PartialSchema for $Enum {
            fn schema() -> $crate::__private::utoipa::openapi::RefOr<$crate::__private::utoipa::openapi::schema::Schema>
            {
                $crate::__private::integrations::utoipa::one_of(
                    ::core::iter::Iterator::map(::core::iter::IntoIterator::into_iter($Enum::ALL), |value| {
                        value.as_str()
                    }),
                    $description,
                )
            }
        }

        #[automatically_derived]
        impl $crate::__private::utoipa::ToSchema for $Enum {
            fn name() -> $crate::__private::Cow<'static, ::core::primitive::str> {
                $crate::__private::Cow::Borrowed(::core::stringify!($Enum))
            }
        }
    };
}
