//! Registries that fail, stall and lie. Each failure has a name, and nothing hangs.

use std::net::TcpListener;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use registry::images::ProblemKind;

use super::content::{
    DOCKER_LIST, IMAGE, INDEX, config, digest, entry, error, headers, image, index, index_of, send, status,
};
use super::server::{Reply, Request, Server};
use super::{ask, ask_all, client};

const AMD64: &str = "linux/amd64";

/// A registry that demands nothing, and replies so to requests for the manifest of `a:1`.
fn registry(manifest: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request, earlier| match &*request.path {
        "/v2/" | "/v2/a/tags/list?n=1" => status(200),
        "/v2/a/manifests/1" => manifest(request, earlier),
        _ => error(404, "NAME_UNKNOWN"),
    })
}

#[test]
fn indexes_and_images() {
    let (list, config) = (index(&["linux/arm64/v8", AMD64, AMD64]), config("linux", "arm64"));
    let (list_digest, image) = (digest(&list), image(&config));
    let image_digest = digest(&image);
    let blob = format!("/v2/b/blobs/{}", digest(&config));
    let server = Server::start(move |request, _| match &*request.path {
        "/v2/" => status(200),
        "/v2/a/manifests/1" => send(INDEX, list.clone()),
        "/v2/b/manifests/1" => send(IMAGE, image.clone()),
        path if path == blob => send("application/octet-stream", config.clone()),
        _ => status(404),
    });
    let answers = ask_all(&client(), &[server.image("a:1"), server.image("b:1"), server.image("a:1")]);
    let [list, image, again] = answers.as_slice() else { panic!("{answers:?}") };
    let list = list.result.as_ref().unwrap();
    assert_eq!((&list.digest, &*list.media_type, list.size), (&list_digest, INDEX, 702));
    assert_eq!(list.platforms, [AMD64, "linux/arm64/v8"]);
    let image = image.result.as_ref().unwrap();
    assert_eq!(
        (&image.digest, &*image.media_type, &image.platforms[..]),
        (&image_digest, IMAGE, &["linux/arm64".to_owned()][..])
    );
    assert_eq!(again.result.as_ref(), Ok(list));
    // Each is asked for once.
    assert_eq!(server.count("GET", "/manifests/1"), 2);
    assert_eq!(server.count("GET", "/v2/"), 1);
    let accept = server.requests().last().unwrap().headers["accept"].clone();
    assert!(!accept.contains("schema1") && !accept.contains("v1+prettyjws"), "{accept}");
}

#[test]
fn required_platforms() {
    let server = registry(|_, _| send(INDEX, index(&[AMD64, "linux/arm64/v8"])));
    assert!(ask(&client().platform("linux/arm64").platform(AMD64), &server.image("a:1")).is_ok());
    assert_eq!(
        ask(&client().platform("linux/s390x"), &server.image("a:1")).unwrap_err(),
        "platform missing: the image is not for linux/s390x, but for linux/amd64, linux/arm64/v8"
    );
}

#[test]
fn missing_tags_and_repositories() {
    let server = registry(|_, _| error(404, "MANIFEST_UNKNOWN"));
    let host = server.address;
    assert_eq!(ask(&client(), &server.image("a:1")).unwrap_err(), format!("no such tag: {host}/a has no tag `1`"));
    let missing = format!("no such repository: {host} has no repository `b`");
    assert_eq!(ask(&client(), &server.image("b:1")).unwrap_err(), missing);
    // Distribution says the same for both, so the tags are asked for, once for a repository.
    let server = Server::start(|request, _| match &*request.path {
        "/v2/" => status(200),
        path if path.contains("manifests") => error(404, "MANIFEST_UNKNOWN"),
        _ => error(404, "NAME_UNKNOWN"),
    });
    for answer in ask_all(&client(), &[server.image("b:1"), server.image("b:2")]) {
        assert_eq!(answer.result.unwrap_err().kind(), ProblemKind::NoSuchRepository);
    }
    assert_eq!(server.count("GET", "/v2/b/tags/list?n=1"), 1);
    let image = server.image(&format!("a@{}", digest(b"")));
    let server = registry(|_, _| status(404));
    let image = image.replace(&image[..image.find('/').unwrap()], &server.address.to_string());
    assert!(ask(&client(), &image).unwrap_err().starts_with("no such repository: "));
}

