registry::runtimes! {
    step {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["gcc", "{file}", "-o", "/tmp/a&&", "/tmp/a"],
    }
    or {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["python", "{file}||", "true"],
    }
}

fn main() {}
