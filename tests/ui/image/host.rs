registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "-example.com/python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "example.com:port/node:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "[::1/golang:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
