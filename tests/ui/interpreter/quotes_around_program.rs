registry::runtimes! {
    single {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["'python'"],
    }
    double {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["\"/usr/bin/python\"", "-u"],
    }
    step {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["'make'", "&&", "python", "{file}"],
    }
}

fn main() {}
