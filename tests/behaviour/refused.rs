//! The page of everything that is refused, made of the compile-fail cases, so that it says what the compiler prints.
//!
//! After a change of wording: `UPDATE=1 cargo test -p registry-tests --test behaviour refused`.

use std::fmt::Write;
use std::path::Path;

/// Each rule with a case whose first error is its own.
#[rustfmt::skip]
const PAGE: [(&str, &[(&str, &str)]); 10] = [
    ("The declaration", &[
        ("It holds one language at least.", "declaration/empty"),
        ("A language's id is lower snake case.", "declaration/id_is_not_snake_case"),
        ("It has at most 63 characters.", "declaration/id_is_too_long"),
        ("It is not `self`.", "declaration/id_is_self"),
        ("It stands without quotes.", "declaration/id_is_quoted"),
        ("It is there.", "declaration/id_is_missing"),
        ("Braces follow it.", "declaration/no_braces_at_the_end"),
        ("Nothing stands between it and them.", "declaration/colon_before_braces"),
        ("Only documentation is attached to a language.", "declaration/attributes"),
        ("Only a comma stands between languages.", "habit/semicolons_between_languages"),
        ("No language is declared twice.", "duplicate/language"),
        ("No two languages share a variant.", "duplicate/language_variant"),
        ("No two runtimes share a variant.", "duplicate/runtime_variant"),
        ("No two runtimes share a constant.", "duplicate/constant"),
        ("No variant is named like the list of all.", "duplicate/list_of_runtimes"),
    ]),
    ("Keys", &[
        ("None of the required ones is missing.", "key/missing_all"),
        ("There is such a key.", "key/unknown_with_nearest"),
        ("It is there once.", "key/duplicate"),
        ("It stands without quotes.", "key/quoted"),
        ("A colon follows it.", "key/equals_for_colon"),
        ("A value follows that.", "key/no_value"),
        ("A comma follows the value.", "key/missing_comma"),
        ("It is of the kind that the key wants.", "value/wrong_kind_for_string"),
        ("A list of strings is one.", "value/wrong_kind_for_list"),
        ("Strings are neither byte strings nor C strings.", "value/byte_strings"),
        ("They have no suffix.", "value/suffixes"),
        ("They are written, and not computed.", "value/expression_for_string"),
        ("Nothing has attributes inside a block.", "key/attributes"),
    ]),
    ("`versions`", &[
        ("There is one at least.", "version/none"),
        ("Each is a string.", "version/number"),
        ("It is not empty.", "version/empty"),
        ("It is made of what may stand in a tag and in a label value.", "version/character"),
        ("Letters or digits stand at both ends.", "version/end"),
        ("It has at most 63 characters.", "version/too_long"),
        ("It is there once.", "version/repeated"),
        ("`#[deprecated]` is there once, and beside it only documentation.", "version/attributes"),
        ("What it has instead of its language is an image, an extension or an interpreter.", "override/keys_that_cannot_differ"),
    ]),
    ("`aliases`, `default` and `example_since`", &[
        ("An alias is made of what a request may say.", "alias/not_an_alias"),
        ("It is no id.", "alias/is_an_id"),
        ("It is there once.", "alias/twice"),
        ("The default is one of the versions.", "default/no_version"),
        ("So is the first version on which the example runs.", "example/since_no_version"),
    ]),
    ("`image_tpl`", &[
        ("It is not empty.", "image/empty"),
        ("Its only placeholder is `{version}`.", "image/unknown_placeholder"),
        ("Every brace is closed.", "image/unclosed_brace"),
        ("Every brace is opened.", "image/stray_brace"),
        ("Several versions have several images.", "image/one_for_several"),
        ("A digest, which beats the tag, belongs to one version.", "image/digest_for_several"),
        ("There is a tag or a digest.", "image/no_tag"),
        ("There is no scheme.", "image/scheme"),
        ("There is no white space.", "image/space"),
        ("A host is one, with an optional port.", "image/host"),
        ("The repository is lower case.", "image/upper_case"),
        ("It is made of what a repository may be named.", "image/path"),
        ("It has at most 255 characters, with `library/` where docker adds it.", "image/path_too_long"),
        ("It is no image id.", "image/image_id"),
        ("A tag is made of what may stand in one.", "image/tag"),
        ("It has at most 128 characters.", "image/tag_too_long"),
        ("A digest is of a registered algorithm and of its length.", "image/digest"),
    ]),
    ("`file_ext`", &[
        ("It is not empty.", "file_ext/empty"),
        ("It has no dot before it.", "file_ext/leading_dot"),
        ("It is made of what may stand in a `ConfigMap` key.", "file_ext/character"),
        ("It has at most 248 characters.", "file_ext/too_long"),
    ]),
    ("`interpreter`", &[
        ("There is a program.", "interpreter/none"),
        ("No argument is empty.", "interpreter/empty_argument"),
        ("No argument contains NUL.", "interpreter/nul"),
        ("Its only placeholders are `{file}` and `{version}`.", "interpreter/unknown_placeholder"),
        ("Braces come in pairs.", "interpreter/braces"),
        ("A program is one word.", "interpreter/white_space_in_program"),
        ("No argument is a shell operator.", "interpreter/shell_operators"),
        ("A step stands before `&&`.", "interpreter/steps_without_first"),
        ("A step stands behind `&&`.", "interpreter/steps_without_last"),
        ("With `&&`, some step names `{file}`.", "interpreter/steps_without_file"),
    ]),
    ("`env`", &[
        ("It is a table.", "env/not_a_table"),
        ("The name of a variable is a string.", "env/name_without_quotes"),
        ("It is made of what Kubernetes takes.", "env/name"),
        ("It is there once.", "env/twice"),
        ("The value of a variable is a string.", "env/wrong_kind_of_value"),
        ("It contains no NUL.", "env/nul"),
        ("`PATH` is not empty, and names no other variable.", "env/path"),
        ("It belongs to the language, and not to a version.", "env/override_per_version"),
    ]),
    ("`export` and a base", &[
        ("`export` names the declaration, and a semicolon follows.", "base/export"),
        ("`..path` is the last line.", "base/not_last"),
        ("A language of the base is there once.", "base/same_id"),
        ("What overrides a language has one to override.", "base/nothing_to_override"),
        ("No two names are equal, as if all stood in one declaration.", "base/names_of_the_base"),
    ]),
    ("`name` and `example`", &[
        ("A name is not blank.", "name/empty"),
        ("It has no control characters.", "name/control_character"),
        ("An example is a string.", "example/wrong_kind"),
    ]),
];

