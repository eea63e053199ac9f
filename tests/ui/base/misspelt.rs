registry::runtimes! {
    expot misspelt;
    overide python {
        versions: ["3.13"],
        image_tpl: "pypy:{version}",
        file_ext: "py",
        interpreter: ["pypy"],
    }
    ..registry::builtin
}

fn main() {
    let _ = Runtime::Python3_13;
}
