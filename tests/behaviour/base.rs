//! A chain of declarations that extend one another: this one, `downstream-extended`, `downstream-base` and the built-in
//! one.

mod scripts {
    registry::runtimes! {
        zig { versions: ["0.13"], image_tpl: "zig:{version}", file_ext: "zig", interpreter: ["zig", "run"] }
        ..downstream_extended::more_scripts
    }
}

mod five_and_rust {
    registry::runtimes! {
        rust { versions: ["1.77"], image_tpl: "rust:{version}", file_ext: "rs", interpreter: ["rust-script"] }
        ..registry::builtin
    }
}

use scripts::{Language, PYTHON_3_13, REGISTRY, Runtime};

#[test]
fn one_enum_covers_the_whole_chain() {
    let ids: Vec<&str> = Language::ALL.iter().map(|language| language.id()).collect();
    assert_eq!(ids, ["zig", "rust", "python", "lua", "gen", "node", "ruby", "go", "bash"]);
    assert_eq!(Runtime::ALL.len(), 18);
    // Exhaustive without a wildcard: inherited languages are variants of the same enum.
    match five_and_rust::Language::ALL[1] {
        five_and_rust::Language::Rust => unreachable!("`rust` is the first language"),
        five_and_rust::Language::Python => {}
        five_and_rust::Language::Node
        | five_and_rust::Language::Ruby
        | five_and_rust::Language::Go
        | five_and_rust::Language::Bash => unreachable!("`python` is the second language"),
    }
}

#[test]
fn inherited_languages_are_unchanged() {
    for (position, builtin) in registry::REGISTRY.languages().iter().enumerate() {
        assert_eq!(five_and_rust::REGISTRY.languages()[position + 1], *builtin);
    }
    for builtin in registry::REGISTRY.entries() {
        assert_eq!(five_and_rust::REGISTRY.find(builtin.language.id, builtin.version), Ok(builtin));
    }
    let lua = Language::Lua.spec();
    assert_eq!((lua.aliases, lua.default, lua.versions), (&["luajit"][..], "5.3", &["5.3", "5.4"][..]));
    assert_eq!((lua.example, lua.example_since), (Some("print(\"hello\")\n"), Some("5.4")));
    assert_eq!(lua.version_command, ["lua{version}", "-v", "{{}}"]);
    assert_eq!(lua.env, [("LUA_PATH", "/tmp/{version}/?.lua"), ("HOME", "/scripts")]);
    assert_eq!(lua, downstream_base::languages::Language::Lua.spec());
    let old = REGISTRY.find("luajit", "5.3").unwrap();
    assert_eq!((old.config.image, old.config.file_name, old.deprecation()), ("lua:5.3-old", "main.lua5", Some("old")));
    assert_eq!(old.env().collect::<Vec<_>>(), [("LUA_PATH", "/tmp/5.3/?.lua".into()), ("HOME", "/scripts".into())]);
    assert_eq!(old.config.command, ["lua", "-e", "{}", "/scripts/main.lua5"]);
    assert_eq!(old.version_command().collect::<Vec<_>>(), ["lua5.3", "-v", "{}"]);
    assert_eq!(Language::Bash.spec().example, registry::Language::Bash.spec().example);
}

#[test]
fn an_override_replaces_the_inherited_language() {
    assert_eq!(Language::Python.spec().versions, ["3.13"]);
    assert_eq!(PYTHON_3_13.image, "pypy:3.13");
    assert_eq!(Language::Python.spec().example, Some("print(1)"));
    assert!(Runtime::find("python", "3.12").is_err());
}
