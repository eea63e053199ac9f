//! Aliases, defaults, partial versions, and examples that need a minimum version.

mod scripts {
    registry::runtimes! {
        python {
            aliases: ["py", "python3"],
            versions: ["3.9", "3.13.0-rc1", "3.10", "3.12", "3.12-slim", "2.7", "3.1.4", "3.14.0-rc2"],
            default: "3.10",
            image_tpl: "python:{version}",
            file_ext: "py",
            interpreter: ["python"],
            example: "match 1:\n    case 1: pass",
            example_since: "3.10",
        }
        cpp {
            aliases: ["c++", "g++-x.y_z"],
            versions: ["13", "14.1", "14.2"],
            image_tpl: "gcc:{version}",
            file_ext: "cpp",
            interpreter: ["sh", "-c", "g++ -o /tmp/main {file} && exec /tmp/main"],
            example: "int main() {}",
        }
        zig {
            versions: ["0.16.0-dev", "nightly", "latest"],
            image_tpl: "zig:{version}",
            file_ext: "zig",
            interpreter: ["zig", "run"],
        }
        java {
            versions: ["8u382", "8u392", "17.0.9", "17.0.10"],
            image_tpl: "java:{version}",
            file_ext: "java",
            interpreter: ["java"],
        }
        next {
            versions: ["2.0-beta1", "2.0-rc1"],
            image_tpl: "next:{version}",
            file_ext: "n",
            interpreter: ["next"],
        }
        ts {
            name: "TypeScript",
            // The newest version is deprecated, and so is every 3.x.
            versions: [
                #[deprecated] "3.8", #[deprecated] "3.9", "5.8", "5.9", #[deprecated(note = "withdrawn")] "5.10",
                "6.0-beta",
            ],
            image_tpl: "ts:{version}",
            file_ext: "ts",
            interpreter: ["ts"],
        }
    }
}

use registry::LookupErrorKind::{Malformed, UnknownLanguage, UnknownVersion};
use scripts::{Language, REGISTRY, Runtime};