#[test]
fn denials() {
    let server = registry(|_, _| error(403, "DENIED"));
    let host = server.address;
    let expected = format!(
        "denied: {host} answered 403 Forbidden for the repository `a`: `m`; there are no credentials for {host}: log in \
         with `docker login` or `podman login`"
    );
    assert_eq!(ask(&client(), &server.image("a:1")).unwrap_err(), expected);
}

#[test]
fn limited_requests_are_repeated_when_the_registry_says_so() {
    let list = index(&[AMD64]);
    let server = registry(move |_, earlier| match earlier {
        0 => Reply::Send(429, vec![("retry-after", "1".to_owned())], Vec::new()),
        _ => send(INDEX, list.clone()),
    });
    let start = Instant::now();
    assert!(ask(&client(), &server.image("a:1")).is_ok());
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(server.count("GET", "/manifests/1"), 2);
}

#[test]
fn a_registry_that_asks_to_come_back_after_the_deadline_is_not_asked_again() {
    let server = registry(|_, _| Reply::Send(429, vec![("retry-after", "3600".to_owned())], Vec::new()));
    let start = Instant::now();
    let images: Vec<String> = (0..100).map(|_| server.image("a:1")).collect();
    let expected = format!(
        "unreachable: {} limits requests (429 Too Many Requests), and asks to retry after 3600 seconds",
        server.address
    );
    assert_eq!(ask_all(&client(), &images)[99].result.as_ref().unwrap_err().to_string(), expected);
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(server.count("GET", "/manifests/1"), 1);
}

#[test]
fn a_registry_that_keeps_limiting_requests_is_left_alone() {
    let server = Server::start(|request, _| if request.path == "/v2/" { status(200) } else { status(429) });
    let images: Vec<String> = (0..500).map(|tag| server.image(&format!("a:{tag}"))).collect();
    for answer in ask_all(&client(), &images) {
        let expected = format!("unreachable: {} limits requests (429 Too Many Requests)", server.address);
        assert_eq!(answer.result.unwrap_err().to_string(), expected);
    }
    // At most as many as are sent together, for each attempt.
    assert!(server.requests().len() <= 1 + 4 * 16, "{}", server.requests().len());
}

#[test]
fn a_registry_that_limits_its_rate_gets_requests_at_that_rate() {
    let (window, count) = (Mutex::new(Instant::now()), AtomicUsize::new(0));
    let server = Server::start(move |request, _| {
        let mut window = window.lock().unwrap();
        if window.elapsed() > Duration::from_millis(50) {
            *window = Instant::now();
            count.store(0, Ordering::Relaxed);
        }
        match &*request.path {
            "/v2/" => status(200),
            _ if count.fetch_add(1, Ordering::Relaxed) < 10 => send(INDEX, index(&[AMD64])),
            _ => status(429),
        }
    });
    let images: Vec<String> = (0..200).map(|tag| server.image(&format!("a:{tag}"))).collect();
    for answer in ask_all(&client(), &images) {
        assert!(answer.result.is_ok(), "{answer:?}");
    }
}

#[test]
fn temporary_failures_are_repeated() {
    for code in [408, 429, 500, 502, 503, 504] {
        let server = registry(move |_, earlier| if earlier < 2 { status(code) } else { send(INDEX, index(&[AMD64])) });
        assert!(ask(&client(), &server.image("a:1")).is_ok(), "{code}");
        assert_eq!(server.count("GET", "/manifests/1"), 3);
    }
    let server = registry(|_, _| status(500));
    let error = ask(&client(), &server.image("a:1")).unwrap_err();
    assert_eq!(error, format!("unreachable: {} fails (500 Internal Server Error)", server.address));
    assert_eq!(server.count("GET", "/manifests/1"), 4);
}

