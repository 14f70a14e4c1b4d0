//! Markdown, for a comment on a pull request.

use super::{LocatedFinding, Report, visible};
use crate::rule::Severity;
use crate::wording::count;

/// How many findings are written out: comments have a limit.
const MOST: usize = 100;

/// The findings as a list, the errors first.
pub fn markdown(report: &Report) -> String {
    let counts = [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| count(report.count(severity), severity.name()));
    let mut text = format!("### bgplint: {}\n", counts.join(", "));
    let clusters: Vec<String> = report.summary.clusters.iter().map(|name| escape(&format!("`{name}`"))).collect();
    if !clusters.is_empty() {
        text.push_str(&format!("\nClusters: {}\n", clusters.join(", ")));
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let of_severity = report.findings.iter().filter(|located| located.finding.severity == severity);
        let items: Vec<String> = of_severity.map(|located| item(located, &report.message(located))).collect();
        if !items.is_empty() {
            text.push_str(&format!("\n**{}s**\n\n", severity.name()));
            items.iter().take(MOST).for_each(|item| text.push_str(item));
        }
        if items.len() > MOST {
            text.push_str(&format!("- … and {} more\n", items.len() - MOST));
        }
    }
    text
}

fn item(located: &LocatedFinding, message: &str) -> String {
    let (finding, place) = (&located.finding, &located.primary);
    let help = finding.help.as_deref().map_or(String::new(), |help| format!("<br>{}", escape(help)));
    format!(
        "- `{}:{}` [{}]({}): {}{help}\n",
        visible(place.source.name()).replace('`', "'"),
        place.start.line,
        finding.rule.name,
        finding.rule.url(),
        escape(message),
    )
}

/// Text that Markdown shows as it is. What stands between backticks is code already.
fn escape(text: &str) -> String {
    let mut is_code = false;
    let mut escaped = String::new();
    for character in visible(text).chars() {
        match character {
            '`' => is_code = !is_code,
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '@' if !is_code => escaped.push('\\'),
            _ => {}
        }
        escaped.push(character);
    }
    if is_code { escaped.replace('`', "\\`") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn signs_of_markdown_are_escaped_but_in_code() {
        assert_eq!(escape("a_b <c> `d_e` [f]"), "a\\_b \\<c\\> `d_e` \\[f\\]");
        assert_eq!(escape("one ` alone"), "one \\` alone");
    }
}
