//! Tests of the names of variants and constants.

mod unusual {
    registry::runtimes! {
        lua { versions: ["5.4", "5.4.1-rc.2"], image_tpl: "lua:{version}", file_ext: "lua", interpreter: ["lua"] }
        lua5 { versions: ["1"], image_tpl: "lua:5.{version}", file_ext: "lua", interpreter: ["lua"] }
        debian_12 { versions: ["trixie", "12"], image_tpl: "debian:{version}", file_ext: "sh", interpreter: ["sh"] }
        r#gen { versions: ["v1", "1a_2b", "X"], image_tpl: "gen:{version}", file_ext: "g", interpreter: ["gen"] }
        fn { versions: ["3.13-slim", "3..14"], image_tpl: "fn:{version}", file_ext: "f", interpreter: ["fn"] },
        true { versions: ["1"], image_tpl: "true:{version}", file_ext: "t", interpreter: ["true"] }
        none { versions: ["ok"], image_tpl: "none:{version}", file_ext: "n", interpreter: ["none"] }
        err { versions: ["1"], image_tpl: "err:{version}", file_ext: "e", interpreter: ["err"] }
    }
}

use unusual::*;

#[test]
fn variants() {
    let expected = [
        (Runtime::Lua5_4, "Lua5_4", "lua@5.4"),
        (Runtime::Lua5_4_1Rc2, "Lua5_4_1Rc2", "lua@5.4.1-rc.2"),
        (Runtime::Lua5_1, "Lua5_1", "lua5@1"),
        (Runtime::Debian12Trixie, "Debian12Trixie", "debian_12@trixie"),
        (Runtime::Debian12_12, "Debian12_12", "debian_12@12"),
        (Runtime::GenV1, "GenV1", "gen@v1"),
        (Runtime::Gen1a2b, "Gen1a2b", "gen@1a_2b"),
        (Runtime::GenX, "GenX", "gen@X"),
        (Runtime::Fn3_13Slim, "Fn3_13Slim", "fn@3.13-slim"),
        (Runtime::Fn3_14, "Fn3_14", "fn@3..14"),
        (Runtime::True1, "True1", "true@1"),
        (Runtime::NoneOk, "NoneOk", "none@ok"),
        (Runtime::Err1, "Err1", "err@1"),
    ];
    assert_eq!(Runtime::ALL, expected.map(|row| row.0));
    for (runtime, debug, display) in expected {
        assert_eq!(format!("{runtime:?}"), debug);
        assert_eq!(runtime.to_string(), display);
    }
    let languages = ["Lua", "Lua5", "Debian12", "Gen", "Fn", "True", "None", "Err"];
    assert_eq!(Language::ALL.iter().map(|language| format!("{language:?}")).collect::<Vec<_>>(), languages);
    assert_eq!(Language::Gen.id(), "gen");
}

#[test]
fn constants() {
    let images =
        [LUA_5_4, LUA_5_4_1_RC_2, LUA5_1, DEBIAN_12_TRIXIE, DEBIAN_12_12, GEN_V1, GEN_1A_2B, FN_3_13_SLIM, FN_3__14]
            .map(|config| config.image);
    let expected = [
        "lua:5.4",
        "lua:5.4.1-rc.2",
        "lua:5.1",
        "debian:trixie",
        "debian:12",
        "gen:v1",
        "gen:1a_2b",
        "fn:3.13-slim",
        "fn:3..14",
    ];
    assert_eq!(images, expected);
}

#[test]
fn the_display_name_defaults_to_the_capitalized_id() {
    assert_eq!(Language::Lua.spec().name, "Lua");
    assert_eq!(Language::Debian12.spec().name, "Debian_12");
}
