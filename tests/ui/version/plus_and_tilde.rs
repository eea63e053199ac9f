registry::runtimes! {
    python {
        versions: ["1+2", "1~rc1", 1+3, 1~rc2, 17.0.9+9, "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
