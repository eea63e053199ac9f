registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "p y",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "js/x",
        interpreter: ["python"],
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "gö",
        interpreter: ["python"],
    }
    lua {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "{version}",
        interpreter: ["python"],
    }
}

fn main() {}
