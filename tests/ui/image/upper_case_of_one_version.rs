registry::runtimes! {
    python {
        versions: ["3.11", "RC1"],
        image_tpl: "python/{version}:latest",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
