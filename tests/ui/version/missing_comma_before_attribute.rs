#![deny(deprecated)]

registry::runtimes! {
    python {
        versions: [
            "3.11"
            #[deprecated(note = "old")]
            "3.12",
            "3.13" { file_ext: "py3" }
            /// The newest.
            #[deprecated]
            "3.14"
        ],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {
    let _ = (Runtime::Python3_11, Runtime::Python3_12, Runtime::Python3_13, Runtime::Python3_14);
}
