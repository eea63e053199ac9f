registry::runtimes! {
    slash {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["/usr/bin/", "{file}"],
    }
    parent {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: [".."],
    }
    current {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "x",
        interpreter: ["make", "{file}", "&&", "./."],
    }
}

fn main() {}
