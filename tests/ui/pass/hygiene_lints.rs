//! Crates that forbid lints: an `#[allow]` of one in the expansion would be an error.
#![forbid(
    warnings,
    dead_code,
    deprecated,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    non_camel_case_types,
    non_upper_case_globals,
    nonstandard_style,
    unreachable_pub,
    unused,
    unused_imports,
    unused_qualifications,
    unsafe_code,
    useless_deprecated
)]

mod private {
    registry::runtimes! {
        /// Documented.
        lua {
            aliases: ["luajit"],
            versions: ["5.1", "5.4" { file_ext: "luac" }],
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua"],
            env: { "LUA_PATH": "/tmp/?.lua" },
            example: "print(1)",
            example_since: "5.4",
        }
    }
}

mod deprecated {
    registry::runtimes! {
        lua {
            versions: [#[deprecated] "5.1", #[deprecated(note = "unsupported", since = "1.0.0")] "5.2", "5.4"],
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua"],
        }
        perl {
            versions: [#[deprecated = "old"] "5.36"],
            image_tpl: "perl:{version}",
            file_ext: "pl",
            interpreter: ["perl"],
        }
    }
}

/// A public module.
pub mod public {
    registry::runtimes! {
        lua {
            versions: [#[deprecated] "5.1", "5.4"],
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua"],
        }
    }
}

/// A declaration in a module of the same name.
pub mod exported {
    registry::runtimes! {
        export exported;

        lua {
            versions: [#[deprecated] "5.1", "5.4"],
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua"],
            example: "print(1)",
        }
    }
}

mod unused {
    registry::runtimes! {
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

fn main() {
    assert_eq!(private::LUA_5_4.file_name, "main.luac");
    assert_eq!(deprecated::Runtime::ALL.len(), 4);
    assert_eq!(deprecated::Language::Lua.runtimes()[1].deprecation(), Some("unsupported"));
    assert_eq!(public::REGISTRY.entries()[0].deprecation(), Some(""));
    assert_eq!(exported::Language::Lua.spec().deprecations, [("5.1", "")]);
}
