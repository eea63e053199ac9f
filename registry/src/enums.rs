//! The behaviour of the enums `Language` and `Runtime`. The procedural macro emits only tables, which the code here
//! reads.

#[cfg(feature = "clap")]
pub mod clap;
#[cfg(feature = "rusqlite")]
pub mod rusqlite;
#[cfg(feature = "schemars")]
pub mod schemars;
#[cfg(feature = "sqlx")]
pub mod sqlx;
mod text;
mod traits;
#[cfg(feature = "utoipa")]
pub mod utoipa;

pub use traits::{LanguageEnum, RuntimeEnum};

/// Implements both enums over their tables.
///
/// The user's module may define a `str`, a `Result` or a `core`, so every path here is absolute, and a trait with
/// methods on every type, so methods of the tables are called by their path. It may also define a constant `version`,
/// which would turn a parameter of that name into a pattern. A function with that name in an inner scope hides the
/// constant and leaves the parameter alone. That scope is a separate block, because the surrounding one contains the
/// user's examples, which must still see the user's constants.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement {
    (
        $Language:ident $languages:literal $language_variants:tt $language_names:expr,
        $Runtime:ident $runtimes:literal $runtime_names:expr,
        $language_of:tt $IDS:ident $FIRST:ident $INDEX:ident $CHOICE:ident $VERSIONS:ident $SPECS:ident $CONFIGS:ident
        $ENTRIES:ident $EXAMPLE_RUNS:ident $RUNTIMES:ident
    ) => {
        const _: () = {
            $crate::__hide! {
                buffer deserializer entry f id info language request runtime serializer text value version
            }

            static __LOOKUP: $crate::__private::Lookup =
                $crate::__private::Lookup::new(&$INDEX, &$CHOICE, |id, version| {
                    $crate::__private::Index::search(&$INDEX, id, version)
                });
            static __LANGUAGE_OF: [$Language; $runtimes] =
                $crate::__private::language_of($language_of, $Language::ALL, &$FIRST);

            impl $Language {
                /// Every language, in declared order.
                pub const ALL: &'static [$Language] = &$language_variants;

                /// The number of languages.
                pub const COUNT: ::core::primitive::usize = $languages;

                /// Returns the id, which requests use: the word before the language's block.
                #[must_use]
                pub const fn id(self) -> &'static ::core::primitive::str {
                    $IDS[self as ::core::primitive::usize]
                }

                /// Returns the text form, which is the id: `python`.
                #[must_use]
                pub const fn as_str(self) -> &'static ::core::primitive::str {
                    self.id()
                }

                /// Returns the language as declared.
                #[must_use]
                pub const fn spec(self) -> &'static $crate::LanguageSpec {
                    &$SPECS[self as ::core::primitive::usize]
                }

                /// Returns a runtime for each version, in declared order.
                #[must_use]
                pub const fn runtimes(self) -> &'static [$Runtime] {
                    let language = self as ::core::primitive::usize;
                    $crate::__private::slice(&$RUNTIMES, $FIRST[language], $FIRST[language + 1] - $FIRST[language])
                }

                /// Returns the runtime of the default version: the declared `default`, else the newest.
                #[must_use]
                pub const fn default_runtime(self) -> $Runtime {
                    $RUNTIMES[$CHOICE.defaults[self as ::core::primitive::usize]]
                }

                /// Returns the runtime of the newest version, which is a pre-release only if all versions are.
                #[must_use]
                pub const fn newest(self) -> $Runtime {
                    $RUNTIMES[$CHOICE.newest[self as ::core::primitive::usize]]
                }

                /// Resolves a request for a version: an exact version, or the newest version that begins with the
                /// components of the request. `latest` selects the newest version, an empty string the default. A
                /// partial version selects a pre-release only if it contains the pre-release marker, as in `3.13.0-rc`.
                ///
                /// # Errors
                ///
                /// Returns a [`LookupError`]($crate::LookupError) that names the nearest match, if any, and what is
                /// supported.
                pub fn resolve(
                    self,
                    request: &::core::primitive::str,
                ) -> ::core::result::Result<$Runtime, $crate::LookupError> {
                    $crate::__private::Lookup::resolve(&__LOOKUP, self.id(), request).map(|runtime| $RUNTIMES[runtime])
                }
            }

            impl $Runtime {
                /// Every runtime, in declared order.
                pub const ALL: &'static [$Runtime] = &$RUNTIMES;

                /// The number of runtimes.
                pub const COUNT: ::core::primitive::usize = $runtimes;

                #[doc(hidden)]
                const __REGISTRY: $crate::Registry =
                    $crate::Registry::__new(&__LOOKUP, &$SPECS, &$ENTRIES, |id, version| {
                        $crate::__private::Lookup::miss(&__LOOKUP, id, version, |runtime| &$ENTRIES[runtime])
                    });

                #[doc(hidden)]
                const __CONFIGS: &'static [$crate::RuntimeConfig] = &$CONFIGS;

                /// Returns the text form, which is the id of the language and the version: `python@3.11`.
                #[must_use]
                pub const fn as_str(self) -> &'static ::core::primitive::str {
                    $crate::__private::Index::name(&$INDEX, self as ::core::primitive::usize)
                }

                /// Returns the image, file name and command of this version.
                #[must_use]
                pub const fn config(self) -> &'static $crate::RuntimeConfig {
                    &$CONFIGS[self as ::core::primitive::usize]
                }

                /// Returns the language of this version.
                #[must_use]
                pub const fn language(self) -> $Language {
                    __LANGUAGE_OF[self as ::core::primitive::usize]
                }

                /// Returns the version as declared.
                #[must_use]
                pub const fn version(self) -> &'static ::core::primitive::str {
                    $VERSIONS[self as ::core::primitive::usize]
                }

                /// Returns the language, the version and the configuration, as data.
                #[must_use]
                pub const fn entry(self) -> &'static $crate::Entry {
                    &$ENTRIES[self as ::core::primitive::usize]
                }

                /// Returns the note of the version's `#[deprecated]`, which may be empty, or `None` if it is not
                /// deprecated.
                #[must_use]
                pub fn deprecation(self) -> ::core::option::Option<&'static ::core::primitive::str> {
                    self.entry().deprecation()
                }

                /// Returns the environment variables with which a container runs scripts. See
                /// [`Entry::env`]($crate::Entry::env).
                pub fn env(
                    self,
                ) -> impl ::core::iter::Iterator<
                    Item = (&'static ::core::primitive::str, $crate::__private::Cow<'static, ::core::primitive::str>),
                > {
                    self.entry().env()
                }

                /// Returns whether the language has an example that this version runs successfully.
                #[must_use]
                pub const fn example_runs(self) -> ::core::primitive::bool {
                    $EXAMPLE_RUNS[self as ::core::primitive::usize] != 0
                }

                /// Finds a runtime by a language's id or alias and a version, both exactly as declared.
                ///
                /// # Errors
                ///
                /// Returns a [`LookupError`]($crate::LookupError) that names the nearest match, if any, and what is
                /// supported.
                pub fn find(
                    language: &::core::primitive::str,
                    version: &::core::primitive::str,
                ) -> ::core::result::Result<$Runtime, $crate::LookupError> {
                    #[cold]
                    fn miss(
                        id: &::core::primitive::str,
                        version: &::core::primitive::str,
                    ) -> ::core::result::Result<$Runtime, $crate::LookupError> {
                        $crate::__private::Lookup::miss(&__LOOKUP, id, version, |runtime| $RUNTIMES[runtime])
                    }

                    match $crate::__private::Lookup::search(&__LOOKUP, language, version) {
                        $crate::__private::Some(runtime) => $crate::__private::Ok($RUNTIMES[runtime]),
                        $crate::__private::None => miss(language, version),
                    }
                }

                /// Resolves a request as people write it: a language alone, which selects its default version, or a
                /// language and `@`, followed by a version, the first components of a version, or `latest`.
                /// [`Registry::resolve`]($crate::Registry::resolve) describes what each selects.
                ///
                /// # Errors
                ///
                /// Returns a [`LookupError`]($crate::LookupError) that names the nearest match, if any, and what is
                /// supported, or for a request without a language, the expected form.
                pub fn resolve(text: &::core::primitive::str) -> ::core::result::Result<$Runtime, $crate::LookupError> {
                    $crate::__private::Lookup::resolve_text(&__LOOKUP, text).map(|runtime| $RUNTIMES[runtime])
                }
            }

            /// Returns the language, the version and the configuration, as data.
            #[automatically_derived]
            impl ::core::convert::From<$Runtime> for &'static $crate::Entry {
                fn from(runtime: $Runtime) -> Self {
                    runtime.entry()
                }
            }

            /// Returns the language, the version and the configuration, as data.
            #[automatically_derived]
            impl ::core::convert::From<&$Runtime> for &'static $crate::Entry {
                fn from(runtime: &$Runtime) -> Self {
                    runtime.entry()
                }
            }

            /// Finds the runtime with the entry's language and version, which may be an entry of another registry.
            #[automatically_derived]
            impl ::core::convert::TryFrom<&$crate::Entry> for $Runtime {
                type Error = $crate::LookupError;

                fn try_from(entry: &$crate::Entry) -> ::core::result::Result<$Runtime, $crate::LookupError> {
                    $Runtime::find(entry.language.id, entry.version)
                }
            }

            impl ::core::fmt::Debug for $Language {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    static __NAMES: $crate::__private::Texts = $language_names;
                    f.write_str($crate::__private::Texts::get(&__NAMES, *self as ::core::primitive::usize))
                }
            }

            impl ::core::fmt::Debug for $Runtime {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    static __NAMES: $crate::__private::Texts = $runtime_names;
                    f.write_str($crate::__private::Texts::get(&__NAMES, *self as ::core::primitive::usize))
                }
            }

            /// Reads an id or an alias: `python`.
            #[automatically_derived]
            impl ::core::str::FromStr for $Language {
                type Err = $crate::LookupError;

                fn from_str(id: &::core::primitive::str) -> ::core::result::Result<$Language, $crate::LookupError> {
                    $crate::__private::Lookup::find_language(&__LOOKUP, id).map(|language| $Language::ALL[language])
                }
            }

            /// Reads an id or an alias, and a version: `python@3.11`.
            #[automatically_derived]
            impl ::core::str::FromStr for $Runtime {
                type Err = $crate::LookupError;

                fn from_str(text: &::core::primitive::str) -> ::core::result::Result<$Runtime, $crate::LookupError> {
                    $crate::__private::Lookup::parse(&__LOOKUP, text).map(|runtime| $RUNTIMES[runtime])
                }
            }

            $crate::__implement_text!($Language, "the id of a language");
            $crate::__implement_text!($Runtime, "a runtime as language@version");
            $crate::__implement_traits!($Language, $Runtime);
            $crate::__private::implement_clap!($Language, $Runtime);
            $crate::__private::implement_rusqlite!($Language);
            $crate::__private::implement_rusqlite!($Runtime);
            $crate::__private::implement_schemars!($Language, "The id of a language.");
            $crate::__private::implement_schemars!($Runtime, "A language and a version.");
            $crate::__private::implement_sqlx!($Language);
            $crate::__private::implement_sqlx!($Runtime);
            $crate::__private::implement_utoipa!($Language, "The id of a language.");
            $crate::__private::implement_utoipa!($Runtime, "A language and a version.");
        };
    };
}

/// Takes the place of the implementations for features that are not enabled.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement_nothing {
    ($($tokens:tt)*) => {};
}

/// Hides the user's items of these names from what follows in the block.
#[doc(hidden)]
#[macro_export]
macro_rules! __hide {
    ($($name:ident)*) => {
        $(fn $name() {})*
        const _: &[fn()] = &[$($name),*];
    };
}

/// A language's example. A syntax error in the expression stops only this macro, and not the whole expansion.
#[doc(hidden)]
#[macro_export]
macro_rules! __example {
    ($example:expr) => {
        $example
    };
}
