registry::runtimes! {
    dockerfile {
        versions: ["1"],
        image_tpl: "FROM python:{version}",
        file_ext: "x",
        interpreter: ["x"],
    }
    compose {
        versions: ["1"],
        image_tpl: "image: python:{version}-slim",
        file_ext: "x",
        interpreter: ["x"],
    }
    pull {
        versions: ["1"],
        image_tpl: "docker pull ghcr.io/acme/python:{version}",
        file_ext: "x",
        interpreter: ["x"],
    }
}

fn main() {}
