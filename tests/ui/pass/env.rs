//! Environment variables with every kind of name and value.

registry::runtimes! {
    go {
        versions: ["1.22"],
        image_tpl: "golang:{version}-alpine",
        file_ext: "go",
        interpreter: ["go", "run"],
        env: {
            "GOCACHE": "/tmp/go-build",
            "HOME": "",
            "_": "$(HOME) {{file}} {version} $$ é\n",
            "a.b-c": r#"raw "text""#
        },
    }
    lua {
        env: {},
        versions: ["5.4"],
        image_tpl: "nickblah/lua:{version}",
        file_ext: "lua",
        interpreter: ["lua"],
    }
}

fn main() {
    let env = Language::Go.spec().env;
    assert_eq!(env[0], ("GOCACHE", "/tmp/go-build"));
    assert_eq!(env[1], ("HOME", ""));
    assert_eq!(env[2], ("_", "$(HOME) {{file}} {version} $$ é\n"));
    assert_eq!(env[3], ("a.b-c", "raw \"text\""));
    assert_eq!(Runtime::Go1_22.entry().env().nth(2), Some(("_", "$(HOME) {file} 1.22 $$ é\n".into())));
    assert!(Language::Lua.spec().env.is_empty());
}
