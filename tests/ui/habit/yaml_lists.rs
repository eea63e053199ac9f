registry::runtimes! {
    python {
        versions:
            - "3.11"
            - "3.12"
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter:
            - "python"
            - "-u"
    }
    node {
        versions: [
            - "22",
            "24",
        ],
        image_tpl: "node:{version}",
        file_ext: "js",
        interpreter: ["node"],
    }
    go {
        versions: - 1.22 - 1.23,
        image_tpl: "golang:{version}",
        file_ext: "go",
        interpreter: ["go", "run"],
    }
}

fn main() {
    let _ = (Runtime::Python3_11, Runtime::Python3_12, Runtime::Node24);
}
