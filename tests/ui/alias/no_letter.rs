registry::runtimes! {
    php {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        aliases: [".", "++", ".php", "c#"],
    }
}

fn main() {}
