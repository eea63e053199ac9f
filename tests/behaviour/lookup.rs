//! Tests of lookups by text, and of their errors.

use registry::{Language, LookupError, LookupErrorKind, REGISTRY, Runtime};

fn find(language: &str, version: &str) -> LookupError {
    Runtime::find(language, version).unwrap_err()
}

fn parse(text: &str) -> LookupError {
    text.parse::<Runtime>().unwrap_err()
}

#[test]
fn unknown_language() {
    let error = find("pyton", "3.11");
    assert_eq!(error.kind(), LookupErrorKind::UnknownLanguage);
    assert_eq!(error.suggestion(), Some("python"));
    assert!(error.supported().eq(["python", "node", "ruby", "go", "bash"]));
    let text = "unknown language `pyton`, did you mean `python`? supported: `python`, `node`, `ruby`, `go`, `bash`";
    assert_eq!(error.to_string(), text);

    let far = find("cobol", "85");
    assert_eq!(far.suggestion(), None);
    assert_eq!(far.to_string(), "unknown language `cobol`, supported: `python`, `node`, `ruby`, `go`, `bash`");
}

#[test]
fn unknown_version() {
    let error = find("node", "16");
    assert_eq!(error.kind(), LookupErrorKind::UnknownVersion);
    assert!(error.supported().eq(["18", "20", "22"]));
    // 18 is nearer, but deprecated.
    assert_eq!(error.to_string(), "unknown version `16` of `node`, did you mean `22`? supported: `18`, `20`, `22`");
    assert_eq!(find("python", "3.13").suggestion(), Some("3.12"));
    assert_eq!(find("python", "3.6").suggestion(), Some("3.11"));
    assert_eq!(find("python", "3").suggestion(), Some("3.12"));
    assert_eq!(find("ruby", "3.0").suggestion(), Some("3.3"));
    // The same version, although it is deprecated.
    assert_eq!(find("python", "3.7.17").suggestion(), Some("3.7"));
    // Every version is deprecated.
    assert_eq!(find("go", "1.19").suggestion(), Some("1.20"));
    assert_eq!(find("python", "3.11.4").suggestion(), Some("3.11"));
    assert_eq!(find("python", "4").suggestion(), Some("3.12"));
    assert_eq!(find("node", "v22").suggestion(), Some("22"));
}

#[test]
fn nearest_language() {
    let nearest = |id: &str| find(id, "1").suggestion();
    assert_eq!(nearest("Python"), Some("python"));
    assert_eq!(nearest(" python"), Some("python"));
    assert_eq!(nearest("pyth"), Some("python"));
    assert_eq!(nearest("python2"), Some("python"));
    assert_eq!(nearest("Node.js"), Some("node"));
    assert_eq!(nearest("JavaScript"), Some("node"));
    assert_eq!(nearest("Golang"), Some("go"));
    assert_eq!(nearest("urby"), Some("ruby"));
    assert_eq!(nearest("rs"), None);
    assert_eq!(nearest(""), None);
    assert_eq!(nearest("perl"), None);
}

#[test]
fn malformed() {
    for text in ["", "@", "python", "python@", "@3.11", "python:3.11", "python 3.11", "python3.11", "python/3.11"] {
        let error = parse(text);
        assert_eq!(error.kind(), LookupErrorKind::Malformed, "{text}");
        assert!(error.to_string().starts_with("malformed runtime `"), "{error}");
    }
    let text = "malformed runtime `python:3.11`, did you mean `python@3.11`? expected `language@version`";
    assert_eq!(parse("python:3.11").to_string(), text);
    for (text, suggestion) in [
        ("node", "node@22"),
        ("python@", "python@3.12"),
        ("python 3.11", "python@3.11"),
        ("python-3.11", "python@3.11"),
        ("Python/3.9.1", "python@3.9"),
        ("python==3.13", "python@3.12"),
        ("nodejs:22", "node@22"),
        ("Node.js v22", "node@22"),
    ] {
        assert_eq!(parse(text).suggestion(), Some(suggestion), "{text}");
    }
    // Nothing in the text resembles a language.
    for text in ["", "@", "@3.11", "cobol:85", &"python:3.11".repeat(9)] {
        let error = parse(text);
        assert_eq!(error.suggestion(), None, "{text}");
        assert!(error.to_string().ends_with("`, expected `language@version`, as in `python@3.12`"), "{error}");
    }
}

#[test]
fn lookups_are_exact() {
    for (language, version) in [("python", "3"), ("python", "3.11 "), ("python", "03.11"), ("python", "3.7\0")] {
        assert_eq!(find(language, version).kind(), LookupErrorKind::UnknownVersion);
    }
    assert_eq!(find("PYTHON", "3.11").kind(), LookupErrorKind::UnknownLanguage);
    assert_eq!(parse("python@3.11@x").kind(), LookupErrorKind::UnknownVersion);
    assert_eq!("Go".parse::<Language>().unwrap_err().kind(), LookupErrorKind::UnknownLanguage);
}

#[test]
fn every_lookup_returns_the_same_error() {
    let error = find("pyhton", "3.11");
    assert_eq!(REGISTRY.find("pyhton", "3.11").unwrap_err(), error);
    assert_eq!(REGISTRY.language("pyhton").unwrap_err(), error);
    assert_eq!(REGISTRY.parse("pyhton@3.11").unwrap_err(), error);
    assert_eq!(parse("pyhton@3.11"), error);
    assert_eq!("pyhton".parse::<Language>().unwrap_err(), error);
    assert_ne!(find("pyhton", "3.11"), find("pyhtn", "3.11"));
}

