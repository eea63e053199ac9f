registry::runtimes! {
    dollar {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["$(which python)"],
    }
    backticks {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["`which python`", "-u"],
    }
    name {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["$(PYTHON)"],
    }
}

fn main() {}
