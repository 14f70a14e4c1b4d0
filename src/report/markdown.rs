//! Markdown, for a comment on a pull request.

use std::io::{self, Write};

use super::entry::Entry;
use super::{Report, skipped, visible};
use crate::bounded::bounded;
use crate::rule::Severity;
use crate::wording::count;

/// The most findings in the comment, because the size of comments is limited.
const MOST: usize = 100;

/// Writes the findings as a list, the errors first.
pub(super) fn markdown(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let counts = severities.map(|severity| count(report.count(severity), severity.name()));
    writeln!(out, "### bgplint: {}", counts.join(", "))?;
    let clusters: Vec<String> = report.summary.clusters.iter().map(|name| format!("`{name}`")).collect();
    if !clusters.is_empty() {
        writeln!(out, "\nClusters: {}", escape(&bounded(clusters.join(", "))))?;
    }
    for severity in severities {
        let items: Vec<String> =
            report.entries().filter(|entry| entry.severity == severity).map(|entry| item(&entry)).collect();
        if !items.is_empty() {
            writeln!(out, "\n**{}s**\n", severity.name())?;
        }
        items.iter().take(MOST).try_for_each(|item| writeln!(out, "{item}"))?;
        if items.len() > MOST {
            writeln!(out, "- … and {} more", items.len() - MOST)?;
        }
    }
    let mut notes = skipped(report);
    notes.extend(report.notes().into_iter().map(|note| note.message));
    if !notes.is_empty() {
        writeln!(out, "\n**notes**\n")?;
    }
    notes.iter().try_for_each(|note| writeln!(out, "- {}", escape(note)))
}

fn item(entry: &Entry) -> String {
    let help = entry.help.map_or(String::new(), |help| format!("<br>{}", escape(help)));
    let (file, line) = (visible(entry.primary.source.name()).replace('`', "'"), entry.primary.start.line);
    let name = match &entry.url {
        Some(url) => format!("[{}]({url})", entry.name),
        None => entry.name.to_owned(),
    };
    format!("- `{file}:{line}` {name}: {}{help}", escape(&entry.message))
}

/// Escapes text for Markdown. Text between backticks needs no escape.
fn escape(text: &str) -> String {
    let text = visible(text);
    // A value may hold backticks of its own: then no backtick begins or ends code.
    let has_code = !text.contains("``") && text.matches('`').count().is_multiple_of(2);
    let mut is_code = false;
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '`' if has_code => is_code = !is_code,
            '`' | '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '@' | '&' if !is_code => {
                escaped.push('\\');
            }
            _ => {}
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn signs_of_markdown_are_escaped_but_in_code() {
        assert_eq!(escape("a_b <c> `d_e` [f]"), "a\\_b \\<c\\> `d_e` \\[f\\]");
        assert_eq!(escape("one ` alone"), "one \\` alone");
        assert_eq!(escape("`a`<b>` is"), "\\`a\\`\\<b\\>\\` is");
        assert_eq!(escape("```<img>` is"), "\\`\\`\\`\\<img\\>\\` is");
    }
}
