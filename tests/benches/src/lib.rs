//! Generates the source of synthetic registries of realistic size and shape: as a `runtimes!` declaration, and as the
//! code a user would write instead.

use std::fmt::Write;

/// A synthetic registry: languages and their versions.
pub struct Synthetic {
    languages: Vec<(String, Vec<String>)>,
}

impl Synthetic {
    /// Returns the languages and versions of `registry::builtin`.
    #[must_use]
    pub fn builtin() -> Self {
        let languages: [(&str, &[&str]); 5] = [
            ("python", &["3.7", "3.8", "3.9", "3.10", "3.11", "3.12"]),
            ("node", &["18", "20", "22"]),
            ("ruby", &["3.1", "3.2", "3.3"]),
            ("go", &["1.20", "1.21", "1.22"]),
            ("bash", &["5.1", "5.2", "5.3"]),
        ];
        let owned = |versions: &[&str]| versions.iter().map(|version| (*version).to_owned()).collect();
        Self { languages: languages.iter().map(|(id, versions)| ((*id).to_owned(), owned(versions))).collect() }
    }

    /// Returns a registry with this many runtimes, in one language per 30 runtimes, but at least 5 and at most 90
    /// languages. The first language has 1,066 of every 6,000 versions, as many as the largest known real one.
    #[must_use]
    pub fn of(runtimes: usize) -> Self {
        let count = (runtimes / 30).clamp(5, 90);
        let first = runtimes * 1066 / 6000;
        let languages = (0..count).map(|language| {
            let others = count - 1;
            let versions = match language {
                0 => first,
                _ => (runtimes - first) / others + usize::from(language <= (runtimes - first) % others),
            };
            (id(language), (0..versions).map(version).collect())
        });
        Self { languages: languages.collect() }
    }

    /// Returns a registry with this many languages, each with this many versions.
    #[must_use]
    pub fn uniform(languages: usize, versions: usize) -> Self {
        let language = |n| (id(n), (0..versions).map(version).collect());
        Self { languages: (0..languages).map(language).collect() }
    }

