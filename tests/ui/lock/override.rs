const LOCK: &str = "\
lua:5.4 lua@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n";

registry::runtimes! {
    lock: LOCK,
    lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    override python { versions: ["3.12", "3.13"] }
    remove node;
    remove ruby;
    remove go;
    remove bash;
    ..registry::builtin
}

fn main() {
    let _ = Runtime::Python3_13;
}
