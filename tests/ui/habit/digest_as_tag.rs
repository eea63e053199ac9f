registry::runtimes! {
    python {
        versions: ["3.11"],
        image_tpl: "python:sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["22"],
        image_tpl: "node@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        file_ext: "py",
        interpreter: ["python"],
    }
    go {
        versions: ["1.22"],
        image_tpl: "golang@1.22",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
