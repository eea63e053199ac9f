registry::runtimes! {
    python {
        versions: [
            #[doc = 3]
            "3.11",
            #[doc = b"bytes"]
            "3.12",
        ],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
