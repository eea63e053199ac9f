//! Content negotiation and validators.

use axum::http::HeaderValue;

/// A content coding: <https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1>.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Coding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    fn is_named(self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.name()) || (self == Self::Gzip && name.eq_ignore_ascii_case("x-gzip"))
    }
}

/// Returns the available coding with the highest weight in `Accept-Encoding`, or the first of several with that weight.
/// Returns `None` if the client prefers the plain bytes: <https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3>.
pub(super) fn preferred<'a, T>(
    accepted: impl IntoIterator<Item = &'a HeaderValue>,
    available: impl IntoIterator<Item = (Coding, T)>,
) -> Option<T> {
    let accepted: Vec<(&str, u16)> = elements(accepted).filter_map(weighted).collect();
    let weight_of =
        |is_meant: &dyn Fn(&str) -> bool| accepted.iter().find(|(name, _)| is_meant(name)).map(|(_, weight)| *weight);
    let named = |coding: Coding| weight_of(&|name| coding.is_named(name));
    // If the header does not mention `identity`, any accepted coding is at least as good as the plain bytes.
    let plain = named(Coding::Identity);
    let mut best: Option<(u16, T)> = None;
    for (coding, value) in available {
        let weight = named(coding).or_else(|| weight_of(&|name| name == "*")).unwrap_or(0);
        if weight > best.as_ref().map_or(0, |(weight, _)| *weight) {
            best = Some((weight, value));
        }
    }
    best.filter(|(weight, _)| plain.is_none_or(|plain| *weight >= plain)).map(|(_, value)| value)
}

/// How entity tags are compared: <https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.2>.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    /// A weak tag matches nothing.
    Strong,
    /// A weak tag matches as if it were strong.
    Weak,
}

/// Returns whether `If-Match` or `If-None-Match` lists the entity tag or is `*`:
/// <https://www.rfc-editor.org/rfc/rfc9110#section-13.1>.
pub(super) fn has<'a>(
    validators: impl IntoIterator<Item = &'a HeaderValue>,
    comparison: Comparison,
    etag: &str,
) -> bool {
    let strong = |tag: &'a str| match comparison {
        Comparison::Strong => tag,
        Comparison::Weak => tag.strip_prefix("W/").unwrap_or(tag),
    };
    // Our tags contain no comma, so splitting a foreign tag at one cannot produce a match.
    elements(validators).any(|tag| tag == "*" || strong(tag) == etag)
}

/// Iterates over the elements of a comma-separated list, which may span several headers. Headers that are not visible
/// ASCII are skipped. Rules: <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1>.
fn elements<'a>(values: impl IntoIterator<Item = &'a HeaderValue>) -> impl Iterator<Item = &'a str> {
    let texts = values.into_iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).map(str::trim).filter(|element| !element.is_empty())
}

/// Splits an element into name and weight, in thousandths. Returns `None` if the weight is malformed:
/// <https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2>.
fn weighted(element: &str) -> Option<(&str, u16)> {
    let Some((name, parameter)) = element.split_once(';') else {
        return Some((element, 1000));
    };
    let weight = parameter.trim().strip_prefix(['q', 'Q'])?.trim_start().strip_prefix('=')?.trim();
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let is_short = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok().filter(|_| is_short)?;
    match whole {
        "0" => Some((name.trim(), thousandths)),
        "1" if thousandths == 0 => Some((name.trim(), 1000)),
        _ => None,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use axum::http::HeaderValue;

    use super::{Coding, Comparison, has, preferred};

    #[test]
    fn codings() {
        let chosen = |accepted: &str| {
            let header = HeaderValue::from_str(accepted).unwrap();
            preferred([&header], [(Coding::Brotli, "br"), (Coding::Gzip, "gzip")]).unwrap_or("identity")
        };
        #[rustfmt::skip]
        let rows = [
            ("", "identity"), ("br", "br"), ("gzip", "gzip"), ("gzip, br", "br"), ("gzip,deflate,br,zstd", "br"), ("BR", "br"), ("x-gzip", "gzip"),
            ("*", "br"), ("br;q=0", "identity"), ("*;q=0", "identity"), ("br;q=0, *", "gzip"), ("identity", "identity"), ("deflate", "identity"),
            ("br;q=0.5, gzip;q=0.8", "gzip"), ("br;q=0.5, gzip;q=0.5", "br"), ("gzip;q=1.0, br;q=0.999", "gzip"), ("br ; q = 0.1", "br"),
            ("identity;q=0.5, gzip;q=0.4", "identity"), ("identity;q=0.5, gzip;q=0.5", "gzip"), ("identity, br;q=0.1", "identity"),
            ("br;q=2", "identity"), ("br;q=x", "identity"), ("br;level=3", "identity"), ("br;q=0.0001", "identity"), (",,br,", "br"), (";q=1", "identity"),
        ];
        for (accepted, expected) in rows {
            assert_eq!(chosen(accepted), expected, "{accepted}");
        }
    }

    #[test]
    fn entity_tags() {
        let matches =
            |validators: &str, comparison| has([&HeaderValue::from_str(validators).unwrap()], comparison, "\"a-br\"");
        for validators in ["\"a-br\"", "\"x\", \"a-br\"", "*", " \"a-br\" "] {
            assert!(matches(validators, Comparison::Weak) && matches(validators, Comparison::Strong), "{validators}");
        }
        for validators in ["W/\"a-br\"", "\"a,b\",W/\"a-br\""] {
            assert!(matches(validators, Comparison::Weak) && !matches(validators, Comparison::Strong), "{validators}");
        }
        for validators in ["", "a-br", "\"a\"", "\"A-BR\"", "w/\"a-br\"", "\"x\", \"y\"", "\"a-br"] {
            assert!(!matches(validators, Comparison::Weak) && !matches(validators, Comparison::Strong), "{validators}");
        }
    }
}
