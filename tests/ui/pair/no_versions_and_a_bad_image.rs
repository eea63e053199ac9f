registry::runtimes! {
    python {
        versions: [],
        image_tpl: "Python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
