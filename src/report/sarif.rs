//! SARIF 2.1.0 for code scanning, of GitHub and others (OASIS: `sarif-v2.1.0`).

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Accepted, AcceptedBy, LocatedFinding, LocatedFix, LocatedPlace, Note, Notice, Report, skipped};
use crate::json::write_pretty;
use crate::position::Position;
use crate::rule::{Rule, Severity};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Sarif<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: SarifTool,
    column_kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    invocations: Vec<Invocation<'a>>,
    results: Vec<SarifResult<'a>>,
}

/// The notes of the run, and the notices about its configuration.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_configuration_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    descriptor: Reference,
    level: &'static str,
    message: OwnedText,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<SarifLocation<'a>>,
}

#[derive(Serialize)]
struct Reference {
    id: &'static str,
}

#[derive(Serialize)]
struct SarifTool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: SarifText<'static>,
    help: Help,
    help_uri: String,
    default_configuration: SarifLevel,
    properties: Tags,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct SarifLevel {
    level: &'static str,
}

#[derive(Serialize)]
struct Tags {
    tags: Vec<&'static str>,
}

#[derive(Serialize)]
struct SarifText<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: OwnedText,
    locations: [SarifLocation<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<SarifLocation<'a>>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<SarifSuppression<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
    properties: Properties,
}

#[derive(Serialize)]
struct SarifSuppression<'a> {
    kind: &'static str,
    justification: &'a str,
}

#[derive(Serialize)]
struct OwnedText {
    text: String,
}

#[derive(Serialize)]
struct Properties {
    certainty: &'static str,
    tags: [&'static str; 1],
}

/// A fix: edits of files that belong together.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'a> {
    description: SarifText<'a>,
    artifact_changes: Vec<ArtifactChange<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<SarifText<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLocation<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<SarifText<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    byte_offset: usize,
    byte_length: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

/// Writes the report as SARIF, with a line end.
pub(super) fn sarif(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<&'static Rule> = of(report).map(|(located, _)| located.finding.rule).collect();
    rules.sort_by_key(|rule| rule.name);
    rules.dedup_by_key(|rule| rule.name);
    let version = env!("CARGO_PKG_VERSION");
    let sarif = Sarif {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: SarifTool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version,
                    semantic_version: version,
                    information_uri: "https://bgplint.dev",
                    rules: rules.iter().map(|rule| descriptor(rule)).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            invocations: invocation(report).into_iter().collect(),
            results: results(report, &rules),
        }],
    };
    write_pretty(&sarif, out)
}

/// The notes and notices, if any.
fn invocation(report: &Report) -> Option<Invocation<'_>> {
    let of_run = report.notes().into_iter().map(|Note { kind, message }| note(kind.name(), message));
    let skipped = skipped(report).into_iter().map(|message| note("skipped", message));
    let invocation = Invocation {
        execution_successful: true,
        tool_execution_notifications: skipped.chain(of_run).collect(),
        tool_configuration_notifications: report.notices.iter().map(notification).collect(),
    };
    let is_empty =
        invocation.tool_execution_notifications.is_empty() && invocation.tool_configuration_notifications.is_empty();
    (!is_empty).then_some(invocation)
}

fn note<'a>(id: &'static str, text: String) -> Notification<'a> {
    let message = OwnedText { text };
    Notification { descriptor: Reference { id }, level: level(Severity::Info), message, locations: Vec::new() }
}

