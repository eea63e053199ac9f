registry::runtimes! {
    python {
        versions: ["3.11"],
        image_tpl: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
