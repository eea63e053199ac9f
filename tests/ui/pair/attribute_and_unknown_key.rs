registry::runtimes! {
    #[derive(Debug)]
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
        #[cfg(unix)]
        icon: "x",
    }
}

fn main() {}
