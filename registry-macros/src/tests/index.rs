//! Tests of the hash table, which search it as `registry` does at run time.

use proptest::prelude::*;

use registry_shared::key::{bucket, hash, slot};

use crate::index::{Index, Key};

/// Returns the ids and the keys of a declaration: one key for each runtime, then one for each language.
fn keys(languages: &[(String, Vec<String>)]) -> (Vec<&str>, Vec<Key<'_>>) {
    let runtimes = languages
        .iter()
        .enumerate()
        .flat_map(|(language, (_, versions))| versions.iter().map(move |version| (language, version.as_str())));
    let keys = runtimes.chain((0..languages.len()).map(|language| (language, ""))).collect();
    (languages.iter().map(|(id, _)| id.as_str()).collect(), keys)
}

/// Builds an index and checks that a search finds every key, and that every search ends.
fn holds_all(languages: &[(String, Vec<String>)]) -> Index {
    let (ids, keys) = keys(languages);
    let index = Index::of(&ids, &keys);
    assert!(index.slots.len().is_power_of_two() && index.displacements.len().is_power_of_two());
    assert!(index.slots.contains(&None));
    let mut longest = 1;
    for (position, (language, version)) in keys.iter().enumerate() {
        let first = first_slot(&index, ids[*language], version);
        let slots = (0..index.slots.len()).map(|step| index.slots[(first + step) & (index.slots.len() - 1)]);
        let visited: Vec<usize> = slots.map_while(|slot| slot).collect();
        let step = visited.iter().position(|found| *found == position).expect("a search finds the key");
        longest = longest.max(step + 1);
    }
    assert_eq!(longest, index.longest);
    assert_eq!(index.slots.iter().flatten().count(), keys.len());
    index
}

fn first_slot(index: &Index, id: &str, version: &str) -> usize {
    let (id_words, version_words) = (index.id.read(id.as_bytes()), index.version.read(version.as_bytes()));
    let hash = hash(id_words, id.len(), version_words, version.len());
    let displacement = index.displacements[bucket(hash, index.displacements.len())];
    slot(hash, displacement, index.slots.len())
}

/// `tests/behaviour/keys.rs` relies on these readings.
#[test]
fn readings() {
    let reading = |versions: Vec<String>| {
        let index = holds_all(&[language("a", versions.into_iter())]);
        (index.version.width, index.version.words)
    };
    let of = |versions: &[&str]| reading(versions.iter().map(|version| (*version).to_owned()).collect());
    assert_eq!(of(&["1", "2", "3"]), (1, 1));
    assert_eq!(of(&["10", "11", "12", "20"]), (2, 1));
    assert_eq!(of(&["3.10", "3.11", "3.12"]), (4, 1));
    assert_eq!(of(&["2024.1.1", "2024.1.2", "2024.2.1"]), (8, 1));
    assert_eq!(of(&["22.04-bookworm-1", "22.04-bookworm-2", "24.04-bookworm-1"]), (8, 2));
    for short in ["9", "19", "199", "1999", "1999.10"] {
        let long = (1..4).flat_map(|minor| (1..10).map(move |patch| format!("2024.{minor}.{patch}")));
        assert_eq!(reading(long.chain([short.to_owned()]).collect()), (8, 1), "{short}");
    }
    assert_eq!(reading((1..19).map(|n| format!("2024-06-01-nightly-{n:02}-slim-bookworm")).collect()), (0, 1));
}

fn language(id: &str, versions: impl Iterator<Item = String>) -> (String, Vec<String>) {
    (id.to_owned(), versions.collect())
}

#[test]
fn no_keys() {
    holds_all(&[]);
    holds_all(&[language("a", std::iter::empty())]);
}

#[test]
fn typical_keys_are_in_their_first_slots() {
    let versions = |major: usize| (0..60).map(move |minor| format!("{major}.{minor}.{}", minor % 7));
    let languages: Vec<_> = (0..90).map(|n| language(&format!("lang{n}"), versions(n))).collect();
    assert_eq!(holds_all(&languages).longest, 1);
}

/// These versions differ only in the middle, which no word covers, so every byte is hashed.
#[test]
fn keys_that_differ_in_the_middle() {
    let versions = (0..3000).map(|n| format!("2024-06-01-nightly-{n:04}-slim-bookworm-amd64"));
    let index = holds_all(&[language("a", versions)]);
    assert_eq!((index.id.width, index.version.width), (0, 0));
    assert!(index.longest < 4, "{}", index.longest);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn any_keys(languages in prop::collection::btree_map("[a-z][a-z0-9]{0,20}", prop::collection::btree_set("[0-9A-Za-z][0-9.]{0,3}(-[a-z]{0,30})?[0-9]", 0..40), 0..40)) {
        let languages: Vec<_> =
            languages.into_iter().map(|(id, versions)| (id, versions.into_iter().collect())).collect();
        holds_all(&languages);
    }
}
