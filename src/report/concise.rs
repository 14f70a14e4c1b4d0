//! One line per finding: `file:line:column: severity[rule] message`.

use super::{Report, visible};

/// The findings, a line each.
pub fn concise(report: &Report) -> String {
    let mut text = String::new();
    for located in &report.findings {
        let (finding, place) = (&located.finding, &located.primary);
        text.push_str(&format!(
            "{}:{}:{}: {}[{}] {}\n",
            visible(place.source.name()),
            place.start.line,
            place.start.column,
            finding.severity.name(),
            finding.rule.name,
            visible(&report.message(located))
        ));
    }
    text
}
