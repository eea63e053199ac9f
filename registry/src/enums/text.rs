//! Everything that follows from an enum's text form, which is `as_str`, and its `FromStr`.

/// Implements conversions to and from text, and serde's traits.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement_text {
    ($Enum:ident, $expected:literal) => {
        /// Writes the text form.
        #[automatically_derived]
        impl ::core::fmt::Display for $Enum {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        /// Returns the text form.
        #[automatically_derived]
        impl ::core::convert::AsRef<::core::primitive::str> for $Enum {
            fn as_ref(&self) -> &::core::primitive::str {
                self.as_str()
            }
        }

        /// Returns the text form.
        #[automatically_derived]
        impl ::core::convert::From<$Enum> for &'static ::core::primitive::str {
            fn from(value: $Enum) -> Self {
                value.as_str()
            }
        }

        /// Reads the text form, like `FromStr`.
        #[automatically_derived]
        impl ::core::convert::TryFrom<&::core::primitive::str> for $Enum {
            type Error = $crate::LookupError;

            fn try_from(text: &::core::primitive::str) -> ::core::result::Result<$Enum, $crate::LookupError> {
                ::core::str::FromStr::from_str(text)
            }
        }

        /// Reads the text form, like `FromStr`.
        #[automatically_derived]
        impl ::core::convert::TryFrom<$crate::__private::String> for $Enum {
            type Error = $crate::LookupError;

            fn try_from(text: $crate::__private::String) -> ::core::result::Result<$Enum, $crate::LookupError> {
                ::core::str::FromStr::from_str(&text)
            }
        }

        /// Serializes the text form.
        #[automatically_derived]
        impl $crate::__private::serde::Serialize for $Enum {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// Deserializes the text form.
        #[automatically_derived]
        impl<'de> $crate::__private::serde::Deserialize<'de> for $Enum {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<$Enum, D::Error> {
                $crate::__private::deserialize($expected, deserializer)
            }
        }
    };
}
