//! The five built-in languages and their eighteen runtimes, compared with values written by hand.

#![expect(deprecated, reason = "the built-in registry includes deprecated versions")]

use registry::builtin::*;
use registry::{REGISTRY, RuntimeConfig};

type Row = (Runtime, RuntimeConfig, &'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const ROWS: [Row; 18] = [
    (Runtime::Python3_7,  PYTHON_3_7,  "python", "3.7",  "python:3.7-slim",    "main.py", &["python", "/scripts/main.py"]),
    (Runtime::Python3_8,  PYTHON_3_8,  "python", "3.8",  "python:3.8-slim",    "main.py", &["python", "/scripts/main.py"]),
    (Runtime::Python3_9,  PYTHON_3_9,  "python", "3.9",  "python:3.9-slim",    "main.py", &["python", "/scripts/main.py"]),
    (Runtime::Python3_10, PYTHON_3_10, "python", "3.10", "python:3.10-slim",   "main.py", &["python", "/scripts/main.py"]),
    (Runtime::Python3_11, PYTHON_3_11, "python", "3.11", "python:3.11-slim",   "main.py", &["python", "/scripts/main.py"]),
    (Runtime::Python3_12, PYTHON_3_12, "python", "3.12", "python:3.12-slim",   "main.py", &["python", "/scripts/main.py"]),
    (Runtime::Node18,     NODE_18,     "node",   "18",   "node:18-alpine",     "main.js", &["node", "/scripts/main.js"]),
    (Runtime::Node20,     NODE_20,     "node",   "20",   "node:20-alpine",     "main.js", &["node", "/scripts/main.js"]),
    (Runtime::Node22,     NODE_22,     "node",   "22",   "node:22-alpine",     "main.js", &["node", "/scripts/main.js"]),
    (Runtime::Ruby3_1,    RUBY_3_1,    "ruby",   "3.1",  "ruby:3.1-alpine",    "main.rb", &["ruby", "/scripts/main.rb"]),
    (Runtime::Ruby3_2,    RUBY_3_2,    "ruby",   "3.2",  "ruby:3.2-alpine",    "main.rb", &["ruby", "/scripts/main.rb"]),
    (Runtime::Ruby3_3,    RUBY_3_3,    "ruby",   "3.3",  "ruby:3.3-alpine",    "main.rb", &["ruby", "/scripts/main.rb"]),
    (Runtime::Go1_20,     GO_1_20,     "go",     "1.20", "golang:1.20-alpine", "main.go", &["go", "run", "/scripts/main.go"]),
    (Runtime::Go1_21,     GO_1_21,     "go",     "1.21", "golang:1.21-alpine", "main.go", &["go", "run", "/scripts/main.go"]),
    (Runtime::Go1_22,     GO_1_22,     "go",     "1.22", "golang:1.22-alpine", "main.go", &["go", "run", "/scripts/main.go"]),
    (Runtime::Bash5_1,    BASH_5_1,    "bash",   "5.1",  "bash:5.1",           "main.sh", &["bash", "/scripts/main.sh"]),
    (Runtime::Bash5_2,    BASH_5_2,    "bash",   "5.2",  "bash:5.2",           "main.sh", &["bash", "/scripts/main.sh"]),
    (Runtime::Bash5_3,    BASH_5_3,    "bash",   "5.3",  "bash:5.3",           "main.sh", &["bash", "/scripts/main.sh"]),
];

#[test]
fn every_runtime_is_as_specified() {
    assert_eq!(Runtime::ALL, ROWS.map(|row| row.0));
    for (runtime, constant, language, version, image, file_name, command) in ROWS {
        let expected = RuntimeConfig { image, file_name, command };
        assert_eq!(*runtime.config(), expected);
        assert_eq!(constant, expected);
        assert_eq!(runtime.language().id(), language);
        assert_eq!(runtime.version(), version);
        assert_eq!(Runtime::find(language, version), Ok(runtime));
        assert_eq!(format!("{language}@{version}").parse(), Ok(runtime));
        assert_eq!(runtime.to_string(), format!("{language}@{version}"));

        let entry = REGISTRY.find(language, version).unwrap();
        assert_eq!((entry.language.id, entry.version, *entry.config), (language, version, expected));
        assert_eq!(runtime.entry(), entry);
    }
}

