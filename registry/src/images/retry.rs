//! When to repeat a request.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::random::random;

/// The longest delay that is not the registry's own.
const MAX_BACKOFF: Duration = Duration::from_secs(10);

/// Returns whether the same request may succeed later.
pub(super) fn is_temporary(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// Returns the delay before the next attempt: it doubles with each, and is shortened at random by up to a half, so that
/// clients that failed together do not return together.
pub(super) fn backoff(first: Duration, attempt: u32) -> Duration {
    let longest = first.saturating_mul(2_u32.saturating_pow(attempt)).min(MAX_BACKOFF);
    longest.mul_f64(0.5 + 0.5 * fraction())
}

/// Returns the delay that a registry asks for, in seconds or as a date:
/// <https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>.
pub(super) fn after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Returns a number from 0 up to 1.
fn fraction() -> f64 {
    let bits = u32::try_from(random() >> 32).unwrap_or_default();
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test should panic")]
mod tests {
    use std::time::{Duration, SystemTime};

    use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

    use super::{after, backoff};

    #[test]
    fn delays_double_up_to_a_limit() {
        for (attempt, longest) in [(0, 500), (1, 1000), (2, 2000), (10, 10_000), (u32::MAX, 10_000)] {
            for _ in 0..100 {
                let delay = backoff(Duration::from_millis(500), attempt);
                assert!(delay >= Duration::from_millis(longest / 2) && delay <= Duration::from_millis(longest));
            }
        }
    }

    #[test]
    fn registries_state_seconds_or_dates() {
        let parse = |text: &str| after(&HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(text).unwrap())]));
        assert_eq!(parse("7"), Some(Duration::from_secs(7)));
        assert_eq!(parse("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        assert!(parse(&date).is_some_and(|delay| delay > Duration::from_secs(90) && delay <= Duration::from_secs(100)));
        assert_eq!(parse("soon"), None);
        assert_eq!(parse("-1"), None);
    }
}
