registry::runtimes! {
    lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    @ { ..registry::builtin } { perl { versions: ["5.42"], image_tpl: "perl:{version}", file_ext: "pl", interpreter: ["perl"] } }
}

fn main() {
    let _ = Runtime::Lua5_4;
}
