#![deny(warnings)]

registry::runtimes! {
    python {
        versions: [
            #[deprecated(note = "end of life 2023-06-27")]
            "3.7",
            /// Not for long.
            #[deprecated]
            "3.8",
            "3.9",
        ],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {
    // Lookups by text trigger no warning.
    let _ = Runtime::find("python", "3.7");
    let _ = (Runtime::Python3_7, PYTHON_3_7, Runtime::Python3_8, Runtime::Python3_9);
}
