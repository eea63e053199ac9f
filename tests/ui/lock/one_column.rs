const LOCK: &str = "\
# comment\n\
\n\
lua:5.4\n";

registry::runtimes! {
    lock: LOCK,
    lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
}

fn main() {
    let _ = Runtime::Lua5_4;
}
