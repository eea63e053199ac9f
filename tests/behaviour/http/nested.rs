//! Where the API is served.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use registry::REGISTRY;
use registry::http::Api;
use serde_json::json;

use super::{ask, serve_app};
use crate::builtin::LANGUAGES_JSON;

#[test]
fn merges_into_an_application_with_a_fallback() {
    let app = Router::new().route("/", get("home")).fallback(get("elsewhere")).merge(registry::http::router(&REGISTRY));
    let addr = serve_app(app);
    assert_eq!(ask(addr, "GET", "/", &[]).text(), "home");
    assert_eq!(ask(addr, "GET", "/nothing", &[]).text(), "elsewhere");
    assert_eq!(ask(addr, "GET", "/api/v1/languages", &[]).text(), LANGUAGES_JSON);
}

#[test]
fn a_nested_description_names_its_prefix() {
    let router = || Api::new(&REGISTRY).router();
    let app = Router::new()
        .merge(router())
        .nest("/registry", router())
        .nest("/a/b", Router::new().nest("/c", router()))
        .nest("/tenants/{tenant}", router());
    let addr = serve_app(app);
    let servers = |prefix: &str| {
        let description = ask(addr, "GET", &format!("{prefix}/api/openapi.json"), &[]).json();
        // Like a client, which appends a path.
        let server = description["servers"][0]["url"].as_str().unwrap().trim_end_matches('/');
        let languages = ask(addr, "GET", &format!("{server}/api/v1/languages"), &[]);
        assert_eq!(languages.text(), LANGUAGES_JSON);
        assert!(description["paths"]["/api/v1/languages/{language}"].is_object());
        description["servers"].clone()
    };
    for _ in 0..2 {
        assert_eq!(servers(""), json!([{ "url": "/" }]));
        assert_eq!(servers("/registry"), json!([{ "url": "/registry" }]));
        assert_eq!(servers("/a/b/c"), json!([{ "url": "/a/b/c" }]));
        // More prefixes than documents are kept.
        for tenant in 0..20 {
            assert_eq!(servers(&format!("/tenants/{tenant}")), json!([{ "url": format!("/tenants/{tenant}") }]));
        }
    }
    let prefixed = |headers: &[(&str, &str)]| ask(addr, "GET", "/registry/api/openapi.json", headers);
    let etag = prefixed(&[]).header("etag").unwrap().to_owned();
    assert_eq!(prefixed(&[("if-none-match", &etag)]).status, 304);
    assert_eq!(prefixed(&[("accept-encoding", "br")]).header("content-encoding"), Some("br"));
}

#[test]
fn links_of_a_nested_page_lead_to_the_api() {
    let router = || Api::new(&REGISTRY).page().router();
    let app = Router::new()
        .merge(router())
        .nest("/registry", router())
        .nest("/a/b", Router::new().nest("/c", router()))
        .nest("/slash/", router())
        .nest_service("/service", router())
        .nest("/x:y", router())
        .nest("/moved", Api::new(&REGISTRY).page().path("scripts").router());
    let addr = serve_app(app);
    for page in ["/", "/registry", "/slash/", "/service", "/service/", "/a/b/c", "/x:y", "/moved"] {
        let html = ask(addr, "GET", page, &[]);
        assert_eq!(html.status, 200, "{page}");
        let links: Vec<&str> =
            html.text().split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(links.len(), 4, "{page}");
        for link in links {
            // As browsers resolve a relative reference without dot segments, except for a leading `./`.
            let directory = &page[..=page.rfind('/').unwrap()];
            let target = format!("{directory}{}", link.strip_prefix("./").unwrap_or(link));
            let first = link.split('/').next().unwrap();
            assert!(!first.contains(':'), "{link} would be an absolute URL");
            let response = ask(addr, "GET", &target, &[]);
            assert_eq!((response.status, response.header("content-type")), (200, Some("application/json")), "{target}");
        }
    }
}

