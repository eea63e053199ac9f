registry::runtimes! {
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        env: { "PATH": "/opt/bin:$PATH" },
    }
    lua {
        versions: ["5.4"],
        image_tpl: "nickblah/lua:{version}",
        file_ext: "lua",
        interpreter: ["lua"],
        env: { "PATH": "", "LUA_PATH": "" },
    }
}

fn main() {
    // Valid parts are still generated.
    let _ = Runtime::Go1_22.config();
}
