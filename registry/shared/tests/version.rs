//! The order of versions.

use std::cmp::Ordering;

use proptest::prelude::*;

use registry_shared::version::{begins_with, compare, is_printed, pre_release, preferred_first};

#[test]
fn older_before_newer() {
    let rows: [&[&str]; 13] = [
        &["3.9", "3.10", "3.11"],
        &["1.22-rc1", "1.22-rc2", "1.22-rc10", "1.22", "1.22.0", "1.22.1", "1.23"],
        &["3.13.0-alpha1", "3.13.0-beta1", "3.13.0-dev", "3.13.0-rc1", "3.13.0", "3.13.1"],
        &["3.13.0a1", "3.13.0b2", "3.13.0c1", "3.13.0rc1", "3.13.0"],
        &["23c1", "23c2", "23", "23c", "23.1"],
        &["3.14-candidate", "3.14-devel", "3.14-experimental", "3.14-prerelease", "3.14-testing", "3.14-slim", "3.14"],
        &["head", "main", "master", "tip", "trunk", "bookworm", "1"],
        &["current", "latest", "lts", "mainline", "stable", "1"],
        &["3.13-bookworm", "3.13-slim", "3.13", "3.13.0"],
        &["8", "8u382", "8u392", "11", "17", "21"],
        &["1.1.1", "1.1.1a", "1.1.1w", "1.1.2"],
        &["9.3", "9.3p1", "9.3p2", "9.4"],
        &["bookworm", "trixie", "1"],
    ];
    for row in rows {
        for (n, older) in row.iter().enumerate() {
            for newer in &row[n + 1..] {
                assert_eq!(compare(older, newer), Ordering::Less, "{older} before {newer}");
                assert_eq!(compare(newer, older), Ordering::Greater, "{newer} after {older}");
            }
        }
    }
}

#[test]
fn pre_releases_come_last() {
    let mut versions = ["3.9", "3.14.0-rc1", "3.13", "3.10", "3.14.0-beta2"];
    versions.sort_by(|a, b| preferred_first((a, false), (b, false)));
    assert_eq!(versions, ["3.13", "3.10", "3.9", "3.14.0-rc1", "3.14.0-beta2"]);
}

#[test]
fn a_pre_release_is_never_the_newest_of_several() {
    for pre_release in [
        "23c1",
        "23-alpha",
        "23-beta2",
        "23-canary",
        "23-candidate",
        "23-cr1",
        "23-daily",
        "23-dev",
        "23-devel",
        "23-develop",
        "23-development",
        "23-ea",
        "23-eap",
        "23-edge",
        "23-experimental",
        "23-head",
        "23-m1",
        "23-main",
        "23-master",
        "23-milestone",
        "23-next",
        "23-nightly",
        "23-pre",
        "23-prerelease",
        "23-preview",
        "23-rc1",
        "23-snapshot",
        "23-testing",
        "23-tip",
        "23-trunk",
        "23-unreleased",
        "23-unstable",
        "23devel",
        "23testing",
        "23.TRUNK",
        "main",
        "master",
        "trunk",
        "experimental",
        "testing",
        "23-slim-rc1",
        "23-release-candidate",
        "2027.01.31-nightly",
    ] {
        for release in ["22", "22-slim", "9", "bookworm", "alpine"] {
            assert_eq!(
                preferred_first((release, false), (pre_release, false)),
                Ordering::Less,
                "{release} before {pre_release}"
            );
            assert_eq!(
                preferred_first((pre_release, false), (release, false)),
                Ordering::Greater,
                "{pre_release} after {release}"
            );
        }
    }
}

#[test]
fn deprecated_versions_come_last() {
    let mut versions = [("3.9", true), ("3.14-rc1", false), ("3.13", false), ("3.13-rc1", true), ("3.10", true)];
    versions.sort_by(|a, b| preferred_first(*a, *b));
    assert_eq!(versions.map(|(version, _)| version), ["3.13", "3.14-rc1", "3.10", "3.9", "3.13-rc1"]);
}

#[test]
fn moving_names_of_releases_are_variants() {
    for variant in ["current", "latest", "lts", "mainline", "stable"] {
        assert_eq!(pre_release(variant), 0, "{variant}");
        let of_a_number = format!("24-{variant}");
        assert_eq!(preferred_first(("24", false), (&of_a_number, false)), Ordering::Less, "24 before {of_a_number}");
        assert_eq!(preferred_first((&of_a_number, false), ("23", false)), Ordering::Less, "{of_a_number} before 23");
    }
}