#[test]
fn another_path() {
    for (path, languages, description) in [
        ("/scripts", "/scripts/languages", "/openapi.json"),
        ("internal/v2/", "/internal/v2/languages", "/internal/openapi.json"),
        ("", "/languages", "/openapi.json"),
        ("/", "/languages", "/openapi.json"),
        ("/a b/{x}/%41/ü", "/a%20b/%7Bx%7D/%41/%C3%BC/languages", "/a%20b/%7Bx%7D/%41/openapi.json"),
    ] {
        let addr = serve_app(Api::new(&REGISTRY).path(path).router());
        assert_eq!(ask(addr, "GET", languages, &[]).text(), LANGUAGES_JSON, "{path}");
        assert_eq!(ask(addr, "GET", &format!("{languages}/python"), &[]).json()["id"], "python");
        assert_eq!(ask(addr, "GET", &format!("{languages}/"), &[]).header("location"), Some("../languages"));
        assert_eq!(ask(addr, "POST", languages, &[]).status, 405);
        let description = ask(addr, "GET", description, &[]).json();
        let mut paths: Vec<&str> = description["paths"].as_object().unwrap().keys().map(String::as_str).collect();
        paths.sort_unstable();
        let base = languages.strip_suffix("/languages").unwrap();
        let expected = [
            "example-scripts",
            "languages",
            "languages/{language}",
            "resolve/{request}",
            "runtimes",
            "runtimes/{runtime}",
        ];
        let expected = expected.map(|path| format!("{base}/{path}"));
        // At the root, `/` is left to the application.
        let index = (!base.is_empty()).then(|| base.to_owned());
        assert_eq!(paths, index.into_iter().chain(expected).collect::<Vec<_>>());
        assert_eq!(ask(addr, "GET", "/api/v1/languages", &[]).status, 404);
    }
}

#[test]
fn nests_next_to_a_route_and_state_of_the_application() {
    async fn start_run(
        State(started): State<Arc<AtomicU64>>,
        Path(runtime): Path<String>,
    ) -> Result<String, registry::LookupError> {
        let runtime: registry::Runtime = runtime.parse()?;
        let number = started.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(format!("run {number}: {}", runtime.config().image))
    }
    let app = Router::new()
        .route("/runs/{runtime}", post(start_run))
        .with_state(Arc::new(AtomicU64::new(0)))
        .nest("/registry", Api::new(&REGISTRY).router())
        .fallback(async || (StatusCode::NOT_FOUND, "not found"));
    let addr = serve_app(app);
    assert_eq!(ask(addr, "GET", "/registry/api/v1/languages", &[]).text(), LANGUAGES_JSON);
    assert_eq!(ask(addr, "GET", "/registry/api/v1/runtimes/pyhton@3.12", &[]).json()["suggestion"], "python");
    assert_eq!(ask(addr, "POST", "/registry/api/v1/languages", &[]).status, 405);
    assert_eq!(ask(addr, "POST", "/runs/python@3.12", &[]).text(), "run 1: python:3.12-slim");
    assert_eq!(ask(addr, "POST", "/runs/bash@5.3", &[]).text(), "run 2: bash:5.3");
    let unknown = ask(addr, "POST", "/runs/pyhton@3.12", &[]);
    assert_eq!((unknown.status, &unknown.json()["suggestion"]), (404, &json!("python")));
    for path in ["/registry/nothing", "/registry", "/api/v1/languages"] {
        let response = ask(addr, "GET", path, &[]);
        assert_eq!((response.status, response.text()), (404, "not found"), "{path}");
    }
}

#[test]
fn the_index_lists_the_lists_and_links_to_the_description() {
    for (prefix, app) in [
        ("", Api::new(&REGISTRY).router()),
        ("/registry", Router::new().nest("/registry", Api::new(&REGISTRY).router())),
    ] {
        let addr = serve_app(app);
        let index = ask(addr, "GET", &format!("{prefix}/api/v1"), &[]);
        let expected = json!({
            "languages": format!("{prefix}/api/v1/languages"),
            "runtimes": format!("{prefix}/api/v1/runtimes"),
            "example_scripts": format!("{prefix}/api/v1/example-scripts"),
        });
        assert_eq!((index.status, index.json()), (200, expected));
        let link = format!(r#"<{prefix}/api/openapi.json>; rel="service-desc"; type="application/json""#);
        assert_eq!(index.header("link"), Some(&*link));
        let redirect = ask(addr, "GET", &format!("{prefix}/api/v1/"), &[]);
        assert_eq!((redirect.status, redirect.header("location")), (308, Some("../v1")));
    }
    // At the root, the page may take its place.
    let root = serve_app(Api::new(&REGISTRY).path("").page().router());
    assert_eq!(ask(root, "GET", "/", &[]).header("content-type"), Some("text/html; charset=utf-8"));
}
