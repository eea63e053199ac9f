registry::runtimes! {
    python {
        versions: ["3.11" { name: "Python", versions: ["3"], image: "python:3" }, "3.12" { default: "3.12" }],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
