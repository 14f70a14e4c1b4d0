//! The meaning of a plain scalar in go-yaml v2, the YAML library of kubectl and calicoctl.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;

/// The meaning of a plain scalar (go-yaml v2, `resolve.go`).
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    /// Null: empty, `~`, `null`.
    Null,
    /// A YAML 1.1 boolean: `true`, `yes`, `on`, `y` and their opposites.
    Bool(bool),
    /// A whole number, also written as `0x1F`, `0b11`, `017` (octal) or `1_000`.
    Int(i128),
    /// A number with a fraction or an exponent, or digits that are not a valid octal number (`089`).
    Float(f64),
    /// Anything else.
    Text,
}

impl Resolved {
    /// The text that go-yaml gives to a field of type string: `yes` becomes `true`, `007` becomes `7`.
    pub fn as_text<'t>(&self, written: &'t str) -> Cow<'t, str> {
        match self {
            Resolved::Null => Cow::Borrowed(""),
            Resolved::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Resolved::Int(value) => Cow::Owned(value.to_string()),
            Resolved::Float(value) => Cow::Owned(short_float_text(*value)),
            Resolved::Text => Cow::Borrowed(written),
        }
    }

    /// The number if it is an integer; `64512.0` and `6.5e4` are integers too.
    pub fn as_integer(&self) -> Option<i128> {
        match self {
            Resolved::Int(value) => Some(*value),
            Resolved::Float(value) if value.fract() == 0.0 && value.abs() < 1e18 => Some(*value as i128),
            _ => None,
        }
    }
}

static FLOAT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"));

/// Resolves a plain scalar like go-yaml v2.
pub fn resolve(plain: &str) -> Resolved {
    let Some(first) = plain.bytes().next() else {
        return Resolved::Null;
    };
    match first {
        b'~' | b'n' | b'N' | b'y' | b'Y' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => word(plain),
        b'0'..=b'9' | b'+' | b'-' => number(plain),
        b'.' => match plain {
            ".nan" | ".NaN" | ".NAN" => Resolved::Float(f64::NAN),
            ".inf" | ".Inf" | ".INF" => Resolved::Float(f64::INFINITY),
            _ => float(plain),
        },
        _ => Resolved::Text,
    }
}

fn word(plain: &str) -> Resolved {
    match plain {
        "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Resolved::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Resolved::Bool(false),
        _ => Resolved::Text,
    }
}

fn number(plain: &str) -> Resolved {
    match plain {
        "+.inf" | "+.Inf" | "+.INF" => return Resolved::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Resolved::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let digits = plain.replace('_', "");
    integer(&digits).map_or_else(|| float(&digits), Resolved::Int)
}

/// Go's `strconv.ParseInt` and `ParseUint` with base 0, which go-yaml tries in this order.
fn integer(digits: &str) -> Option<i128> {
    let (sign, magnitude) = match digits.as_bytes().first()? {
        b'-' => (-1, &digits[1..]),
        b'+' => (1, &digits[1..]),
        _ => (1, digits),
    };
    let (radix, magnitude) = match magnitude.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &magnitude[2..]),
        [b'0', b'b' | b'B', ..] => (2, &magnitude[2..]),
        [b'0', b'o' | b'O', ..] => (8, &magnitude[2..]),
        [b'0', _, ..] => (8, &magnitude[1..]),
        _ => (10, magnitude),
    };
    let first = magnitude.as_bytes().first()?;
    // Only go-yaml's own parser for `0b` accepts a sign after the prefix.
    if (*first == b'+' || *first == b'-') && !digits.starts_with("0b") {
        return None;
    }
    let value = sign * i128::from_str_radix(magnitude, radix).ok()?;
    let unsigned_sign_free = !digits.starts_with('+');
    let fits = i64::try_from(value).is_ok() || (unsigned_sign_free && u64::try_from(value).is_ok());
    fits.then_some(value)
}

fn float(digits: &str) -> Resolved {
    let is_float = FLOAT.is_match(digits);
    // Go rejects a float out of range, so the scalar stays a string.
    let value = digits.parse().ok().filter(|value: &f64| is_float && value.is_finite());
    value.map_or(Resolved::Text, Resolved::Float)
}

/// Formats a float like Go's `FormatFloat(value, 'g', -1, 32)`, which kubectl and calicoctl use to make a number a text.
pub(super) fn short_float_text(value: f64) -> String {
    let short = value as f32;
    if short.is_nan() {
        return "NaN".to_owned();
    }
    if short.is_infinite() {
        return if short > 0.0 { "+Inf".to_owned() } else { "-Inf".to_owned() };
    }
    let scientific = format!("{short:e}");
    let exponent =
        scientific.split_once('e').and_then(|(digits, exponent)| Some((digits, exponent.parse::<i32>().ok()?)));
    match exponent {
        Some((digits, exponent)) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        _ => short.to_string(),
    }
}

/// Whether a number has a leading zero, so that YAML reads it as octal: `064512`.
pub fn is_octal_with_leading_zero(plain: &str) -> bool {
    let digits = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7' | b'_'))
}
