//! A declaration that other crates extend. Uses the 2021 edition and renames its dependency on `registry`.

#![deny(missing_docs, unreachable_pub, dead_code, unused, clippy::all, clippy::pedantic)]

/// The declaration, in a module: other crates reach it through the re-export at the root.
pub mod languages {
    renamed::runtimes! {
        export scripts;
        lock: include_str!("runtimes.lock"),

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
            version_command: ["lua{version}", "-v", "{{}}"],
            env: { "LUA_PATH": "/tmp/{version}/?.lua", "HOME": "/scripts" },
            example: include_str!("example.lua"),
            example_since: "5.4",
        }
        r#gen { versions: ["1" { image_tpl: "gen:1", file_ext: "g", interpreter: ["gen"] }] }
        ..renamed::builtin
    }
}

pub use languages::scripts;
