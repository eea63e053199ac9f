registry::runtimes! {
    lua "Lua" {
        versions: ["5.4"],
        image_tpl: "nickblah/lua:{version}",
        file_ext: "lua",
        interpreter: ["lua"],
    }
    perl "5.40" {
        versions: ["5.38", "5.40"],
        image_tpl: "perl:{version}",
        file_ext: "pl",
        interpreter: ["perl"],
    }
    deno 2 {
        versions: ["2.0"],
        image_tpl: "denoland/deno:{version}",
        file_ext: "ts",
        interpreter: ["deno", "run"],
    }
}

fn main() {}
