registry::runtimes! {
    python {
        versions: ["3.11"],
        image_tpl: "Python",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
