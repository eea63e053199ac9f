registry::runtimes! {
    lua {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "lua",
        interpreter: ["lua"],
        example: "",
    }
}

fn main() {}