fn notification(notice: &Notice) -> Notification<'_> {
    let help = notice.help.as_ref().map_or(String::new(), |help| format!("\n\nHelp: {help}"));
    Notification {
        descriptor: Reference { id: notice.kind.name() },
        level: level(notice.kind.severity()),
        message: OwnedText { text: format!("{}{help}", notice.message) },
        locations: vec![location(&notice.place, None)],
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn descriptor(rule: &Rule) -> Descriptor {
    Descriptor {
        id: rule.name,
        short_description: SarifText { text: rule.summary },
        help: Help { text: rule.page, markdown: rule.page },
        help_uri: rule.url(),
        default_configuration: SarifLevel { level: level(rule.severity) },
        properties: Tags {
            tags: std::iter::once(rule.group.name()).chain(rule.effects.iter().map(|effect| effect.name())).collect(),
        },
    }
}

fn results<'a>(report: &'a Report, rules: &[&Rule]) -> Vec<SarifResult<'a>> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let result = |(located, accepted): (&'a LocatedFinding, Option<&'a Accepted>)| {
        let finding = &located.finding;
        let ordinal = seen.entry(&located.fingerprint).or_default();
        *ordinal += 1;
        let help = finding.help.as_deref().map_or(String::new(), |help| format!("\n\nHelp: {help}"));
        SarifResult {
            rule_id: finding.rule.name,
            rule_index: rules.iter().position(|rule| rule.name == finding.rule.name).unwrap_or_default(),
            level: level(finding.severity),
            message: OwnedText { text: format!("{}{help}", report.message(located)) },
            locations: [location(&located.primary, None)],
            related_locations: located.related.iter().zip(1..).map(|(place, id)| location(place, Some(id))).collect(),
            // The number distinguishes several findings of one rule at the same field.
            partial_fingerprints: BTreeMap::from([("bgplint/v1", format!("{}:{ordinal}", located.fingerprint))]),
            suppressions: accepted.into_iter().map(suppression).collect(),
            fixes: located.fixes.iter().map(fix).collect(),
            properties: Properties { certainty: finding.certainty.name(), tags: [finding.effect.name()] },
        }
    };
    of(report).map(result).collect()
}

/// All findings; for accepted findings, with the kind of their suppression.
fn of(report: &Report) -> impl Iterator<Item = (&LocatedFinding, Option<&Accepted>)> {
    let shown = report.findings.iter().map(|located| (located, None));
    shown.chain(report.accepted.iter().map(|accepted| (&accepted.located, Some(accepted))))
}

fn suppression<'a>(accepted: &'a Accepted) -> SarifSuppression<'a> {
    let kind = if accepted.by == AcceptedBy::File { "inSource" } else { "external" };
    SarifSuppression { kind, justification: &accepted.reason }
}

/// The edits of a fix, by file.
fn fix<'a>(fix: &'a LocatedFix) -> SarifFix<'a> {
    let mut changes: BTreeMap<&str, Vec<Replacement>> = BTreeMap::new();
    for edit in &fix.edits {
        let inserted_content = Some(edit.text.as_str()).filter(|text| !text.is_empty()).map(|text| SarifText { text });
        let replacement = Replacement { deleted_region: region(edit.start, edit.end), inserted_content };
        changes.entry(edit.source.name()).or_default().push(replacement);
    }
    let change =
        |(name, replacements)| ArtifactChange { artifact_location: ArtifactLocation { uri: uri(name) }, replacements };
    SarifFix {
        description: SarifText { text: &fix.title },
        artifact_changes: changes.into_iter().map(change).collect(),
    }
}

fn location<'a>(place: &'a LocatedPlace, id: Option<usize>) -> SarifLocation<'a> {
    let name = place.resource.as_ref().map(|resource| {
        let path = if place.path.is_empty() { String::new() } else { format!("/{}", place.path) };
        LogicalLocation { fully_qualified_name: format!("{}/{}{path}", resource.kind, resource.name), kind: "object" }
    });
    SarifLocation {
        id,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(place.source.name()) },
            region: region(place.start, place.end),
        },
        logical_locations: name.into_iter().collect(),
        message: Some(place.label.as_str()).filter(|label| !label.is_empty()).map(|text| SarifText { text }),
    }
}

fn region(start: Position, end: Position) -> Region {
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_offset: start.byte,
        byte_length: end.byte.saturating_sub(start.byte),
    }
}

/// A path as a URI (RFC 3986); an absolute path gets a scheme.
fn uri(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encode = |byte: u8| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    let encoded: String = path.bytes().map(encode).collect();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("bgp/peers 1.yaml"), "bgp/peers%201.yaml");
        assert_eq!(uri("/etc/bgp/ä.yaml"), "file:///etc/bgp/%C3%A4.yaml");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}
