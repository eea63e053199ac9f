//! Tests of lookups with keys of every length and shape. The macro chooses how a lookup reads keys, and these
//! declarations cover every choice.
//!
//! `index::readings` in the tests of `registry-macros` checks what the macro chooses for these versions.

/// Declares a language with these versions, and checks that lookups find each of them and nothing else.
macro_rules! found {
    ($name:ident: $($version:literal)*) => {
        mod $name {
            registry::runtimes! {
                $name { versions: [$($version),*], image_tpl: "image:{version}", file_ext: "x", interpreter: ["run"] }
            }

            #[test]
            fn all_and_only_declared_versions_are_found() {
                let declared = [$($version),*];
                assert_eq!(Runtime::ALL.len(), declared.len());
                for (runtime, version) in Runtime::ALL.iter().zip(declared) {
                    assert_eq!(Runtime::find(stringify!($name), version), Ok(*runtime), "{version}");
                    for other in super::changed(version) {
                        let expected = Runtime::ALL.iter().find(|runtime| runtime.version() == other).copied();
                        assert_eq!(Runtime::find(stringify!($name), &other).ok(), expected, "{other}");
                    }
                }
                assert_eq!(stringify!($name).parse(), Ok(Language::ALL[0]));
            }
        }
    };
}

/// Returns variations of a text: one character missing, doubled or replaced, and more characters before or after it.
fn changed(text: &str) -> Vec<String> {
    let mut changed = vec![String::new(), format!("0{text}"), format!("{text}0"), text.repeat(2), format!("{text}\0")];
    for at in 0..text.len() {
        let (before, after) = (&text[..at], &text[at + 1..]);
        changed.extend([String::new(), text[at..=at].repeat(2), "z".to_owned()].map(|c| format!("{before}{c}{after}")));
    }
    changed
}

found!(words_of_one_byte: "1" "2" "3");
found!(words_of_two_bytes: "10" "11" "12" "20");
found!(words_of_four_bytes: "3.10" "3.11" "3.12");
found!(a_word_of_eight_bytes: "2024.1.1" "2024.1.2" "2024.2.1");
found!(two_words_of_eight_bytes: "22.04-bookworm-1" "22.04-bookworm-2" "24.04-bookworm-1");

// Many versions of eight characters, and one that is shorter than a word.
macro_rules! found_with_short {
    ($name:ident: $short:literal) => {
        found!($name: $short
            "2024.1.1" "2024.1.2" "2024.1.3" "2024.1.4" "2024.1.5" "2024.1.6" "2024.1.7" "2024.1.8" "2024.1.9"
            "2024.2.1" "2024.2.2" "2024.2.3" "2024.2.4" "2024.2.5" "2024.2.6" "2024.2.7" "2024.2.8" "2024.2.9"
            "2024.3.1" "2024.3.2" "2024.3.3" "2024.3.4" "2024.3.5" "2024.3.6" "2024.3.7" "2024.3.8" "2024.3.9"
        );
    };
}
found_with_short!(short_of_one_byte: "9");
found_with_short!(short_of_two_bytes: "19");
found_with_short!(short_of_three_bytes: "199");
found_with_short!(short_of_four_bytes: "1999");
found_with_short!(short_of_seven_bytes: "1999.10");

// Versions of equal length that differ only in the middle, which no word covers.
found!(whole_texts:
    "2024-06-01-nightly-01-slim-bookworm" "2024-06-01-nightly-02-slim-bookworm" "2024-06-01-nightly-03-slim-bookworm"
    "2024-06-01-nightly-04-slim-bookworm" "2024-06-01-nightly-05-slim-bookworm" "2024-06-01-nightly-06-slim-bookworm"
    "2024-06-01-nightly-07-slim-bookworm" "2024-06-01-nightly-08-slim-bookworm" "2024-06-01-nightly-09-slim-bookworm"
    "2024-06-01-nightly-10-slim-bookworm" "2024-06-01-nightly-11-slim-bookworm" "2024-06-01-nightly-12-slim-bookworm"
    "2024-06-01-nightly-13-slim-bookworm" "2024-06-01-nightly-14-slim-bookworm" "2024-06-01-nightly-15-slim-bookworm"
    "2024-06-01-nightly-16-slim-bookworm" "2024-06-01-nightly-17-slim-bookworm" "2024-06-01-nightly-18-slim-bookworm"
);