#[test]
fn aliases_find_the_same_language() {
    assert_eq!(Runtime::find("py", "3.9"), Ok(Runtime::Python3_9));
    assert_eq!("python3@3.12".parse(), Ok(Runtime::Python3_12));
    assert_eq!("c++".parse(), Ok(Language::Cpp));
    assert_eq!("g++-x.y_z@13".parse(), Ok(Runtime::Cpp13));
    assert_eq!(REGISTRY.find("c++", "14.1").unwrap().version, "14.1");
    assert_eq!(REGISTRY.language("py").unwrap().id, "python");
    assert_eq!(serde_json::from_str::<Runtime>(r#""c++@13""#).unwrap(), Runtime::Cpp13);
    assert_eq!(REGISTRY.resolve("py@3.9").unwrap().version, "3.9");
    // Aliases are read but never written.
    assert_eq!(Runtime::find("py", "3.9").unwrap().to_string(), "python@3.9");
    assert_eq!(Language::Cpp.spec().aliases, ["c++", "g++-x.y_z"]);
    assert_eq!(Language::Zig.spec().aliases, [""; 0]);
}

#[test]
fn errors_after_an_alias_name_the_language() {
    let error = Runtime::find("py", "3.8").unwrap_err();
    assert_eq!(error.kind(), UnknownVersion);
    assert!(error.to_string().starts_with("unknown version `3.8` of `python`, did you mean `3.9`?"), "{error}");
    assert_eq!(Runtime::find("py", "").unwrap_err().kind(), UnknownVersion);
    assert_eq!(Runtime::find("pyt", "3.9").unwrap_err().suggestion(), Some("python"));
    assert_eq!("C++".parse::<Language>().unwrap_err().kind(), UnknownLanguage);
}

#[test]
fn default_and_newest_versions() {
    const DEFAULT: Runtime = Language::Python.default_runtime();
    assert_eq!(DEFAULT, Runtime::Python3_10);
    assert_eq!(Language::Python.spec().default, "3.10");
    assert_eq!(Language::Python.newest(), Runtime::Python3_12);
    assert_eq!((Language::Cpp.default_runtime(), Language::Cpp.newest()), (Runtime::Cpp14_2, Runtime::Cpp14_2));
    assert_eq!(Language::Java.newest(), Runtime::Java17_0_10);
    // Without any release, the newest pre-release.
    assert_eq!((Language::Next.newest(), Language::Next.spec().default), (Runtime::Next2_0Rc1, "2.0-rc1"));
}

#[test]
fn deprecated_versions_are_chosen_last() {
    assert_eq!(Language::Ts.newest(), Runtime::Ts5_9);
    assert_eq!(Language::Ts.default_runtime(), Runtime::Ts5_9);
    assert_eq!(Language::Ts.spec().default, "5.9");
    let resolve = |request| Language::Ts.resolve(request).map(Runtime::version);
    assert_eq!(resolve("5"), Ok("5.9"));
    assert_eq!(resolve("latest"), Ok("5.9"));
    // No other version matches.
    assert_eq!(resolve("3"), Ok("3.9"));
    assert_eq!(resolve("5.10"), Ok("5.10"));
    assert_eq!(resolve("6.0-beta"), Ok("6.0-beta"));
    assert_eq!(Runtime::find("ts", "5").unwrap_err().suggestion(), Some("5.9"));
    assert_eq!(Runtime::find("ts", "5.11").unwrap_err().suggestion(), Some("5.9"));
    assert_eq!(Runtime::find("ts", "3.10").unwrap_err().suggestion(), Some("5.9"));
}

#[test]
fn suggestions_consider_aliases_and_display_names() {
    let suggestion = |language| Runtime::find(language, "1").unwrap_err().suggestion();
    for (given, id) in [
        ("C++", "cpp"),
        ("TypeScript", "ts"),
        ("typescipt", "ts"),
        ("TYPESCRIPT", "ts"),
        ("Py", "python"),
        ("pyton3", "python"),
    ] {
        assert_eq!(suggestion(given), Some(id), "{given}");
    }
    assert_eq!(suggestion("fortran"), None);
    assert_eq!("C++@13".parse::<Runtime>().unwrap_err().suggestion(), Some("cpp"));
    assert_eq!("c++:13".parse::<Runtime>().unwrap_err().suggestion(), Some("cpp@13"));
    assert_eq!("TypeScript 5".parse::<Runtime>().unwrap_err().suggestion(), Some("ts@5.9"));
    for text in ["C++:13", "C++ 13", "C++/13", "g++:13", "c++=13", "C++:"] {
        let expected = if text == "C++:" { "cpp@14.2" } else { "cpp@13" };
        assert_eq!(Runtime::resolve(text).unwrap_err().suggestion(), Some(expected), "{text}");
    }
    // One of two letters is too much of a difference.
    for other in ["pv", "sy", "ps", "p"] {
        assert_eq!(suggestion(other), None, "{other}");
    }
}

#[test]
fn partial_versions_resolve_to_the_newest_match() {
    let python = |request| Language::Python.resolve(request);
    // An exact match takes precedence over every other meaning.
    assert_eq!(python("3.9"), Ok(Runtime::Python3_9));
    assert_eq!(python("3.13.0-rc1"), Ok(Runtime::Python3_13_0Rc1));
    assert_eq!(Language::Zig.resolve("latest"), Ok(Runtime::ZigLatest));
    // A prefix matches whole components.
    assert_eq!(python("3"), Ok(Runtime::Python3_12));
    assert_eq!(python("2"), Ok(Runtime::Python2_7));
    assert_eq!(python("3.1"), Ok(Runtime::Python3_1_4));
    assert_eq!(Language::Java.resolve("17"), Ok(Runtime::Java17_0_10));
    assert_eq!(Language::Java.resolve("8"), Ok(Runtime::Java8u392));
    // A pre-release matches only a request that names it as one.
    assert_eq!(python("3.14.0-rc"), Ok(Runtime::Python3_14_0Rc2));
    for request in ["3.13", "3.13.0", "3.14", "3.14.0"] {
        assert_eq!(python(request).unwrap_err().kind(), UnknownVersion, "{request}");
    }
    assert_eq!(Language::Zig.resolve("0.16").unwrap_err().kind(), UnknownVersion);
    // `latest` selects the newest version, an empty string the default.
    assert_eq!(python("latest"), Ok(Runtime::Python3_12));
    assert_eq!(python(""), Ok(Runtime::Python3_10));
    for request in ["4", "3.", ".", "3.12.", "3.1.", "03", "v3", "3 ", "3.12-sli", "LATEST", "slim", "\0"] {
        assert_eq!(python(request).unwrap_err().kind(), UnknownVersion, "{request}");
    }
}

#[test]
fn requests_with_a_language_and_a_partial_version() {
    let version = |request| REGISTRY.resolve(request).map(|entry| (entry.language.id, entry.version));
    assert_eq!(version("python"), Ok(("python", "3.10")));
    assert_eq!(version("python@"), Ok(("python", "3.10")));
    assert_eq!(version("py@latest"), Ok(("python", "3.12")));
    assert_eq!(version("c++@14"), Ok(("cpp", "14.2")));
    assert_eq!(version("perl@5").unwrap_err().kind(), UnknownLanguage);
    assert_eq!(version("python@4").unwrap_err().kind(), UnknownVersion);
    for request in ["", "@", "@3", "python:3.12", "python 3", "python/3", "python,3"] {
        assert_eq!(version(request).unwrap_err().kind(), Malformed, "{request}");
    }
    assert_eq!(version("python:3.12").unwrap_err().suggestion(), Some("python@3.12"));
    assert_eq!(version("C++").unwrap_err().suggestion(), Some("cpp"));
    // All other lookups are exact.
    assert_eq!("python@3".parse::<Runtime>().unwrap_err().kind(), UnknownVersion);
    assert_eq!(REGISTRY.find("python", "latest").unwrap_err().kind(), UnknownVersion);
}

#[test]
fn versions_that_run_the_example() {
    let runs: Vec<bool> = Language::Python.runtimes().iter().map(|runtime| runtime.example_runs()).collect();
    assert_eq!(runs, [false, true, true, true, true, false, false, true]);
    assert_eq!(Language::Python.spec().example_since, Some("3.10"));
    assert!(Language::Cpp.runtimes().iter().all(|runtime| runtime.example_runs()));
    // Zig has no example.
    assert!(!Language::Zig.newest().example_runs());
    // The same for code without access to the enums.
    let entries = Runtime::ALL.iter().map(|runtime| runtime.entry().example_runs());
    assert!(entries.eq(Runtime::ALL.iter().map(|runtime| runtime.example_runs())));
}

#[test]
fn builtin_versions_too_old_for_their_example() {
    let fail: Vec<String> =
        registry::Runtime::ALL.iter().filter(|runtime| !runtime.example_runs()).map(ToString::to_string).collect();
    assert_eq!(fail, ["python@3.7", "python@3.8", "python@3.9", "go@1.20"]);
}
