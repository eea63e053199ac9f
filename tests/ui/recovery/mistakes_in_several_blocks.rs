registry::runtimes! {
    python {
        versions: [3.10],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "Node:{version}",
        file_ext: ".js",
        interpreter: ["python"],
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["go run"],
    }
    ruby {
        versions: ["3.3"],
        image_tpl: "ruby:{version}",
        file_ext: "rb",
        interpreter: ["ruby"],
    }
}

fn main() {}
