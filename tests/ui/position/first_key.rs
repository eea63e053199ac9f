registry::runtimes! {
    python {
        file_ext: ".py",
        versions: ["3.11"],
        image_tpl: "python:{version}",
        interpreter: ["python"],
    }
}

fn main() {}
