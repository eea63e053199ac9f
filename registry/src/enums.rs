//! The behaviour of the enums `Language` and `Runtime`, the same for every declaration: the procedural macro emits the
//! tables, and this is what reads them.

/// Implements both enums over their tables.
///
/// A user's module may have items named `str`, `Result` or `core` of its own, so every path here is absolute; and it may
/// have a constant `version`, which a parameter of that name would be read as, so they are names that nobody has.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement {
    (
        $Language:ident $languages:literal $language_variants:tt $language_names:expr,
        $Runtime:ident $runtimes:literal $runtime_variants:tt $runtime_names:expr,
        $language_of:tt $IDS:ident $FIRST:ident $INDEX:ident $CHOICE:ident $VERSIONS:ident $SPECS:ident $CONFIGS:ident $EXAMPLE_RUNS:ident
    ) => {
        static __LOOKUP: $crate::__private::Lookup =
            $crate::__private::Lookup::new(&$INDEX, &$CHOICE, |__id, __version| $INDEX.search(__id, __version));
        static __RUNTIMES: [$Runtime; $runtimes] = $runtime_variants;
        static __LANGUAGE_OF: [$Language; $runtimes] =
            $crate::__private::language_of($language_of, $Language::ALL, &$FIRST);
        static __ENTRIES: [$crate::Entry; $runtimes] =
            $crate::__private::entries(&$SPECS, &$FIRST, &$VERSIONS, &$CONFIGS);

        impl $Language {
            /// Every language, in declared order.
            pub const ALL: &'static [$Language] = &$language_variants;

            /// What a request says: the word before the language's block.
            #[must_use]
            pub const fn id(self) -> &'static ::core::primitive::str {
                $IDS[self as ::core::primitive::usize]
            }

            /// The language as it was declared.
            #[must_use]
            pub const fn spec(self) -> &'static $crate::LanguageSpec {
                &$SPECS[self as ::core::primitive::usize]
            }

            /// A runtime for each version, in declared order.
            #[must_use]
            pub const fn runtimes(self) -> &'static [$Runtime] {
                let __language = self as ::core::primitive::usize;
                $crate::__private::slice(&__RUNTIMES, $FIRST[__language], $FIRST[__language + 1] - $FIRST[__language])
            }

            /// The runtime that stands for the language: of the version declared as `default`, else the newest.
            #[must_use]
            pub const fn default_runtime(self) -> $Runtime {
                __RUNTIMES[$CHOICE.defaults[self as ::core::primitive::usize]]
            }

            /// The runtime of the newest version, or if all of them are pre-releases, of the newest of those.
            #[must_use]
            pub const fn newest(self) -> $Runtime {
                __RUNTIMES[$CHOICE.newest[self as ::core::primitive::usize]]
            }

            /// The runtime that a request means: of its exact version, else of the newest that begins with its components.
            /// `latest` is the newest and nothing the default; a pre-release is meant only by its name.
            ///
            /// # Errors
            ///
            /// A [`LookupError`]($crate::LookupError) that names the nearest match and what there is.
            pub fn resolve(
                self,
                version_request: &::core::primitive::str,
            ) -> ::core::result::Result<$Runtime, $crate::LookupError> {
                __LOOKUP.resolve(self.id(), version_request).map(|__runtime| __RUNTIMES[__runtime])
            }
        }

        impl $Runtime {
            /// Every runtime, in declared order.
            pub const ALL: &'static [$Runtime] = &__RUNTIMES;

            #[doc(hidden)]
            const __REGISTRY: $crate::Registry = $crate::Registry::__new(&__LOOKUP, &$SPECS, &__ENTRIES);

            #[doc(hidden)]
            const fn __config(__runtime: ::core::primitive::usize) -> $crate::RuntimeConfig {
                $CONFIGS[__runtime]
            }

            /// What a pod needs to run this version.
            #[must_use]
            pub const fn config(self) -> &'static $crate::RuntimeConfig {
                &$CONFIGS[self as ::core::primitive::usize]
            }

            /// The language that this is a version of.
            #[must_use]
            pub const fn language(self) -> $Language {
                __LANGUAGE_OF[self as ::core::primitive::usize]
            }

            /// The version, as it was declared.
            #[must_use]
            pub const fn version(self) -> &'static ::core::primitive::str {
                $VERSIONS[self as ::core::primitive::usize]
            }

            /// The language, the version and what a pod needs, as data.
            #[must_use]
            pub const fn entry(self) -> &'static $crate::Entry {
                &__ENTRIES[self as ::core::primitive::usize]
            }

            /// Why the version is deprecated, if it is: the note of its `#[deprecated]`.
            #[must_use]
            pub fn deprecation(self) -> ::core::option::Option<&'static ::core::primitive::str> {
                self.entry().deprecation()
            }

            /// Whether the language has an example and it runs to its end on this version, with exit code 0.
            #[must_use]
            pub const fn example_runs(self) -> ::core::primitive::bool {
                $EXAMPLE_RUNS[self as ::core::primitive::usize] != 0
            }

            /// The runtime of a language's id and a version, both exactly as they were declared.
            ///
            /// # Errors
            ///
            /// A [`LookupError`]($crate::LookupError) that names the nearest match and what there is.
            pub fn find(
                language_id: &::core::primitive::str,
                version_text: &::core::primitive::str,
            ) -> ::core::result::Result<$Runtime, $crate::LookupError> {
                __LOOKUP.find(language_id, version_text).map(|__runtime| __RUNTIMES[__runtime])
            }
        }

        /// The language, the version and what a pod needs, as data.
        #[automatically_derived]
        impl ::core::convert::From<$Runtime> for &'static $crate::Entry {
            fn from(__runtime: $Runtime) -> Self {
                __runtime.entry()
            }
        }

        impl ::core::fmt::Debug for $Language {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                static NAMES: $crate::__private::Texts = $language_names;
                __f.write_str(NAMES.get(*self as ::core::primitive::usize))
            }
        }

        impl ::core::fmt::Debug for $Runtime {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                static NAMES: $crate::__private::Texts = $runtime_names;
                __f.write_str(NAMES.get(*self as ::core::primitive::usize))
            }
        }

        /// Writes the id: `python`.
        #[automatically_derived]
        impl ::core::fmt::Display for $Language {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __f.pad(self.id())
            }
        }

        /// Writes the id and the version: `python@3.11`.
        #[automatically_derived]
        impl ::core::fmt::Display for $Runtime {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::fmt_runtime(self.language().id(), self.version(), __f)
            }
        }

        /// Reads an id: `python`.
        #[automatically_derived]
        impl ::core::str::FromStr for $Language {
            type Err = $crate::LookupError;

            fn from_str(__id: &::core::primitive::str) -> ::core::result::Result<$Language, $crate::LookupError> {
                __LOOKUP.find_language(__id).map(|__language| $Language::ALL[__language])
            }
        }

        /// Reads an id and a version: `python@3.11`.
        #[automatically_derived]
        impl ::core::str::FromStr for $Runtime {
            type Err = $crate::LookupError;

            fn from_str(__text: &::core::primitive::str) -> ::core::result::Result<$Runtime, $crate::LookupError> {
                __LOOKUP.parse(__text).map(|__runtime| __RUNTIMES[__runtime])
            }
        }

        $crate::__implement_serde!($Language, "the id of a language");
        $crate::__implement_serde!($Runtime, "a runtime as language@version");
    };
}

/// Serializes an enum as its `Display` writes it, and deserializes what its `FromStr` reads.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement_serde {
    ($Enum:ident, $expected:literal) => {
        #[automatically_derived]
        impl $crate::__private::serde_core::Serialize for $Enum {
            fn serialize<S: $crate::__private::serde_core::Serializer>(
                &self,
                __serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                __serializer.collect_str(self)
            }
        }

        #[automatically_derived]
        impl<'de> $crate::__private::serde_core::Deserialize<'de> for $Enum {
            fn deserialize<D: $crate::__private::serde_core::Deserializer<'de>>(
                __deserializer: D,
            ) -> ::core::result::Result<$Enum, D::Error> {
                $crate::__private::deserialize($expected, __deserializer)
            }
        }
    };
}

/// A language's example. The compiler reads the expression here, where a mistake in it takes nothing else along.
#[doc(hidden)]
#[macro_export]
macro_rules! __example {
    ($example:expr) => {
        $example
    };
}
