//! The tags that YAML defines: which texts fit them.

use std::sync::LazyLock;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use regex::Regex;

use super::scalar::{Resolved, resolve};
use super::tree::Tag;
use crate::pattern::pattern;

/// Go's base64: padding is due, and the bits behind the last byte may be anything.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true),
);

/// The forms of a date that go-yaml knows.
static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^ (\d{4})-(\d\d?)-(\d\d?)
        (?: [Tt] (?P<hour>\d\d?):(?P<minute>\d\d?):(?P<second>\d\d?) (?:[.,]\d+)? (?:Z|[+-](?P<h>\d\d):(?P<m>\d\d))
          | \x20 (?P<hour2>\d\d?):(?P<minute2>\d\d?):(?P<second2>\d\d?) (?:[.,]\d+)? )? $",
    )
});

/// Whether a text fits a tag, which is written with `!!`.
pub(super) fn fits_tag(tag: &str, text: &str) -> bool {
    match (tag, resolve(text)) {
        ("!!bool", resolved) => matches!(resolved, Resolved::Bool(_)),
        ("!!int", resolved) => matches!(resolved, Resolved::Int(_)),
        ("!!float", Resolved::Int(value)) => i64::try_from(value).is_ok(),
        ("!!float", resolved) => matches!(resolved, Resolved::Float(_)),
        ("!!null", resolved) => resolved == Resolved::Null,
        ("!!timestamp", _) => is_timestamp(text),
        ("!!binary", _) => decoded(text).is_some(),
        _ => true,
    }
}

/// Whether a tag makes a key a merge.
pub(super) fn is_merge_tag(tag: &Tag) -> bool {
    tag.text == "!!merge"
}

/// The text behind the tag `!!binary`, with what is not UTF-8 replaced; `None` for other tags.
pub(super) fn decoded_binary(tag: &Tag, text: &str) -> Option<String> {
    let bytes = decoded(text).filter(|_| tag.text == "!!binary")?;
    let mut decoded = String::new();
    for chunk in bytes.utf8_chunks() {
        decoded.push_str(chunk.valid());
        // Go replaces each byte.
        decoded.extend(chunk.invalid().iter().map(|_| '\u{fffd}'));
    }
    Some(decoded)
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let kept: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    BASE64.decode(kept).ok()
}

fn is_timestamp(text: &str) -> bool {
    let Some(parts) = TIMESTAMP.captures(text) else {
        return false;
    };
    let number = |name: &str| parts.name(name).map_or(0, |part| part.as_str().parse().unwrap_or(u32::MAX));
    let part = |index: usize| parts.get(index).map_or(0, |part| part.as_str().parse().unwrap_or(u32::MAX));
    let (year, month, day) = (part(1), part(2), part(3));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let is_below = |limit: u32, names: [&str; 2]| names.iter().all(|name| number(name) < limit);
    (1..=days).contains(&day)
        && is_below(24, ["hour", "hour2"])
        && is_below(60, ["minute", "minute2"])
        && is_below(60, ["second", "second2"])
        && number("h") <= 24
        && number("m") < 60
}
