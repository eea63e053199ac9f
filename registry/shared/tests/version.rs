//! The order of versions.

use std::cmp::Ordering;

use proptest::prelude::*;

use registry_shared::version::{begins_with, compare, pre_release, preferred_first};

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
