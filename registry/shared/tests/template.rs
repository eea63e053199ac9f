//! Templates: what fills them, and every mistake in them.

use registry_shared::template::{Mistake, Placeholder, Template, fill_version};

fn filled(text: &str) -> String {
    Template::parse(text, &Placeholder::ALL).unwrap().fill("3.12", "/scripts/main.py")
}

fn mistakes(text: &str) -> Vec<Mistake<'_>> {
    Template::parse(text, &[Placeholder::Version]).err().unwrap_or_default()
}

#[test]
fn placeholders_and_doubled_braces_are_replaced() {
    assert_eq!(filled(""), "");
    assert_eq!(filled("{version}-{file}-{version}"), "3.12-/scripts/main.py-3.12");
    assert_eq!(filled("{{version}} {{{version}}} }}{{"), "{version} {3.12} }{");
}

#[test]
fn every_mistake_is_found() {
    assert_eq!(mistakes("{version}"), []);
    assert_eq!(mistakes("{file}{}"), [Mistake::Unknown("file"), Mistake::Unknown("")]);
    assert_eq!(mistakes("a}b}"), [Mistake::Stray("a}"), Mistake::Stray("a}b}")]);
    assert_eq!(mistakes("a{b{c}"), [Mistake::Unclosed("{b{c}")]);
    assert_eq!(mistakes("{x} } {"), [Mistake::Unknown("x"), Mistake::Stray("{x} }"), Mistake::Unclosed("{")]);
}

#[test]
fn any_name_can_stand_for_one_placeholder() {
    let template = Template::parse_any("{ver}:{version}", Placeholder::Version).unwrap();
    assert_eq!(template.fill("1", ""), "1:1");
    assert!(Template::parse_any("{a", Placeholder::Version).is_err());
}

#[test]
fn text_without_placeholders_is_filled_as_it_is() {
    assert_eq!(fill_version("$HOME/é", "1"), "$HOME/é");
    assert_eq!(fill_version("{version}/{{", "1"), "1/{");
}
