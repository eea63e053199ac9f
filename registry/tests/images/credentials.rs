//! Passwords and tokens: who gets them, and who does not.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use registry::images::{Client, ProblemKind};

use super::content::{INDEX, error, index, send, status};
use super::server::{Reply, Request, Server};
use super::{ask, ask_all, client};

const PASSWORD: &str = "s3cret-pass";
/// `user:s3cret-pass`.
const BASIC: &str = "Basic dXNlcjpzM2NyZXQtcGFzcw==";

/// Writes a file with credentials.
pub(super) fn file(content: &str) -> PathBuf {
    static FILES: AtomicUsize = AtomicUsize::new(0);
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("credentials");
    fs::create_dir_all(&directory).unwrap();
    let path = directory.join(format!("{}.json", FILES.fetch_add(1, Ordering::Relaxed)));
    fs::write(&path, content).unwrap();
    path
}

/// A client with the password of a host, a namespace or a repository.
fn client_for(key: &str) -> Client {
    let auth = BASIC.trim_start_matches("Basic ");
    client().credential_files([file(&format!(r#"{{"auths":{{"{key}":{{"auth":"{auth}"}}}}}}"#))])
}

fn authorization(request: &Request) -> Option<&str> {
    request.headers.get("authorization").map(String::as_str)
}

fn unauthorized(challenge: &str) -> Reply {
    Reply::Send(401, vec![("www-authenticate", challenge.to_owned())], Vec::new())
}

/// A registry that demands a password or token for everything.
fn locked(challenge: String, accepted: &'static str) -> Server {
    Server::start(move |request, _| match (authorization(request), &*request.path) {
        (Some(sent), path) if sent == accepted && path.contains("/manifests/") => send(INDEX, index(&["linux/amd64"])),
        _ => unauthorized(&challenge),
    })
}

fn token_service(reply: &'static str) -> Server {
    Server::start(move |_, _| Reply::Send(200, Vec::new(), reply.into()))
}

fn bearer(service: &Server) -> String {
    format!(r#"Bearer realm="http://{}/token",service="registry",scope="repository:x:pull""#, service.address)
}

#[test]
fn basic() {
    let server = locked("Basic realm=\"r\"".to_owned(), BASIC);
    let host = server.address.to_string();
    assert!(ask(&client_for(&host), &server.image("a:1")).is_ok());
    // Docker also stores URLs.
    assert!(ask(&client_for(&format!("https://{host}/v2/")), &server.image("a:1")).is_ok());
    let expected = format!(
        "denied: {host} answered 401 Unauthorized for the repository `a`; there are no credentials for {host}: log in \
         with `docker login` or `podman login`"
    );
    assert_eq!(ask(&client(), &server.image("a:1")).unwrap_err(), expected);
    // The password of one host is not that of another.
    assert_eq!(ask(&client_for("127.0.0.1:1"), &server.image("a:1")).unwrap_err(), expected);
    let server = locked("Basic realm=\"r\"".to_owned(), "Basic other");
    let host = server.address.to_string();
    let error = ask(&client_for(&host), &server.image("a:1")).unwrap_err();
    let expected = format!(
        "denied: {host} answered 401 Unauthorized for the repository `a`; it rejects the stored credentials for {host}"
    );
    assert_eq!(error, expected);
    // A refused password is not tried for each image.
    let images: Vec<String> = (0..50).map(|tag| server.image(&format!("a:{tag}"))).collect();
    let before = server.requests().len();
    for answer in ask_all(&client_for(&host), &images) {
        assert_eq!(answer.result.unwrap_err().kind(), ProblemKind::Denied);
    }
    assert_eq!(server.requests().len() - before, 51);
}

#[test]
fn one_token_per_repository() {
    let service = token_service(r#"{"token":"t0ken"}"#);
    let server = locked(bearer(&service), "Bearer t0ken");
    let images: Vec<String> = (0..60).map(|n| server.image(&format!("{}:{n}", ["a", "b/c", "d"][n % 3]))).collect();
    for answer in ask_all(&client(), &images) {
        assert!(answer.result.is_ok(), "{answer:?}");
    }
    let mut log = service.log();
    log.sort();
    let expected =
        ["a", "b%2Fc", "d"].map(|path| format!("GET /token?scope=repository%3A{path}%3Apull&service=registry"));
    assert_eq!(log, expected);
    // Tokens are anonymous without credentials, and no image is asked for without one.
    assert!(service.requests().iter().all(|request| authorization(request).is_none()));
    assert_eq!(server.requests().len(), 61);
}

#[test]
fn passwords_get_tokens() {
    for reply in [r#"{"token":"t0ken"}"#, r#"{"access_token":"t0ken","expires_in":300}"#] {
        let service = token_service(reply);
        let server = locked(bearer(&service), "Bearer t0ken");
        assert!(ask(&client_for(&server.address.to_string()), &server.image("a:1")).is_ok());
        assert_eq!(service.requests().iter().map(authorization).collect::<Vec<_>>(), [Some(BASIC)]);
        // The password is sent to nobody else.
        assert!(server.requests().iter().all(|request| authorization(request) != Some(BASIC)));
    }
}

#[test]
fn identity_tokens_get_tokens() {
    let service = token_service(r#"{"access_token":"t0ken"}"#);
    let server = locked(bearer(&service), "Bearer t0ken");
    let content = format!(r#"{{"auths":{{"{}":{{"identitytoken":"id&entity"}}}}}}"#, server.address);
    assert!(ask(&client().credential_files([file(&content)]), &server.image("a:1")).is_ok());
    let requests = service.requests();
    assert_eq!((&*requests[0].method, &*requests[0].path), ("POST", "/token"));
    let form = "scope=repository%3Aa%3Apull&service=registry&grant_type=refresh_token&client_id=registry&\
                refresh_token=id%26entity";
    assert_eq!(requests[0].body, form);
}

#[test]
fn a_namespace_has_its_own_password() {
    let server = locked("Basic realm=\"r\"".to_owned(), BASIC);
    let client = client_for(&format!("{}/team/project", server.address));
    assert!(ask(&client, &server.image("team/project:1")).is_ok());
    assert!(ask(&client, &server.image("team/project/x:1")).is_ok());
    assert!(ask(&client, &server.image("team/other:1")).is_err());
}

#[test]
fn docker_hub_is_not_asked_with_the_password_of_its_mirror() {
    let server = locked("Basic realm=\"r\"".to_owned(), BASIC);
    let mirror = |client: Client| client.mirror(server.address.to_string());
    assert!(ask(&mirror(client_for(&server.address.to_string())), "python:3").is_ok());
    let error = ask(&mirror(client_for("https://index.docker.io/v1/")), "python:3").unwrap_err();
    assert!(error.starts_with("denied: "), "{error}");
    assert_eq!(server.requests().iter().filter(|request| authorization(request).is_some()).count(), 1);
}

#[test]
fn redirects_to_other_hosts_get_no_credentials() {
    let storage = Server::start(|_, _| send(INDEX, index(&["linux/amd64"])));
    let location = format!("http://{}/stored", storage.address);
    let server = Server::start(move |request, _| match authorization(request) {
        Some(BASIC) if request.path.contains("/manifests/") => {
            Reply::Send(307, vec![("location", location.clone())], Vec::new())
        }
        _ => unauthorized("Basic realm=\"r\""),
    });
    assert!(ask(&client_for(&server.address.to_string()), &server.image("a:1")).is_ok());
    assert_eq!(storage.requests().iter().map(authorization).collect::<Vec<_>>(), [None]);
    // Nor is a request that contains a token in its body repeated elsewhere.
    let thief = token_service(r#"{"token":"t"}"#);
    let location = format!("http://{}/token", thief.address);
    let service = Server::start(move |_, _| Reply::Send(307, vec![("location", location.clone())], Vec::new()));
    let server = locked(bearer(&service), "Bearer t");
    let content = format!(r#"{{"auths":{{"{}":{{"identitytoken":"x"}}}}}}"#, server.address);
    let error = ask(&client().credential_files([file(&content)]), &server.image("a:1")).unwrap_err();
    assert_eq!(error, format!("invalid response: {} redirects a request with credentials", service.address));
    assert_eq!(thief.log(), [""; 0]);
}

#[test]
fn token_services_without_tls_get_no_credentials() {
    let server = locked(r#"Bearer realm="http://tokens.example/token",service="s""#.to_owned(), "Bearer t");
    let client = client_for(&server.address.to_string());
    let error = ask(&client, &server.image("a:1")).unwrap_err();
    let expected = "invalid response: refused to use plain HTTP for `tokens.example`: \
         allow it with `--plain-http` or `Client::plain_http`";
    assert_eq!(error, expected);
    // That plain HTTP is allowed for a host does not make it the one that the credentials belong to.
    let error = ask(&client.plain_http("tokens.example"), &server.image("a:1")).unwrap_err();
    let host = server.address;
    assert_eq!(error, format!("denied: refused to send the credentials for {host} to `tokens.example` without TLS"));
    for realm in ["ftp://tokens.example", "/token", ""] {
        let server = locked(format!(r#"Bearer realm="{realm}""#), "Bearer t");
        let error = ask(&client_for(&server.address.to_string()), &server.image("a:1")).unwrap_err();
        assert!(error.starts_with("invalid response: "), "{error}");
    }
}

#[test]
fn token_services_that_fail() {
    let host_of = |server: &Server| server.address.to_string();
    for (code, expected) in [
        (
            401,
            "denied: the token service SERVICE answered 401 Unauthorized; it rejects the stored credentials for HOST",
        ),
        (403, "denied: the token service SERVICE answered 403 Forbidden; it rejects the stored credentials for HOST"),
        (404, "invalid response: the token service SERVICE answered 404 Not Found"),
        (500, "unreachable: SERVICE fails (500 Internal Server Error)"),
        (200, "invalid response: the token service SERVICE sent no token"),
    ] {
        let service = Server::start(move |_, _| status(code));
        let server = locked(bearer(&service), "Bearer t");
        let images: Vec<String> = (0..20).map(|tag| server.image(&format!("a:{tag}"))).collect();
        let expected = expected.replace("SERVICE", &host_of(&service)).replace("HOST", &host_of(&server));
        for answer in ask_all(&client_for(&host_of(&server)).retries(0), &images) {
            let error = answer.result.unwrap_err().to_string();
            assert_eq!(error, expected);
            assert!(!error.contains(PASSWORD) && !error.contains(BASIC));
        }
        // A repository without a token is not asked for, and the service is asked once.
        assert_eq!((service.requests().len(), server.requests().len()), (1, 1));
    }
}

#[test]
fn challenges_can_come_late() {
    // Some registries demand nothing for `/v2/`, but for a repository.
    let service = token_service(r#"{"token":"t0ken"}"#);
    let challenge = bearer(&service);
    let server = Server::start(move |request, _| match (authorization(request), &*request.path) {
        (_, "/v2/") => status(200),
        (Some("Bearer t0ken"), _) => send(INDEX, index(&["linux/amd64"])),
        _ => unauthorized(&challenge),
    });
    let images: Vec<String> = (0..20).map(|tag| server.image(&format!("a:{tag}"))).collect();
    for answer in ask_all(&client(), &images) {
        assert!(answer.result.is_ok(), "{answer:?}");
    }
    assert_eq!(service.requests().len(), 1);
}

#[test]
fn malformed_files() {
    for content in ["", "{", r#"{"auths":{"HOST":{"auth":"%"}}}"#, r#"{"credHelpers":{"HOST":"none-of-this-name"}}"#] {
        let server = locked("Basic realm=\"r\"".to_owned(), BASIC);
        let host = server.address.to_string();
        let client = client().credential_files([file(&content.replace("HOST", &host))]);
        let error = ask(&client, &server.image("a:1")).unwrap_err();
        let expected = format!("; there are no credentials for {host}: ");
        assert!(error.contains(&expected) && !error.contains("log in with"), "{content}: {error}");
    }
    // Nobody reads them if nobody asks.
    let server = Server::start(|request, _| match &*request.path {
        "/v2/" => status(200),
        "/v2/a/manifests/1" => send(INDEX, index(&["linux/amd64"])),
        _ => error(404, "NAME_UNKNOWN"),
    });
    assert!(ask(&client().credential_files([file("{")]), &server.image("a:1")).is_ok());
}

#[test]
fn nothing_prints_credentials() {
    let client = client_for("registry.example");
    assert!(!format!("{client:?}").contains(PASSWORD));
    let error = ask(&client.plain_http("registry.example").retries(0), "registry.example/a:1").unwrap_err();
    assert!(!error.contains(PASSWORD) && !error.contains(BASIC), "{error}");
}
