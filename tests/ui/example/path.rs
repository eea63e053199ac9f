registry::runtimes! {
    lua {
        versions: ["1"],
        image_tpl: "a:{version}",
        file_ext: "lua",
        interpreter: ["lua"],
        example: "examples/hello.lua",
    }
    node {
        versions: ["1" { file_ext: "mjs" }, "2"],
        image_tpl: "a:{version}",
        file_ext: "js",
        interpreter: ["node"],
        example: "hello.mjs",
    }
}

fn main() {}
