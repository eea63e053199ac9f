registry::runtimes! {
    here {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "./{file}"],
    }
    other {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "/tmp/{file}"],
    }
    program {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["bin/{file}"],
    }
}

fn main() {}
