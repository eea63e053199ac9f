//! A program whose arguments are a language and a runtime.

use clap::{CommandFactory, Parser};

use crate::scripts::{Language, Runtime};

#[derive(Debug, Parser)]
#[command(name = "start")]
struct Arguments {
    /// The runtime to start.
    #[arg(value_enum)]
    runtime: Runtime,
    /// Further languages to prepare.
    #[arg(long, value_enum, value_delimiter = ',')]
    prepare: Vec<Language>,
}

fn parse(arguments: &[&str]) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from([&["start"], arguments].concat())
}

#[test]
fn values_are_parsed() {
    let arguments = parse(&["lua@5.4", "--prepare", "cpp,lua"]).unwrap();
    assert_eq!(arguments.runtime, Runtime::Lua5_4);
    assert_eq!(arguments.prepare, [Language::Cpp, Language::Lua]);
    // Aliases are accepted.
    assert_eq!(parse(&["luajit@5.3"]).unwrap().runtime.as_str(), "lua@5.3");
    assert_eq!(parse(&["lua@5.4", "--prepare", "luajit"]).unwrap().prepare, [Language::Lua]);
}

#[test]
fn help_lists_values() {
    let help = Arguments::command().render_long_help().to_string();
    for line in [
        "- lua@5.3: Lua 5.3, deprecated: end of life",
        "- lua@5.4: Lua 5.4",
        "- cpp@14:  C++ 14",
        "- lua: Lua",
        "- cpp: C++",
    ] {
        assert!(help.lines().any(|other| other.trim() == line), "{line}\n{help}");
    }
    let help = Arguments::command().render_help().to_string();
    assert!(help.contains("[possible values: lua@5.3, lua@5.4, cpp@14]"), "{help}");
}

#[test]
fn errors_list_values_and_suggest_one() {
    let error = parse(&["lua@5.5"]).unwrap_err();
    assert_eq!(error.kind(), clap::error::ErrorKind::InvalidValue);
    let error = error.to_string();
    assert!(error.contains("invalid value 'lua@5.5' for '<RUNTIME>'"), "{error}");
    assert!(error.contains("[possible values: lua@5.3, lua@5.4, cpp@14]"), "{error}");
    assert!(error.contains("lua@5.4'"), "{error}");
}

#[test]
fn shells_complete_values() {
    let mut script = Vec::new();
    clap_complete::generate(clap_complete::Shell::Bash, &mut Arguments::command(), "start", &mut script);
    let script = String::from_utf8(script).unwrap();
    assert!(script.contains(r#"compgen -W "lua cpp""#), "{script}");
    assert!(script.contains("lua@5.3 lua@5.4 cpp@14"), "{script}");
}
