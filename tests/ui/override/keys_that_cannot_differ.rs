registry::runtimes! {
    python {
        versions: [
            "3.10" { name: 5, versions: ["3"], image: "python:3" },
            "3.11" { default: true, deprecated: "old" },
            "3.12" { "python:3" },
        ],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
