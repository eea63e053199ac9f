//! Declarations wherever items are allowed, and several in one crate.
#![deny(warnings)]

fn in_a_function() -> usize {
    registry::runtimes! {
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
    Runtime::ALL.len() + Language::Lua.spec().versions.len()
}

fn in_a_module_in_a_function() -> usize {
    mod scripts {
        registry::runtimes! {
            lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
        }
    }
    scripts::Runtime::ALL.len()
}

fn in_a_block() -> &'static str {
    {
        const SCRIPT: &str = "print(1)";
        registry::runtimes! {
            lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"], example: SCRIPT }
        }
        Language::Lua.spec().example.unwrap()
    }
}

mod first {
    registry::runtimes! {
        lua { versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
    }
    pub mod second {
        registry::runtimes! {
            lua { versions: ["5.3"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
        }
    }
}

fn main() {
    assert_eq!(in_a_function() + in_a_module_in_a_function(), 3);
    assert_eq!(in_a_block(), "print(1)");
    assert_eq!(first::LUA_5_4.image, "lua:5.4");
    assert_eq!(first::second::LUA_5_3.image, "lua:5.3");
    assert!(first::Runtime::find("lua", "5.3").is_err());
}
