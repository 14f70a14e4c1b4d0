//! Signs of a template language that must be rendered before the file is YAML.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Helm and Go templates, Jinja, Terraform's directives, ERB and EJS.
static SIGN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{\{|\{%|%\{|<%").ok());

/// The first sign of a template in the text, up to the end of its line; signs in comments do not count.
pub fn first_sign(text: &str) -> Option<Range<usize>> {
    let line_end = |start: usize| text[start..].find('\n').map_or(text.len(), |end| start + end);
    let is_in_comment = |start: usize| {
        let line = &text[text[..start].rfind('\n').map_or(0, |end| end + 1)..start];
        line.trim_start().starts_with('#') || line.contains(" #")
    };
    let found = SIGN.as_ref()?.find_iter(text).find(|sign| !is_in_comment(sign.start()))?;
    let end = text[..line_end(found.start())].trim_end().len().max(found.end());
    Some(found.start()..end)
}
