registry::runtimes! {
    python {
        aliases: ["node", "python"],
        versions: ["3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        aliases: ["js", "python"],
        versions: ["22"],
        image_tpl: "node:{version}-slim",
        file_ext: "js",
        interpreter: ["node"],
    }
}

fn main() {
    let _ = (Runtime::Python3_12, Runtime::Node22);
}
