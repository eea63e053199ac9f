registry::runtimes! {
    python {
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        version: ["3.13"],
        versoins: ["3.12"],
    }
}

fn main() {}
