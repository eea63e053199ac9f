registry::runtimes! {
    lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    ..registry::
}

fn main() {
    let _ = Runtime::Lua5_4;
}
