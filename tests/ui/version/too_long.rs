registry::runtimes! {
    python {
        versions: ["1111111111111111111111111111111111111111111111111111111111111111", "3.11"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
