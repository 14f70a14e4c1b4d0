//! The findings as JSON, one line each: the objects of `findings` in the JSON format.

use super::Report;
use super::json::finding;

/// The findings, a line each.
pub fn jsonl(report: &Report) -> String {
    // Plain structs of text and numbers cannot fail to serialize.
    let line = |located| serde_json::to_string(&finding(located)).unwrap_or_default() + "\n";
    report.findings.iter().map(line).collect()
}
