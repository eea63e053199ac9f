registry::runtimes! {
    python {
        versions: [3.10, "3.11"],
        image_tpl: "Python:{version}-slim",
        file_ext: "py",
        interpreter: ["python -u"],
    }
}

fn main() {}
