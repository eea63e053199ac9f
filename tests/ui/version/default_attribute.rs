registry::runtimes! {
    attribute {
        versions: [#[default] "1", "2"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["x"],
    }
    key {
        versions: ["1" { default: true }, "2"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["x"],
    }
}

fn main() {}
