//! The module defines items with the names of everything an expansion might refer to.
#![allow(dead_code, unused_macros, non_camel_case_types, nonstandard_style)]

mod scripts {
    pub struct Result;
    pub struct Option;
    pub struct String;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Vec;
    pub struct Self_;
    pub struct str;
    pub struct usize;
    pub struct bool;
    pub struct u8;
    pub struct Python;
    pub struct Python3_11;
    pub struct RuntimeConfig;
    pub struct LanguageSpec;
    pub struct Registry;
    pub struct LookupError;
    pub trait Clone {}
    pub trait Copy {}
    pub trait Debug {}
    pub trait FromStr {}
    pub trait Into {}
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub mod registry {}
    pub mod serde {}
    pub mod __private {}
    pub struct Entry;
    pub struct Index;
    pub struct Lookup;
    pub struct Texts;
    pub struct Formatter;
    pub struct Serialize;
    pub trait From {}
    // A parameter with the name of a constant, a static or a unit struct would be a pattern.
    pub struct f;
    pub static text: u32 = 1;
    pub const configs: u32 = 1;
    pub const deserializer: u32 = 1;
    pub const error: u32 = 1;
    pub const expected: u32 = 1;
    pub const first: u32 = 1;
    pub const id: u32 = 1;
    pub const language: u32 = 1;
    pub const language_id: u32 = 1;
    pub const miss: u32 = 1;
    pub const name: u32 = 1;
    pub const position: u32 = 1;
    pub const request: u32 = 1;
    pub const runtime: u32 = 1;
    pub const serializer: u32 = 1;
    pub const value: u32 = 1;
    pub const version: u32 = 1;
    pub const version_request: u32 = 1;
    pub const version_text: u32 = 1;
    pub const __f: u32 = 1;
    pub const __id: u32 = 1;
    pub const __language: u32 = 1;
    pub const __position: u32 = 1;
    pub const __request: u32 = 1;
    pub const __runtime: u32 = 1;
    pub const __serializer: u32 = 1;
    pub const __text: u32 = 1;
    pub const __version: u32 = 1;
    pub const IDS: u32 = 1;
    pub const NAMES: u32 = 1;
    pub const SPECS: u32 = 1;
    pub const __PRIVATE: u32 = 1;
    pub static VERSIONS: u32 = 2;
    pub const EXAMPLE: &'static ::core::primitive::str = "an example";

    macro_rules! compile_error { () => {}; }
    macro_rules! derive { () => {}; }
    macro_rules! write { () => {}; }
    macro_rules! format { () => {}; }
    macro_rules! example { () => {}; }
    macro_rules! implement { () => {}; }
    macro_rules! vec { () => {}; }
    macro_rules! matches { () => {}; }
    macro_rules! assert { () => {}; }
    macro_rules! panic { () => {}; }
    macro_rules! concat { () => {}; }
    macro_rules! stringify { () => {}; }

    /// Methods on every type, which come before those that borrow it.
    pub trait Methods: Sized {
        fn find(self) {}
        fn find_language(self) {}
        fn get(self) {}
        fn miss(self) {}
        fn parse(self) {}
        fn resolve(self) {}
        fn search(self) {}
    }
    impl<T> Methods for T {}

    ::registry::runtimes! {
        /// Documented.
        python {
            versions: ["3.11"],
            image_tpl: "python:{version}",
            file_ext: "py",
            interpreter: ["python"],
            example: {
                // An example is an expression of this module.
                const _: u32 = version + text + id + request;
                EXAMPLE
            },
        }
        some { versions: ["1"], image_tpl: "some:{version}", file_ext: "s", interpreter: ["s"] }
        none { versions: ["1"], image_tpl: "none:{version}", file_ext: "n", interpreter: ["n"] }
        ok { versions: ["1"], image_tpl: "ok:{version}", file_ext: "o", interpreter: ["o"] }
        err { versions: ["1"], image_tpl: "err:{version}", file_ext: "e", interpreter: ["e"] }
        result { versions: ["1"], image_tpl: "result:{version}", file_ext: "r", interpreter: ["r"] }
        all { versions: ["1"], image_tpl: "all:{version}", file_ext: "a", interpreter: ["a"] }
        language { versions: ["1"], image_tpl: "language:{version}", file_ext: "l", interpreter: ["l"] }
        runtime { versions: ["1"], image_tpl: "runtime:{version}", file_ext: "r", interpreter: ["r"] }
        registry { versions: ["1"], image_tpl: "registry:{version}", file_ext: "r", interpreter: ["r"] }
        clone { versions: ["1"], image_tpl: "clone:{version}", file_ext: "c", interpreter: ["c"] }
        str { versions: ["1"], image_tpl: "str:{version}", file_ext: "s", interpreter: ["s"] }
        super { versions: ["1"], image_tpl: "super:{version}", file_ext: "s", interpreter: ["s"] }
        crate { versions: ["1"], image_tpl: "crate:{version}", file_ext: "c", interpreter: ["c"] }
        r#async { versions: ["1"], image_tpl: "async:{version}", file_ext: "a", interpreter: ["a"] }
        union { versions: ["1"], image_tpl: "union:{version}", file_ext: "u", interpreter: ["u"] }
        versions { versions: ["1"], image_tpl: "versions:{version}", file_ext: "v", interpreter: ["v"] }
    }
}

fn main() {
    assert_eq!(scripts::Language::Python.spec().example, Some("an example"));
    assert_eq!("err@1".parse(), Ok(scripts::Runtime::Err1));
    assert_eq!(scripts::Language::ALL.len(), 17);
}
