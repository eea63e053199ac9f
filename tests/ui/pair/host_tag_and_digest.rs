registry::runtimes! {
    python {
        versions: ["3.11"],
        image_tpl: "-a.example/Python:-3@sha256:abc",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
