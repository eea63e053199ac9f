registry::runtimes! {
    twice {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "py",
        interpreter: ["python", "{file}.py"],
    }
    directory {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "py",
        interpreter: ["python", "/scripts/{file}"],
    }
}

fn main() {}
