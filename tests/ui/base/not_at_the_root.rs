mod languages {
    registry::runtimes! {
        export scripts;
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

fn main() {}
