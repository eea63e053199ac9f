//! A library with a public registry, a private one, and one inside a function.

/// Re-exports the macro, for crates that do not depend on `registry` themselves.
pub use languages::runtimes;

/// A public registry.
pub mod scripts {
    languages::runtimes! {
        /// Compiled before it runs.
        rust {
            name: "Rust",
            versions: ["1.75", "1.76", "1.77"],
            image_tpl: "rust:{version}-slim",
            file_ext: "rs",
            interpreter: ["rustc", "-o", "/tmp/main", "{file}", "&&", "/tmp/main"],
            example: EXAMPLE,
        }
        /// A keyword of some editions.
        gen {
            versions: ["1.0-RC1", "2.x"],
            image_tpl: "example.com:5000/team/gen:{version}",
            file_ext: "g",
            interpreter: ["gen{version}", "`{file}`"],
        }
    }

    /// An example script, as a constant next to the declaration.
    const EXAMPLE: &str = "fn main() {}";
}

mod private {
    languages::runtimes! {
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

/// Describes the language of a runtime with an exhaustive `match`.
#[must_use]
pub fn name(runtime: scripts::Runtime) -> &'static str {
    match runtime.language() {
        scripts::Language::Rust => "a systems language",
        scripts::Language::Gen => "a generator",
    }
}

/// Returns the image of a runtime in the private registry.
///
/// # Errors
///
/// Returns an error if `text` does not name a runtime.
pub fn private_image(text: &str) -> Result<&'static str, languages::LookupError> {
    let runtime: private::Runtime = text.parse()?;
    Ok(runtime.config().image)
}

/// Returns the number of runtimes in a declaration inside this function.
#[must_use]
pub fn inside_a_function() -> usize {
    languages::runtimes! {
        perl { versions: ["5.36", "5.38"], image_tpl: "perl:{version}", file_ext: "pl", interpreter: ["perl"] }
    }
    Runtime::ALL.len()
}

#[cfg(test)]
mod tests {
    use super::scripts::{Language, Runtime, GEN_1_0_RC1, REGISTRY, RUST_1_77};

    #[test]
    fn a_renamed_dependency_works() {
        assert_eq!(RUST_1_77.image, "rust:1.77-slim");
        assert_eq!(GEN_1_0_RC1.command, ["gen1.0-RC1", "`/scripts/main.g`"]);
        assert_eq!(Language::Rust.spec().example, Some("fn main() {}"));
        assert_eq!(REGISTRY.find("gen", "2.x").map(|entry| entry.config), Ok(Runtime::Gen2X.config()));
        assert_eq!(super::name(Runtime::Gen2X), "a generator");
        assert_eq!(super::private_image("lua@5.4"), Ok("lua:5.4"));
        assert_eq!(super::inside_a_function(), 2);
        assert_eq!(languages::REGISTRY.entries().len(), 18);
    }
}