#[test]
fn final_failures_are_not_repeated() {
    for code in [400, 405, 410, 418, 501] {
        let server = registry(move |_, _| status(code));
        let error = ask(&client(), &server.image("a:1")).unwrap_err();
        assert!(error.starts_with(&format!("invalid response: {} answered {code}", server.address)), "{error}");
        assert_eq!(server.count("GET", "/manifests/1"), 1);
    }
}

#[test]
fn stalls_end() {
    for reply in [|| Reply::Stall, || Reply::StallInBody] {
        let server = registry(move |_, _| reply());
        let start = Instant::now();
        let error = ask(&client().retries(1), &server.image("a:1")).unwrap_err();
        assert_eq!(error, format!("unreachable: {} did not answer within 0.5 seconds", server.address));
        assert!(start.elapsed() < Duration::from_secs(5));
        assert_eq!(server.count("GET", "/manifests/1"), 2);
    }
    // One deadline is over everything.
    let server = Server::start(|_, _| Reply::Stall);
    let start = Instant::now();
    let images: Vec<String> = (0..100).map(|tag| server.image(&format!("a:{tag}"))).collect();
    let slow = client().timeout(Duration::from_secs(1)).request_timeout(Duration::from_secs(30));
    for answer in ask_all(&slow, &images) {
        let expected = format!("unreachable: {} gave no answer within 1 seconds", server.address);
        assert_eq!(answer.result.unwrap_err().to_string(), expected);
    }
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[test]
fn a_host_that_stalls_does_not_delay_others() {
    let (slow, fast) = (Server::start(|_, _| Reply::Stall), registry(|_, _| send(INDEX, index(&[AMD64]))));
    let mut images: Vec<String> = (0..100).map(|n| slow.image(&format!("r{n}:1"))).collect();
    images.push(fast.image("a:1"));
    let client = client().timeout(Duration::from_secs(2)).request_timeout(Duration::from_secs(30));
    assert!(ask_all(&client, &images)[100].result.is_ok());
}

#[test]
fn truncated_responses() {
    let list = index(&[AMD64]);
    let server = registry(move |_, _| Reply::Truncate(headers(INDEX, &digest(&list)), list.clone()));
    let error = ask(&client(), &server.image("a:1")).unwrap_err();
    let expected = format!("invalid response: the response of {} ends early: ", server.address);
    assert!(error.starts_with(&expected), "{error}");
    assert_eq!(server.count("GET", "/manifests/1"), 4);
    let server = registry(|_, _| Reply::Close);
    let error = ask(&client(), &server.image("a:1")).unwrap_err();
    assert!(error.starts_with(&format!("unreachable: cannot reach {}: ", server.address)), "{error}");
}

#[test]
fn lies() {
    let other = digest(b"other");
    let wrong = other.clone();
    let server = registry(move |_, _| Reply::Send(200, headers(INDEX, &wrong), index(&[AMD64])));
    let error = ask(&client(), &server.image("a:1")).unwrap_err();
    let actual = digest(&index(&[AMD64]));
    let expected = format!("invalid response: the manifest has the digest {actual}, but the registry stated {other}");
    assert_eq!(error, expected);
    // The digest in the image is compared, too.
    let (declared, path) = (digest(b"declared"), format!("/v2/a/manifests/{}", digest(b"declared")));
    let server = Server::start(move |request, _| match &*request.path {
        "/v2/" => status(200),
        other if other == path => send(INDEX, index(&[AMD64])),
        _ => status(404),
    });
    let error = ask(&client(), &server.image(&format!("a:1@{declared}"))).unwrap_err();
    assert_eq!(
        error,
        format!("invalid response: the manifest has the digest {actual}, but the registry stated {declared}")
    );
    let server = registry(|_, _| Reply::Send(200, headers(INDEX, "sha256:00"), index(&[AMD64])));
    let error = ask(&client(), &server.image("a:1")).unwrap_err();
    assert_eq!(error, "invalid response: the manifest is said to have the digest `sha256:00`");
    // So is the configuration.
    let manifest = image(&config("linux", "amd64"));
    let blob = format!("/v2/a/blobs/{}", digest(&config("linux", "amd64")));
    let server = Server::start(move |request, _| match &*request.path {
        "/v2/" => status(200),
        "/v2/a/manifests/1" => send(IMAGE, manifest.clone()),
        path if path == blob => send("application/octet-stream", config("linux", "arm64")),
        _ => status(404),
    });
    let error = ask(&client(), &server.image("a:1")).unwrap_err();
    assert!(error.starts_with("invalid response: the configuration has the digest sha256:"), "{error}");
}

#[test]
fn a_digest_is_computed_if_none_is_stated() {
    let server = registry(|_, _| Reply::Send(200, vec![("content-type", INDEX.to_owned())], index(&[AMD64])));
    assert_eq!(ask(&client(), &server.image("a:1")).unwrap().0, digest(&index(&[AMD64])));
    assert_eq!(ask(&client().digests_only(), &server.image("a:1")).unwrap().0, digest(&index(&[AMD64])));
}

#[test]
fn sizes_are_bounded() {
    let client = client().request_timeout(Duration::from_secs(10));
    let server = registry(|_, _| Reply::Send(200, Vec::new(), vec![b' '; 50 * 1024 * 1024]));
    let error = ask(&client, &server.image("a:1")).unwrap_err();
    assert_eq!(error, format!("invalid response: {} sent more than 4 MiB", server.address));
    let server = registry(|_, _| Reply::Endless);
    let error = ask(&client, &server.image("a:1")).unwrap_err();
    assert_eq!(error, format!("invalid response: {} sent more than 4 MiB", server.address));
}

#[test]
fn redirects() {
    let list = index(&[AMD64]);
    let storage = Server::start(move |_, _| send(INDEX, list.clone()));
    let location = format!("http://{}/stored", storage.address);
    let server = registry(move |_, _| Reply::Send(307, vec![("location", location.clone())], Vec::new()));
    assert!(ask(&client(), &server.image("a:1")).is_ok());
    let server = registry(|_, _| Reply::Send(302, vec![("location", "/v2/a/manifests/1".to_owned())], Vec::new()));
    let error = ask(&client(), &server.image("a:1")).unwrap_err();
    assert_eq!(error, format!("invalid response: {} redirects more than 5 times", server.address));
    assert_eq!(server.count("GET", "/manifests/1"), 6);
    for (location, expected) in [
        (
            "http://registry.example/x",
            "refused to use plain HTTP for `registry.example`: allow it with `--plain-http` or `Client::plain_http`",
        ),
        ("file:///etc/passwd", "refused to use the scheme `file`"),
    ] {
        let server = registry(move |_, _| Reply::Send(301, vec![("location", location.to_owned())], Vec::new()));
        let error = ask(&client(), &server.image("a:1")).unwrap_err();
        assert_eq!(error, format!("invalid response: {expected}"));
    }
    let server = registry(|_, _| status(307));
    let error = ask(&client(), &server.image("a:1")).unwrap_err();
    assert_eq!(error, format!("invalid response: {} redirects to no valid URL", server.address));
}

#[test]
fn nested_indexes() {
    let inner = index(&["linux/s390x"]);
    let outer = index_of(&[entry(INDEX, &inner, None), entry(IMAGE, b"", Some(AMD64))]);
    let deep = index_of(&[entry(INDEX, &outer, None)]);
    let (inner_path, outer_path) =
        (format!("/v2/a/manifests/{}", digest(&inner)), format!("/v2/a/manifests/{}", digest(&outer)));
    let server = Server::start(move |request, _| match &*request.path {
        "/v2/" => status(200),
        "/v2/a/manifests/1" => send(INDEX, outer.clone()),
        "/v2/a/manifests/2" => send(INDEX, deep.clone()),
        path if path == inner_path => send(INDEX, inner.clone()),
        path if path == outer_path => send(INDEX, outer.clone()),
        _ => status(404),
    });
    assert_eq!(ask(&client(), &server.image("a:1")).unwrap().1, "linux/amd64,linux/s390x");
    let error = ask(&client(), &server.image("a:2")).unwrap_err();
    assert_eq!(error, "unsupported: the index contains an index that contains an index");
    // An index can make a client ask for anything, but not for everything.
    let entries: Vec<String> = (0..100).map(|n| entry(IMAGE, format!("{n}").as_bytes(), None)).collect();
    let server = registry(move |_, _| send(INDEX, index_of(&entries)));
    let error = ask(&client(), &server.image("a:1")).unwrap_err();
    assert!(error.starts_with("invalid response: an entry of the index is missing: sha256:"), "{error}");
}

#[test]
fn old_and_foreign_formats() {
    let schema_1 = br#"{"schemaVersion":1,"name":"a","tag":"1","architecture":"amd64","fsLayers":[]}"#;
    for (media_type, body, expected) in [
        (
            "application/vnd.docker.distribution.manifest.v1+prettyjws",
            schema_1.to_vec(),
            "unsupported: the image has a manifest of Docker's schema 1, which runtimes no longer pull: push it again",
        ),
        ("text/html", b"{}".to_vec(), "unsupported: the manifest has the media type `text/html`"),
        (DOCKER_LIST, index(&[AMD64]), "invalid response: the manifest has the media type "),
        (INDEX, index(&[]), "invalid response: the index contains no images"),
        (INDEX, index(&["unknown/unknown"]), "invalid response: the index contains no images"),
        (INDEX, b"<html>".to_vec(), "invalid response: the manifest cannot be parsed: "),
    ] {
        let server = registry(move |_, _| send(media_type, body.clone()));
        let error = ask(&client(), &server.image("a:1")).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn unreachable_hosts() {
    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let start = Instant::now();
    let images: Vec<String> = (0..1000).map(|n| format!("{unused}/r{n}:1")).collect();
    for answer in ask_all(&client(), &images) {
        let error = answer.result.unwrap_err();
        assert_eq!(error.kind(), ProblemKind::Unreachable);
        assert!(error.to_string().starts_with(&format!("unreachable: cannot reach {unused}: ")), "{error}");
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let error = ask(&client(), "registry.invalid/a:1").unwrap_err();
    assert!(error.starts_with("unreachable: cannot reach registry.invalid: "), "{error}");
}

#[test]
fn head_requests_suffice_for_known_images() {
    let list = index(&[AMD64, "linux/arm64"]);
    let known = digest(&list);
    let server = registry(move |_, _| send(INDEX, list.clone()));
    let image = server.image("a:1");
    let expected = (known.clone(), "linux/amd64,linux/arm64".to_owned());
    assert_eq!(ask(&client().known(&*image, &*known, ["linux/amd64", "linux/arm64"]), &image), Ok(expected.clone()));
    assert_eq!(server.log(), ["GET /v2/", "HEAD /v2/a/manifests/1"]);
    // Another digest needs the platforms.
    assert_eq!(ask(&client().known(&*image, digest(b""), ["linux/s390x"]), &image), Ok(expected));
    assert_eq!(server.log()[2..], ["GET /v2/", "HEAD /v2/a/manifests/1", "GET /v2/a/manifests/1"]);
    assert_eq!(ask(&client().digests_only(), &image), Ok((known, String::new())));
    assert_eq!(server.log()[5..], ["GET /v2/", "HEAD /v2/a/manifests/1"]);
}

#[test]
fn mirrors_and_docker_hub() {
    let server = Server::start(|request, _| match &*request.path {
        "/v2/" => status(200),
        "/v2/hub/library/python/manifests/3.12" | "/v2/hub/a/b/manifests/latest" => send(INDEX, index(&[AMD64])),
        _ => status(404),
    });
    let client = client().mirror(format!("{}/hub", server.address));
    for image in ["python:3.12", "docker.io/python:3.12", "docker.io/a/b"] {
        assert!(ask(&client, image).is_ok(), "{image}");
    }
}
