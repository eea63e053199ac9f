registry::runtimes! {
    python {
        versions: [latest, v1.2],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
