const LOCK: &str = "\
lua:5.4 lua@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n";

registry::runtimes! {
    lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"], lock: LOCK }
}

fn main() {
    let _ = Runtime::Lua5_4;
}
