registry::runtimes! {
    python {
        versions: ["3.9", "3.10", "3.12"],
        default: "3.11",
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["20", "22"],
        default: "lts",
        image_tpl: "node:{version}-slim",
        file_ext: "js",
        interpreter: ["node"],
    }
    ruby {
        versions: ["3.3"],
        default: "",
        image_tpl: "ruby:{version}-slim",
        file_ext: "rb",
        interpreter: ["ruby"],
    }
}

fn main() {
    let _ = Language::Python.default_runtime();
}
