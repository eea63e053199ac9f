registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        interpreter: ["python"],
        ext "py",
    }
}

fn main() {}
