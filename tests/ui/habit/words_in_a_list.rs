registry::runtimes! {
    python {
        versions: [8u392, 3rc1],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: [node --check -p],
    }
}

fn main() {}
