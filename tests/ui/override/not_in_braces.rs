registry::runtimes! {
    python {
        versions: ["3.11" ["python:3"], "3.12": { image_tpl: "python:3" }, "3.13" = "python:3"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python" { file_ext: "x" }],
    }
}

fn main() {}
