//! Compares the judge's parser of image references with the verdicts of the Docker CLI.

use super::judge::parses_as_reference;

const TABLE: &str = include_str!("../../../registry/shared/tests/references.txt");

#[test]
fn the_judge_agrees_with_docker() {
    let (accepted, refused) = TABLE.split_once("\nrefused\n").expect("the table has two sections");
    let (_, accepted) = accepted.split_once("\naccepted\n").expect("the table has two sections");
    // Skips references with braces, which stand for repetitions that only the tests of `registry-shared` expand.
    let plain = |section: &'static str| section.split_whitespace().filter(|reference| !reference.contains('{'));
    for reference in plain(accepted) {
        assert!(parses_as_reference(reference), "{reference}");
    }
    for reference in plain(refused) {
        assert!(!parses_as_reference(reference), "{reference}");
    }
}
