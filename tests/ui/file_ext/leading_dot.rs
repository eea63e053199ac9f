registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: ".py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: ".",
        interpreter: ["python"],
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "..tar.gz",
        interpreter: ["python"],
    }
}

fn main() {}
