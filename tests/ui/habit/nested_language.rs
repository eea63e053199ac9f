registry::runtimes! {
    python {
        versions: ["3.11"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        node { versions: ["22"] }
    }
}

fn main() {}
