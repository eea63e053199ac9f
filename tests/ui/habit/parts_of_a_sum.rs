registry::runtimes! {
    python {
        versions: ["3." + "12"],
        image_tpl: "python:" + "{version}",
        file_ext: "." + "py",
        interpreter: ["{file" + "}"],
    }
}

fn main() {}
