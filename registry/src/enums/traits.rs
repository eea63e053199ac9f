//! The traits of the enums, for code that works with any declaration.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Entry, LanguageSpec, LookupError, Registry, RuntimeConfig};

/// The languages of a declaration. Every `Language` that [`runtimes!`](crate::runtimes!) generates implements it.
///
/// Generic code can serve any declaration:
///
/// ```
/// use registry::{LanguageEnum, LookupError, RuntimeEnum};
///
/// /// Returns the image for a script, from its language and, if the user chose one, its version.
/// fn image<L: LanguageEnum>(language: &str, version: Option<&str>) -> Result<&'static str, LookupError> {
///     let language: L = language.parse()?;
///     let runtime = match version {
///         Some(version) => L::REGISTRY.find(language.id(), version)?,
///         None => language.default_runtime().entry(),
///     };
///     Ok(runtime.config.image)
/// }
///
/// assert_eq!(image::<registry::Language>("ruby", None)?, "ruby:3.3-alpine");
/// assert_eq!(image::<registry::Language>("ruby", Some("3.2"))?, "ruby:3.2-alpine");
/// assert_eq!(image::<registry::Language>("rubi", None).unwrap_err().suggestion(), Some("ruby"));
/// # Ok::<(), LookupError>(())
/// ```
pub trait LanguageEnum:
    Copy + Ord + Hash + Debug + Display + FromStr<Err = LookupError> + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// The versions of these languages.
    type Runtime: RuntimeEnum<Language = Self>;

    /// Every language, in declared order.
    const ALL: &'static [Self];

    /// The declaration as data.
    const REGISTRY: &'static Registry;

    /// Returns the id, which requests use: the word before the language's block.
    fn id(self) -> &'static str;

    /// Returns the language as declared.
    fn spec(self) -> &'static LanguageSpec;

    /// Returns a runtime for each version, in declared order.
    fn runtimes(self) -> &'static [Self::Runtime];

    /// Returns the runtime of the default version.
    fn default_runtime(self) -> Self::Runtime;
}

/// The runtimes of a declaration. Every `Runtime` that [`runtimes!`](crate::runtimes!) generates implements it.
///
/// ```
/// use registry::RuntimeEnum;
///
/// /// Returns every image that a declaration names, for a cache to download.
/// fn images<R: RuntimeEnum>() -> Vec<&'static str> {
///     let mut images: Vec<&str> = R::ALL.iter().map(|runtime| runtime.config().image).collect();
///     images.sort_unstable();
///     images.dedup();
///     images
/// }
///
/// assert_eq!(images::<registry::Runtime>().len(), 18);
/// ```
pub trait RuntimeEnum:
    Copy
    + Ord
    + Hash
    + Debug
    + Display
    + FromStr<Err = LookupError>
    + for<'a> TryFrom<&'a Entry, Error = LookupError>
    + Serialize
    + DeserializeOwned
    + Send
    + Sync
    + 'static
{
    /// The languages of these runtimes.
    type Language: LanguageEnum<Runtime = Self>;

    /// Every runtime, in declared order.
    const ALL: &'static [Self];

    /// The declaration as data.
    const REGISTRY: &'static Registry;

    /// Returns the text form: `python@3.11`.
    fn as_str(self) -> &'static str;

    /// Returns the image, file name and command of this version.
    fn config(self) -> &'static RuntimeConfig;

    /// Returns the language of this version.
    fn language(self) -> Self::Language;

    /// Returns the version as declared.
    fn version(self) -> &'static str;

    /// Returns the language, the version and the configuration, as data.
    fn entry(self) -> &'static Entry;
}

/// Implements the traits by calling the methods of the same names.
#[doc(hidden)]
#[macro_export]
macro_rules! __implement_traits {
    ($Language:ident, $Runtime:ident) => {
        #[automatically_derived]
        impl $crate::LanguageEnum for $Language {
            type Runtime = $Runtime;

            const ALL: &'static [$Language] = $Language::ALL;
            const REGISTRY: &'static $crate::Registry = &REGISTRY;

            fn id(self) -> &'static ::core::primitive::str {
                self.id()
            }

            fn spec(self) -> &'static $crate::LanguageSpec {
                self.spec()
            }

            fn runtimes(self) -> &'static [$Runtime] {
                self.runtimes()
            }

            fn default_runtime(self) -> $Runtime {
                self.default_runtime()
            }
        }

        #[automatically_derived]
        impl $crate::RuntimeEnum for $Runtime {
            type Language = $Language;

            const ALL: &'static [$Runtime] = $Runtime::ALL;
            const REGISTRY: &'static $crate::Registry = &REGISTRY;

            fn as_str(self) -> &'static ::core::primitive::str {
                self.as_str()
            }

            fn config(self) -> &'static $crate::RuntimeConfig {
                self.config()
            }

            fn language(self) -> $Language {
                self.language()
            }

            fn version(self) -> &'static ::core::primitive::str {
                self.version()
            }

            fn entry(self) -> &'static $crate::Entry {
                self.entry()
            }
        }
    };
}
