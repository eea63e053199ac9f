registry::runtimes! {
    python {
        versions: ,
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter:
    }
}

fn main() {}