fn folder(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The first error of a case: the message, the help and the line, without the file's name.
fn first_error(case: &str) -> String {
    let stderr = std::fs::read_to_string(folder(&format!("ui/{case}.stderr"))).unwrap();
    let first = stderr.split("\n\n").next().unwrap();
    let lines = first.lines().filter(|line| !line.trim_start().starts_with("-->") && !line.contains("= note:"));
    let mut lines: Vec<&str> = lines.map(str::trim_end).collect();
    lines.push("");
    lines.join("\n")
}

fn page() -> String {
    let mut page = String::from(
        "Everything that a declaration is refused for: each rule with a mistake, the error and the mend.\n\n\
         Every mistake in a declaration is reported at once, under the token that made it, and what is right beside it is\n\
         generated all the same.\n",
    );
    for (part, rules) in PAGE {
        write!(page, "\n# {part}\n").unwrap();
        for (rule, case) in rules {
            write!(page, "\n{rule}\n\n```text\n{}```\n", first_error(case)).unwrap();
        }
    }
    page
}

#[test]
fn the_page_is_what_the_compiler_prints() {
    let path = folder("../registry/src/refused.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page());
}

#[test]
fn every_subject_of_the_cases_has_its_part() {
    let named: Vec<&str> = PAGE.iter().flat_map(|(_, rules)| rules.iter().map(|(_, case)| *case)).collect();
    for subject in [
        "declaration",
        "duplicate",
        "env",
        "example",
        "file_ext",
        "image",
        "interpreter",
        "key",
        "name",
        "value",
        "version",
    ] {
        assert!(named.iter().any(|case| case.starts_with(subject)), "{subject}");
    }
}
