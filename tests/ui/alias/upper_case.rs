registry::runtimes! {
    php {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        aliases: "PHP8",
    }
    node {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        aliases: "JS, NodeJS",
    }
    ruby {
        versions: ["3.11", "3.12"],
        image_tpl: "python:{version}",
        file_ext: "py",
        interpreter: ["python"],
        aliases: ["RB"],
    }
}

fn main() {}
