registry::runtimes! {
    python {
        versions: [3.10, "3.11", "3.11"],
        image_tpl: "Python:{version}",
        file_ext: ".py",
        interpreter: ["python", "|"],
        name: "",
        icon: "x",
    }
}

fn main() {}
