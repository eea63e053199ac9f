//! Declarations that adjust the languages of a base.

mod adjusted {
    registry::runtimes! {
        // Adds a version after those of the base, and replaces one in its place.
        override python { versions: [.., "3.13", "3.8" { image_tpl: "python:{version}-old" }] }
        // Replaces all versions. The inherited default and `example_since` are not among them.
        override go { versions: ["1.25", "1.24"], default: "1.24" }
        remove bash;
        // An alias that a removed language would have conflicted with.
        lua { aliases: ["bash"], versions: ["5.4"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
        override node {
            env: { "NODE_ENV": "test" },
            aliases: ["js"],
            name: "Node",
            version_command: ["/opt/{version}/node", "-v"],
        }
        ..registry::builtin
    }
}

mod of_another_crate {
    registry::runtimes! {
        /// Documented anew.
        override lua { versions: ["5.5", ..], image_tpl: "lua:{version}-slim" }
        remove gen;
        remove rust;
        ..downstream_extended::more_scripts
    }
}

mod only_the_first_version {
    registry::runtimes! {
        // The default of the base, 5.3, and its `example_since`, 5.4, are gone.
        override lua { versions: ["5.1", "5.2"] }
        ..downstream_base::scripts
    }
}

use adjusted::{Language, PYTHON_3_8, PYTHON_3_13, REGISTRY, Runtime};

#[test]
fn languages_stay_in_declared_order() {
    let ids: Vec<&str> = Language::ALL.iter().map(|language| language.id()).collect();
    assert_eq!(ids, ["python", "go", "lua", "node", "ruby"]);
}

#[test]
fn missing_keys_are_inherited() {
    let (python, builtin) = (Language::Python.spec(), registry::Language::Python.spec());
    assert_eq!(python.name, "Python");
    assert_eq!(python.image_tpl, "python:{version}-slim");
    assert_eq!((python.file_ext, python.interpreter), ("py", &["python"][..]));
    assert_eq!((python.example, python.example_since), (builtin.example, Some("3.10")));
    assert_eq!(python.version_command, ["python", "--version"]);
    // Without the key, in the block or in the base.
    assert_eq!(Language::Lua.spec().version_command, [""; 0]);
    assert_eq!(REGISTRY.find("lua", "5.4").unwrap().version_command().len(), 0);
}

fn image(runtime: &str) -> &'static str {
    REGISTRY.parse(runtime).unwrap().config.image
}

#[test]
fn two_dots_represent_the_versions_of_the_base() {
    let python = Language::Python.spec();
    assert_eq!(python.versions, ["3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"]);
    assert_eq!(PYTHON_3_13.image, "python:3.13-slim");
    assert_eq!(PYTHON_3_13.command, ["python", "/scripts/main.py"]);
    // Inherited versions keep their attributes, and a replaced one has its own.
    assert_eq!((image("python@3.7"), PYTHON_3_8.image), ("python:3.7-slim", "python:3.8-old"));
    let deprecated: Vec<&str> = python.deprecations.iter().map(|(version, _)| *version).collect();
    assert_eq!(deprecated, ["3.7", "3.9", "3.10"]);
    let lua = of_another_crate::Language::Lua.spec();
    assert_eq!(lua.versions, ["5.5", "5.3", "5.4"]);
    assert_eq!(of_another_crate::LUA_5_5.image, "lua:5.5-slim");
    assert_eq!(of_another_crate::LUA_5_4.image, "lua:5.4-slim");
    let old = of_another_crate::REGISTRY.parse("lua@5.3").unwrap();
    assert_eq!((old.config.image, old.deprecation()), ("lua:5.3-old", Some("old")));
}

#[test]
fn other_keys_are_replaced_as_a_whole() {
    let node = Language::Node.spec();
    assert_eq!((node.name, node.aliases, node.env), ("Node", &["js"][..], &[("NODE_ENV", "test")][..]));
    assert_eq!(node.version_command, ["/opt/{version}/node", "-v"]);
    let node = REGISTRY.find("node", "20").unwrap();
    assert_eq!(node.version_command().collect::<Vec<_>>(), ["/opt/20/node", "-v"]);
    assert_eq!(node.language.versions, ["18", "20", "22"]);
    assert_eq!(Language::Go.spec().env, [("GOCACHE", "/tmp/go-build")]);
}

#[test]
fn inherited_choices_give_way() {
    // The newest of the declared versions, although the base has another default.
    let lua = only_the_first_version::Language::Lua;
    assert_eq!(lua.default_runtime(), only_the_first_version::Runtime::Lua5_2);
    // Both are older than the version from which on the example runs.
    assert_eq!(lua.spec().example_since, Some("5.4"));
    assert!(lua.runtimes().iter().all(|runtime| !runtime.example_runs()));
    // Both are newer than 1.21.
    assert!(Language::Go.runtimes().iter().all(|runtime| runtime.example_runs()));
    assert_eq!(Language::Go.default_runtime(), Runtime::Go1_24);
    // The base declares no default, so an added version can become it.
    assert_eq!(Language::Python.default_runtime(), Runtime::Python3_13);
}

#[test]
fn removed_languages_are_gone() {
    assert!("bash@5.3".parse::<Runtime>().is_err());
    assert_eq!(REGISTRY.language("bash").unwrap().id, "lua");
    let ids: Vec<&str> = of_another_crate::Language::ALL.iter().map(|language| language.id()).collect();
    assert_eq!(ids, ["lua", "python", "node", "ruby", "go", "bash"]);
    // A base of a base of a base.
    assert_eq!(of_another_crate::PYTHON_3_13.image, "pypy:3.13");
}
