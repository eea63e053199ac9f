//! A declaration that extends another and is extended itself. Uses the 2024 edition and is at the crate root.

#![deny(missing_docs, unreachable_pub, dead_code, unused, clippy::all, clippy::pedantic)]

registry::runtimes! {
    export more_scripts;

    rust {
        versions: ["1.77"],
        image_tpl: "rust:{version}",
        file_ext: "rs",
        interpreter: ["rustc", "-o", "/tmp/main", "{file}", "&&", "/tmp/main"],
    }
    override python {
        versions: ["3.13"],
        image_tpl: "pypy:{version}",
        file_ext: "py",
        interpreter: ["pypy"],
        example: concat!("print", "(1)"),
    }
    ..downstream_base::scripts
}
