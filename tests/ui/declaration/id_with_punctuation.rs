registry::runtimes! {
    node.js {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    c++ {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    objective-c {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    7zip {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
