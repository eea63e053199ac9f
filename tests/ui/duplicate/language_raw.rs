registry::runtimes! {
    r#fn {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
    fn {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
