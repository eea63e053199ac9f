registry::runtimes! {
    python {
        file_ext
        interpreter
        versions: ["3.11"],
        image_tpl:
        name,
    }
}

fn main() {}