#[test]
fn every_language_is_as_specified() {
    type Row = (
        Language,
        &'static str,
        &'static str,
        &'static [&'static str],
        &'static str,
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
    );
    #[rustfmt::skip]
    let rows: [Row; 5] = [
        (Language::Python, "python", "Python",  &["3.7", "3.8", "3.9", "3.10", "3.11", "3.12"], "python:{version}-slim", "py", &["python"],    &["python", "--version"]),
        (Language::Node,   "node",   "Node.js", &["18", "20", "22"],                 "node:{version}-alpine",   "js", &["node"],      &["node", "--version"]),
        (Language::Ruby,   "ruby",   "Ruby",    &["3.1", "3.2", "3.3"],              "ruby:{version}-alpine",   "rb", &["ruby"],      &["ruby", "--version"]),
        (Language::Go,     "go",     "Go",      &["1.20", "1.21", "1.22"],           "golang:{version}-alpine", "go", &["go", "run"], &["go", "version"]),
        (Language::Bash,   "bash",   "Bash",    &["5.1", "5.2", "5.3"],              "bash:{version}",          "sh", &["bash"],      &["bash", "--version"]),
    ];
    assert_eq!(Language::ALL, rows.map(|row| row.0));
    for (language, id, name, versions, image_tpl, file_ext, interpreter, version_command) in rows {
        let spec = language.spec();
        assert_eq!((language.id(), spec.id, spec.name), (id, id, name));
        assert_eq!(spec.versions, versions);
        assert_eq!((spec.image_tpl, spec.file_ext, spec.interpreter), (image_tpl, file_ext, interpreter));
        assert_eq!(spec.version_command, version_command);
        let env: &[(&str, &str)] = if id == "go" { &[("GOCACHE", "/tmp/go-build")] } else { &[] };
        assert_eq!(spec.env, env);
        let runtimes: Vec<&str> = language.runtimes().iter().map(|runtime| runtime.version()).collect();
        assert_eq!(runtimes, versions);
        assert!(language.runtimes().iter().all(|runtime| runtime.language() == language));
        assert_eq!(id.parse(), Ok(language));
        assert_eq!(language.to_string(), id);
    }
}

#[test]
fn aliases_that_people_type() {
    let rows = [
        (Language::Python, &["py", "python3"][..]),
        (Language::Node, &["javascript", "js", "nodejs"]),
        (Language::Ruby, &["rb"]),
        (Language::Go, &["golang"]),
        (Language::Bash, &["sh"]),
    ];
    for (language, aliases) in rows {
        assert_eq!(language.spec().aliases, aliases);
        for alias in aliases {
            assert_eq!(alias.parse(), Ok(language));
            assert_eq!(Runtime::resolve(alias), Ok(language.default_runtime()), "{alias}");
            let newest = language.newest();
            assert_eq!(Runtime::find(alias, newest.version()), Ok(newest), "{alias}");
            assert_eq!(Runtime::find(alias, "0").unwrap_err().language(), Some(language.id()), "{alias}");
        }
    }
}

#[test]
fn examples_are_the_script_files() {
    let files = [
        include_str!("../../registry/src/scripts/python.py"),
        include_str!("../../registry/src/scripts/node.js"),
        include_str!("../../registry/src/scripts/ruby.rb"),
        include_str!("../../registry/src/scripts/go.go"),
        include_str!("../../registry/src/scripts/bash.sh"),
    ];
    let examples: Vec<&str> = Language::ALL.iter().filter_map(|language| language.spec().example).collect();
    assert_eq!(examples, files);
}

/// The list of languages, exactly as the API must return it.
pub(crate) const LANGUAGES_JSON: &str = concat!(
    r#"{"python":{"versions":["3.7","3.8","3.9","3.10","3.11","3.12"],"file_ext":"py"},"#,
    r#""node":{"versions":["18","20","22"],"file_ext":"js"},"#,
    r#""ruby":{"versions":["3.1","3.2","3.3"],"file_ext":"rb"},"#,
    r#""go":{"versions":["1.20","1.21","1.22"],"file_ext":"go"},"#,
    r#""bash":{"versions":["5.1","5.2","5.3"],"file_ext":"sh"}}"#,
);

#[test]
fn the_registry_serializes_as_the_list_of_languages() {
    assert_eq!(serde_json::to_string(&REGISTRY).unwrap(), LANGUAGES_JSON);
}
