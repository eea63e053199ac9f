//! Declarations that read a lock file, and what uses it.

use registry::kubernetes::{Execution, Prepull};
use serde_json::Value;

/// Returns 64 digits.
macro_rules! digest {
    ($digits:literal) => {
        concat!("sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd", $digits)
    };
}

/// A lock file, with a line that the declaration does not need.
const LOCK: &str = concat!(
    "# Written by `runtimes lock`.\n",
    "lua:5.4 lua@",
    digest!("54"),
    " linux/amd64,linux/arm64/v8\n",
    "mirror.example/perl:5.40 mirror.example/perl@",
    digest!("40"),
    " linux/amd64\n",
    "python:3.12-alpine python@",
    digest!("12"),
    " linux/amd64\n",
    "python:3.13-alpine python@",
    digest!("13"),
    " linux/amd64\n",
);

mod scripts {
    registry::runtimes! {
        lock: super::LOCK,
        perl {
            versions: [
                "5.40",
                "5.42" { image_tpl: "perl:5.42@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
            ],
            image_tpl: "mirror.example/perl:{version}",
            file_ext: "pl",
            interpreter: ["perl"],
        }
        override python { versions: ["3.12", "3.13"], image_tpl: "python:{version}-alpine" }
        remove node;
        remove ruby;
        remove go;
        remove bash;
        ..registry::builtin
    }
}

fn pinned(registry: &'static registry::Registry) -> Vec<(String, Option<&'static str>)> {
    registry.entries().iter().map(|entry| (entry.to_string(), entry.pinned())).collect()
}

#[test]
fn entries_are_pinned_by_their_own_file() {
    let expected = [
        ("perl@5.40", Some(concat!("mirror.example/perl@", digest!("40")))),
        // It has a digest already.
        ("perl@5.42", None),
        ("python@3.12", Some(concat!("python@", digest!("12")))),
        ("python@3.13", Some(concat!("python@", digest!("13")))),
    ];
    let expected = expected.map(|(runtime, pinned)| (runtime.to_owned(), pinned));
    assert_eq!(pinned(&scripts::REGISTRY), expected);
    assert!(pinned(&registry::REGISTRY).iter().all(|(_, pinned)| pinned.is_none()));
    // The configuration stays as declared.
    assert_eq!(scripts::PYTHON_3_12.image, "python:3.12-alpine");
    assert_eq!(scripts::Runtime::Python3_12.entry().config.image, "python:3.12-alpine");
}

#[test]
fn pods_pull_by_digest() {
    let image = |runtime: scripts::Runtime, mirror: Option<&str>| {
        let execution = Execution::new(runtime.entry(), "a", "x");
        let execution = mirror.into_iter().fold(execution, Execution::mirror);
        let pod = serde_json::to_value(execution.objects().unwrap().pod).unwrap();
        pod["spec"]["containers"][0]["image"].as_str().unwrap().to_owned()
    };
    assert_eq!(image(scripts::Runtime::Python3_12, None), concat!("python@", digest!("12")));
    let mirrored = concat!("hub.example/library/python@", digest!("12"));
    assert_eq!(image(scripts::Runtime::Python3_12, Some("hub.example")), mirrored);
    // Only images of Docker Hub have mirrors.
    assert_eq!(image(scripts::Runtime::Perl5_40, Some("hub.example")), concat!("mirror.example/perl@", digest!("40")));
    let written = format!("perl:5.42@sha256:{}", "a".repeat(64));
    assert_eq!(image(scripts::Runtime::Perl5_42, None), written);
    let daemon_set = Prepull::new(scripts::REGISTRY.entries()).mirror("hub.example").daemon_set().unwrap();
    let text = serde_json::to_string(&daemon_set).unwrap();
    assert!(text.contains(mirrored) && !text.contains("3.12-alpine"), "{text}");
}

#[test]
fn the_api_and_the_page_show_what_is_pinned() {
    let addr = crate::http::serve(&scripts::REGISTRY);
    let runtime = |path: &str| crate::http::ask(addr, "GET", path, &[]).json();
    let python = runtime("/api/v1/runtimes/python@3.12");
    assert_eq!(python["image"], "python:3.12-alpine");
    assert_eq!(python["pinned"], concat!("python@", digest!("12")));
    assert_eq!(runtime("/api/v1/runtimes/perl@5.42")["pinned"], Value::Null);
    let page = crate::http::serve_app(registry::http::Api::new(&scripts::REGISTRY).page().router());
    let page = crate::http::ask(page, "GET", "/", &[]);
    assert!(
        page.text().contains(concat!(r#"<code class="pinned">python@"#, digest!("13"), "</code>")),
        "{}",
        page.text()
    );
}

/// The base of the crate `downstream-base` has a lock file.
mod extended {
    registry::runtimes! {
        ..downstream_base::scripts
    }
}

#[test]
fn a_lock_file_is_not_inherited() {
    let locked = pinned(&downstream_base::languages::REGISTRY);
    assert_eq!(locked.len(), 21);
    for (runtime, pinned) in &locked {
        assert!(pinned.is_some_and(|pinned| pinned.contains("@sha256:")), "{runtime}");
    }
    let names =
        |entries: Vec<(String, Option<&'static str>)>| entries.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let extended = pinned(&extended::REGISTRY);
    assert!(extended.iter().all(|(_, pinned)| pinned.is_none()), "{extended:?}");
    assert_eq!(names(extended), names(locked));
}
