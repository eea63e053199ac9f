registry::runtimes! {
    python {
        versions: ["1.10", "1-10", "1.10+"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
