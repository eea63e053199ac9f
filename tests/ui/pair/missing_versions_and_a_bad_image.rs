registry::runtimes! {
    python {
        image_tpl: "my registry/python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
