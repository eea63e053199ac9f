//! Versions with attributes, and versions that override keys of their language.

mod scripts {
    registry::runtimes! {
        python {
            versions: [
                /// The last release of Python 2.
                #[deprecated(since = "1.0.0", note = "end of life 2020-01-01")]
                "2.7" { image_tpl: "python:{version}-slim-buster", interpreter: ["python2", "-B", "{file}"] },
                #[deprecated]
                "3.7" { image_tpl: "registry.example/python@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" },
                "3.11",
                "3.12" { file_ext: "pyw" },
                "3.13" { },
                "3.14" { interpreter: ["python", "--check", "{file}", "&&", "python{version}", "{file}"], file_ext: "py3" },
            ],
            image_tpl: "python:{version}-slim",
            file_ext: "py",
            interpreter: ["python"],
        }
    }
}

use scripts::{Language, PYTHON_3_11, PYTHON_3_12, PYTHON_3_13, PYTHON_3_14, REGISTRY, Runtime};

#[test]
fn deprecated_versions_carry_their_note() {
    let deprecation = |version| Runtime::find("python", version).unwrap().deprecation();
    assert_eq!(deprecation("2.7"), Some("end of life 2020-01-01"));
    assert_eq!(deprecation("3.7"), Some(""));
    assert_eq!(deprecation("3.11"), None);
    assert_eq!(Language::Python.spec().deprecations, [("2.7", "end of life 2020-01-01"), ("3.7", "")]);
    assert_eq!(REGISTRY.find("python", "2.7").unwrap().deprecation(), Some("end of life 2020-01-01"));
}

#[test]
fn a_version_overrides_some_keys_and_inherits_the_rest() {
    let config = |version| REGISTRY.find("python", version).unwrap().config;
    assert_eq!(config("2.7").image, "python:2.7-slim-buster");
    assert_eq!(config("2.7").command, ["python2", "-B", "/scripts/main.py"]);
    let digest = "registry.example/python@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    assert_eq!(config("3.7").image, digest);
    assert_eq!(config("3.7").command, ["python", "/scripts/main.py"]);
    assert_eq!(PYTHON_3_11.image, "python:3.11-slim");
    assert_eq!((PYTHON_3_12.file_name, PYTHON_3_12.image), ("main.pyw", "python:3.12-slim"));
    assert_eq!(PYTHON_3_12.command, ["python", "/scripts/main.pyw"]);
    assert_eq!(PYTHON_3_13.command, PYTHON_3_11.command);
    let script = "python --check /scripts/main.py3 && exec python3.14 /scripts/main.py3";
    assert_eq!(PYTHON_3_14.command, ["sh", "-c", script]);
    // The language itself is unchanged.
    assert_eq!(Language::Python.spec().image_tpl, "python:{version}-slim");
}

#[test]
fn the_deprecated_builtin_versions() {
    let deprecated = registry::REGISTRY
        .entries()
        .iter()
        .filter_map(|entry| Some((entry.language.id, entry.version, entry.deprecation()?)));
    assert_eq!(
        deprecated.collect::<Vec<_>>(),
        [
            ("python", "3.7", "end of life 2023-06-27"),
            ("python", "3.8", "end of life 2024-10-07"),
            ("python", "3.9", "end of life 2025-10-31"),
            ("python", "3.10", "end of life 2026-10-31"),
            ("node", "18", "end of life 2025-04-30"),
            ("node", "20", "end of life 2026-04-30"),
            ("ruby", "3.1", "end of life 2025-03-26"),
            ("ruby", "3.2", "end of life 2026-03-31"),
            ("go", "1.20", "end of life 2024-02-06"),
            ("go", "1.21", "end of life 2024-08-13"),
            ("go", "1.22", "end of life 2025-02-11"),
        ],
    );
}
