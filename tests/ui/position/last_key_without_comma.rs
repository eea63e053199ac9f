registry::runtimes! {
    python {
        versions: ["3.11"],
        image_tpl: "python:{version}",
        interpreter: ["python"],
        file_ext: ".py"
    }
}

fn main() {}
