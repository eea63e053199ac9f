registry::runtimes! {
    python {
        versions: [
            "3.7",
            "3.8-",
            3.10,
            "3.7",
        ],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {}
