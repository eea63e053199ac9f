//! Text columns of databases: `sqlx::Type`, `Encode` and `Decode`.

use std::str::FromStr;

use sqlx::error::BoxDynError;

use crate::LookupError;

/// Reads the text form.
///
/// # Errors
///
/// Fails with the `LookupError` of the text.
pub fn read<T: FromStr<Err = LookupError>>(text: &str) -> Result<T, BoxDynError> {
    Ok(text.parse()?)
}

#[doc(hidden)]
#[macro_export]
macro_rules! __implement_sqlx {
    ($Enum:ident) => {
        #[automatically_derived]
        impl<DB: $crate::__private::sqlx::Database> $crate::__private::sqlx::Type<DB> for $Enum
        where
            $crate::__private::String: $crate::__private::sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <$crate::__private::String as $crate::__private::sqlx::Type<DB>>::type_info()
            }

            fn compatible(info: &DB::TypeInfo) -> ::core::primitive::bool {
                <$crate::__private::String as $crate::__private::sqlx::Type<DB>>::compatible(info)
            }
        }

        #[automatically_derived]
        impl<'q, DB: $crate::__private::sqlx::Database> $crate::__private::sqlx::Encode<'q, DB> for $Enum
        where
            &'static ::core::primitive::str: $crate::__private::sqlx::Encode<'q, DB>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut DB::ArgumentBuffer,
            ) -> ::core::result::Result<
                $crate::__private::sqlx::encode::IsNull,
                $crate::__private::sqlx::error::BoxDynError,
            > {
                <&'static ::core::primitive::str as $crate::__private::sqlx::Encode<'q, DB>>::encode(
                    self.as_str(),
                    buffer,
                )
            }
        }

        #[automatically_derived]
        impl<'r, DB: $crate::__private::sqlx::Database> $crate::__private::sqlx::Decode<'r, DB> for $Enum
        where
            $crate::__private::String: $crate::__private::sqlx::Decode<'r, DB>,
        {
            fn decode(
                value: DB::ValueRef<'r>,
            ) -> ::core::result::Result<$Enum, $crate::__private::sqlx::error::BoxDynError> {
                let text = <$crate::__private::String as $crate::__private::sqlx::Decode<'r, DB>>::decode(value)?;
                $crate::__private::integrations::sqlx::read(&text)
            }
        }
    };
}
