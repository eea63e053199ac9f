//! The keys of a language block.

use registry_shared::template::Placeholder;

/// Defines [`Key`] from one row per key, so that no list of keys can miss one.
macro_rules! keys {
    ($($(#[$doc:meta])* $Key:ident $name:literal $kind:expr, $presence:ident, $scope:ident;)*) => {
        /// A key of a language block, in the order in which errors list them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Key {
            $($(#[$doc])* $Key,)*
        }

        impl Key {
            /// Every key.
            pub(crate) const ALL: &[Self] = &[$(Self::$Key),*];

            /// The word before the colon, which is also the field of `LanguageSpec`.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$Key => $name,)*
                }
            }

            /// The kind of its value.
            pub(crate) const fn kind(self) -> Kind {
                match self {
                    $(Self::$Key => $kind,)*
                }
            }

            const fn presence(self) -> Presence {
                match self {
                    $(Self::$Key => Presence::$presence,)*
                }
            }

            const fn scope(self) -> Scope {
                match self {
                    $(Self::$Key => Scope::$scope,)*
                }
            }
        }
    };
}

keys! {
    /// The display name.
    Name "name" Kind::Text, Optional, Language;
    /// Other names that requests may use.
    Aliases "aliases" Kind::List(Element::Alias), Optional, Language;
    /// The versions.
    Versions "versions" Kind::List(Element::Version), Required, Language;
    /// The version that a request without one selects.
    Default "default" Kind::Text, Optional, Language;
    /// The image reference, with a placeholder for the version.
    ImageTpl "image_tpl" Kind::Text, Required, Anywhere;
    /// The extension of the script's file name.
    FileExt "file_ext" Kind::Text, Required, Anywhere;
    /// The program and its arguments.
    Interpreter "interpreter" Kind::List(Element::Argument(Argv::Interpreter)), Required, Anywhere;
    /// The program that prints its version, and its arguments.
    VersionCommand "version_command" Kind::List(Element::Argument(Argv::VersionCommand)), Optional, Language;
    /// Environment variables.
    Env "env" Kind::Table, Optional, Language;
    /// An example script.
    Example "example" Kind::Expression, Optional, Language;
    /// The first version that runs the example.
    ExampleSince "example_since" Kind::Text, Optional, Language;
}

/// The form of a key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A string.
    Text,
    /// A list of strings.
    List(Element),
    /// Names and values, both strings.
    Table,
    /// Any expression that is a constant `&str`.
    Expression,
}

/// The elements of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    Alias,
    Version,
    Argument(Argv),
}

/// A program and its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argv {
    /// Runs a script, whose path any argument may contain. It may have several steps.
    Interpreter,
    /// Prints the version of a program, without a script.
    VersionCommand,
}

/// Whether every block needs the key.
#[derive(PartialEq, Eq)]
enum Presence {
    Required,
    Optional,
}

/// Where a key may be set.
#[derive(PartialEq, Eq)]
enum Scope {
    /// Only in a language's block.
    Language,
    /// Also in the braces after a version.
    Anywhere,
}

impl Key {
    /// Returns the key of that name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// The names of some keys.
    pub(crate) fn names(keys: impl IntoIterator<Item = Self>) -> impl Iterator<Item = &'static str> {
        keys.into_iter().map(Self::name)
    }

    /// The keys that every block needs.
    pub(crate) fn required() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|key| key.presence() == Presence::Required)
    }

    /// Whether the braces after a version may set the key.
    pub(crate) fn is_per_version(self) -> bool {
        self.scope() == Scope::Anywhere
    }
}

impl Element {
    /// The key whose value is a list of these.
    pub(crate) const fn key(self) -> Key {
        match self {
            Self::Alias => Key::Aliases,
            Self::Version => Key::Versions,
            Self::Argument(argv) => argv.key(),
        }
    }
}

impl Argv {
    /// The key whose value is this command.
    pub(crate) const fn key(self) -> Key {
        match self {
            Self::Interpreter => Key::Interpreter,
            Self::VersionCommand => Key::VersionCommand,
        }
    }

    /// The placeholders of its arguments.
    pub(crate) const fn placeholders(self) -> &'static [Placeholder] {
        match self {
            Self::Interpreter => &Placeholder::ALL,
            Self::VersionCommand => &[Placeholder::Version],
        }
    }
}
