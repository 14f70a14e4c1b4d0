//! Workflow commands of GitHub Actions, which put the findings beside the changed lines.

use super::{LocatedFinding, Report, visible};
use crate::rule::Severity;

/// The findings, a command each.
pub fn github(report: &Report) -> String {
    report.findings.iter().map(|located| command(located, &report.message(located))).collect()
}

fn command(located: &LocatedFinding, message: &str) -> String {
    let (finding, place) = (&located.finding, &located.primary);
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let (start, end) = (place.start, place.end);
    // Columns of different lines are refused.
    let columns = match start.line == end.line {
        true => format!(",col={},endColumn={}", start.column, end.column),
        false => String::new(),
    };
    let help = finding.help.as_deref().map_or(String::new(), |help| format!("\nhelp: {help}"));
    format!(
        "::{command} file={},line={},endLine={}{columns},title={}::{}\n",
        property(place.source.name()),
        start.line,
        end.line,
        property(finding.rule.name),
        data(&format!("{}{help}", visible(message)))
    )
}

/// A text as a command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn signs_that_end_a_command_or_a_property_are_escaped() {
        assert_eq!(data("100 %\r\na: b, c"), "100 %25%0D%0Aa: b, c");
        assert_eq!(property("a%,b:c\n"), "a%25%2Cb%3Ac%0A");
    }
}
