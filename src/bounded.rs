//! Texts about the input: none grows with it, and none shows the password of a URL.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;

/// What is shown in place of a secret, whatever its length.
pub const MASK: &str = "••••••••";

/// The most characters of a text; only texts with more are shortened.
const LONGEST: usize = 1_000;
/// The most characters of a value in a text that is shortened.
const LONGEST_VALUE: usize = 160;

/// A user in a URL, perhaps with a password, up to the `@`.
static IN_URL: LazyLock<Regex> = LazyLock::new(|| pattern(r"://([^/\s@]*|[^/\s:@]*:[^\s@]*)@"));

/// Whether a text has a URL with a user, and perhaps a password.
pub fn has_user_in_url(text: &str) -> bool {
    text.contains("://") && IN_URL.is_match(text)
}

/// A text for people or programs, with a mark in place of the user and password of a URL. A text that is too long has its
/// longest values between backticks cut, and then its own middle.
pub fn bounded(text: impl Into<String>) -> String {
    let mut text = text.into();
    if has_user_in_url(&text) {
        text = IN_URL.replace_all(&text, format!("://{MASK}@")).into_owned();
    }
    if is_within(&text, LONGEST) {
        return text;
    }
    let values: Vec<String> = text.split('`').enumerate().map(value).collect();
    cut(&values.join("`"), LONGEST)
}

/// Every second part of a text stands between backticks.
fn value((number, part): (usize, &str)) -> String {
    if number % 2 == 1 { cut(part, LONGEST_VALUE) } else { part.to_owned() }
}

/// The beginning and the end of a text with more characters than `most`; the beginning is twice as long.
fn cut(text: &str, most: usize) -> String {
    if is_within(text, most) {
        return text.to_owned();
    }
    let end = (most - 1) / 3;
    let byte = |skipped: Option<(usize, char)>| skipped.map_or(0, |(at, _)| at);
    let from = byte(text.char_indices().nth_back(end - 1));
    let to = byte(text.char_indices().nth(most - 1 - end));
    format!("{}…{}", &text[..to], &text[from..])
}

fn is_within(text: &str, most: usize) -> bool {
    text.len() <= most || text.chars().nth(most).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_and_short_texts_stay() {
        let short = format!("`{}` is not a valid IP address", "x".repeat(900));
        assert_eq!(bounded(short.as_str()), short);
        let long = bounded(format!("`{}é` is not a valid IP address", "x".repeat(1_000_000)));
        assert_eq!(long, format!("`{}…{}é` is not a valid IP address", "x".repeat(106), "x".repeat(52)));
    }

    #[test]
    fn the_middle_of_many_names_is_cut() {
        let text = bounded(format!("the clusters are {} and z", "`abc`, ".repeat(100_000)));
        assert_eq!(text.chars().count(), LONGEST);
        assert!(text.starts_with("the clusters are `abc`, ") && text.ends_with("`abc`,  and z"), "{text}");
    }

    #[test]
    fn the_user_of_a_url_is_masked() {
        let masked = "`https://••••••••@10.0.0.1/x` is not a valid IP address";
        for user in ["ci:hunter2", "hunter2", "ci:hun/ter2", ":hunter2"] {
            assert_eq!(bounded(format!("`https://{user}@10.0.0.1/x` is not a valid IP address")), masked, "{user}");
        }
        assert_eq!(bounded("https://bgplint.dev/rules/@"), "https://bgplint.dev/rules/@");
    }
}
