//! The elements of the page. `html!` escapes every value; only our own style and script are inserted verbatim, so that
//! they match the hashes of the policy.
//!
//! The script reads the table, reveals the elements marked `hidden` and adds copy buttons to the rows, none of which
//! would work without it. So that little moves when it runs, the picker already shows what the script will select.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use registry_shared::version::preferred_first;
use serde_json::Value;

use super::{Link, SCRIPT, STYLE};
use crate::counted::counted;
use crate::{Entry, LanguageSpec, Registry};

const TITLE: &str = "Runtimes";

/// The headings of the columns. On narrow screens, the style repeats them in every cell.
const COLUMNS: [&str; 5] = ["Language", "Version", "Image", "Command", "Environment"];

pub(super) fn page(registry: &Registry, links: &[Link]) -> Markup {
    let description = description(registry);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (TITLE) }
                meta name="description" content=(description);
                meta property="og:title" content=(TITLE);
                meta property="og:description" content=(description);
                meta property="og:type" content="website";
                // Keeps browsers from requesting /favicon.ico.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (TITLE) }
                    p { (size(registry)) }
                }
                main {
                    p #unknown role="alert" {}
                    @if let Some(entry) = registry.entries().iter().find(|entry| entry.is_default()) {
                        (picker(registry, entry))
                    }
                    (table(registry))
                    section #examples aria-labelledby="examples-title" {
                        h2 #examples-title { "Example scripts" }
                        @for language in registry.languages() { (example(language)) }
                    }
                }
                footer {
                    p {
                        "JSON: "
                        @for (n, (title, href)) in links.iter().enumerate() {
                            @if n > 0 { ", " }
                            a href=(href) { (title) }
                        }
                    }
                }
                p #copied role="status" {}
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn size(registry: &Registry) -> String {
    format!("{}, {}", counted(registry.languages().len(), "language"), counted(registry.entries().len(), "runtime"))
}

/// Returns a sentence for search engines and previews of links, which show about 150 characters.
fn description(registry: &Registry) -> String {
    const MOST: usize = 60;
    let mut names = String::new();
    for language in registry.languages() {
        let separator = if names.is_empty() { "" } else { ", " };
        if names.len() + separator.len() + language.name.len() > MOST {
            names.push('…');
            break;
        }
        names.extend([separator, language.name]);
    }
    format!("{} ({names}), each with its container image, command and environment.", size(registry))
}

