registry::runtimes! {
    python { versions: ["3.11"], image_tpl: "python:{version}", file_ext: "py", interpreter: ["python"] }
    python { versions: ["3.11", "3.12"], image_tpl: "python:{version}", file_ext: "py", interpreter: ["python"] }
    lua_5 { versions: ["1"], image_tpl: "lua:5.{version}", file_ext: "lua", interpreter: ["lua"] }
    lua5 { versions: ["4"], image_tpl: "lua:5.{version}", file_ext: "lua", interpreter: ["lua"] }
}

fn main() {
    let _ = (PYTHON_3_11, PYTHON_3_12, LUA_5_1, LUA5_4);
    match Runtime::ALL[0] {
        Runtime::Python3_11 | Runtime::Python3_12 | Runtime::Lua5_1 | Runtime::Lua5_4 => {}
    }
}
