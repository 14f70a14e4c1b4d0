//! The contract of the JSON of `check`: keys, types and order.

use crate::support::fixtures::{self, Fixture};
use crate::support::{bgplint, json, rules_of, tree};
use serde_json::Value;

/// An input whose report has every part of the format.
fn everything() -> Value {
    let fixtures = ["deprecated-field", "duplicate-resource"].into_iter().flat_map(fixtures::of);
    let named = |fixture: &Fixture| {
        let folder = format!("{}/{}", fixture.rule, fixture.name);
        fixture.files().into_iter().map(|(name, text)| (format!("{folder}/{name}"), text)).collect::<Vec<_>>()
    };
    let files: Vec<(String, String)> = fixtures.flat_map(named).collect();
    let directory = tree(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
    let chart = directory.path().join("chart/templates");
    std::fs::create_dir_all(&chart).expect("the directory is made");
    std::fs::write(chart.join("../Chart.yaml"), "name: chart\n").expect("the chart is written");
    std::fs::write(chart.join("peer.yaml"), PEER).expect("the template is written");
    let below = |folder: &str| directory.path().join(folder).to_string_lossy().into_owned();
    json(
        &["fixtures/clusters/first-look", &below("deprecated-field"), &below("duplicate-resource"), &below("chart")],
        "",
    )
}

/// A BGPPeer with one error, on the last line but one.
const PEER: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  \
                    nodeSelector: rack == 'a'\n  peerIP: 10.0.0.300\n  asNumber: 64512\n";

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

fn number(value: &Value) -> usize {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no whole number")) as usize
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// Checks that an object has exactly these keys.
fn has_keys(value: &Value, what: &str, keys: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{value} is no object"));
    let mut found: Vec<&str> = object.keys().map(String::as_str).collect();
    let mut expected = keys.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{what}");
}

/// The only finding of a text, and its primary place.
fn only_finding(input: &str) -> (Value, Value) {
    let report = json(&["-"], input);
    assert_eq!(list(&report["findings"]).len(), 1, "{:?} in {input:?}", rules_of(&report));
    let finding = report["findings"][0].clone();
    let place = finding["locations"][0].clone();
    (finding, place)
}

/// The line and column of one end of a place.
fn position(value: &Value) -> (usize, usize) {
    (number(&value["line"]), number(&value["column"]))
}

/// The text of the file between the byte offsets of a place.
fn slice<'t>(place: &Value, file: &'t str) -> &'t str {
    &file[number(&place["start"]["byte"])..number(&place["end"]["byte"])]
}

#[test]
fn every_level_has_exactly_its_keys() {
    level_by_level(&json(&["fixtures/clusters/first-look", "fixtures/clusters/half-migrated"], ""), &["clusters"]);
    level_by_level(&json(&["fixtures/clusters/first-look"], ""), &[]);
    level_by_level(&everything(), &["clusters"]);
}

/// `several` are the keys that only an input with several clusters has.
fn level_by_level(report: &Value, several: &[&str]) {
    // Only a run with notes or notices has `notes`.
    let notes: &[&str] = if report["notes"].is_null() { &[] } else { &["notes"] };
    let keys = ["version", "tool", "findings", "skipped", "unknown", "summary"];
    has_keys(report, "report", &[&keys[..], notes].concat());
    has_keys(&report["tool"], "tool", &["name", "version"]);
    for finding in list(&report["findings"]) {
        let keys = ["rule", "severity", "certainty", "effect", "message", "help", "url", "fingerprint", "locations"];
        // Only a finding with a fix has `fixes`.
        let fixes: &[&str] = if finding["fixes"].is_null() { &[] } else { &["fixes"] };
        // Only a finding about a refused resource names the gates.
        let gates: &[&str] = if finding["effect"] == "refused" { &["refusedBy"] } else { &[] };
        has_keys(finding, "finding", &[&keys[..], several, fixes, gates].concat());
        for fix in finding["fixes"].as_array().into_iter().flatten() {
            has_keys(fix, "fix", &["title", "safe", "edits"]);
            for edit in list(&fix["edits"]) {
                has_keys(edit, "edit", &["file", "start", "end", "text"]);
            }
        }
        for place in list(&finding["locations"]) {
            has_keys(place, "location", &["role", "file", "label", "resource", "path", "start", "end"]);
            has_keys(&place["start"], "start", &["line", "column", "byte"]);
            has_keys(&place["end"], "end", &["line", "column", "byte"]);
            if !place["resource"].is_null() {
                has_keys(&place["resource"], "resource", &["kind", "name"]);
            }
        }
    }
    for note in report["notes"].as_array().into_iter().flatten() {
        let place: &[&str] = if note["file"].is_null() { &[] } else { &["file", "start", "end"] };
        let help: &[&str] = if note["help"].is_null() { &[] } else { &["help"] };
        has_keys(note, "note", &[&["kind", "message"], place, help].concat());
    }
    for skipped in list(&report["skipped"]) {
        has_keys(skipped, "skipped", &["file", "reason"]);
    }
    for unknown in list(&report["unknown"]) {
        has_keys(unknown, "unknown", &["rule", "count", "needs"]);
    }
    let counts = ["files", "documents", "resources", "nodes", "errors", "warnings", "infos", "suppressed"];
    has_keys(&report["summary"], "summary", &[&counts[..], &["inventory"], several].concat());
}

