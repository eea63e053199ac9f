registry::runtimes! {
    python {
        aliases: ["py", "python3", "py"],
        versions: ["3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    pypy {
        aliases: ["py", "python3"],
        versions: ["3.11"],
        image_tpl: "pypy:{version}-slim",
        file_ext: "py",
        interpreter: ["pypy3"],
    }
}

fn main() {}
