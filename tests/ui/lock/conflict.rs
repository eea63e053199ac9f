const LOCK: &str = "\
<<<<<<< HEAD\n\
lua:5.4 lua@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n\
=======\n\
lua:5.4 lua@sha256:0223456789abcdef0223456789abcdef0223456789abcdef0223456789abcdef linux/amd64\n\
>>>>>>> main\n";

registry::runtimes! {
    lock: LOCK,
    lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
}

fn main() {
    let _ = Runtime::Lua5_4;
}
