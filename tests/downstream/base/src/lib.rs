//! A declaration that others take over, under another name of `registry`, in the 2021 edition.

#![deny(missing_docs, unreachable_pub, dead_code, unused, clippy::all, clippy::pedantic)]

/// It is not at the root, where others look for what they take over.
pub mod languages {
    renamed::runtimes! {
        export scripts;

        /// Small.
        lua {
            aliases: ["luajit"],
            versions: [
                #[deprecated(note = "old")]
                "5.3" { image_tpl: "lua:{version}-old", file_ext: "lua5" },
                /// The newest.
                "5.4",
            ],
            default: "5.3",
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua", "-e", "{{}}", "{file}"],
            env: { "LUA_PATH": "/tmp/?.lua", "HOME": "/scripts" },
            example: include_str!("example.lua"),
            example_since: "5.4",
        }
        r#gen { versions: ["1"], image_tpl: "gen:1", file_ext: "g", interpreter: ["gen"] }
        ..renamed::builtin
    }
}

pub use languages::scripts;
