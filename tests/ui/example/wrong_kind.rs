registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        example: 5,
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        example: ["console.log(1)"],
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        example: b"package main",
    }
    lua {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        example: "print(1)" "print(2)",
    }
}

fn main() {}
