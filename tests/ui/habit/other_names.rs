registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        command: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        interpreter: ["python"],
        extension: "js",
    }
    go {
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        tags: ["1.22"],
    }
}

fn main() {}
