registry::runtimes! {
    commas {
        versions: ["3.11, 3.12"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["x"],
    }
}

fn main() {}
