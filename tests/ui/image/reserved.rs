registry::runtimes! {
    a {
        versions: ["1"],
        image_tpl: "scratch:{version}",
        file_ext: "x",
        interpreter: ["run"],
    }
    b {
        versions: ["1"],
        image_tpl: "scratch",
        file_ext: "x",
        interpreter: ["run"],
    }
    c {
        versions: ["1", "2"],
        image_tpl: "docker.io/library/scratch",
        file_ext: "x",
        interpreter: ["run"],
    }
}

fn main() {}
