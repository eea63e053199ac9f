registry::runtimes! {
    python {
        versions: ["18"..="22", 3.8..3.11, "1.0".., "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
    node {
        versions: "18"..="22",
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
    go {
        versions: 1.20..=1.22,
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
