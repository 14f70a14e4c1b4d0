//! Selectors that YAML reads as something else.

use crate::document::{Span, SyntaxProblem};
use crate::pattern::pattern;
use crate::position::{line_end, line_start};
use regex::Regex;
use std::sync::LazyLock;

static UNQUOTED_SELECTOR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"^\s*(-\s+)?["']?\w*[sS]elector["']?\s*:\s+(!.*)$"#));

/// The selector that makes a document invalid YAML, because it begins with `!` and is not quoted.
pub fn unquoted_selector(text: &str, problem: &SyntaxProblem) -> Option<Span> {
    let at = problem.span.start as usize;
    let start = line_start(text, at);
    let line = text.get(start..line_end(text, at))?.trim_end();
    let selector = UNQUOTED_SELECTOR.captures(line)?.get(2)?;
    Some(Span::new(start + selector.start(), start + selector.end()))
}
