registry::runtimes! {
    python: Language {
        versions: ["3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    },
    node = Language {
        versions: ["22"],
        image_tpl: "node:{version}",
        file_ext: "js",
        interpreter: ["node"],
    },
}

fn main() {
    let _ = (Runtime::Python3_12, Runtime::Node22);
}