#[test]
fn every_value_has_its_type() {
    let report = everything();
    assert_eq!(report["version"], 1);
    assert_eq!(report["tool"], serde_json::json!({ "name": "bgplint", "version": env!("CARGO_PKG_VERSION") }));
    for finding in list(&report["findings"]) {
        assert!(["error", "warning", "info"].contains(&text(&finding["severity"])));
        assert!(["definite", "conditional"].contains(&text(&finding["certainty"])));
        let rule = bgplint::rules::find(text(&finding["rule"])).expect("the rule is there");
        assert!(rule.effects.iter().any(|effect| effect.name() == text(&finding["effect"])));
        assert!(!text(&finding["message"]).is_empty());
        assert!(finding["help"].is_null() || !text(&finding["help"]).is_empty());
        assert!(text(&finding["url"]).ends_with(&format!("/{}", text(&finding["rule"]))));
        let fingerprint = text(&finding["fingerprint"]);
        assert!(fingerprint.len() == 64 && fingerprint.bytes().all(|byte| b"0123456789abcdef".contains(&byte)));
        for (number_of, place) in list(&finding["locations"]).iter().enumerate() {
            assert_eq!(text(&place["role"]), if number_of == 0 { "primary" } else { "related" });
            let (start, end) = (&place["start"], &place["end"]);
            assert!(number(&start["line"]) >= 1 && number(&start["column"]) >= 1);
            assert!(position(start) <= position(end) && number(&start["byte"]) <= number(&end["byte"]));
            assert!(!text(&place["file"]).is_empty());
            text(&place["label"]);
            text(&place["path"]);
            if !place["resource"].is_null() {
                assert!(!text(&place["resource"]["kind"]).is_empty());
                text(&place["resource"]["name"]);
            }
        }
    }
    for unknown in list(&report["unknown"]) {
        assert!(bgplint::rules::find(text(&unknown["rule"])).is_some());
        assert!(number(&unknown["count"]) > 0);
        assert_eq!(unknown["needs"], "nodes");
    }
    assert!(["complete", "partial", "none"].contains(&text(&report["summary"]["inventory"])));
}

#[test]
fn skipped_files_and_unknown_checks_are_reported() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let chart = directory.path().join("chart");
    std::fs::create_dir_all(chart.join("templates")).expect("the directory is made");
    std::fs::write(chart.join("Chart.yaml"), "name: chart\n").expect("the chart is written");
    std::fs::write(chart.join("templates/peer.yaml"), PEER).expect("the template is written");
    std::fs::write(directory.path().join("peer.yaml"), PEER).expect("the peer is written");
    let output = bgplint().current_dir(directory.path()).args([".", "--format", "json"]).output().expect("it runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("stdout is JSON");
    let template = serde_json::json!([{ "file": "chart/templates/peer.yaml", "reason": "template" }]);
    assert_eq!(report["skipped"], template);
    let unknown = serde_json::json!([{ "rule": "selector-matches-no-node", "count": 1, "needs": "nodes" }]);
    assert_eq!(report["unknown"], unknown);
}

#[test]
fn empty_lists_are_written() {
    let pool = "apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: pods\nspec:\n  cidr: 10.1.0.0/16\n";
    let report = json(&["-"], pool);
    for list in ["findings", "skipped", "unknown"] {
        assert_eq!(report[list], serde_json::json!([]), "{list}");
    }
}

#[test]
fn findings_are_sorted_by_file_position_and_rule() {
    let report = everything();
    let order = |finding: &Value| {
        let place = &finding["locations"][0];
        let file = text(&place["file"]).to_owned();
        (file, number(&place["start"]["byte"]), number(&place["end"]["byte"]), text(&finding["rule"]).to_owned())
    };
    let orders: Vec<_> = list(&report["findings"]).iter().map(order).collect();
    assert!(orders.is_sorted(), "{orders:#?}");
    assert!(orders.len() > 5);
}

#[test]
fn the_counts_agree_with_the_findings() {
    let report = everything();
    let count = |severity: &str| rules_of(&report).iter().filter(|(_, found)| found == severity).count();
    let summary = &report["summary"];
    assert_eq!(number(&summary["errors"]), count("error"));
    assert_eq!(number(&summary["warnings"]), count("warning"));
    assert_eq!(number(&summary["infos"]), count("info"));
    assert_eq!(number(&summary["suppressed"]), 0);
}

#[test]
fn files_documents_resources_and_nodes_are_counted() {
    let node = "apiVersion: v1\nkind: Node\nmetadata:\n  name: n1\n";
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n";
    let report = json(&["-"], &format!("{PEER}---\n{node}---\n# nothing\n---\n{service}"));
    let summary = &report["summary"];
    assert_eq!(number(&summary["files"]), 1);
    assert_eq!(number(&summary["documents"]), 3);
    assert_eq!(number(&summary["resources"]), 2);
    assert_eq!(number(&summary["nodes"]), 1);
    assert_eq!(summary["inventory"], "partial");
}

