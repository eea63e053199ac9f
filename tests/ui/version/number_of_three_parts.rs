registry::runtimes! {
    python {
        versions: [3.12.1, 3.12-slim, 3.13.0rc1],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
