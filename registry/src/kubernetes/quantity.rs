//! Quantities of CPU and memory, as Kubernetes writes them:
//! <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>.

use std::fmt::{self, Display, Formatter};

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::error::{ObjectError, ObjectErrorKind};
use registry_shared::excerpt::Quoted;

/// The resource that a quantity measures.
#[derive(Clone, Copy)]
pub(super) enum Resource {
    Cpu,
    Bytes,
}

impl Resource {
    /// Returns the precision of Kubernetes, in nano units: it rounds amounts up to a multiple of this.
    fn smallest(self) -> i128 {
        match self {
            Self::Cpu => NANO / 1_000,
            Self::Bytes => NANO,
        }
    }

    fn smallest_name(self) -> &'static str {
        match self {
            Self::Cpu => "a thousandth of a CPU",
            Self::Bytes => "one byte",
        }
    }
}

/// A parsed quantity, with its original text.
#[derive(Clone)]
pub(super) struct Amount {
    /// The amount in nano units.
    pub(super) nano: i128,
    text: String,
}

const NANO: i128 = 1_000_000_000;

/// The length of the longest text that is parsed. Realistic amounts are much shorter.
const MAX_LEN: usize = 64;

impl Amount {
    /// Parses a quantity that a container can request.
    pub(super) fn parse(what: &str, text: &str, resource: Resource) -> Result<Self, ObjectError> {
        let shown = Quoted(text);
        let error = |message: String| ObjectError::new(ObjectErrorKind::Quantity, message);
        let Some(nano) = parse_nano(text) else {
            let help = corrected(text).map_or_else(
                || match resource {
                    Resource::Cpu => "write a number with an optional unit, such as `500m` or `2`".to_owned(),
                    Resource::Bytes => "write a number and a unit, such as `64Mi` or `1Gi`".to_owned(),
                },
                |corrected| format!("did you mean `{corrected}`?"),
            );
            return Err(error(format!("{what} {shown} is not a valid quantity: {help}")));
        };
        // The API server stores the amount in eight bytes.
        if nano > i128::from(i64::MAX) * NANO {
            return Err(error(format!("{what} {shown} is too large: write at most `{}`", i64::MAX)));
        }
        if nano < 0 {
            return Err(error(format!("{what} {shown} is negative: write a positive quantity")));
        }
        if nano > 0 && nano < resource.smallest() {
            let help = match (resource, text.strip_suffix('m')) {
                (Resource::Cpu, _) => "write at least `1m`".to_owned(),
                (Resource::Bytes, Some(number)) => format!("`m` means a thousandth, did you mean `{number}Mi`?"),
                (Resource::Bytes, None) => "write a whole number of bytes".to_owned(),
            };
            return Err(error(format!("{what} {shown} is smaller than {}: {help}", resource.smallest_name())));
        }
        Ok(Self { nano, text: text.to_owned() })
    }

    /// Parses a limit, which must not be zero: Kubernetes treats zero as unlimited.
    pub(super) fn parse_limit(what: &str, text: &str, resource: Resource) -> Result<Self, ObjectError> {
        let limit = Self::parse(what, text, resource)?;
        if limit.nano == 0 {
            let message = format!("{what} {limit} would mean no limit: write a quantity greater than zero");
            return Err(ObjectError::new(ObjectErrorKind::Quantity, message));
        }
        Ok(limit)
    }

    /// Parses a memory limit, which must be large enough for a container to start:
    /// <https://docs.docker.com/engine/containers/resource_constraints/#limit-a-containers-access-to-memory>.
    pub(super) fn parse_memory_limit(what: &str, text: &str) -> Result<Self, ObjectError> {
        const MIN: i128 = 6 * 1024 * 1024 * NANO;
        let limit = Self::parse_limit(what, text, Resource::Bytes)?;
        if limit.nano < MIN {
            let is_bare = text.bytes().all(|byte| byte.is_ascii_digit());
            let help = if is_bare { format!("did you mean `{text}Mi`?") } else { "write at least `6Mi`".to_owned() };
            let message = format!("{what} {limit} is too small for a container to start: {help}");
            return Err(ObjectError::new(ObjectErrorKind::Quantity, message));
        }
        Ok(limit)
    }

    /// Returns the sum of two amounts of bytes, rounded up to a whole byte, or the largest amount if the sum exceeds it.
    pub(super) fn plus(&self, other: &Self) -> Self {
        const MIB: i128 = 1024 * 1024;
        let nano = self.nano + other.nano;
        let bytes = (nano / NANO + i128::from(nano % NANO != 0)).min(i64::MAX.into());
        let text = if bytes % MIB == 0 { format!("{}Mi", bytes / MIB) } else { bytes.to_string() };
        Self { nano: bytes * NANO, text }
    }

    pub(super) fn quantity(&self) -> Quantity {
        Quantity(self.text.clone())
    }
}

impl Display for Amount {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.text)
    }
}

/// Returns the amount of a quantity in nano units, or `None` if it is malformed or overflows.
#[cfg(all(feature = "cli", feature = "run"))]
pub(crate) fn nano(quantity: &Quantity) -> Option<i128> {
    parse_nano(&quantity.0)
}

