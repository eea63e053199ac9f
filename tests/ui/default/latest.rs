registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        default: latest,
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        default: "latest",
    }
    ruby {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        default: "Newest",
    }
    go {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        default: "",
    }
    zig {
        versions: ["latest", "0.13"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        default: "latest",
    }
}

fn main() {}
