registry::runtimes! {
    python {
        # the oldest first
        versions: ["3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
