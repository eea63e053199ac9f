registry::runtimes! {
    user {
        versions: ["1"],
        image_tpl: "user:secret@ghcr.io/acme/python:{version}",
        file_ext: "x",
        interpreter: ["x"],
    }
}

fn main() {}
