registry::runtimes! {
    python {
        versions: 3.10, 3.11,
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: python, -u,
    }
    node {
        versions: 3.12 3.13,
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: node --check,
    }
}

fn main() {}
