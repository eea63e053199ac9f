registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "https://example.com/python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "docker://node:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
