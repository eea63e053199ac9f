registry::runtimes! {
    perl { versions: ["5.42"], image_tpl: "perl:{version}", file_ext: "pl", interpreter: ["perl"] }
    ..registry::builtin,
    lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
}

fn main() {
    let _ = Runtime::Lua5_4;
}
