registry::runtimes! {
    python {
        versions: [3.10, "3.12"],
        default: "3.10",
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["v 22"],
        default: "v 22",
        image_tpl: "node:{version}-slim",
        file_ext: "js",
        interpreter: ["node"],
    }
}

fn main() {}
