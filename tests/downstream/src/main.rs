//! A program that uses little of its registry: what it does not use must not be called dead.

languages::runtimes! {
    lua { versions: ["5.3", "5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
}

fn main() {
    println!("{}", Runtime::Lua5_4.config().image);
}
