//! What registries demand before they answer: nothing, a password, or a token.
//!
//! Sources: <https://distribution.github.io/distribution/spec/auth/token/> and, for identity tokens,
//! <https://distribution.github.io/distribution/spec/auth/oauth/>.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use docker_credential::DockerCredential;
use oci_client::token_cache::RegistryToken;
use registry_shared::excerpt::Quoted;
use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use reqwest::{Method, StatusCode, Url};

use super::answer::Problem;
use super::credentials::Found;
use super::target::{is_loopback, name};
use super::transport::{Request, Transport, authority};

const JSON: &str = "application/json";

/// How to get access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    Basic,
    Bearer { realm: String, service: Option<String> },
}

impl Challenge {
    /// Returns the challenge of a response. Tokens are preferred to passwords.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let texts = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
        let challenges: Vec<_> = texts.filter_map(|text| http_auth::parse_challenges(text).ok()).flatten().collect();
        let bearer = challenges.iter().filter(|challenge| challenge.scheme.eq_ignore_ascii_case("bearer"));
        let parameter = |challenge: &http_auth::ChallengeRef<'_>, name: &str| {
            let found = challenge.params.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.to_unescaped())
        };
        let mut bearer = bearer.filter_map(|challenge| {
            Some(Self::Bearer { realm: parameter(challenge, "realm")?, service: parameter(challenge, "service") })
        });
        let is_basic = |challenge: &http_auth::ChallengeRef<'_>| challenge.scheme.eq_ignore_ascii_case("basic");
        bearer.next().or_else(|| challenges.iter().any(is_basic).then_some(Self::Basic))
    }
}

/// Meets a challenge. Returns the header to send, which is none if there are no credentials.
pub(super) async fn meet(
    challenge: &Challenge,
    registry: &Url,
    path: &str,
    found: &Found,
    transport: &Transport,
) -> Result<Option<HeaderValue>, Problem> {
    match challenge {
        Challenge::Basic => match &found.credential {
            Some(DockerCredential::UsernamePassword(user, password)) => Ok(Some(basic(user, password)?)),
            Some(DockerCredential::IdentityToken(_)) | None => Ok(None),
        },
        Challenge::Bearer { realm, service } => {
            let realm = realm_url(realm, registry, found, transport)?;
            let mut parameters = vec![("scope", format!("repository:{path}:pull"))];
            parameters.extend(service.iter().map(|service| ("service", service.clone())));
            let request = token_request(realm, parameters, found.credential.as_ref())?;
            let response = transport.send(&request).await?;
            match response.status {
                StatusCode::OK => bearer(&response.body, &request.url).map(Some),
                status => Err(refused(status, &request.url, registry, found)),
            }
        }
    }
}

/// Returns the URL of the token service, unless credentials must not be sent there.
fn realm_url(realm: &str, registry: &Url, found: &Found, transport: &Transport) -> Result<Url, Problem> {
    let host = authority(registry);
    let url = Url::parse(realm).ok().filter(Url::has_host);
    let url = url.ok_or_else(|| Problem::invalid(format_args!("{host} names the token service {}", Quoted(realm))))?;
    transport.check(&url)?;
    let service = authority(&url);
    // Over plain HTTP, anyone on the way could have named the service, or could read what is sent to it.
    let is_secure = registry.scheme() == "https" && url.scheme() == "https";
    let is_local = is_loopback(&host) && is_loopback(&service);
    if is_secure || is_local || name(&host).eq_ignore_ascii_case(name(&service)) || found.credential.is_none() {
        return Ok(url);
    }
    let message = format!("refused to send the credentials for {host} to {} without TLS", Quoted(&service));
    Err(Problem::denied(message))
}

fn token_request(
    mut realm: Url,
    parameters: Vec<(&str, String)>,
    credential: Option<&DockerCredential>,
) -> Result<Request, Problem> {
    if let Some(DockerCredential::IdentityToken(token)) = credential {
        let own = [("grant_type", "refresh_token"), ("client_id", env!("CARGO_PKG_NAME")), ("refresh_token", token)];
        // `Url` is the form encoder that is already here.
        let mut form = realm.clone();
        form.set_query(None);
        form.query_pairs_mut().extend_pairs(parameters).extend_pairs(own);
        let form = form.query().unwrap_or_default().to_owned();
        return Ok(Request { method: Method::POST, form: Some(form), ..Request::get(realm, JSON) });
    }
    realm.query_pairs_mut().extend_pairs(parameters);
    let authorization = match credential {
        Some(DockerCredential::UsernamePassword(user, password)) => Some(basic(user, password)?),
        _ => None,
    };
    Ok(Request { authorization, ..Request::get(realm, JSON) })
}

fn bearer(body: &[u8], service: &Url) -> Result<HeaderValue, Problem> {
    let token = serde_json::from_slice::<RegistryToken>(body).ok();
    let header = token.and_then(|token| HeaderValue::from_str(&token.bearer_token()).ok()).map(secret);
    header.ok_or_else(|| Problem::invalid(format_args!("the token service {} sent no token", authority(service))))
}

fn basic(user: &str, password: &str) -> Result<HeaderValue, Problem> {
    let header = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))));
    header.map(secret).map_err(|_| Problem::denied("the stored credentials are malformed: log in again"))
}

/// Keeps a header out of logs.
fn secret(mut header: HeaderValue) -> HeaderValue {
    header.set_sensitive(true);
    header
}

fn refused(status: StatusCode, service: &Url, registry: &Url, found: &Found) -> Problem {
    let (service, host) = (authority(service), authority(registry));
    match status {
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            Problem::denied(format_args!("the token service {service} answered {status}; {}", hint(&host, found)))
        }
        status => Problem::invalid(format_args!("the token service {service} answered {status}")),
    }
}

/// Says what to do about a denial.
pub(super) fn hint(host: &str, found: &Found) -> String {
    match (&found.credential, &found.failure) {
        (Some(_), _) => format!("it rejects the stored credentials for {host}"),
        (None, Some(failure)) => format!("there are no credentials for {host}: {failure}"),
        (None, None) => format!("there are no credentials for {host}: log in with `docker login` or `podman login`"),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

    use super::Challenge;

    #[test]
    fn challenges() {
        let bearer = |realm: &str, service: Option<&str>| {
            Some(Challenge::Bearer { realm: realm.to_owned(), service: service.map(str::to_owned) })
        };
        for (headers, expected) in [
            (&[][..], None),
            (&["Basic realm=\"r\""], Some(Challenge::Basic)),
            (&["Bearer realm=\"https://a/t\",service=\"s\",scope=\"x,y\""], bearer("https://a/t", Some("s"))),
            (&["bearer REALM=\"https://a/t\""], bearer("https://a/t", None)),
            (&["Basic realm=\"r\"", "Bearer realm=\"https://a/t\""], bearer("https://a/t", None)),
            (&["Basic realm=\"r\", Bearer realm=\"https://a/t\""], bearer("https://a/t", None)),
            (&["Bearer service=\"s\""], None),
            (&["Negotiate"], None),
        ] {
            let pairs = headers.iter().map(|text| (WWW_AUTHENTICATE, HeaderValue::from_static(text)));
            let mut map = HeaderMap::new();
            for (name, value) in pairs {
                map.append(name, value);
            }
            assert_eq!(Challenge::of(&map), expected, "{headers:?}");
        }
    }
}
