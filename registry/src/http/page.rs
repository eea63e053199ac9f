//! The HTML page: a single document with inline style and script, rendered once from the registry.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY};
use axum::routing::get;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::document::Document;
use super::linked::{Linked, requested};
use super::routes::path_of_description;
use crate::{Entry, LanguageSpec, Registry};

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// Returns the route of the page, which links to the API under `path`.
pub(super) fn router(registry: &'static Registry, path: String) -> Router {
    let page = Arc::new(Linked::new(move |name: &str| document(registry, &links(name, &path))));
    let handler = async move |request: Request| {
        let name = requested(&request).rsplit('/').next().unwrap_or_default();
        page.respond(name, &request)
    };
    Router::new().route("/", get(handler))
}

/// A title and a link.
type Link = (&'static str, String);

/// Returns the links of a page with this name, which is the last segment of its path.
///
/// They are relative, so that they also work if a proxy removes a prefix. The page `/registry` links to
/// `registry/api/v1/languages`, and the page `/registry/`, whose name is empty, to `api/v1/languages`.
fn links(name: &str, api: &str) -> Vec<Link> {
    let link = |path: String| {
        let relative = format!("{name}{path}").trim_start_matches('/').to_owned();
        // Otherwise, what precedes the colon would be a scheme.
        if name.contains(':') { format!("./{relative}") } else { relative }
    };
    let mut links = vec![
        ("languages", link(format!("{api}/languages"))),
        ("runtimes", link(format!("{api}/runtimes"))),
        ("example scripts", link(format!("{api}/example-scripts"))),
    ];
    if cfg!(feature = "openapi") {
        links.push(("OpenAPI description", link(path_of_description(api))));
    }
    links
}

fn document(registry: &Registry, links: &[Link]) -> Document {
    // Allows the inline script and style, and nothing else: <https://www.w3.org/TR/CSP3/>.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        BASE64_STANDARD.encode(Sha256::digest(SCRIPT)),
        BASE64_STANDARD.encode(Sha256::digest(STYLE)),
    );
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ];
    // The policy is ASCII, so it is always a valid header value.
    let policy = HeaderValue::try_from(policy).ok().map(|policy| (CONTENT_SECURITY_POLICY, policy));
    let headers: Vec<_> = headers.into_iter().chain(policy).collect();
    Document::new("text/html; charset=utf-8", &headers, page(registry, links).into_string().into_bytes())
}

/// Renders the page. `html!` escapes every value; only our own style and script are inserted verbatim, so that they
/// match the hashes of the policy.
///
/// The script reads the table, reveals the elements marked `hidden` and adds copy buttons to the rows, none of which
/// would work without it.
fn page(registry: &Registry, links: &[Link]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Runtimes" }
                // Keeps browsers from requesting /favicon.ico.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Runtimes" }
                    p {
                        (counted(registry.languages().len(), "language")) ", "
                        (counted(registry.entries().len(), "runtime"))
                    }
                }
                main {
                    (picker())
                    (table(registry.entries()))
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
                p #copied role="status" aria-live="polite" {}
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn picker() -> Markup {
    html! {
        section #picker aria-labelledby="picker-title" hidden {
            h2 #picker-title { "Pick a runtime" }
            p.fields {
                label { "Language " select #language {} }
                label { "Version " select #version {} }
            }
            p #deprecation role="status" {}
            dl {
                dt { "Image" }
                dd { code #image {} " " (copy_button("image")) }
                dt { "Command" }
                dd { code #command {} " " (copy_button("command")) }
            }
            figure #editor {
                figcaption { span { span #file {} " " small #since {} } (copy_button("script")) }
                pre tabindex="0" aria-labelledby="file" { code #script {} }
            }
        }
    }
}

/// Renders a button that copies the text of the element with the id `target`.
fn copy_button(target: &str) -> Markup {
    html! { button type="button" data-copy=(target) aria-label={ "Copy the " (target) } { "Copy" } }
}

fn table(entries: &[Entry]) -> Markup {
    html! {
        section aria-labelledby="all-title" {
            h2 #all-title { "All runtimes" }
            p #finder.fields hidden {
                label {
                    "Search "
                    input #search type="search" autocomplete="off" spellcheck="false" placeholder="python 3.1 alpine";
                }
                span #found role="status" {}
            }
            table {
                thead {
                    tr { @for title in ["Language", "Version", "Image", "Command"] { th scope="col" { (title) } } }
                }
                tbody { @for entry in entries { (row(entry)) } }
            }
        }
    }
}

fn row(entry: &Entry) -> Markup {
    let Entry { language, version, config } = *entry;
    html! {
        tr data-language=(language.id) data-version=(version) data-runtime={ (language.id) "@" (version) }
            data-file=(config.file_name) data-words={ (language.id) @for alias in language.aliases { " " (alias) } }
            data-default[entry.is_default()] data-deprecated=[entry.deprecation()]
        {
            th.name scope="row" { (language.name) }
            td {
                (version)
                @if entry.is_default() { " " small { "default" } }
                @if let Some(note) = entry.deprecation() { " " small.deprecated title=(note) { "deprecated" } }
            }
            td { code.image { (config.image) } }
            // JSON, so that it can be pasted into JSON and YAML.
            td { code.command { (Value::from(config.command)) } }
        }
    }
}

fn example(language: &LanguageSpec) -> Markup {
    html! {
        @if let Some(script) = language.example {
            details #{ "example-" (language.id) } data-since=[language.example_since] {
                summary { (language.name) }
                pre tabindex="0" { code { (script) } }
            }
        }
    }
}
