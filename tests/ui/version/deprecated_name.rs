registry::runtimes! {
    python {
        versions: [
            #[deprecated(notes = "old")]
            "3.8",
            #[deprecated(since = "1", reason = "old")]
            "3.9",
            #[deprecated("old")]
            "3.10",
            #[deprecate]
            "3.11",
        ],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
