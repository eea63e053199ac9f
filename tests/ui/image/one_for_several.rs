registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:3",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "node",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
