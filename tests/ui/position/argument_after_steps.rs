registry::runtimes! {
    python {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}-slim",
        file_ext: "py",
        interpreter: ["make", "{file}", "&&", "run me", "{fil}", "||"],
    }
}

fn main() {}
