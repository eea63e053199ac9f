registry::runtimes! {
    file {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "${file}"],
    }
    version {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["run", "--version=${version}", "{file}"],
    }
    shell {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["sh", "-c", "python ${file}"],
    }
    variable {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["x"],
        env: { "A": "${version}" },
    }
}

fn main() {}
