//! Nothing in this crate panics on any input.

use proptest::prelude::*;
use registry_shared::excerpt::{Excerpt, Quoted};
use registry_shared::image::{Reference, is_host, split_host};
use registry_shared::key::{Reading, bucket, hash, slot};
use registry_shared::name::{ALIAS, EXPORT, FILE_EXT, ID, LABEL, LABEL_NAME, Rule, SUBDOMAIN, VARIABLE, VERSION};
use registry_shared::nearest::{nearest, nearest_version};
use registry_shared::template::{Placeholder, Template, fill_version};
use registry_shared::version;

const RULES: [Rule; 9] = [ALIAS, EXPORT, FILE_EXT, ID, LABEL, LABEL_NAME, SUBDOMAIN, VARIABLE, VERSION];

/// Text of any characters, of characters with a meaning in the grammars, and longer than every limit.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zA-Z0-9._/:@\\[\\]-]{0,80}",
        ("[a-z0-9.é🦀_-]{1,4}", 0..200_usize).prop_map(|(part, times)| part.repeat(times)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn texts(text in text(), others in prop::collection::vec(text(), 0..5)) {
        let names = || others.iter().map(String::as_str);
        for rule in RULES {
            let mistake = rule.mistake(&text);
            prop_assert_eq!(mistake.is_none(), rule.allows(&text));
            prop_assert!(mistake.is_none_or(|mistake| !mistake.to_string().is_empty()));
        }
        let reference = Reference::parse(&text);
        prop_assert!(reference.mistakes.iter().all(|mistake| mistake.to_string().len() < 2_000));
        if let Ok(template) = Template::parse(&text, &[Placeholder::Version]) {
            prop_assert_eq!(template.fill("1.2", ""), fill_version(&text, "1.2"));
        }
        let has_brace = text.contains(['{', '}']);
        prop_assert!(has_brace || Template::parse_any(&text, Placeholder::File).is_ok());
        let (host, rest) = split_host(&text);
        prop_assert!(text.ends_with(rest) && host.is_none_or(|host| text.len() == host.len() + 1 + rest.len()));
        let _ = is_host(&text);
        for found in [nearest(&text, names()), nearest_version(&text, names().map(|name| (name, name.len() % 2 == 0)))] {
            prop_assert!(found.is_none_or(|found| names().any(|name| name == found)));
        }
        prop_assert!(version::pre_release(&text) <= text.len());
        let _ = version::begins_with(&text, others.first().map_or("", |other| other));
        prop_assert!(Quoted(&text).to_string().chars().count() <= 10 * Quoted::MAX_CHARS + 3);
        let excerpt = Excerpt::<4>::of(&text);
        prop_assert!(text.starts_with(excerpt.part().text));
        prop_assert_eq!(excerpt.part().whole(), (text.len() <= 32).then_some(&*text));
    }

    #[test]
    fn texts_are_restored(text in "[ -~]{0,20}", power in 0..4_u32, words in 1..17_usize) {
        let width = 2_usize.pow(power);
        let reading = Reading { width, words: words.min(16 / width) };
        let restored = reading.bytes(text.as_bytes()).map(|bytes| Excerpt::of_bytes(bytes, text.len()));
        prop_assert_eq!(restored.as_ref().and_then(|excerpt| excerpt.part().whole()), (text.len() <= 16).then_some(&*text));
    }

    /// Also with readings that the macro never writes.
    #[test]
    fn keys(text in any::<Vec<u8>>(), table in any::<Vec<u8>>(), width in 0..20_usize, words in 0..40_usize, position in 0..100_usize) {
        let reading = Reading { width, words };
        let read = reading.read(&text);
        let _ = reading.recorded(&table, position);
        let hash = hash(read, text.len(), read, text.len());
        for count in [1, 2, 64] {
            prop_assert!(bucket(hash, count) < count && slot(hash, text.len().to_le_bytes()[0], count) < count);
        }
        let _ = bucket(hash, 0);
        let _ = slot(hash, 1, 0);
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2000)
}
