//! Input for the fuzz tests: declarations that are mostly valid, random changes to them, and arbitrary tokens.

use std::sync::LazyLock;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A token that can be printed, cloned and changed.
#[derive(Clone, Debug)]
pub(super) enum Token {
    Word(&'static str),
    Punct(char, bool),
    Literal(String),
    Group(Delimiter, Vec<Token>),
}

use Token::{Group as Grouped, Punct as Mark, Word};

pub(super) fn to_stream(tokens: &[Token]) -> TokenStream {
    tokens.iter().map(to_tree).collect()
}

fn to_tree(token: &Token) -> TokenTree {
    match token {
        Word(raw) if raw.starts_with("r#") => Ident::new_raw(&raw[2..], Span::call_site()).into(),
        Word(word) => Ident::new(word, Span::call_site()).into(),
        Mark(c, joint) => Punct::new(*c, if *joint { Spacing::Joint } else { Spacing::Alone }).into(),
        Token::Literal(text) => text.parse::<Literal>().unwrap().into(),
        Grouped(delimiter, inside) => Group::new(*delimiter, to_stream(inside)).into(),
    }
}

fn string(text: &str) -> Token {
    Token::Literal(Literal::string(text).to_string())
}

/// Words with and without a meaning in declarations, in several scripts.
fn word() -> impl Strategy<Value = Token> {
    select(vec![
        "python",
        "node",
        "r#fn",
        "fn",
        "self",
        "Self",
        "_",
        "a_1",
        "a1",
        "Name",
        "größe",
        "питон",
        "変数",
        "name",
        "versions",
        "image_tpl",
        "file_ext",
        "interpreter",
        "env",
        "example",
        "export",
        "override",
        "aliases",
        "default",
        "example_since",
        "version_command",
        "version",
        "image",
        "py",
        "include_str",
        "true",
        "crate",
        "doc",
        "concat",
    ])
    .prop_map(Word)
}

fn punct() -> impl Strategy<Value = Token> {
    (select(":,;=#!.-+&|<>@$?*/'".chars().collect::<Vec<_>>()), any::<bool>()).prop_map(|(c, joint)| Mark(c, joint))
}

fn literal() -> impl Strategy<Value = Token> {
    let written = select(vec![
        "1",
        "3.10",
        "3.8",
        "0x1f",
        "1_000u8",
        "1e5",
        "'c'",
        "b'c'",
        "b\"bytes\"",
        "c\"string\"",
        "r\"raw\"",
        "r#\"3.7\"#",
        "\"suffix\"py",
        "br\"raw\"",
    ])
    .prop_map(|text| Token::Literal(text.to_owned()));
    prop_oneof![written, value().prop_map(|text| string(&text))]
}

/// Strings with a meaning somewhere in a declaration, and random ones.
fn value() -> impl Strategy<Value = String> {
    let known = select(vec![
        "",
        " ",
        "3.7",
        "3.11",
        "1.10",
        "1-10",
        "RC1",
        "rc1",
        "-1",
        "1.",
        "latest",
        "python:{version}",
        "python",
        "Python:{version}",
        "{version}",
        "{file}",
        "{{",
        "}}",
        "{",
        "}",
        "{ver}",
        "a/b@sha256:00",
        "example.com:5000/a:b",
        "https://a/b:c",
        "a:b:c",
        "py",
        ".py",
        "tar.gz",
        "a b",
        "&&",
        "|",
        ">",
        "2>&1",
        "HOME",
        "..",
        "A=b",
        "\0",
        "\n",
        "é",
        "go run",
        "it's",
        "$X",
        "x=y",
        "if",
        "*",
        "~",
        "\\",
        "\"",
        "&& /tmp/main",
        "||x",
        "| sort",
        "; ls",
        "| %s |",
        "2>/dev/null",
        "sh",
        "exec",
        "main.py",
        "{file}.py",
        "scratch:{version}",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => known, 1 => "[a-zA-Z0-9._-]{0,70}", 1 => "\\PC{0,8}"]
}

/// One byte longer than an argument may be.
static LONG: LazyLock<String> = LazyLock::new(|| "x".repeat(131_072));

/// Mostly picks from the first texts, and sometimes from the others.
fn frequent(texts: &[&'static str], rare: &[&'static str]) -> impl Strategy<Value = &'static str> + Clone + use<> {
    prop_oneof![12 => select(texts.to_vec()), 1 => select(rare.to_vec())]
}

/// Arbitrary tokens.
pub(super) fn anything() -> impl Strategy<Value = Vec<Token>> {
    let leaf = prop_oneof![3 => word(), 3 => punct(), 2 => literal()];
    let token = leaf.prop_recursive(4, 64, 8, |inner| {
        (delimiter(), prop::collection::vec(inner, 0..8)).prop_map(|(delimiter, inside)| Grouped(delimiter, inside))
    });
    prop::collection::vec(token, 0..24)
}

fn delimiter() -> impl Strategy<Value = Delimiter> {
    select(vec![Delimiter::Brace, Delimiter::Bracket, Delimiter::Parenthesis, Delimiter::None])
}

/// A declaration that is mostly valid: most values are valid on their own, but names can collide.
pub(super) fn declaration() -> impl Strategy<Value = Vec<Token>> {
    let export = prop::bool::weighted(0.1);
    (export, prop::collection::vec(block(), 1..4)).prop_map(|(export, blocks)| {
        let export = [Word("export"), Word("a1"), Mark(';', false)].into_iter().filter(|_| export);
        export.chain(blocks.concat()).collect()
    })
}

#[expect(clippy::too_many_lines, reason = "it is a list of possible values")]
fn block() -> impl Strategy<Value = Vec<Token>> {
    let id =
        select(vec!["python", "node", "lua", "lua5", "a_1", "a1", "debian_12", "fn", "r#gen", "crate", "all", "a"]);
    let version = prop_oneof![
        3 => select(vec!["3.7", "3.10", "22", "5.4", "4", "1.10", "1-10", "rc1", "RC1", "1.0-rc.2", "X", "1__0", "l.l"]).prop_map(str::to_owned),
        1 => "[a-zA-Z0-9]([a-zA-Z0-9._-]{0,20}[a-zA-Z0-9])?",
    ];
    let image = select(vec![
        "python:{version}",
        "python:{version}-slim",
        "example.com:5000/a/b_c:{version}.x",
        "localhost/a:{version}",
        "a_b.c/d:{version}",
        "[::1]:5000/a:{version}",
        "team/{version}/python:1",
        "{version}/python:1",
        "a.b/c:v{version}_{version}",
        "scratch:{version}",
        "scratch/a:{version}",
    ]);
    let ext = select(vec!["py", "js", "tar.gz", "x", "c_-9"]);
    let argument = frequent(
        &[
            "run",
            "-c",
            "{file}",
            "--file={file}",
            "python{version}",
            "{{file}}",
            "a b",
            "$HOME",
            "it's",
            "x=y",
            "if",
            "a&&b",
            "é",
            "*",
            "/bin/x",
            "}}{{",
            "-ec",
            "make && /tmp/main",
            "exec \"$@\"",
            "-euo",
            "pipefail",
            "bash",
            "--norc",
            "</i>",
            "|x",
            "a | b",
            "/opt/x.py",
            ".js",
            "-m",
        ],
        &[
            "&& /tmp/main",
            "&&x",
            "|| true",
            "| sort",
            "; ls",
            "& wait",
            "| %s |",
            "2>/dev/null",
            "&> /tmp/out",
            "x.py",
            "a/main.js",
            "/scripts/x.x",
            "{file}.js",
            "/scripts/{file}",
            "<{file}",
            "'{file}'",
            "{file};",
            "{file} | sort",
            "-u {file}",
            "python {file}",
            "python \"$0\"",
            "make&&",
            "${file}",
            "${version}",
            "./{file}",
            "//{file}",
            "run -race",
            "-Xa -Xb {file}",
            "-a b",
        ],
    );
    let argument = prop_oneof![4000 => argument, 1 => select(vec![&LONG[1..], &LONG])];
    let program = frequent(
        &["python", "/usr/bin/env", "lua{version}", "if", "a-b=c", "{file}", "sh", "/bin/bash", "./x", "cd", "~x"],
        &[
            "a=b",
            "~/x",
            "$HOME/x",
            "$X",
            ".",
            "..",
            "/bin/",
            "exec",
            ":",
            "export",
            "'python'",
            "#!python",
            "-u",
            "$(x)",
            "./{file}",
            "/opt/$X/python",
            "/opt/python*",
            "$",
            "$1/x",
            &LONG[..300],
            &LONG[..200],
            "{version}{version}{version}{version}{version}",
        ],
    );
    let step = (program.clone(), prop::collection::vec(argument, 0..3));
    let version_command = prop::option::weighted(0.2, step.clone());
    let interpreter = prop::collection::vec(step, 1..3);
    let name = prop::option::of(select(vec!["Python", "Node.js", "C++", "Größe", "\"quoted\""]));
    let example = prop::option::of(frequent(&["print(1)", "a\nb", "a.b", "x"], &["", "main.py", "a b.js", "x/y.x"]));
    let versions = prop::collection::vec(version, 1..5);
    let alias = select(vec!["py", "python3", "c++", "c#", "js", "node", "a.b", ".net", "x", "-", ".", "PY", "", "é"]);
    let aliases = prop::option::weighted(0.3, prop::collection::vec(alias, 0..3));
    let choice = prop::option::weighted(0.3, any::<Index>());
    let variable = (
        select(vec!["HOME", "PATH", "GOCACHE", "a.b", "_", ".a", "..", "9", "A=b", ""]),
        frequent(
            &["/tmp", "", "$X", "/opt/{version}", "{{}}"],
            &["\0", "{file}", "}", "{", "${version}", "${{version}}"],
        ),
    );
    let env = prop::option::weighted(0.3, prop::collection::vec(variable, 0..3));
    let choices = (aliases, env, version_command, choice.clone(), choice, prop::bool::weighted(0.1));
    let extras = prop::collection::vec((0_u8..24, image.clone(), ext.clone(), program), 5);
    let layout = (any::<Index>(), any::<bool>(), any::<bool>(), any::<bool>(), 0_u8..24);
    let versions = (versions, extras);
    (id, versions, image, ext, interpreter, name, example, choices, layout).prop_map(
        |(
            id,
            (versions, mut extras),
            image,
            ext,
            interpreter,
            name,
            example,
            (aliases, env, version_command, default, since, absent),
            (first, trailing, comma, documented, own),
        )| {
            // Without these keys, every version has its own.
            let lacking: &[&str] = match own {
                5 => &["image_tpl"],
                6 => &["file_ext"],
                7 => &["interpreter"],
                8 => &["image_tpl", "interpreter"],
                _ => &[],
            };
            if !lacking.is_empty() {
                for (extra, ..) in &mut extras {
                    *extra = own;
                }
            }
            let list = |items: Vec<String>| {
                let items = items.iter().flat_map(|item| [string(item), Mark(',', false)]);
                Grouped(Delimiter::Bracket, items.collect())
            };
            let steps: Vec<String> = interpreter
                .iter()
                .map(|(program, arguments)| [&[*program], arguments.as_slice()].concat())
                .collect::<Vec<_>>()
                .join(&"&&")
                .into_iter()
                .map(str::to_owned)
                .collect();
            let chosen = |index: Index| string(if absent { "0.0" } else { &versions[index.index(versions.len())] });
            let (default, since) = (default.map(chosen), since.map(chosen));
            let mut keys = vec![
                ("versions", Grouped(Delimiter::Bracket, versions.iter().zip(extras).flat_map(version_with).collect())),
                ("image_tpl", string(image)),
                ("file_ext", string(ext)),
                ("interpreter", list(steps)),
            ];
            keys.extend(name.map(|name| ("name", string(name))));
            keys.extend(example.map(|example| ("example", string(example))));
            keys.extend(aliases.map(|aliases| ("aliases", list(aliases.into_iter().map(str::to_owned).collect()))));
            keys.extend(env.map(|env| {
                let pairs = env
                    .iter()
                    .flat_map(|(name, value)| [string(name), Mark(':', false), string(value), Mark(',', false)]);
                ("env", Grouped(Delimiter::Brace, pairs.collect()))
            }));
            keys.extend(version_command.map(|(program, arguments)| {
                let words = std::iter::once(program).chain(arguments).map(str::to_owned);
                ("version_command", list(words.collect()))
            }));
            keys.extend(default.map(|default| ("default", default)));
            keys.extend(since.map(|since| ("example_since", since)));
            keys.retain(|(key, _)| !lacking.contains(key));
            let first = first.index(keys.len());
            keys.rotate_left(first);
            let mut inside: Vec<Token> = keys
                .into_iter()
                .flat_map(|(key, value)| [Word(key), Mark(':', false), value, Mark(',', false)])
                .collect();
            if !trailing {
                inside.pop();
            }
            let mut block = Vec::new();
            if documented {
                let doc = vec![Word("doc"), Mark('=', false), string(" Documented.")];
                block.extend([Mark('#', false), Grouped(Delimiter::Bracket, doc)]);
            }
            block.extend([Word(id), Grouped(Delimiter::Brace, inside)]);
            block.extend(comma.then_some(Mark(',', false)));
            block
        },
    )
}

/// A version, possibly with an attribute before it and braces after it, and a comma.
fn version_with(
    (version, (extra, image, ext, program)): (&String, (u8, &'static str, &'static str, &'static str)),
) -> Vec<Token> {
    let attribute = |inside: Vec<Token>| vec![Mark('#', false), Grouped(Delimiter::Bracket, inside)];
    let pair = |key, value| vec![Word(key), Mark('=', false), string(value), Mark(',', false)];
    let key = |key, value| vec![Word(key), Mark(':', false), value, Mark(',', false)];
    let before = match extra {
        0 => attribute(vec![Word("deprecated")]),
        1 => attribute(vec![Word("deprecated"), Mark('=', false), string("why")]),
        2 | 9 => attribute(vec![Word("deprecated"), Grouped(Delimiter::Parenthesis, pair("note", "end of life"))]),
        3 => attribute(vec![Word("doc"), Mark('=', false), string(" Documented.")]),
        12 => attribute(vec![Word("doc"), Mark('=', false), Token::Literal("3".to_owned())]),
        4 => attribute(vec![Word("cfg"), Grouped(Delimiter::Parenthesis, vec![Word("test")])]),
        _ => Vec::new(),
    };
    let program = Grouped(Delimiter::Bracket, vec![string(program)]);
    let inside = match extra {
        5 => Some(key("image_tpl", string(image))),
        6 => Some(key("file_ext", string(ext))),
        7 => Some(key("interpreter", program)),
        8 | 9 => Some([key("image_tpl", string("busybox:1")), key("interpreter", program)].concat()),
        10 => Some(key("name", string("Name"))),
        11 => Some(Vec::new()),
        _ => None,
    };
    let after = inside.map(|inside| Grouped(Delimiter::Brace, inside));
    before.into_iter().chain([string(version)]).chain(after).chain([Mark(',', false)]).collect()
}

/// A change to one token.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Delete,
    Double,
    SwapWithNext,
    Replace(Token),
    Insert(Token),
    /// Wraps the token in a group.
    Wrap(Delimiter),
    /// Replaces a group with its contents.
    Unwrap,
}

/// Changes, each with the position of the token to change.
pub(super) fn changes() -> impl Strategy<Value = Vec<(Index, Change)>> {
    let token = || prop_oneof![2 => word(), 3 => punct(), 3 => literal()];
    let change = prop_oneof![
        2 => Just(Change::Delete),
        1 => Just(Change::Double),
        2 => Just(Change::SwapWithNext),
        3 => token().prop_map(Change::Replace),
        1 => token().prop_map(Change::Insert),
        1 => delimiter().prop_map(Change::Wrap),
        1 => Just(Change::Unwrap),
    ];
    prop::collection::vec((any::<Index>(), change), 1..4)
}

/// Changes one token, at any depth.
pub(super) fn apply(tokens: &mut Vec<Token>, place: Index, change: Change) {
    let count = count(tokens);
    if count > 0 {
        apply_at(tokens, &mut place.index(count), &mut Some(change));
    }
}

fn count(tokens: &[Token]) -> usize {
    tokens.iter().map(|token| if let Grouped(_, inside) = token { 1 + count(inside) } else { 1 }).sum()
}

fn apply_at(tokens: &mut Vec<Token>, place: &mut usize, change: &mut Option<Change>) {
    let mut at = 0;
    while at < tokens.len() {
        if *place == 0 {
            if let Some(change) = change.take() {
                apply_here(tokens, at, change);
            }
            return;
        }
        *place -= 1;
        if let Grouped(_, inside) = &mut tokens[at] {
            apply_at(inside, place, change);
            if change.is_none() {
                return;
            }
        }
        at += 1;
    }
}

fn apply_here(tokens: &mut Vec<Token>, at: usize, change: Change) {
    match change {
        Change::Delete => drop(tokens.remove(at)),
        Change::Double => tokens.insert(at, tokens[at].clone()),
        Change::SwapWithNext if at + 1 < tokens.len() => tokens.swap(at, at + 1),
        Change::SwapWithNext => {}
        Change::Replace(token) => tokens[at] = token,
        Change::Insert(token) => tokens.insert(at, token),
        Change::Wrap(delimiter) => tokens[at] = Grouped(delimiter, vec![tokens[at].clone()]),
        Change::Unwrap => {
            if let Grouped(_, inside) = tokens[at].clone() {
                tokens.splice(at..=at, inside);
            }
        }
    }
}
