//! User-defined macros that pass their input on to `runtimes!`, as tokens or as other fragments.
#![deny(warnings)]

macro_rules! pass_tokens {
    ($($tokens:tt)*) => {
        registry::runtimes! { $($tokens)* }
    };
}

macro_rules! pass_blocks {
    ($($id:ident $block:tt)*) => {
        registry::runtimes! { $($id $block)* }
    };
}

macro_rules! pass_fragments {
    ($($(#[$doc:meta])* $id:ident, $name:literal, $versions:expr, $image:expr, $ext:literal, [$($argument:expr),*], $example:expr;)*) => {
        registry::runtimes! {
            $(
                $(#[$doc])*
                $id {
                    name: $name,
                    versions: $versions,
                    image_tpl: $image,
                    file_ext: $ext,
                    interpreter: [$($argument),*],
                    example: $example,
                }
            )*
        }
    };
}

macro_rules! add_a_language {
    ($($tokens:tt)*) => {
        registry::runtimes! {
            $($tokens)*
            added { versions: ["1"], image_tpl: "added:{version}", file_ext: "a", interpreter: ["a"], example: LOCAL }
        }
        const LOCAL: &str = "defined by the macro";
    };
}

macro_rules! extend {
    ($base:path, $($tokens:tt)*) => {
        registry::runtimes! { $($tokens)* ..$base }
    };
}

mod extended {
    extend! {
        registry::builtin,
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

mod tokens {
    pass_tokens! {
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

mod blocks {
    pass_blocks! {
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
        perl { versions: ["5.38"], image_tpl: "perl:{version}", file_ext: "pl", interpreter: ["perl"] }
    }
}

mod fragments {
    pass_fragments! {
        /// Documented.
        lua, "Lua", ["5.3", "5.4"], "lua:{version}", "lua", ["lua", "-e", "{file}"], "print".trim_ascii();
        perl, "Perl", ["5.38"], "perl:{version}", "pl", ["perl"], include_str!("layout.rs");
    }
}

mod added {
    add_a_language! {
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
}

fn main() {
    assert_eq!(tokens::LUA_5_4, blocks::LUA_5_4);
    assert_eq!(blocks::Runtime::Perl5_38.config().image, "perl:5.38");
    assert_eq!(fragments::LUA_5_3.command, ["lua", "-e", "/scripts/main.lua"]);
    assert_eq!(fragments::Language::Lua.spec().example, Some("print"));
    assert_eq!(fragments::PERL_5_38.image, "perl:5.38");
    assert_eq!(added::Language::Added.spec().example, Some("defined by the macro"));
    assert!(added::Runtime::find("lua", "5.4").is_ok());
    assert_eq!(extended::Language::ALL.len(), 6);
    assert_eq!(extended::LUA_5_4, tokens::LUA_5_4);
}
