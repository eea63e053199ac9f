registry::runtimes! {
    python {
        versions: VERSIONS,
        image_tpl: images::PYTHON,
        file_ext: "py",
        interpreter: [PYTHON],
    }
}

fn main() {}
