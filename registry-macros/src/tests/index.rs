//! The hash table, searched as `registry` searches it, but by the texts themselves.

use proptest::prelude::*;

use crate::index::{Index, Key, hash};

/// The keys of a declaration: those of the runtimes, then one for each language.
fn keys(languages: &[(String, Vec<String>)]) -> (Vec<&str>, Vec<Key<'_>>) {
    let runtimes = languages
        .iter()
        .enumerate()
        .flat_map(|(language, (_, versions))| versions.iter().map(move |version| (language, version.as_str())));
    let keys = runtimes.chain((0..languages.len()).map(|language| (language, ""))).collect();
    (languages.iter().map(|(id, _)| id.as_str()).collect(), keys)
}

/// Every key is where a search for it looks, and every search ends.
fn holds_all(languages: &[(String, Vec<String>)]) -> Index {
    let (ids, keys) = keys(languages);
    let index = Index::of(&ids, &keys);
    assert!(index.slots.len().is_power_of_two() && index.displacements.len().is_power_of_two());
    assert!(index.slots.contains(&None));
    let mut longest = 1;
    for (position, (language, version)) in keys.iter().enumerate() {
        let own = own_slot(&index, ids[*language], version);
        let from_own = (0..index.slots.len()).map(|step| index.slots[(own + step) & (index.slots.len() - 1)]);
        let looked_at: Vec<usize> = from_own.map_while(|slot| slot).collect();
        let step = looked_at.iter().position(|found| *found == position).expect("the key is found");
        longest = longest.max(step + 1);
    }
    assert_eq!(longest, index.longest);
    assert_eq!(index.slots.iter().flatten().count(), keys.len());
    index
}

fn own_slot(index: &Index, id: &str, version: &str) -> usize {
    let hash = hash(index.id.read(id), id.len(), index.version.read(version), version.len());
    let displacement = index.displacements[usize::try_from(hash >> 48).unwrap() % index.displacements.len()];
    let moved = u128::from(hash) + u128::from(hash >> 32 | 1) * u128::from(displacement);
    usize::try_from(moved % index.slots.len() as u128).unwrap()
}

fn language(id: &str, versions: impl Iterator<Item = String>) -> (String, Vec<String>) {
    (id.to_owned(), versions.collect())
}

#[test]
fn nothing_at_all() {
    holds_all(&[]);
    holds_all(&[language("a", std::iter::empty())]);
}

#[test]
fn usual_keys_stand_in_their_own_slots() {
    let versions = |major: usize| (0..60).map(move |minor| format!("{major}.{minor}.{}", minor % 7));
    let languages: Vec<_> = (0..90).map(|n| language(&format!("lang{n}"), versions(n))).collect();
    assert_eq!(holds_all(&languages).longest, 1);
}

/// So many versions that differ only where no word reaches, that all their bytes have to be hashed.
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
