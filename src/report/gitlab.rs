//! GitLab's Code Quality report.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Report;
use super::entry::Entry;
use crate::json::write_pretty;
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
    location: GitlabLocation<'a>,
}

#[derive(Serialize)]
struct GitlabLocation<'a> {
    path: &'a str,
    lines: GitlabLines,
}

#[derive(Serialize)]
struct GitlabLines {
    begin: usize,
    end: usize,
}

/// Writes the findings as Code Quality issues.
pub(super) fn gitlab(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let issues = report.entries().map(|entry| {
        let ordinal = seen.entry(entry.fingerprint.clone()).or_default();
        *ordinal += 1;
        issue(&entry, *ordinal)
    });
    let issues: Vec<Issue> = issues.collect();
    write_pretty(&issues, out)
}

fn issue<'r>(entry: &Entry<'r>, ordinal: usize) -> Issue<'r> {
    let place = entry.primary;
    let help = entry.help.map_or(String::new(), |help| format!(" ({help})"));
    Issue {
        kind: "issue",
        check_name: entry.name,
        description: format!("{}{help}", entry.message),
        categories: ["Bug Risk"],
        severity: match entry.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Info => "info",
        },
        fingerprint: distinct(&entry.fingerprint, ordinal),
        location: GitlabLocation {
            path: place.source.name(),
            lines: GitlabLines { begin: place.start.line, end: place.end.line },
        },
    }
}

/// Makes fingerprints distinct, because GitLab merges issues with the same fingerprint.
fn distinct(fingerprint: &str, ordinal: usize) -> String {
    match ordinal {
        1 => fingerprint.to_owned(),
        _ => hex(&Sha256::digest(format!("{fingerprint}\0{ordinal}"))),
    }
}
