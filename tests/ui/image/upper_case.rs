registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "Python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "example.com/Team/node:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
