//! The regular expressions that are written in the code.

use regex::{Regex, bytes};

/// A regular expression for strings.
///
/// # Panics
/// The pattern is not a regular expression. A test reads all patterns and finds such a fault.
#[expect(clippy::expect_used, reason = "a pattern that is skipped would silently switch off a check")]
pub fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a regular expression")
}

/// A regular expression for bytes.
///
/// # Panics
/// See [`pattern`].
#[expect(clippy::expect_used, reason = "a pattern that is skipped would silently switch off a check")]
pub fn byte_pattern(text: &str) -> bytes::Regex {
    bytes::Regex::new(text).expect("the pattern is a regular expression")
}