    /// Iterates over the language and version of each runtime.
    pub fn runtimes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.languages.iter().flat_map(|(id, versions)| versions.iter().map(|version| (id.as_str(), version.as_str())))
    }

    /// Returns the registry as a `runtimes!` declaration.
    #[must_use]
    pub fn declaration(&self) -> String {
        let mut source = String::from("registry::runtimes! {\n");
        for (id, versions) in &self.languages {
            let aliases = aliases(id);
            let _ = writeln!(
                source,
                "    {id} {{ aliases: {aliases:?}, versions: {versions:?}, image_tpl: \"{id}:{{version}}-slim\", file_ext: \"{id}\", interpreter: [\"{id}\"] }}",
            );
        }
        source + "}\n"
    }

    /// Returns a lock file for the declaration, sorted as `runtimes lock` writes it.
    #[must_use]
    pub fn lock_file(&self) -> String {
        let image = |id: &str, version: &str| format!("{id}:{version}-slim {id}");
        let languages = self.languages.iter();
        let images = languages.flat_map(|(id, versions)| versions.iter().map(move |version| image(id, version)));
        let mut images: Vec<String> = images.collect();
        images.sort_unstable();
        let mut lock = String::new();
        for (n, image) in images.iter().enumerate() {
            let _ = writeln!(lock, "{image}@sha256:{n:064x} linux/amd64,linux/arm64/v8");
        }
        lock
    }

    /// Returns the registry as a declaration whose languages have every optional key, and whose first versions are
    /// deprecated.
    #[must_use]
    pub fn full_declaration(&self) -> String {
        let mut source = String::from("registry::runtimes! {\n");
        for (id, versions) in &self.languages {
            let quoted: Vec<String> = versions.iter().map(|version| format!("{version:?}")).collect();
            let versions = quoted.join(", ");
            let example = format!("print(\"a line of {id}\") # a comment\n").repeat(30);
            let _ = writeln!(
                source,
                "    {id} {{ name: \"The {id} language\", aliases: [\"{id}-script\"], \
                 versions: [#[deprecated(note = \"end of life 2025-12-31\")] {versions}], \
                 image_tpl: \"registry.example/languages/{id}:{{version}}-slim\", file_ext: \"{id}\", \
                 interpreter: [\"{id}\", \"run\"], env: {{ \"CACHE\": \"/tmp/{id}-{{version}}\" }}, example: {example:?} }}",
            );
        }
        source + "}\n"
    }

    /// Returns the same data written by hand: enums with the usual derives, and a static table.
    #[must_use]
    pub fn by_hand(&self) -> String {
        let derives = "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n";
        let mut languages = String::new();
        let mut runtimes = String::new();
        let mut rows = String::new();
        for (id, versions) in &self.languages {
            let language = camel(id);
            let _ = writeln!(languages, "    {language},");
            for version in versions {
                let _ = writeln!(runtimes, "    {language}_{},", version.replace(['.', '-'], "_"));
                let _ = writeln!(
                    rows,
                    "    Entry {{ language: Language::{language}, version: \"{version}\", config: RuntimeConfig {{ \
                     image: \"{id}:{version}-slim\", file_name: \"main.{id}\", command: &[\"{id}\", \"/scripts/main.{id}\"] }} }},",
                );
            }
        }
        let count = self.runtimes().count();
        format!(
            "pub struct RuntimeConfig {{ pub image: &'static str, pub file_name: &'static str, pub command: &'static [&'static str] }}\n\
             pub struct Entry {{ pub language: Language, pub version: &'static str, pub config: RuntimeConfig }}\n\
             {derives}pub enum Language {{\n{languages}}}\n\
             {derives}#[allow(non_camel_case_types)]\npub enum Runtime {{\n{runtimes}}}\n\
             pub static TABLE: [Entry; {count}] = [\n{rows}];\n"
        )
    }

    /// Returns the other generated items a user would write by hand: constants, methods and impls. They extend the
    /// output of [`by_hand`](Self::by_hand).
    #[must_use]
    pub fn by_hand_items(&self) -> String {
        let mut ids = String::new();
        let mut all = String::new();
        let mut constants = String::new();
        let mut runtimes = String::new();
        let mut defaults = String::new();
        for (language, (id, versions)) in self.languages.iter().enumerate() {
            let variant = camel(id);
            let _ = writeln!(ids, "            Self::{variant} => {id:?},");
            let _ = write!(all, "Self::{variant}, ");
            if let Some(last) = versions.last() {
                let _ = writeln!(
                    defaults,
                    "            Self::{variant} => Runtime::{variant}_{},",
                    last.replace(['.', '-'], "_")
                );
            }
            for version in versions {
                let _ = write!(runtimes, "Self::{variant}_{}, ", version.replace(['.', '-'], "_"));
                let position = self.languages[..language].iter().map(|(_, versions)| versions.len()).sum::<usize>()
                    + versions.iter().position(|other| other == version).unwrap_or(0);
                let name = format!("{id}_{version}").to_uppercase().replace(['.', '-'], "_");
                let _ = writeln!(constants, "pub const {name}: RuntimeConfig = TABLE[{position}].config;");
            }
        }
        format!(
            "{constants}\
             impl Clone for RuntimeConfig {{ fn clone(&self) -> Self {{ *self }} }}\n\
             impl Copy for RuntimeConfig {{}}\n\
             impl Language {{\n    pub const ALL: &'static [Self] = &[{all}];\n    \
             pub const fn id(self) -> &'static str {{\n        match self {{\n{ids}        }}\n    }}\n}}\n\
             impl Language {{\n    pub const fn default_runtime(self) -> Runtime {{\n        match self {{\n{defaults}        }}\n    }}\n}}\n\
             impl std::str::FromStr for Runtime {{\n    type Err = String;\n    \
             fn from_str(text: &str) -> Result<Self, String> {{\n        \
             let (language, version) = text.split_once('@').ok_or_else(|| format!(\"malformed {{text}}\"))?;\n        \
             Self::find(language, version).map(|n| Self::ALL[n]).ok_or_else(|| format!(\"unknown {{text}}\"))\n    }}\n}}\n\
             impl Runtime {{\n    pub const ALL: &'static [Self] = &[{runtimes}];\n    \
             pub const fn config(self) -> &'static RuntimeConfig {{ &TABLE[self as usize].config }}\n    \
             pub const fn language(self) -> Language {{ TABLE[self as usize].language }}\n    \
             pub const fn version(self) -> &'static str {{ TABLE[self as usize].version }}\n    \
             pub fn find(language: &str, version: &str) -> Option<usize> {{\n        \
             TABLE.iter().position(|entry| entry.language.id() == language && entry.version == version)\n    }}\n}}\n\
             impl std::fmt::Display for Language {{\n    \
             fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{ f.pad(self.id()) }}\n}}\n\
             impl std::fmt::Display for Runtime {{\n    \
             fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{\n        \
             write!(f, \"{{}}@{{}}\", self.language(), self.version())\n    }}\n}}\n\
             impl std::str::FromStr for Language {{\n    type Err = String;\n    \
             fn from_str(id: &str) -> Result<Self, String> {{\n        \
             Self::ALL.iter().copied().find(|language| language.id() == id).ok_or_else(|| format!(\"unknown {{id}}\"))\n    }}\n}}\n"
        )
    }

    /// Returns a function that maps a language and a version to a position with nested `match` expressions.
    #[must_use]
    pub fn nested_match(&self) -> String {
        let mut source = String::from(
            "#[inline(never)]\npub fn find(language: &str, version: &str) -> Option<u16> {\n    match language {\n",
        );
        let mut position = 0;
        for (id, versions) in &self.languages {
            let _ = writeln!(source, "        {id:?} => match version {{");
            for version in versions {
                let _ = writeln!(source, "            {version:?} => Some({position}),");
                position += 1;
            }
            source.push_str("            _ => None,\n        },\n");
        }
        source + "        _ => None,\n    }\n}\n"
    }

    /// Returns nested `phf` maps from a language and a version to a position.
    #[must_use]
    pub fn nested_phf(&self) -> String {
        let mut source = String::from("pub static MAP: phf::Map<&str, phf::Map<&str, u16>> = phf::phf_map! {\n");
        let mut position = 0;
        for (id, versions) in &self.languages {
            let _ = writeln!(source, "    {id:?} => phf::phf_map! {{");
            for version in versions {
                let _ = writeln!(source, "        {version:?} => {position}_u16,");
                position += 1;
            }
            source.push_str("    },\n");
        }
        source + "};\n"
    }
}

