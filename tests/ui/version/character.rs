registry::runtimes! {
    python {
        versions: ["3.11+deb", "3 11", "3/11", "3.11\n", "³", "3.{version}"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
