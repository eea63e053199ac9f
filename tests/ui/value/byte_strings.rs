registry::runtimes! {
    python {
        versions: [b"3.11"],
        image_tpl: b"python:{version}",
        file_ext: c"py",
        interpreter: [b'p'],
    }
}

fn main() {}
