registry::runtimes! {
    python {
        versions: ["3.11"u8],
        image_tpl: "python:{version}"x,
        file_ext: "py"suffix,
        interpreter: ["python"i],
    }
}

fn main() {}
