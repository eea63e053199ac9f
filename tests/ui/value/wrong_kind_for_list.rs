registry::runtimes! {
    python {
        versions: "3.11, 3.12",
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: "go run",
    }
    node {
        versions: 22,
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: node,
    }
}

fn main() {}
