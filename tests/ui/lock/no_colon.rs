registry::runtimes! {
    lock include_str!("runtimes.lock"),
    lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
}

fn main() {
    let _ = Runtime::Lua5_4;
}
