//! Lock files as they are written by hand, by tools and by Git.

const LOCK: &str = "# Written by `runtimes lock`.\r\n\
\r\n\
zsh:5.9 zsh@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\r\n\
  lua:5.4   lua@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  linux/amd64,linux/arm64/v8  \n\
lua:5.4 lua@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64\n\
localhost:5000/perl:5.40 localhost:5000/perl@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef linux/amd64";

/// An exported declaration does not pass on its lock file.
pub mod scripts {
    registry::runtimes! {
        export scripts;
        lock: super::LOCK,
        lua {
            versions: ["5.4", "5.5" { image_tpl: "lua:5.5@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }],
            image_tpl: "lua:{version}",
            file_ext: "lua",
            interpreter: ["lua"],
        }
        perl {
            versions: ["5.40"],
            image_tpl: "localhost:5000/perl:{version}",
            file_ext: "pl",
            interpreter: ["perl"],
        }
    }
}

/// A block may have this id.
pub mod blocks {
    registry::runtimes! {
        lock { versions: ["1"], image_tpl: "lock:{version}", file_ext: "lock", interpreter: ["lock"] }
    }
}

fn main() {
    assert_eq!(scripts::Runtime::Lua5_4.entry().pinned(), Some("lua@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
    assert_eq!(scripts::Runtime::Lua5_5.entry().pinned(), None);
    assert_eq!(scripts::Runtime::Perl5_40.entry().pinned(), Some("localhost:5000/perl@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
    let _ = blocks::Runtime::Lock1;
}