#[test]
fn components() {
    for (version, components) in
        [("3.12", "3"), ("3.1.4", "3.1"), ("8u392", "8"), ("3.13-slim", "3.13"), ("8u392", "8u")]
    {
        assert!(begins_with(version, components), "{version} {components}");
    }
    for (version, components) in
        [("3.12", "3.1"), ("3.12", "3.12"), ("3.12", "3."), ("3.12", ""), ("slim", "sl"), ("3.12", "4")]
    {
        assert!(!begins_with(version, components), "{version} {components}");
    }
}

const JAVA_8: &str = "openjdk version \"1.8.0_392\"
OpenJDK Runtime Environment (Temurin)(build 1.8.0_392-b08)
OpenJDK 64-Bit Server VM (Temurin)(build 25.392-b08, mixed mode)
";
const JAVA_17: &str = "openjdk version \"17.0.9\" 2023-10-17
OpenJDK Runtime Environment Temurin-17.0.9+9 (build 17.0.9+9)
OpenJDK 64-Bit Server VM Temurin-17.0.9+9 (build 17.0.9+9, mixed mode, sharing)
";
const BASH: &str = "GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>
";
const PERL: &str = "
This is perl 5, version 38, subversion 2 (v5.38.2) built for x86_64-linux-gnu

Copyright 1987-2023, Larry Wall
";
const PHP: &str = "PHP 8.2.7 (cli) (built: Jun  9 2023 19:37:27) (NTS)
Copyright (c) The PHP Group
Zend Engine v4.2.7, Copyright (c) Zend Technologies
";

/// What programs print, the versions that they are, and versions that they are not.
const PRINTED: [(&str, &[&str], &[&str]); 23] = [
    (
        "Python 3.12.1\n",
        &["3", "3.12", "3.12.1", "3.12-slim", "3.12-slim-bookworm", "3.12-alpine3.22", "3.12-dev", "v3.12"],
        &["3.1", "3.11", "3.120", "2", "12", "3.12.0", "3.12.1.0", "3.12.1-rc1", "3.12rc1", "31"],
    ),
    (
        "Python 3.14.0rc1\n",
        &["3.14", "3.14-rc1", "3.14.0rc1", "3.14.0-rc1", "3.14-rc"],
        &["3.14-rc2", "3.14.1-rc1", "3.14a1"],
    ),
    ("Python 3.14.2rc1\n", &["3.14.2-rc1"], &["3.14-rc1"]),
    (
        "go version go1.22.5 linux/amd64\n",
        &["1", "1.22", "1.22.5", "1.22-alpine", "go1.22"],
        &["1.2", "1.20", "1.22.50", "64", "22"],
    ),
    ("go version go1.22rc1 linux/amd64\n", &["1.22", "1.22rc1", "1.22-rc1"], &["1.22.1", "1.22-rc2", "1.22-beta1"]),
    ("v20.11.1\n", &["20", "20.11", "20-lts", "20-alpine"], &["2", "11", "20.1", "201"]),
    (
        JAVA_17,
        &["17", "17.0", "17.0.9", "17.0.9_9", "17.0.9_9-jdk", "17-ea"],
        &["1", "7", "170", "9", "10", "2023", "17.0.10", "17.0.9_8"],
    ),
    ("openjdk version \"21\" 2023-09-19\n", &["21", "21-jdk"], &["2", "9", "09", "19", "2023", "21.0"]),
    ("openjdk 21 2023-09-19\n", &["21"], &["19"]),
    (
        JAVA_8,
        &["8", "1.8", "8u392", "8-jre", "8u392-b08", "8u392-b08-jdk", "1.8.0_392"],
        &["1.9", "18", "8u39", "8u391", "9", "392", "8u392-b09"],
    ),
    ("Picked up JAVA_TOOL_OPTIONS: -Xmx512m\nopenjdk version \"21\" 2023-09-19\n", &["21"], &["11"]),
    (BASH, &["5", "5.2", "5.2.15", "5.2-alpine3.22"], &["5.1", "5.3", "5.2.1", "1", "86", "64"]),
    (
        "ruby 3.3.8 (2025-04-09 revision b200bad6cd) [x86_64-linux]\n",
        &["3", "3.3", "3.3.8"],
        &["3.8", "2025", "2025-04", "4", "9", "200", "8"],
    ),
    (
        "ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]\n",
        &["3.1", "3.1.2", "3.1.2p20"],
        &["3.1.20", "3.1.2p2", "4491", "12"],
    ),
    (PERL, &["5", "5.38", "5.38.2", "5.38-slim"], &["38", "2", "5.3", "2023"]),
    (PHP, &["8", "8.2", "8.2.7", "8.2-cli", "8.2-fpm-alpine"], &["8.20", "9", "19", "2023"]),
    ("rustc 1.77.0 (3aedd173a 2024-03-17)\n", &["1", "1.77", "1.77-slim"], &["3", "17", "1.7", "2024"]),
    (
        "OpenSSL 1.1.1w  11 Sep 2023 (Library: OpenSSL 1.1.1w  11 Sep 2023)\n",
        &["1.1.1", "1.1.1w"],
        &["1.1.1a", "11", "1.1.11"],
    ),
    (
        "gcc (Debian 12.2.0-14) 12.2.0\r\nCopyright (C) 2022 Free Software Foundation, Inc.\r\n",
        &["12", "12.2", "12.2.0"],
        &["14", "2", "1"],
    ),
    ("26", &["26", "26-slim"], &["2", "6"]),
    ("Erlang/OTP 26 [erts-14.2.1] [source] [64-bit] [smp:4:4]\n", &["26"], &["2", "4", "64", "14.1"]),
    ("sh: python: not found\n", &["latest", "bookworm", "nightly"], &["3", "3.12", "1"]),
    ("", &["latest"], &["3", "0"]),
];

