registry::runtimes! {
    python {
        versions: ["3.9", "3.10"],
        default: 3.10,
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: ["20", "22"],
        default: ["22"],
        image_tpl: "node:{version}-slim",
        file_ext: "js",
        interpreter: ["node"],
    }
    ruby {
        versions: ["3.3"],
        default_version: "3.3",
        image_tpl: "ruby:{version}-slim",
        file_ext: "rb",
        interpreter: ["ruby"],
    }
}

fn main() {}
