//! Text columns of `SQLite`: `rusqlite::types::ToSql` and `FromSql`.

use std::str::FromStr;

use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use crate::LookupError;

/// Returns the column's value for a text form.
#[must_use]
pub fn to_sql(text: &'static str) -> ToSqlOutput<'static> {
    ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
}

/// Reads the text form.
///
/// # Errors
///
/// Fails if the column does not hold text, or with the `LookupError` of that text.
pub fn from_sql<T: FromStr<Err = LookupError>>(value: ValueRef<'_>) -> FromSqlResult<T> {
    value.as_str()?.parse().map_err(|error| FromSqlError::Other(Box::new(error)))
}

#[doc(hidden)]
#[macro_export]
macro_rules! __implement_rusqlite {
    ($Enum:ident) => {
        #[automatically_derived]
        impl $crate::__private::rusqlite::types::ToSql for $Enum {
            fn to_sql(
                &self,
            ) -> $crate::__private::rusqlite::Result<$crate::__private::rusqlite::types::ToSqlOutput<'_>> {
                $crate::__private::Ok($crate::__private::integrations::rusqlite::to_sql(self.as_str()))
            }
        }

        #[automatically_derived]
        impl $crate::__private::rusqlite::types::FromSql for $Enum {
            fn column_result(
                value: $crate::__private::rusqlite::types::ValueRef<'_>,
            ) -> $crate::__private::rusqlite::types::FromSqlResult<$Enum> {
                $crate::__private::integrations::rusqlite::from_sql(value)
            }
        }
    };
}
