registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        [env]
        PYTHONUTF8 = "1"
        HOME = "/scripts"
        interpreter: ["python"],
    }

    [node.env]
    HOME = "/scripts"
}

fn main() {
    assert_eq!(Language::Python.spec().env.len(), 2);
}
