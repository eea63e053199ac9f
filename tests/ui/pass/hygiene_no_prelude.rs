//! The expansion does not need the prelude.
#![no_implicit_prelude]

::registry::runtimes! {
    python { versions: ["3.11"], image_tpl: "python:{version}", file_ext: "py", interpreter: ["python"], example: "1" }
}

fn main() {
    let image = Runtime::Python3_11.config().image;
    ::core::assert_eq!(image, "python:3.11");
}
