registry::runtimes! {
    python {
        versions: ["1.0-RC1", "1.0-rc1"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
