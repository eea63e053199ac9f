registry::runtimes! {
    python {
        versions: ["3.11"],
        image_tpl: "python:{version}",
    }
        file_ext: "py",
        interpreter: ["python"],
    ruby {
        versions: ["3.3"],
        image_tpl: "ruby:{version}",
        file_ext: "rb",
        interpreter: ["ruby"],
    }
}

fn main() {}
