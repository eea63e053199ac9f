//! A program that uses a single runtime of its registry. The rest must not trigger `dead_code`.

languages::runtimes! {
    lua { versions: ["5.3", "5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
}

fn main() {
    println!("{}", Runtime::Lua5_4.config().image);
}
