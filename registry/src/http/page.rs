//! A page for people: one document, made when the router is, from the registry and three files.

use std::fmt::Write;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::routing::get;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use std::sync::Arc;

use super::document::Document;
use crate::{Entry, LanguageSpec, Registry};

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

pub(super) fn router(registry: &'static Registry) -> Router {
    let page = Arc::new(document(registry));
    Router::new().route("/", get(async move |request: Request| page.respond(request.headers())))
}

fn document(registry: &Registry) -> Document {
    // Nothing but what is in the document itself may run, and nothing may be loaded.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        BASE64_STANDARD.encode(Sha256::digest(SCRIPT)),
        BASE64_STANDARD.encode(Sha256::digest(STYLE)),
    );
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ];
    // Base64 and what stands around it are ASCII.
    let policy = HeaderValue::try_from(policy).ok().map(|policy| (CONTENT_SECURITY_POLICY, policy));
    let headers: Vec<_> = headers.into_iter().chain(policy).collect();
    Document::new("text/html; charset=utf-8", &headers, html(registry).into_bytes())
}

fn html(registry: &Registry) -> String {
    let summary = format!("{} languages, {} runtimes", registry.languages().len(), registry.entries().len());
    let description = if cfg!(feature = "openapi") { ", <a href=\"api/openapi.json\">the API</a>" } else { "" };
    let rows: String = registry.entries().iter().map(row).collect();
    let examples: String = registry.languages().iter().filter_map(example).collect();
    let parts = [
        ("style", STYLE),
        ("summary", &summary),
        ("rows", &rows),
        ("examples", &examples),
        ("description", description),
        ("script", SCRIPT),
    ];
    fill(PAGE, &parts)
}

/// The page with its parts, none of which is read for placeholders in its turn.
fn fill(template: &str, parts: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    for (n, piece) in template.split("{{").enumerate() {
        let (name, rest) = if n == 0 { ("", piece) } else { piece.split_once("}}").unwrap_or(("", piece)) };
        filled.extend(parts.iter().filter(|(part, _)| *part == name).map(|(_, text)| *text));
        filled.push_str(rest);
    }
    filled
}

fn row(entry: &Entry) -> String {
    let Entry { language, version, config } = *entry;
    let mut marks = String::new();
    let mut data = format!(
        "data-language=\"{id}\" data-version=\"{version}\" data-runtime=\"{id}@{version}\" data-file=\"{file}\" data-words=\"{words}\"",
        id = Text(language.id),
        version = Text(version),
        file = Text(config.file_name),
        words = Text(&[language.id, &language.aliases.join(" ")].join(" ")),
    );
    if entry.is_default() {
        data.push_str(" data-default");
        marks.push_str(" <small>default</small>");
    }
    if let Some(note) = entry.deprecation() {
        // Writing to a string does not fail.
        let _ = write!(data, " data-deprecated=\"{}\"", Text(note));
        let _ = write!(marks, " <small class=\"deprecated\" title=\"{}\">deprecated</small>", Text(note));
    }
    format!(
        "<tr {data}><th scope=\"row\" class=\"name\">{name}</th><td>{version}{marks}</td>\
         <td><code class=\"image\">{image}</code></td><td><code class=\"command\">{command}</code></td></tr>\n",
        name = Text(language.name),
        version = Text(version),
        image = Text(config.image),
        command = Text(&shown(config.command)),
    )
}

// As a container's `command` has it: a list that can be pasted into JSON and YAML.
fn shown(command: &[&str]) -> String {
    serde_json::to_string(command).unwrap_or_default()
}

fn example(language: &LanguageSpec) -> Option<String> {
    let script = language.example?;
    let since = language.example_since.map(|version| format!(" data-since=\"{}\"", Text(version))).unwrap_or_default();
    Some(format!(
        "<details id=\"example-{}\"{since}><summary>{}</summary><pre tabindex=\"0\"><code>{}</code></pre></details>\n",
        Text(language.id),
        Text(language.name),
        Text(script),
    ))
}

/// A text as HTML has it, between tags and in quotes.
struct Text<'a>(&'a str);

impl std::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            _ => f.write_char(c),
        })
    }
}