const IDS: [&str; 40] = [
    "python",
    "node",
    "ruby",
    "go",
    "bash",
    "rust",
    "java",
    "kotlin",
    "scala",
    "php",
    "perl",
    "lua",
    "elixir",
    "erlang",
    "haskell",
    "ocaml",
    "swift",
    "dart",
    "julia",
    "r",
    "c",
    "cpp",
    "csharp",
    "fsharp",
    "clojure",
    "crystal",
    "nim",
    "zig",
    "groovy",
    "deno",
    "bun",
    "typescript",
    "racket",
    "scheme",
    "prolog",
    "fortran",
    "pascal",
    "octave",
    "tcl",
    "awk",
];

fn id(language: usize) -> String {
    IDS.get(language).map_or_else(|| format!("lang{language}"), |id| (*id).to_owned())
}

// Shaped like real image tags: mostly three numbers, some with two or one, and a few pre-releases.
fn version(number: usize) -> String {
    let (major, minor, patch) = (number / 200 + 1, number / 10 % 20, number % 10);
    match patch {
        0 if minor == 0 => format!("{major}"),
        0 => format!("{major}.{minor}"),
        9 if minor % 4 == 0 => format!("{major}.{minor}.0-rc1"),
        _ => format!("{major}.{minor}.{patch}"),
    }
}

fn camel(id: &str) -> String {
    id[..1].to_uppercase() + &id[1..]
}

/// Returns the built-in aliases. The languages of larger registries have none.
fn aliases(id: &str) -> &'static [&'static str] {
    match id {
        "python" => &["py", "python3"],
        "node" => &["javascript", "js", "nodejs"],
        "ruby" => &["rb"],
        "go" => &["golang"],
        "bash" => &["sh"],
        _ => &[],
    }
}
