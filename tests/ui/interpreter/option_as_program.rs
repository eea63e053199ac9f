registry::runtimes! {
    option {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["-u", "python"],
    }
    version {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["x"],
        version_command: ["--version"],
    }
}

fn main() {}