/// Returns the amount in nano units, rounded away from zero as Kubernetes does, or `None` if the text is not a quantity
/// or the amount overflows.
fn parse_nano(text: &str) -> Option<i128> {
    if text.len() > MAX_LEN {
        return None;
    }
    let (negative, unsigned) = match text.strip_prefix(['+', '-']) {
        Some(unsigned) => (text.starts_with('-'), unsigned),
        None => (false, text),
    };
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    let mut digits: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        digits = digits.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    let Unit { binary, decimal } = unit(suffix)?;
    let digits = digits.checked_mul(1_i128.checked_shl(binary)?)?;
    // This cannot overflow: the type bounds the exponent, and the length of the text bounds the fraction.
    let exponent = i32::from(decimal) + 9 - i32::try_from(fraction.len()).ok()?;
    let power = 10_i128.checked_pow(exponent.unsigned_abs());
    let nano = match (exponent >= 0, power) {
        _ if digits == 0 => 0,
        (true, power) => digits.checked_mul(power?)?,
        (false, Some(power)) => digits / power + i128::from(digits % power != 0),
        // Smaller than one nano unit, so rounded up to one.
        (false, None) => 1,
    };
    Some(if negative { -nano } else { nano })
}

// Corrects a unit that is commonly misspelled: `512MB`, `1g`, `64mib`.
fn corrected(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').filter(|end| *end > 0)?;
    let (number, unit) = text.split_at(end);
    let unit = match unit.trim().to_ascii_lowercase().trim_end_matches('b') {
        "k" | "ki" => "Ki",
        "mi" => "Mi",
        "gi" => "Gi",
        "ti" => "Ti",
        "m" => "M",
        "g" => "G",
        "t" => "T",
        _ => return None,
    };
    Some(format!("{number}{unit}")).filter(|corrected| parse_nano(corrected).is_some())
}

/// The factor of a suffix: a power of two times a power of ten.
struct Unit {
    binary: u32,
    decimal: i16,
}

fn unit(suffix: &str) -> Option<Unit> {
    let binary = |binary| Some(Unit { binary, decimal: 0 });
    let decimal = |decimal| Some(Unit { binary: 0, decimal });
    match suffix {
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "" => decimal(0),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(10),
        "Mi" => binary(20),
        "Gi" => binary(30),
        "Ti" => binary(40),
        "Pi" => binary(50),
        "Ei" => binary(60),
        _ => decimal(suffix.strip_prefix(['e', 'E'])?.parse().ok()?),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test should panic")]
mod tests {
    use super::{Amount, Resource, parse_nano};

    // Worked out by hand from the documentation of quantities.
    #[test]
    fn valid_quantities() {
        #[rustfmt::skip]
        let rows: &[(&str, i128)] = &[
            ("0", 0), ("1", 1_000_000_000), ("+1", 1_000_000_000), ("-1", -1_000_000_000), ("007", 7_000_000_000),
            ("1.5", 1_500_000_000), (".5", 500_000_000), ("5.", 5_000_000_000), ("100m", 100_000_000), ("1u", 1_000), ("1n", 1),
            ("0.1n", 1), ("-0.1n", -1), ("0.0000000001", 1), ("1e-30", 1), ("1e-100", 1), ("0e-100", 0), ("0e100", 0),
            ("1k", 1_000 * 1_000_000_000), ("1e3", 1_000 * 1_000_000_000), ("1E3", 1_000 * 1_000_000_000), ("1e+3", 1_000 * 1_000_000_000),
            ("1E", 1_000_000_000_000_000_000 * 1_000_000_000), ("1Ki", 1_024 * 1_000_000_000), ("0.5Mi", 524_288 * 1_000_000_000),
            ("128974848000m", 128_974_848 * 1_000_000_000), ("123Mi", 128_974_848 * 1_000_000_000), ("8Ei", (1 << 63) * 1_000_000_000),
            ("129e6", 129_000_000 * 1_000_000_000), ("129M", 129_000_000 * 1_000_000_000),
        ];
        for (text, nano) in rows {
            assert_eq!(parse_nano(text), Some(*nano), "{text}");
        }
    }

    #[test]
    fn invalid_quantities() {
        #[rustfmt::skip]
        let texts = [
            "", " ", "+", "-", ".", "m", "Mi", "e3", "1 ", " 1", "1 Mi", "1K", "1KI", "1ki", "1mi", "1g", "1Gb", "1GB", "1MiB", "1.2.3", "1..2",
            "1e", "1e+", "1e3.5", "1e3Mi", "1Mie3", "0x10", "1_000", "1,5", "--1", "+-1", "1e99999", "1e100", "١", "∞", "NaN", "inf", "1%", "half",
            "99999999999999999999999999999999999999999",
        ];
        for text in texts {
            assert_eq!(parse_nano(text), None, "{text}");
        }
        assert_eq!(parse_nano(&"1".repeat(1_000_000)), None);
    }

    #[test]
    fn sums() {
        for (text, sum) in [
            ("256Mi", "384Mi"),
            ("1Gi", "1152Mi"),
            ("1G", "1134217728"),
            ("1", "134217729"),
            ("1500m", "134217730"),
            ("9223372036854775807", "9223372036854775807"),
        ] {
            let amount = |text| Amount::parse("space", text, Resource::Bytes).unwrap();
            assert_eq!(amount("128Mi").plus(&amount(text)).to_string(), format!("`{sum}`"));
        }
    }
}
