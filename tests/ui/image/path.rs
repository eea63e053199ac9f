registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python_:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "library//node:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "go..lang:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