#[test]
fn errors_are_bounded_and_escaped() {
    let megabyte = "x".repeat(1 << 20);
    let emoji = "🦀".repeat(1 << 18);
    let controls = "\0\u{1b}[31m\r\n\u{202e}\u{7f}`".repeat(1 << 16);
    for given in [&megabyte, &emoji, &controls] {
        for error in [find(given, given), find("python", given), parse(given), parse(&format!("go@{given}"))] {
            let (display, debug) = (error.to_string(), format!("{error:?}"));
            assert!(display.len() < 1024, "{}", display.len());
            assert!(debug.len() < 1024, "{}", debug.len());
            assert!(!display.chars().chain(debug.chars()).any(|c| c.is_control() || c == '\u{202e}'));
            assert_eq!(error.suggestion(), None);
        }
    }
    let shown = find("py\0thon\u{1b}", "3.11").to_string();
    assert!(shown.starts_with(r"unknown language `py\0thon\u{1b}`"), "{shown}");
    assert!(find("🦀", "1").to_string().starts_with("unknown language `🦀`"));
}

#[test]
fn long_lists_are_shortened() {
    mod long {
        registry::runtimes! {
            many {
                versions: [
                    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18",
                    "19", "20", "21", "22", "23", "24", "25", "26",
                ],
                image_tpl: "many:{version}",
                file_ext: "m",
                interpreter: ["many"],
            }
        }
    }
    let error = long::Runtime::find("many", "x").unwrap_err();
    assert!(error.to_string().ends_with("`23`, `24` and 2 more"), "{error}");
    assert_eq!(error.supported().count(), 26);
}

/// Ids and versions of mixed lengths, some of which differ only in the middle, which no word covers.
mod odd {
    registry::runtimes! {
        r { versions: ["4", "44", "4.4"], image_tpl: "r:{version}", file_ext: "r", interpreter: ["r"] }
        c { versions: ["4", "11", "4.4"], image_tpl: "c:{version}", file_ext: "c", interpreter: ["c"] }
        aa { versions: ["4", "4.4.4.4.4.4.4.4.4.4"], image_tpl: "aa:{version}", file_ext: "aa", interpreter: ["aa"] }
        aaa { versions: ["4", "1", "11", "111", "1111"], image_tpl: "aaa:{version}", file_ext: "a", interpreter: ["a"] }
        abcdefgh { versions: ["12345678", "1234567"], image_tpl: "a:{version}", file_ext: "a", interpreter: ["a"] }
        abcdefg { versions: ["12345678", "123456789"], image_tpl: "b:{version}", file_ext: "a", interpreter: ["a"] }
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa {
            versions: ["4", "2024-06-01-slim-bookworm", "2024-07-01-slim-bookworm", "2024-08-01-slim-bookworm"],
            image_tpl: "aaaa:{version}",
            file_ext: "a",
            interpreter: ["a"],
        }
        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaabaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa {
            versions: [
                "2024-07-01-slim-bookworm",
                "000000000000000000000000000000000000000000000000000000000000000",
                "000000000000000000000000000000010000000000000000000000000000000",
            ],
            image_tpl: "aaab:{version}",
            file_ext: "a",
            interpreter: ["a"],
        }
    }
}

#[test]
fn keys_of_mixed_lengths_are_found() {
    for (position, runtime) in odd::Runtime::ALL.iter().enumerate() {
        let entry = &odd::REGISTRY.entries()[position];
        assert_eq!(odd::Runtime::find(entry.language.id, entry.version), Ok(*runtime));
        assert_eq!(odd::REGISTRY.find(entry.language.id, entry.version), Ok(entry));
        assert_eq!(runtime.to_string().parse(), Ok(*runtime));
    }
    for language in odd::Language::ALL {
        assert_eq!(language.id().parse(), Ok(*language));
    }
}

#[test]
fn nothing_else_is_found() {
    let entries = odd::REGISTRY.entries();
    let mut ids: Vec<String> = odd::Language::ALL.iter().flat_map(|language| changed(language.id())).collect();
    let mut versions: Vec<String> = entries.iter().flat_map(|entry| changed(entry.version)).collect();
    ids.extend(odd::Language::ALL.iter().map(|language| language.id().to_owned()));
    versions.extend(entries.iter().map(|entry| entry.version.to_owned()));
    for id in &ids {
        let language = odd::REGISTRY.languages().iter().find(|language| language.id == *id);
        assert_eq!(odd::REGISTRY.language(id).ok(), language);
        for version in &versions {
            let declared = entries.iter().find(|entry| entry.language.id == *id && entry.version == *version);
            assert_eq!(odd::REGISTRY.find(id, version).ok(), declared, "{id}@{version}");
        }
    }
}

/// Returns variations of a text: one character missing, doubled or replaced, and more characters after it.
fn changed(text: &str) -> impl Iterator<Item = String> {
    let rest = ["", "\0", "\0\0\0\0\0\0\0", "é"].into_iter().map(move |end| format!("{}{end}", &text[1..]));
    let long = [16, 255, 256, 257, 512].into_iter().map(move |length| format!("{text:0<length$}"));
    let others = (0..text.len()).flat_map(move |at| {
        let (before, after) = (&text[..at], &text[at + 1..]);
        [String::new(), text[at..=at].repeat(2), "z".to_owned()].map(|between| format!("{before}{between}{after}"))
    });
    others.chain(long).chain(rest)
}

#[test]
fn the_error_is_small_and_implements_error() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<LookupError>();
    // Clippy warns about errors of 128 bytes.
    assert!(size_of::<Result<Runtime, LookupError>>() < 128);
}
