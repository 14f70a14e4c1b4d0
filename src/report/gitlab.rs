//! GitLab's Code Quality report.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{LocatedFinding, Report};
use crate::rule::Severity;
use crate::wording::hex;

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    check_name: &'static str,
    description: String,
    categories: [&'static str; 1],
    severity: &'static str,
    fingerprint: String,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The findings as Code Quality issues.
pub fn gitlab(report: &Report) -> String {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let issues = report.findings.iter().map(|located| {
        let ordinal = seen.entry(&located.fingerprint).or_default();
        *ordinal += 1;
        issue(located, &report.message(located), *ordinal)
    });
    let issues: Vec<Issue> = issues.collect();
    // Plain structs of text and numbers cannot fail to serialize.
    serde_json::to_string_pretty(&issues).unwrap_or_default() + "\n"
}

fn issue<'a>(located: &'a LocatedFinding, message: &str, ordinal: usize) -> Issue<'a> {
    let (finding, place) = (&located.finding, &located.primary);
    let help = finding.help.as_deref().map_or(String::new(), |help| format!(" ({help})"));
    Issue {
        kind: "issue",
        check_name: finding.rule.name,
        description: format!("{message}{help}"),
        categories: ["Bug Risk"],
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Info => "info",
        },
        fingerprint: distinct(&located.fingerprint, ordinal),
        location: Location { path: place.source.name(), lines: Lines { begin: place.start.line, end: place.end.line } },
    }
}

/// GitLab takes issues with one fingerprint for one.
fn distinct(fingerprint: &str, ordinal: usize) -> String {
    match ordinal {
        1 => fingerprint.to_owned(),
        _ => hex(&Sha256::digest(format!("{fingerprint}\0{ordinal}"))),
    }
}
