//! Checks that the documentation of rejected declarations matches the compile-fail cases, from which it is generated.
//!
//! After changing the wording of an error, run `UPDATE=1 cargo test -p registry-tests --test behaviour refused`.

use std::fmt::Write;
use std::path::Path;

/// Each rule, with a case whose first error demonstrates it.
#[rustfmt::skip]
const PAGE: [(&str, &[(&str, &str)]); 12] = [
    ("The declaration", &[
        ("At least one language is declared.", "declaration/empty"),
        ("An id is lower snake case.", "declaration/id_is_not_snake_case"),
        ("An id has at most 63 characters.", "declaration/id_is_too_long"),
        ("An id is not `self`.", "declaration/id_is_self"),
        ("An id is not quoted.", "declaration/id_is_quoted"),
        ("An id precedes the braces.", "declaration/id_is_missing"),
        ("Braces follow the id.", "declaration/no_braces_at_the_end"),
        ("Nothing separates an id from its braces.", "declaration/colon_before_braces"),
        ("Languages accept only documentation as attributes.", "declaration/attributes"),
        ("Documentation is a string.", "declaration/malformed_doc"),
        ("Only commas may separate languages.", "habit/semicolons_between_languages"),
        ("An id is not in brackets.", "habit/toml"),
        ("Ids are unique.", "duplicate/language"),
        ("The variants of `Language` are unique.", "duplicate/language_variant"),
        ("The variants of `Runtime` are unique.", "duplicate/runtime_variant"),
        ("Constants are unique.", "duplicate/constant"),
        ("A variant does not hide an associated constant.", "duplicate/list_of_runtimes"),
        ("At most 64 groups are nested in one another.", "example/nested_too_deep"),
    ]),
    ("Keys", &[
        ("Required keys are set.", "key/missing_all"),
        ("Keys are known.", "key/unknown_with_nearest"),
        ("A key is set at most once.", "key/duplicate"),
        ("A key is not quoted.", "key/quoted"),
        ("A key is a plain word.", "habit/fields"),
        ("A colon follows the key.", "key/equals_for_colon"),
        ("A value is not in parentheses.", "habit/calls"),
        ("A value follows the colon.", "key/no_value"),
        ("A comma follows the value.", "key/missing_comma"),
        ("The name of a script's file is always `main.` and its extension.", "key/file_name"),
        ("A key that every version sets may be missing, but not one that some set.", "key/own_of_some_versions"),
        ("A value is of the kind that its key needs.", "value/wrong_kind_for_string"),
        ("A list of strings is written in brackets.", "value/wrong_kind_for_list"),
        ("Items of a list have no dashes before them.", "habit/yaml_lists"),
        ("Byte strings and C strings are not accepted as strings.", "value/byte_strings"),
        ("Strings have no suffix.", "value/suffixes"),
        ("Except for `example`, strings are literals, because a macro cannot evaluate expressions.", "value/expression_for_string"),
        ("Keys accept no attributes.", "key/attributes"),
    ]),
    ("`versions`", &[
        ("At least one version is declared.", "version/none"),
        ("A version is a string.", "version/number"),
        ("A version is not empty.", "version/empty"),
        ("A version consists of characters that tags and label values allow.", "version/character"),
        ("A version has a letter or a digit at both ends.", "version/end"),
        ("A version has at most 63 characters.", "version/too_long"),
        ("A comma separates versions, also from attributes.", "version/missing_comma_before_attribute"),
        ("Ranges are not versions.", "version/ranges"),
        ("A version has one pair of braces.", "version/two_braces"),
        ("The documentation of a version is a string.", "version/malformed_doc"),
        ("`#[deprecated]` has a `note` and a `since`, and nothing else.", "version/deprecated_name"),
        ("Versions are unique.", "version/repeated"),
        ("Versions accept only documentation and one `#[deprecated]` as attributes.", "version/attributes"),
        ("Only an image, an extension or an interpreter can differ by version.", "override/keys_that_cannot_differ"),
    ]),
    ("`aliases`, `default` and `example_since`", &[
        ("An alias consists of characters that requests may contain.", "alias/not_an_alias"),
        ("An alias contains a letter or a digit.", "alias/no_letter"),
        ("An alias has at most 63 characters.", "alias/too_long"),
        ("An alias is not an id.", "alias/is_an_id"),
        ("Aliases are unique.", "alias/twice"),
        ("The default is a declared version.", "default/undeclared_version"),
        ("The default is not `latest`: without the key, it is the newest version.", "default/latest"),
        ("The first version that runs the example is a declared version.", "example/since_undeclared_version"),
    ]),
    ("`image_tpl`", &[
        ("An image is not empty.", "image/empty"),
        ("The only placeholder in an image is `{version}`.", "image/unknown_placeholder"),
        ("Every `{` is closed.", "image/unclosed_brace"),
        ("Every `}` closes a `{`.", "image/stray_brace"),
        ("Each version has its own image.", "image/one_for_several"),
        ("A digest, which takes precedence over the tag, belongs to one version.", "image/digest_for_several"),
        ("An image has a tag or a digest.", "image/no_tag"),
        ("An image has no scheme.", "image/scheme"),
        ("An image contains no white space.", "image/space"),
        ("A registry is a host with an optional port.", "image/host"),
        ("A repository is lower case.", "image/upper_case"),
        ("A repository consists of valid components.", "image/path"),
        ("A repository has at most 255 characters, including any `library/` that docker adds.", "image/path_too_long"),
        ("An image is named by a repository, not by an image id.", "image/image_id"),
        ("An image is not `scratch`, which cannot be pulled.", "image/reserved"),
        ("A tag consists of valid characters.", "image/tag"),
        ("A tag has at most 128 characters.", "image/tag_too_long"),
        ("A digest uses a registered algorithm and has the length that the algorithm requires.", "image/digest"),
    ]),
    ("`file_ext`", &[
        ("An extension is not empty.", "file_ext/empty"),
        ("An extension does not begin with a dot.", "file_ext/leading_dot"),
        ("An extension consists of characters that a `ConfigMap` key allows.", "file_ext/character"),
        ("An extension has at most 248 characters.", "file_ext/too_long"),
    ]),
    ("`interpreter`", &[
        ("An interpreter has a program.", "interpreter/none"),
        ("An argument is not empty.", "interpreter/empty_argument"),
        ("An argument does not contain NUL.", "interpreter/nul"),
        ("The only placeholders in an argument are `{file}` and `{version}`.", "interpreter/unknown_placeholder"),
        ("Braces in an argument come in pairs.", "interpreter/braces"),
        ("A program contains no white space.", "interpreter/white_space_in_program"),
        ("A program is not an assignment.", "interpreter/assignment_as_program"),
        ("A program contains nothing that only a shell expands.", "interpreter/expansion_in_program"),
        ("A program is not an option.", "interpreter/option_as_program"),
        ("A program is not in quotes.", "interpreter/quotes_around_program"),
        ("A program does not begin with `#!`.", "interpreter/shebang_as_program"),
        ("A program is not a directory.", "interpreter/directory_as_program"),
        ("The last program is not a special built-in command of the shell.", "interpreter/builtin_as_program"),
        ("A program is a path that the system can open.", "interpreter/program_too_long"),
        ("`&&` is the only shell operator that may be an argument.", "interpreter/shell_operators"),
        ("An argument does not begin with a shell operator and a word after it.", "interpreter/operator_and_word"),
        ("An argument does not end with a shell operator.", "interpreter/trailing_operator"),
        ("An argument does not redirect to a path.", "interpreter/redirection_to_path"),
        ("Nothing around `{file}` is for a shell to read.", "interpreter/file_in_shell_syntax"),
        ("An argument is not several words with an option among them.", "interpreter/words_in_argument"),
        ("No `$` precedes a placeholder.", "interpreter/dollar_before_placeholder"),
        ("No directory precedes `{file}`.", "interpreter/directory_before_file"),
        ("An argument has at most 131,071 bytes, after replacing placeholders.", "interpreter/argument_too_long"),
        ("The shell command of all steps has at most 131,071 bytes.", "interpreter/steps_too_long"),
        ("A step precedes `&&`.", "interpreter/steps_without_first"),
        ("A step follows `&&`.", "interpreter/steps_without_last"),
        ("With `&&`, at least one step contains `{file}`.", "interpreter/steps_without_file"),
        ("After `sh -c`, the shell command contains `{file}` or refers to the argument that does.", "interpreter/shell_without_file"),
        ("An argument after a shell command is used by it if it contains `{file}`.", "interpreter/shell_ignores_file"),
        ("A shell command follows `-c`.", "interpreter/command_without_c"),
        ("Without `{file}`, no argument is another file with the script's extension.", "interpreter/another_file"),
        ("`{file}` is the whole path of the script.", "interpreter/more_than_the_file"),
    ]),
    ("`version_command`", &[
        ("A version command has a program.", "version_command/empty"),
        ("Its program and arguments follow the rules of `interpreter`.", "version_command/program"),
        ("The only placeholder in an argument is `{version}`.", "version_command/placeholders"),
        ("A version command has only one step.", "version_command/steps"),
        ("Version commands cannot differ by version.", "version_command/per_version"),
    ]),
    ("`env`", &[
        ("Variables are written in braces.", "env/not_a_table"),
        ("The name of a variable is a string.", "env/name_without_quotes"),
        ("The name of a variable is one that Kubernetes accepts.", "env/name"),
        ("Variable names are unique.", "env/twice"),
        ("The value of a variable is a string.", "env/wrong_kind_of_value"),
        ("A value does not contain NUL.", "env/nul"),
        ("The only placeholder in a value is `{version}`.", "env/placeholder"),
        ("Braces in a value come in pairs.", "env/braces"),
        ("A variable has at most 131,071 bytes with its value.", "env/too_long"),
        ("`PATH` is not empty and refers to no other variable.", "env/path"),
        ("Variables cannot differ by version.", "env/override_per_version"),
    ]),
    ("`export` and bases", &[
        ("A name and a semicolon follow `export`.", "base/export"),
        ("The base is the last line.", "base/not_last"),
        ("A base is the path of an exported declaration.", "base/a_static"),
        ("Nothing follows the path of the base.", "base/a_macro_call"),
        ("A declaration extends only one base.", "base/two_bases"),
        ("A base is written outside of languages.", "base/inside_a_block"),
        ("A base accepts no attributes.", "base/with_attribute"),
        ("`export` is the first line.", "base/export_not_first"),
        ("A declaration is exported at most once.", "base/export_twice"),
        ("An exported name is lower snake case.", "base/export_with_hyphen"),
        ("An exported declaration is reachable as `crate::NAME`.", "base/not_at_the_root"),
        ("An exported declaration is public.", "base/not_public"),
        ("Documentation of an exported declaration calls no macro.", "base/documentation_of_an_export"),
        ("A language of the base is not declared again.", "base/same_id"),
        ("An id follows `override`.", "habit/override_braces"),
        ("`override` names a language of the base.", "base/nothing_to_override"),
        ("`..` among versions is part of an `override`.", "override/rest_misplaced"),
        ("`remove` names one language and ends with a semicolon.", "remove/syntax"),
        ("`remove` names a language of the base.", "remove/unknown"),
        ("`remove` needs a base.", "remove/without_a_base"),
        ("A language is removed at most once.", "remove/twice"),
        ("A removed language is not overridden.", "remove/overridden"),
        ("At least one language is left.", "remove/everything"),
        ("Aliases of the base are not declared again.", "base/aliases_of_the_base"),
    ]),
    ("`name` and `example`", &[
        ("A name is not blank.", "name/empty"),
        ("A name contains no control characters.", "name/control_character"),
        ("An example is a string.", "example/wrong_kind"),
        ("An example is not empty.", "example/empty"),
        ("An example is a script, and not a path to one.", "example/path"),
    ]),
    ("Lock files", &[
        ("Every image has a line in the lock file.", "lock/missing_image"),
        ("`lock` is the first line, except for `export`.", "lock/not_first"),
        ("`lock` is set once.", "lock/twice"),
        ("`lock` belongs to the declaration, not to a language.", "lock/inside_a_language"),
        ("`lock` is the content of a file, not its path.", "lock/path"),
        ("A colon follows `lock`, and a comma its value.", "lock/equals_sign"),
        ("The file contains no merge conflict.", "lock/conflict"),
        ("A line has three columns.", "lock/two_columns"),
        ("The second column has a digest.", "lock/short_digest"),
        ("The second column has the repository of the image, and no tag.", "lock/tag_and_digest"),
        ("The third column is a list of platforms.", "lock/no_platform"),
        ("An image has one digest.", "lock/two_digests"),
    ]),
];

fn folder(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Returns the first error of a case: the message, the help and the line, without the file name.
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
        "Every rule of [`runtimes!`](crate::runtimes!), with the error that a violation causes.\n\n\
         All mistakes in a declaration are reported in one build, each at the offending token. Everything valid is still\n\
         generated.\n",
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
fn the_page_shows_what_the_compiler_prints() {
    let path = folder("../registry/src/refused.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page());
}

/// Directories whose cases demonstrate no rule.
const WITHOUT_RULES: [&str; 5] = ["pair", "pass", "position", "readme", "recovery"];

#[test]
fn every_subject_has_a_rule_on_the_page() {
    let cases: Vec<&str> = PAGE.iter().flat_map(|(_, rules)| rules.iter().map(|(_, case)| *case)).collect();
    for entry in std::fs::read_dir(folder("ui")).unwrap() {
        let subject = entry.unwrap().file_name().into_string().unwrap();
        let has_rule = cases.iter().any(|case| case.split('/').next() == Some(&*subject));
        assert_ne!(has_rule, WITHOUT_RULES.contains(&&*subject), "{subject}");
    }
}
