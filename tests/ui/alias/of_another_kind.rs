registry::runtimes! {
    python {
        aliases: "py",
        versions: ["3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        alias: ["js", nodejs],
        versions: ["22"],
        image_tpl: "node:{version}-slim",
        file_ext: "js",
        interpreter: ["node"],
    }
    cpp {
        aliases: [c++, 'c'],
        versions: ["13"],
        image_tpl: "gcc:{version}",
        file_ext: "cpp",
        interpreter: ["sh", "-c", "g++ -o /tmp/main {file} && exec /tmp/main"],
    }
}

fn main() {}
