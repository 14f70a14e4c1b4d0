//! The findings as JSON, version 1. Keys that only some inputs need are omitted otherwise.

use std::io::{self, Write};

use serde::Serialize;

use super::{LocatedEdit, LocatedFinding, LocatedFix, LocatedPlace, Note, Notice, Report};
use crate::json::write_pretty;
use crate::position::Position;
use crate::rule::{Effect, Severity};

/// The version of the format. It is raised when a field is removed or changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Json<'a> {
    version: u32,
    tool: JsonTool,
    findings: Vec<JsonFinding<'a>>,
    skipped: Vec<JsonSkipped<'a>>,
    unknown: Vec<JsonUnknown>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<JsonNote<'a>>,
    summary: JsonSummary<'a>,
}

#[derive(Serialize)]
struct JsonTool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
pub(super) struct JsonFinding<'a> {
    rule: &'static str,
    severity: &'static str,
    certainty: &'static str,
    effect: &'static str,
    #[serde(rename = "refusedBy", skip_serializing_if = "Option::is_none")]
    refused_by: Option<Vec<&'static str>>,
    message: &'a str,
    help: Option<&'a str>,
    url: String,
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clusters: Vec<&'a str>,
    locations: Vec<JsonLocation<'a>>,
    /// The number of related places that are not listed.
    #[serde(rename = "moreLocations", skip_serializing_if = "is_zero")]
    more_locations: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<JsonFix<'a>>,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    file: &'a str,
    start: JsonPosition,
    end: JsonPosition,
    text: &'a str,
}

#[derive(Serialize)]
struct JsonLocation<'a> {
    role: &'static str,
    file: &'a str,
    label: &'a str,
    resource: Option<JsonResource<'a>>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<&'a str>,
    start: JsonPosition,
    end: JsonPosition,
}

#[derive(Serialize)]
struct JsonResource<'a> {
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct JsonPosition {
    line: usize,
    column: usize,
    byte: usize,
}

#[derive(Serialize)]
struct JsonSkipped<'a> {
    file: &'a str,
    reason: &'static str,
}

/// A remark that is not a finding.
#[derive(Serialize)]
struct JsonNote<'a> {
    kind: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Option<JsonPlace<'a>>,
}

#[derive(Serialize)]
struct JsonPlace<'a> {
    file: &'a str,
    start: JsonPosition,
    end: JsonPosition,
}

#[derive(Serialize)]
struct JsonUnknown {
    rule: &'static str,
    count: usize,
    needs: &'static str,
}

#[derive(Serialize)]
struct JsonSummary<'a> {
    files: usize,
    documents: usize,
    resources: usize,
    nodes: usize,
    inventory: &'static str,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    clusters: &'a [String],
}

/// Writes the report as JSON, with a line end.
pub(super) fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let summary = &report.summary;
    let json = Json {
        version: VERSION,
        tool: JsonTool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        findings: report.findings.iter().map(finding).collect(),
        skipped: report.skipped.iter().map(|file| JsonSkipped { file: &file.file, reason: file.reason }).collect(),
        unknown: report
            .unknown
            .iter()
            .map(|unknown| JsonUnknown { rule: unknown.rule, count: unknown.count, needs: unknown.needs.name() })
            .collect(),
        notes: notes(report),
        summary: JsonSummary {
            files: summary.files,
            documents: summary.documents,
            resources: summary.resources,
            nodes: summary.nodes,
            inventory: summary.inventory.name(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            suppressed: report.accepted.len(),
            clusters: &summary.clusters,
        },
    };
    write_pretty(&json, out)
}

/// What made the run weaker, and the notices about skipped patches, the configuration and the baseline.
fn notes(report: &Report) -> Vec<JsonNote<'_>> {
    let of_run = report.notes().into_iter().map(|Note { kind, message }| note(kind.name(), message));
    let patches = report.build_commands.iter().map(patches_note);
    of_run.chain(patches).chain(report.notices.iter().map(notice)).collect()
}

fn note<'a>(kind: &'static str, message: String) -> JsonNote<'a> {
    JsonNote { kind, message, help: None, place: None }
}

fn patches_note(command: &String) -> JsonNote<'_> {
    let message = format!("`{command} | bgplint -` checks what patches make");
    note("patches-left-out", message)
}

fn notice(notice: &Notice) -> JsonNote<'_> {
    let LocatedPlace { source, start, end, .. } = &notice.place;
    JsonNote {
        kind: notice.kind.name(),
        message: notice.message.clone(),
        help: notice.help.as_deref(),
        place: Some(JsonPlace { file: source.name(), start: position(*start), end: position(*end) }),
    }
}

pub(super) fn finding<'a>(located: &'a LocatedFinding) -> JsonFinding<'a> {
    let finding = &located.finding;
    JsonFinding {
        rule: finding.rule.name,
        severity: finding.severity.name(),
        certainty: finding.certainty.name(),
        effect: finding.effect.name(),
        refused_by: (finding.effect == Effect::Refused)
            .then(|| finding.refused_by.iter().map(|gate| gate.name()).collect()),
        message: &finding.message,
        help: finding.help.as_deref(),
        url: finding.rule.url(),
        fingerprint: &located.fingerprint,
        clusters: finding.clusters.iter().chain(&finding.other_findings_in).map(String::as_str).collect(),
        locations: located.places().enumerate().map(location).collect(),
        more_locations: finding.more_related,
        fixes: located.fixes.iter().map(fix).collect(),
    }
}

fn fix<'a>(fix: &'a LocatedFix) -> JsonFix<'a> {
    let edit = |edit: &'a LocatedEdit| JsonEdit {
        file: edit.source.name(),
        start: position(edit.start),
        end: position(edit.end),
        text: &edit.text,
    };
    JsonFix { title: &fix.title, safe: fix.is_safe, edits: fix.edits.iter().map(edit).collect() }
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn location((number, place): (usize, &LocatedPlace)) -> JsonLocation<'_> {
    JsonLocation {
        role: if number == 0 { "primary" } else { "related" },
        file: place.source.name(),
        label: &place.label,
        resource: place.resource.as_ref().map(|resource| JsonResource { kind: resource.kind, name: &resource.name }),
        path: &place.path,
        template: place.template.as_deref(),
        start: position(place.start),
        end: position(place.end),
    }
}

fn position(position: Position) -> JsonPosition {
    JsonPosition { line: position.line, column: position.column, byte: position.byte }
}
