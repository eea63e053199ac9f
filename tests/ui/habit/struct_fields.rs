registry::runtimes! {
    pub python {
        pub versions: ["3.11"],
        let image_tpl = "python:{version}",
        file_ext: &str = "py",
        interpreter: ["python"],
    }
}

fn main() {}
