registry::runtimes! {
    python {
        versions: [
            "3.7" #[deprecated],
            "3.8" #[deprecated(note = "old")], "3.9",
            "3.10" { image_tpl: "python:3.10" } #[deprecated],
            "3.11" /// The last one.
        ],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
