//! Any bytes as a file: every command and format copes with them, and ignore comments change only what is reported.

use bgplint::document::pieces;
use bgplint::report::{LocatedFinding, Report};
use bgplint::rule::{Check, IgnorePolicy};
use bgplint::{Format, Input, Look, Overrides, Settings, Source, add_ignores, check};
use clap::ValueEnum;
use serde_json::Value;

use super::documents::values;
use super::program::program;
use crate::support::xml::fault_in_xml;

/// The name of the file.
const NAME: &str = "manifests.yaml";

/// Checks the bytes as a file with all commands.
pub fn file(data: &[u8]) {
    let report = report(&input(data), false);
    formats(&report);
    let checked = program(&["check", "-", "--no-config", "--format", "json"], data);
    assert!(matches!(checked.status, 0 | 1), "status {}: {}", checked.status, checked.stderr);
    assert_harmless(&checked.stderr);
    assert_eq!(checked.status == 1, report.fails(), "the command and the library disagree");
    topology(data);
    ignores(data, &report);
}

fn input(data: &[u8]) -> Input {
    Input::from_sources(vec![Source::from_bytes(NAME, data.to_vec())])
}

fn report(input: &Input, no_ignores: bool) -> Report {
    let overrides = Overrides { no_ignores, ..Overrides::default() };
    check(input, &Settings { overrides, ..Settings::default() }).expect("nothing more is required")
}

/// Writes a report in all formats, and reads what other programs are to read.
fn formats(report: &Report) {
    for format in Format::value_variants() {
        let mut text = Vec::new();
        let look = Look { color: false, width: 100, links: false };
        format.write(report, look, &mut text).expect("memory takes the text");
        let text = String::from_utf8(text).expect("a report is text");
        assert_harmless(&text);
        match format {
            Format::Json => {
                let document = json(&text);
                assert_eq!(document["findings"].as_array().map(Vec::len), Some(report.findings.len()), "{text}");
            }
            Format::Jsonl => text.lines().for_each(|line| drop(json(line))),
            Format::Sarif | Format::Gitlab => drop(json(&text)),
            Format::Junit => assert_eq!(fault_in_xml(&text), None, "{text}"),
            Format::Github => assert!(text.lines().all(|line| line.starts_with("::")), "{text}"),
            Format::Pretty | Format::Concise | Format::Markdown => {}
        }
    }
}

/// Output neither commands a terminal, nor changes the reading direction.
fn assert_harmless(text: &str) {
    let is_command =
        |sign: char| (sign.is_control() && sign != '\n') || "\u{202a}\u{202b}\u{202d}\u{202e}\u{2066}".contains(sign);
    assert_eq!(text.chars().find(|sign| is_command(*sign)), None, "{text:?}");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Draws the sessions, and follows the routes between two nodes.
fn topology(data: &[u8]) {
    let mut nodes = Vec::new();
    for format in ["table", "json", "mermaid", "dot", "svg"] {
        let shown = program(&["topology", "-", "--no-config", "--format", format], data);
        assert!(matches!(shown.status, 0 | 2), "topology as {format}: status {}", shown.status);
        assert_harmless(&(shown.stdout.clone() + &shown.stderr));
        if shown.status == 2 {
            assert!(shown.stdout.is_empty() && shown.stderr.starts_with("error"), "{}{}", shown.stdout, shown.stderr);
            continue;
        }
        match format {
            "json" => {
                let document = json(&shown.stdout);
                let all = document["nodes"].as_array().expect("nodes are a list").iter();
                nodes = all.filter_map(|node| node["name"].as_str().map(str::to_owned)).collect();
            }
            "svg" => assert_eq!(fault_in_xml(&shown.stdout), None, "{}", shown.stdout),
            _ => {}
        }
    }
    if let [from, to, ..] = nodes.as_slice() {
        for format in ["text", "json"] {
            let shown = program(&["path", "--no-config", "--format", format, "--", from, to, "-"], data);
            assert_harmless(&(shown.stdout.clone() + &shown.stderr));
            assert_eq!(shown.status, 0, "the path from {from:?} to {to:?}: {}", shown.stderr);
            if format == "json" {
                json(&shown.stdout);
            }
        }
    }
}

/// Writes ignore comments for all findings, and checks the file again.
fn ignores(data: &[u8], before: &Report) {
    let Some(rewritten) = add_ignores(before, &IgnorePolicy::default(), "for now").into_iter().next() else {
        return;
    };
    let source = &rewritten.source;
    if let Some(values_before) = values(source.text()) {
        let values_after = values(&rewritten.text).map(|values| format!("{values:?}"));
        assert_eq!(values_after, Some(format!("{values_before:?}")), "{}", rewritten.text);
    }
    let after = report(&input(rewritten.text.as_bytes()), false);
    let left: Vec<&LocatedFinding> = after.findings.iter().filter(|located| is_covered(located)).collect();
    assert!(left.is_empty(), "{left:#?} in\n{}", rewritten.text);
    let all_before = rules(&report(&input(data), true));
    let all_after = rules(&report(&input(rewritten.text.as_bytes()), true));
    assert_eq!(all_after, all_before, "{}", rewritten.text);
}

/// Whether `--add-ignores` writes a comment for a finding: not for findings about ignores, nor in JSON.
fn is_covered(LocatedFinding { finding, primary, .. }: &LocatedFinding) -> bool {
    let text = primary.source.text();
    let piece = pieces(text).0.into_iter().map(|piece| piece.span).find(|piece| piece.contains(primary.span));
    let is_json = piece.is_some_and(|piece| piece.slice(text).trim_start().starts_with(['{', '[']));
    !is_json && !matches!(finding.rule.check, Check::Suppressions(_))
}

/// The rules of all findings that are not about ignores.
fn rules(report: &Report) -> Vec<&'static str> {
    let all = report.findings.iter().chain(&report.repeated).map(|located| located.finding.rule);
    let mut rules: Vec<&str> =
        all.filter(|rule| !matches!(rule.check, Check::Suppressions(_))).map(|rule| rule.name).collect();
    rules.sort_unstable();
    rules
}
