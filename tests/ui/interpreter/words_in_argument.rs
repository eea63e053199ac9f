registry::runtimes! {
    subcommand {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["go", "run -race"],
    }
    options {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["java", "-Xmx512m -Xms64m"],
    }
    file {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "-u {file}"],
    }
}

fn main() {}
