registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{ver}",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "node:{file}",
        file_ext: "py",
        interpreter: ["python"],
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "golang:{}-{ version }",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
