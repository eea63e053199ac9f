registry::runtimes! {
    // Only one version uses the language's image, so that needs no `{version}`.
    python {
        versions: ["3.11" { image_tpl: "python:{version}" }, "3.12"],
        image_tpl: "python:3.12-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    // Two versions use this one.
    node {
        versions: ["18", "20" { image_tpl: "node:20" }, "22"],
        image_tpl: "node:22",
        file_ext: "js",
        interpreter: ["node"],
    }
}

fn main() {}
