//! Patterns that stand in the code, as regular expressions.

use regex::{Regex, bytes};

/// A pattern of the code for texts.
///
/// # Panics
/// The pattern is not a regular expression: a fault of the code, which a test finds by reading all patterns.
#[expect(clippy::expect_used, reason = "a pattern that is skipped would switch off a check without a word")]
pub fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a regular expression")
}

/// A pattern of the code for bytes.
///
/// # Panics
/// As [`pattern`] does.
#[expect(clippy::expect_used, reason = "a pattern that is skipped would switch off a check without a word")]
pub fn byte_pattern(text: &str) -> bytes::Regex {
    bytes::Regex::new(text).expect("the pattern is a regular expression")
}
