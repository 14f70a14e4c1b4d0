//! Fixes as data: edits of files that remove the cause of a finding.

use crate::bounded::bounded;
use crate::cluster::Cluster;
use crate::document::Span;
use crate::names::names;
use crate::resource::{FieldSpan, Place};

names! {
    /// Whether the findings of a rule may have fixes, and whether the fixes are safe.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum FixKind {
        /// No fixes.
        "none" => None,
        /// Safe fixes: each writes what the author certainly meant.
        "safe" => Safe,
        /// Fixes of which some need a review, because the old text may have been intended.
        "unsafe" => Unsafe,
    }
}

/// A fix: edits that are made together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The action, as an imperative: "quote the selector".
    pub title: String,
    /// Whether the result is certainly what the author meant.
    pub is_safe: bool,
    /// The edits, perhaps in several files; they do not overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that is certainly right.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Fix {
        Fix { title: bounded(title), is_safe: true, edits }
    }

    /// A fix that needs a review.
    pub fn to_review(title: impl Into<String>, edits: Vec<Edit>) -> Fix {
        Fix { title: bounded(title), is_safe: false, edits }
    }
}

/// A span of a file, and its replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The span; an empty one is a place for an insertion.
    pub place: Place,
    /// The replacement; an empty one deletes the span.
    pub text: String,
}

impl Edit {
    /// Replaces a span.
    pub fn replace(place: Place, text: impl Into<String>) -> Edit {
        Edit { place, text: text.into() }
    }

    /// Replaces one word of a file by another, inside its quotes, if any. `None` where an exact change is not possible: the
    /// span is an alias, a block scalar or has escapes, its anchor is used elsewhere, or the new word needs quotes.
    pub fn word(cluster: &Cluster, place: Place, old: &str, new: &str) -> Option<Edit> {
        let file = cluster.text(place.source);
        let written = place.span.slice(file);
        let quotes = ["", "\"", "'"].into_iter().find(|quote| written == format!("{quote}{old}{quote}"))?;
        let before = file.get(..place.span.range().start)?.trim_end_matches([' ', '\t']);
        let is_anchored = before.rsplit(char::is_whitespace).next().is_some_and(|word| word.starts_with('&'));
        let is_word = new.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/:-".contains(&byte));
        let is_plain = !(new.is_empty() || quotes.is_empty() && new.ends_with(':'));
        let is_exact = is_word && is_plain && !is_anchored && !file.contains("<<");
        is_exact.then(|| Edit::replace(place, format!("{quotes}{new}{quotes}")))
    }

    /// Adds a field after another one of the same mapping, in block or flow style. `None` where an exact change is not
    /// possible.
    pub fn sibling(cluster: &Cluster, key: Place, value: FieldSpan, field: &str) -> Option<Edit> {
        let file = cluster.text(key.source);
        let (from, to) = (key.span.range().start, value.span.range().end);
        let (before, behind) = (file.get(..from)?, file.get(to..)?);
        let line = before.get(before.rfind('\n').map_or(0, |end| end + 1)..)?;
        let rest = behind.lines().next().unwrap_or_default().trim_start();
        let is_block = line.bytes().all(|byte| b" -".contains(&byte)) && (rest.is_empty() || rest.starts_with('#'));
        let is_in_flow = before.trim_end().ends_with(['{', ',']) || behind.trim_start().starts_with(['}', ',']);
        let text = match (is_block, is_in_flow) {
            (true, false) => format!("\n{}{field}", " ".repeat(line.len())),
            (false, true) if rest.starts_with(['}', ',']) => format!(", {field}"),
            _ => return None,
        };
        let is_exact = !file.get(from..to)?.contains(['\n', '&', '*']) && value.file.is_none() && !file.contains("<<");
        is_exact.then(|| Edit { place: Place { span: Span::new(to, to), ..key }, text })
    }

    /// Adds an item after the last item of a list in block style whose items have their own lines. `None` where an exact
    /// change is not possible.
    pub fn next_item(cluster: &Cluster, last: Place, item: &str) -> Option<Edit> {
        let file = cluster.text(last.source);
        let (from, to) = (last.span.range().start, last.span.range().end);
        let before = file.get(..from)?;
        let line = before.get(before.rfind('\n').map_or(0, |end| end + 1)..)?;
        let indent = line.strip_suffix("- ").filter(|indent| indent.bytes().all(|byte| byte == b' '))?;
        let rest = file.get(to..)?.lines().next().unwrap_or_default();
        let is_alone = rest.trim().is_empty() || rest.trim_start().starts_with('#');
        let is_exact = is_alone && !file.get(from..to)?.contains(['&', '*', '|', '>']) && !file.contains("<<");
        let end = to + rest.len();
        is_exact
            .then(|| Edit { place: Place { span: Span::new(end, end), ..last }, text: format!("\n{indent}- {item}") })
    }

    /// Removes a field with its value. `None` where the field has no lines of its own in a block mapping, is the only field
    /// of its mapping, or may be used elsewhere through an anchor.
    pub fn removal(cluster: &Cluster, key: Place, value: FieldSpan) -> Option<Edit> {
        let file = cluster.text(key.source);
        let (from, to) = (key.span.range().start, value.span.range().end);
        let field = file.get(from..to).filter(|_| value.file.is_none_or(|own| own == key.source))?;
        let start = file.get(..from)?.rfind('\n').map_or(0, |end| end + 1);
        let end = file.get(to..)?.find('\n').map_or(file.len(), |end| to + end + 1);
        let (indent, rest) = (file.get(start..from)?, file.get(to..end)?.trim());
        let is_alone = indent.bytes().all(|byte| byte == b' ') && (rest.is_empty() || rest.starts_with('#'));
        let is_sibling = |line: Option<&str>| {
            let text = line.and_then(|line| line.strip_prefix(indent));
            text.is_some_and(|text| !text.trim().is_empty() && !text.starts_with([' ', '#', '-']))
        };
        let has_sibling =
            is_sibling(file.get(..start)?.lines().next_back()) || is_sibling(file.get(end..)?.lines().next());
        let is_exact = is_alone && has_sibling && !field.contains(['\n', '&', '*', '|', '>']) && !file.contains("<<");
        is_exact.then(|| Edit { place: Place { span: Span::new(start, end), ..key }, text: String::new() })
    }

    /// A fix of this edit only, which is certainly right.
    pub fn safe(self, title: impl Into<String>) -> Fix {
        Fix::safe(title, vec![self])
    }

    /// A fix of this edit only, which needs a review.
    pub fn to_review(self, title: impl Into<String>) -> Fix {
        Fix::to_review(title, vec![self])
    }
}
