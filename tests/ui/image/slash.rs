registry::runtimes! {
    first {
        versions: ["1"],
        image_tpl: "/python:{version}",
        file_ext: "x",
        interpreter: ["x"],
    }
    last {
        versions: ["1"],
        image_tpl: "python:{version}/",
        file_ext: "x",
        interpreter: ["x"],
    }
    no_tag {
        versions: ["1"],
        image_tpl: "ghcr.io/acme/python/",
        file_ext: "x",
        interpreter: ["x"],
    }
}

fn main() {}
