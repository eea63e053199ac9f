registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "Python:{ver}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
