registry::runtimes! {
    python {
        versions: ["3.11"],
        image_tpl: "python",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["22"],
        image_tpl: "localhost:5000/node",
        file_ext: "py",
        interpreter: ["python"],
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "golang/{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
