registry::runtimes! {
    python {
        versions: [
            "3.11" #[deprecated] /// Old.
            ,
            "3.12",
        ],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
