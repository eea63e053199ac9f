const LOCK: &str = "\
lua:5.4 lua@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n";

registry::runtimes! {
    lock: LOCK,
    lua { versions: ["5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    perl {
        versions: ["5.38", "5.40" { image_tpl: "perl:5.40-slim" }],
        image_tpl: "perl:{version}",
        file_ext: "pl",
        interpreter: ["perl"],
    }
}

fn main() {
    let _ = Runtime::Lua5_4;
}
