registry::runtimes! {
    lua { versions: [.., "5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    override python { versions: [.., "3.13", ..] }
    override ruby { aliases: [.., "rb"] }
    override node { versions: ["24", ..,] }
    ..registry::builtin
}

fn main() {
    let _ = (Runtime::Lua5_4, Runtime::Python3_13, Runtime::Ruby3_3, Runtime::Node18, Runtime::Node24);
}
