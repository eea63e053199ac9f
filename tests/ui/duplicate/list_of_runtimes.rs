registry::runtimes! {
    a {
        versions: ["l.l"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
