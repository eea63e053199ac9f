registry::runtimes! {
    python {
        versions: ("3.11", "3.12"),
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: vec!["python"],
    }
    node {
        versions: &["22"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: {"node"},
    }
}

fn main() {}
