//! Languages whose versions all have their own image, extension or interpreter, and lists and braces that are empty.

mod scripts {
    registry::runtimes! {
        python {
            aliases: [],
            env: {},
            versions: [
                "2.7" { image_tpl: "python:2.7-slim", file_ext: "py2", interpreter: ["python2"] },
                "3.12" { image_tpl: "python:{version}", file_ext: "py", interpreter: ["python3", "-u"] },
            ],
        }
        dotnet {
            aliases: [".net", "c#"],
            versions: ["9.0" {}, "10.0" { image_tpl: "dotnet:preview" }],
            image_tpl: "dotnet:{version}",
            file_ext: "cs",
            interpreter: ["dotnet", "run"],
        }
    }
}

use scripts::{Language, Runtime};

#[test]
fn a_language_without_shared_keys_has_empty_ones() {
    let python = Language::Python.spec();
    assert_eq!((python.image_tpl, python.file_ext, python.interpreter), ("", "", &[][..]));
    let old = Runtime::Python2_7.config();
    assert_eq!((old.image, old.file_name), ("python:2.7-slim", "main.py2"));
    assert_eq!(old.command, ["python2", "/scripts/main.py2"]);
    let new = Runtime::Python3_12.config();
    assert_eq!((new.image, new.file_name), ("python:3.12", "main.py"));
    assert_eq!(new.command, ["python3", "-u", "/scripts/main.py"]);
}

#[test]
fn a_base_passes_on_a_language_without_shared_keys() {
    let generated = downstream_extended::Language::Gen;
    assert_eq!(generated.spec().image_tpl, "");
    assert_eq!(downstream_extended::GEN_1.image, "gen:1");
    assert_eq!(downstream_extended::GEN_1.command, ["gen", "/scripts/main.g"]);
}

#[test]
fn empty_lists_and_braces_mean_nothing() {
    let python = Language::Python.spec();
    assert_eq!((python.aliases.len(), python.env.len()), (0, 0));
    assert_eq!(Runtime::Dotnet9_0.config().image, "dotnet:9.0");
    assert_eq!(Runtime::Dotnet10_0.config().image, "dotnet:preview");
}

#[test]
fn an_alias_may_begin_with_punctuation() {
    assert_eq!(Runtime::find(".net", "9.0"), Ok(Runtime::Dotnet9_0));
    assert_eq!(Runtime::find("c#", "10.0"), Ok(Runtime::Dotnet10_0));
}
