//! Signs of a template language, which must be rendered before the file is YAML.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;
use crate::position::{line_end, line_start};

/// Helm and Go templates, Jinja, directives of Terraform, ERB and EJS.
static SIGN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{|\{%|%\{|<%"));

/// A ytt value. ytt writes it as a YAML comment.
static YTT_VALUE: LazyLock<Regex> = LazyLock::new(|| pattern(r":[ \t]+(#@[ \t]*\S.*)"));

/// The first sign of a template in the text, up to the end of its line. Signs in comments and quotes do not count, because
/// the text is YAML all the same.
pub fn first_sign(text: &str) -> Option<Range<usize>> {
    let sign = SIGN.find_iter(text).find(|sign| !is_in_comment_or_quotes(text, sign.start()))?;
    Some(to_end_of_line(text, sign.start()))
}

/// A variable (`${x}`) on the line of this byte. Without quotes in brackets, or as a directive, a variable makes the text
/// invalid YAML.
pub fn variable_on_line(text: &str, at: usize) -> Option<Range<usize>> {
    let start = line_start(text, at);
    text[start..line_end(text, at)].find("${").map(|offset| to_end_of_line(text, start + offset))
}

/// The first ytt value.
pub fn ytt_value(text: &str) -> Option<Range<usize>> {
    // The quick test comes first, because few files have this sign.
    text.contains("#@").then(|| YTT_VALUE.captures(text)?.get(1).map(|value| value.range()))?
}

fn to_end_of_line(text: &str, start: usize) -> Range<usize> {
    start..text[..line_end(text, start)].trim_end().len().max(start + 1)
}

fn is_in_comment_or_quotes(text: &str, at: usize) -> bool {
    let before = &text[line_start(text, at)..at];
    let is_open = |quote: char| before.matches(quote).count() % 2 == 1;
    before.trim_start().starts_with('#') || before.contains(" #") || is_open('"') || is_open('\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_in_comments_and_quotes_do_not_count() {
        for text in ["name: {{ x }}", "{{- if x }}", "a: b\n  {% for %}", "%{ if x }"] {
            assert!(first_sign(text).is_some(), "{text}");
        }
        for text in ["# {{ x }}", "a: b # {{ x }}", "a: \"{{ x }}\"", "a: '{{ x }}'", "a: ${x}"] {
            assert!(first_sign(text).is_none(), "{text}");
        }
        assert_eq!(variable_on_line("a: 1\nb: [${x}]\n", 9), Some(9..14));
        assert_eq!(variable_on_line("a: ${x}\nb: [\n", 11), None);
        assert_eq!(ytt_value("name: #@ data.values.name\n"), Some(6..25));
        assert_eq!(ytt_value("#@ a comment\nname: x # also #@ one\n"), None);
    }
}