fn picker(registry: &Registry, entry: &Entry) -> Markup {
    let Entry { language, config, .. } = entry;
    html! {
        section #picker aria-labelledby="picker-title" hidden {
            h2 #picker-title { "Pick a runtime" }
            p.fields {
                label {
                    "Language "
                    select #language {
                        @for language in registry.languages() { option value=(language.id) { (language.name) } }
                    }
                }
                label { "Version " select #version {} }
            }
            p #deprecation role="status" {}
            dl {
                div { dt { "Image" } dd { code #image { (config.image) } (copy_button("image")) } }
                div #locked hidden[entry.pinned().is_none()] {
                    dt { "Pinned" }
                    dd { code #pinned { (entry.pinned().unwrap_or_default()) } (copy_button("pinned")) }
                }
                div { dt { "Command" } dd { code #command { (json(entry)) } (copy_button("command")) } }
                div { dt { "Environment" } dd #env { (variables(entry)) } }
                div #other-names hidden[language.aliases.is_empty()] {
                    dt { "Aliases" }
                    dd #aliases { (language.aliases.join(", ")) }
                }
                @if cfg!(feature = "run") {
                    div { dt { "Run" } dd { code #run {} (copy_button_of("run", "command that runs a script")) } }
                }
                @if cfg!(feature = "kubernetes") {
                    div { dt { "Manifest" } dd { code #manifest {} (copy_button("manifest")) } }
                }
                div { dt { "Link" } dd { a #link {} (copy_button("link")) } }
            }
            figure #editor hidden[language.example.is_none()] {
                figcaption {
                    span { span #file { (config.file_name) } " " small #since {} }
                    span { a #download { "Download" } (copy_button("script")) }
                }
                pre role="group" tabindex="0" aria-labelledby="file" { code #script { (language.example.unwrap_or_default()) } }
            }
        }
    }
}

/// Renders a button that copies the text, or the address, of the element with the id `target`.
fn copy_button(target: &str) -> Markup {
    copy_button_of(target, target)
}

fn copy_button_of(target: &str, what: &str) -> Markup {
    html! { " " button type="button" data-copy=(target) aria-label={ "Copy the " (what) } { "Copy" } }
}

fn table(registry: &Registry) -> Markup {
    let entries = registry.entries();
    let has_deprecated = entries.iter().any(|entry| entry.deprecation().is_some());
    html! {
        section aria-labelledby="all-title" {
            h2 #all-title { "All runtimes" }
            p #finder.fields hidden {
                label {
                    "Search "
                    input #search type="search" autocomplete="off" spellcheck="false" placeholder=(suggestion(entries));
                }
                @if has_deprecated { label.check { input #current type="checkbox" autocomplete="off"; " Hide deprecated" } }
                span #found role="status" {}
            }
            // Some browsers do not treat what is no longer displayed as a table as one, so the roles say what it is.
            table role="table" aria-labelledby="all-title" {
                thead role="rowgroup" {
                    tr role="row" { @for title in COLUMNS { th scope="col" role="columnheader" { (title) } } }
                }
                tbody role="rowgroup" {
                    @for language in registry.languages() {
                        @let ranks = ranks(language);
                        @for (entry, rank) in language.entries().iter().zip(ranks) { (row(entry, rank)) }
                    }
                }
            }
            p #more hidden { button type="button" {} " " span role="status" {} }
        }
    }
}

/// Returns a search that finds something: the default version of a language, which is not deprecated if possible.
fn suggestion(entries: &[Entry]) -> String {
    let mut defaults = entries.iter().filter(|entry| entry.is_default());
    let first = defaults.clone().next();
    let entry = defaults.find(|entry| entry.deprecation().is_none()).or(first);
    entry.map(|entry| format!("{} {}", entry.language.id, entry.version)).unwrap_or_default()
}

/// Returns the place of each version of a language in the order of preference, by which a partial version selects one.
fn ranks(language: &LanguageSpec) -> Vec<usize> {
    let entries = language.entries();
    let candidate = |place: usize| (entries[place].version, entries[place].deprecation().is_some());
    let mut places: Vec<usize> = (0..entries.len()).collect();
    places.sort_by(|a, b| preferred_first(candidate(*a), candidate(*b)));
    let mut ranks = vec![0; entries.len()];
    for (rank, place) in places.into_iter().enumerate() {
        ranks[place] = rank;
    }
    ranks
}

fn row(entry: &Entry, rank: usize) -> Markup {
    let Entry { language, version, config } = *entry;
    html! {
        tr role="row" data-runtime=(entry) data-file=(config.file_name) data-rank=(rank)
            data-default[entry.is_default()] data-deprecated=[entry.deprecation()]
        {
            th scope="row" role="rowheader" {
                span.name { (language.name) }
                " " small {
                    (language.id)
                    @if !language.aliases.is_empty() { ", also " span.aliases { (language.aliases.join(", ")) } }
                }
            }
            " " td role="cell" {
                (version)
                @if entry.is_default() { " " small { "default" } }
                @if let Some(note) = entry.deprecation() {
                    " " small.deprecated { "deprecated" @if !note.is_empty() { ": " (note) } }
                }
            }
            " " td role="cell" { code.image { (config.image) } @if let Some(pinned) = entry.pinned() { " " small { code.pinned { (pinned) } } } }
            " " td role="cell" { code.command { (json(entry)) } }
            " " td.env role="cell" { (variables(entry)) }
        }
    }
}

/// Returns the command as JSON, so that it can be pasted into JSON and YAML.
fn json(entry: &Entry) -> Value {
    Value::from(entry.config.command)
}

fn variables(entry: &Entry) -> Markup {
    html! { @for (name, value) in entry.env() { code { (name) "=" (value) } " " } }
}

fn example(language: &LanguageSpec) -> Markup {
    html! {
        @if let Some(script) = language.example {
            details #{ "example-" (language.id) } data-since=[language.example_since] {
                summary { (language.name) @if let Some(since) = language.example_since { ", " (since) " or later" } }
                pre tabindex="0" { code { (script) } }
            }
        }
    }
}
