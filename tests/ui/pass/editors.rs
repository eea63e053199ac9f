//! Items that exist only for editors do not trigger any lint, even in a crate that denies them all.
#![deny(warnings, unused, missing_docs, unreachable_pub, nonstandard_style, let_underscore_drop, single_use_lifetimes)]

mod scripts {
    registry::runtimes! {
        lua {
            versions: [
                #[deprecated(note = "end of life 2023-06-27")]
                "3.7" { image_tpl: "lua:{version}-slim-bullseye", file_ext: "py3", interpreter: ["lua3"] },
                "3.8" { file_ext: "py3" },
                "3.12",
            ],
            default: "3.7",
            image_tpl: "lua:{version}-slim",
            file_ext: "py",
            interpreter: ["lua"],
            version_command: ["lua{version}", "-v"],
            example: "print(1)",
            example_since: "3.7",
        }
        override go {
            versions: ["1.25" { image_tpl: "golang:{version}" }, "1.26"],
            default: "1.25",
            image_tpl: "golang:{version}-alpine",
            file_ext: "go",
            interpreter: ["go", "run"],
            version_command: ["go", "env", "GOVERSION"],
        }
        ..registry::builtin
    }
}

fn main() {
    let lua = scripts::Language::Lua.spec();
    assert_eq!((lua.default, lua.example_since), ("3.7", Some("3.7")));
    assert_eq!(scripts::Language::Go.default_runtime(), scripts::Runtime::Go1_25);
    assert_eq!(scripts::Language::Go.spec().default, "1.25");
}
