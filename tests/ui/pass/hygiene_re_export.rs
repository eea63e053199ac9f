//! Another crate, with another edition, re-exports the macro.

mod registry {}

downstream_2021::runtimes! {
    lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
}

fn main() {
    assert_eq!(LUA_5_4.command, ["lua", "/scripts/main.lua"]);
    assert_eq!("lua@5.4".parse(), Ok(Runtime::Lua5_4));
}
