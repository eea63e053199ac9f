//! Keys in any order, optional commas, and every kind of string literal.

#[rustfmt::skip]
mod scripts {
    registry::runtimes! {
        a { interpreter: ["a"], file_ext: "a", image_tpl: "a:{version}", versions: ["1"] },
        b { versions: ["1",], image_tpl: "b:{version}", file_ext: "b", interpreter: ["b",], }
        c { versions: [r"1", r#"2"#], image_tpl: "c:\
            {version}", file_ext: "\x63", interpreter: ["c\u{2b}"], name: "C \"quoted\"" },
    }
}

fn main() {
    assert_eq!(scripts::C_2.image, "c:2");
    assert_eq!(scripts::C_1.command, ["c+", "/scripts/main.c"]);
}
