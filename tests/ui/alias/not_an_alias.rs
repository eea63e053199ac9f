registry::runtimes! {
    python {
        aliases: ["", "Python3", "py thon", "π"],
        versions: ["3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["python"],
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Python3_12.config();
}
