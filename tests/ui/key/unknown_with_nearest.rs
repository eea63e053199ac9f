registry::runtimes! {
    python {
        nme: "Python",
        versions: ["3.11", "3.12"],
        file_ext: "py",
        interpreter: ["python"],
        image: "python:{version}",
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        interpreter: ["python"],
        ext: "js",
    }
    go {
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        version: ["1.22"],
    }
    perl {
        versions: ["3.11", "3.12"],
        file_ext: "py",
        interpreter: ["python"],
        image-tpl: "perl:{version}",
    }
}

fn main() {}
