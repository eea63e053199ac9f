//! The enums in other libraries, used as applications use them.

mod clap;
mod rusqlite;
mod schemars;
mod sqlx;
mod utoipa;

/// A declaration, and the same one after a version and a language were removed.
mod scripts {
    registry::runtimes! {
        lua {
            aliases: ["luajit"],
            versions: [#[deprecated(note = "end of life")] "5.3", "5.4"],
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua"],
        }
        cpp {
            name: "C++",
            versions: ["14"],
            image_tpl: "gcc:{version}",
            file_ext: "cpp",
            interpreter: ["g++", "-o", "/tmp/main", "{file}", "&&", "/tmp/main"],
        }
    }

    pub(crate) mod later {
        registry::runtimes! {
            lua {
                versions: ["5.4"],
                image_tpl: "lua:{version}",
                file_ext: "lua",
                interpreter: ["lua"],
            }
        }
    }
}