#[test]
fn versions_that_programs_print() {
    for (output, right, wrong) in PRINTED {
        for version in right {
            assert!(is_printed(version, output.as_bytes()), "{output:?} is of version {version}");
        }
        for version in wrong {
            assert!(!is_printed(version, output.as_bytes()), "{output:?} is not of version {version}");
        }
    }
}

#[test]
fn output_that_is_not_text() {
    assert!(is_printed("3.12", b"\xff\xfe3.12.1\x00\xff"));
    assert!(!is_printed("3.12", b"3.\xff12"));
    assert!(!is_printed("3.12", b"3.\x0012"));
    // Bounded by the length of the output, also without lines.
    assert!(!is_printed("3.12-rc1", "3.12.0".repeat(1 << 18).as_bytes()));
    assert!(is_printed("3.12", &[b"1 ".repeat(1 << 18).as_slice(), b"3.12"].concat()));
}

#[test]
fn words_that_mark_a_pre_release() {
    let named = |version: &'static str| &version[..pre_release(version)];
    assert_eq!(named("3.13.0-rc1"), "3.13.0-rc");
    assert_eq!(named("3.13.0rc1"), "3.13.0rc");
    assert_eq!(named("3.13.0a1"), "3.13.0a");
    assert_eq!(named("23c1"), "23c");
    assert_eq!(named("3.14-devel-slim"), "3.14-devel");
    assert_eq!(named("3.14-rc2-slim"), "3.14-rc");
    assert_eq!(named("nightly"), "nightly");
    assert_eq!(named("2.0-SNAPSHOT"), "2.0-SNAPSHOT");
    for release in
        ["3.13", "3.13-slim", "8u392", "1.1.1a", "bookworm", "20-lts", "3.13-a", "19c", "23-mainly", "3.13-maintained"]
    {
        assert_eq!(named(release), "");
    }
}

fn version() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[0-9]{1,3}",
        1 => "0{0,2}[0-9]",
        2 => prop::sample::select(vec!["rc", "a", "b", "c", "alpha", "dev", "main", "slim", "RC", "p", "post", "u", "x"]).prop_map(str::to_owned),
    ];
    prop::collection::vec((part, prop::sample::select(vec![".", "-", "_", "", ".."])), 1..6)
        .prop_map(|parts| parts.into_iter().map(|(part, separator)| part + separator).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    /// Only equal texts are equal, and the order is antisymmetric and transitive.
    #[test]
    fn the_order_is_total(a in version(), b in version(), c in version()) {
        prop_assert_eq!(compare(&a, &b) == Ordering::Equal, a == b);
        prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
        if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
            prop_assert!(compare(&a, &c).is_le(), "{} {} {}", a, b, c);
        }
    }
}
