registry::runtimes! {
    python {
        versions: ["3.11" { image_tpl: "python:3" }, "3.12" {}],
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
