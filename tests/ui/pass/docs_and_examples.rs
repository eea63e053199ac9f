//! Documentation in every form, and examples from every kind of constant expression.
#![deny(missing_docs)]

const SCRIPT: &str = "a constant";

const fn script<const N: usize, T>() -> &'static str {
    "a function"
}

/// A module with a script.
pub mod deeper {
    /// A script in another module.
    pub const SCRIPT: &str = "a path";
}

registry::runtimes! {
    /// One line.
    /// Another.
    a { versions: ["1"], image_tpl: "a:1", file_ext: "x", interpreter: ["x"], example: SCRIPT }
    #[doc = "An attribute."]
    #[doc = concat!("And ", "a macro.")]
    #[doc(alias = "bee")]
    b { versions: ["1"], image_tpl: "b:1", file_ext: "x", interpreter: ["x"], example: deeper::SCRIPT, }
    /** A block. */
    c { versions: ["1"], image_tpl: "c:1", file_ext: "x", interpreter: ["x"], example: script::<2, (u8, u8)>() }
    d { versions: ["1"], image_tpl: "d:1", file_ext: "x", example: concat!("con", "cat"), interpreter: ["x"] }
    e { example: if SCRIPT.len() > 3 { "a" } else { "b" }, versions: ["1"], image_tpl: "e:1", file_ext: "x", interpreter: ["x"] }
    f { example: { const INNER: &str = "inner"; INNER }, versions: ["1"], image_tpl: "f:1", file_ext: "x", interpreter: ["x"] }
    g { example: include_str!("layout.rs"), versions: ["1"], image_tpl: "g:1", file_ext: "x", interpreter: ["x"] }
    h { example: r#"a "raw" string"#, versions: ["1"], image_tpl: "h:1", file_ext: "x", interpreter: ["x"] }
}

fn main() {
    let examples = Language::ALL.iter().map(|language| language.spec().example.unwrap());
    let expected = ["a constant", "a path", "a function", "concat", "a", "inner", include_str!("layout.rs")];
    assert!(examples.take(7).eq(expected));
}
