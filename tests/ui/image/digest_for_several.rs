registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}@sha256:0000000000000000000000000000000000000000000000000000000000000000",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "node@sha256:0000000000000000000000000000000000000000000000000000000000000000",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
