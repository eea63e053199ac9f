registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}".to_owned(),
        file_ext: "py" + "w",
        interpreter: ["python"],
        name: "Python" "3",
    }
}

fn main() {}
