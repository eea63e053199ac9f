registry::runtimes! {
    tag {
        versions: ["1"],
        image_tpl: "python::{version}",
        file_ext: "x",
        interpreter: ["x"],
    }
    host {
        versions: ["1"],
        image_tpl: "localhost:5000/a::{version}-slim",
        file_ext: "x",
        interpreter: ["x"],
    }
}

fn main() {}
