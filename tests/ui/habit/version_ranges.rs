registry::runtimes! {
    python {
        versions: [>=3.7, ~3.10, 3.*, ^3],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