#[test]
fn a_place_names_its_resource_path_and_bytes() {
    let (finding, place) = only_finding(PEER);
    assert_eq!(finding["rule"], "invalid-address");
    assert_eq!(place["file"], "<stdin>");
    assert_eq!(place["resource"], serde_json::json!({ "kind": "BGPPeer", "name": "tor" }));
    assert_eq!(place["path"], "spec.peerIP");
    assert_eq!((position(&place["start"]), position(&place["end"])), ((7, 11), (7, 21)));
    assert_eq!(slice(&place, PEER), "10.0.0.300");
}

#[test]
fn bytes_slice_to_the_offending_text() {
    let table = [
        (PEER.replace("10.0.0.300", "\"10.0.0.300\""), "\"10.0.0.300\""),
        (PEER.replace("peerIP: 10.0.0.300", "peerIp: 10.0.0.30"), "peerIp"),
        (PEER.replace("300", "30").replace("rack == 'a'", "rack = 'a'"), "="),
        (PEER.replace("300", "30").replace("64512", "064512"), "064512"),
        (PEER.replace("300", "30") + "  asNumber: 64512\n", "asNumber"),
    ];
    for (input, expected) in table {
        let (_, place) = only_finding(&input);
        assert_eq!(slice(&place, &input), expected, "{input}");
    }
}

#[test]
fn columns_count_characters_and_bytes_count_bytes() {
    let one_line = |name: &str| {
        format!(
            "{{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {{annotations: {{note: {name}}}, name: a}}, \
             spec: {{peerIP: 10.0.0.300, asNumber: 1}}}}\n"
        )
    };
    let plain = only_finding(&one_line("ascii")).1;
    for name in ["ééééé", "漢字漢字漢", "é漢é漢🦀"] {
        let input = one_line(name);
        let (_, place) = only_finding(&input);
        assert_eq!(place["start"]["column"], plain["start"]["column"], "{name}");
        assert_eq!(place["end"]["column"], plain["end"]["column"], "{name}");
        assert_eq!(slice(&place, &input), "10.0.0.300");
    }
}

#[test]
fn a_byte_order_mark_takes_bytes_and_no_column() {
    let input = format!("\u{feff}{PEER}");
    let (_, place) = only_finding(&input);
    assert_eq!((position(&place["start"]), position(&place["end"])), ((7, 11), (7, 21)));
    assert_eq!(slice(&place, &input), "10.0.0.300");

    let first_line = format!("\u{feff}{}", PEER.replace("300", "30").replace("apiVersion", "apiversion"));
    let report = json(&["-"], &first_line);
    let place = &report["findings"][0]["locations"][0];
    assert_eq!(position(&place["start"]), (1, 1), "{report}");
    assert_eq!(slice(place, &first_line), "apiversion");
}

#[test]
fn windows_line_ends_move_bytes_and_nothing_else() {
    let input = PEER.replace('\n', "\r\n");
    let (_, place) = only_finding(&input);
    assert_eq!((position(&place["start"]), position(&place["end"])), ((7, 11), (7, 21)));
    assert_eq!(slice(&place, &input), "10.0.0.300");
}

#[test]
fn later_documents_count_lines_from_the_start_of_the_file() {
    let input = format!("# é漢\n---\nkind: Service\n---\n{PEER}");
    let (_, place) = only_finding(&input);
    assert_eq!(position(&place["start"]), (11, 11));
    assert_eq!(slice(&place, &input), "10.0.0.300");
}

#[test]
fn fingerprints_stay_while_lines_move() {
    let (before, _) = only_finding(PEER);
    let moved = [
        format!("# one\n# two\n\n---\n{PEER}"),
        PEER.replace("spec:\n", "spec:\n\n  # a comment\n"),
        PEER.replace('\n', "\r\n"),
        PEER.replace("10.0.0.300", "'10.0.0.300'"),
    ];
    for input in moved {
        assert_eq!(only_finding(&input).0["fingerprint"], before["fingerprint"], "{input}");
    }
    let other = PEER.replace("name: tor", "name: leaf");
    assert_ne!(only_finding(&other).0["fingerprint"], before["fingerprint"]);
}

#[test]
fn fingerprints_tell_findings_apart() {
    let filter = "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata: {name: f}\nspec:\n  exportV4:\n  \
                  - {cidr: 10.0.0.0/33, matchOperator: In, action: Accept}\n  \
                  - {cidr: 10.0.0.0/34, matchOperator: In, action: Accept}\n";
    let report = json(&["-"], filter);
    let found: Vec<&str> = list(&report["findings"]).iter().map(|finding| text(&finding["fingerprint"])).collect();
    assert_eq!(found.len(), 2, "{report}");
    assert_ne!(found[0], found[1]);
}

#[test]
fn json_keeps_text_as_it_is_written() {
    let input = PEER.replace("10.0.0.300", "\"10.0\\e\\u202e漢\"");
    let (finding, _) = only_finding(&input);
    assert!(text(&finding["message"]).contains("10.0\u{1b}\u{202e}漢"), "{finding}");
}
