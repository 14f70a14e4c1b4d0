//! Every format on the same three samples: a whole cluster, special characters, and an empty input.

use crate::support::{bgplint, binary};
use bgplint::document::Span;
use bgplint::report::locate;
use bgplint::resource::Place;
use bgplint::rule::{Edit, Fix};
use bgplint::{Finding, Format, Input, Look, Report, Settings, Source, check};
use clap::ValueEnum;
use serde_json::Value;

/// All formats except `pretty`, which has its own tests.
fn formats() -> Vec<String> {
    let formats = Format::value_variants().iter().filter(|format| **format != Format::Pretty);
    formats.map(|format| format.to_possible_value().expect("the format has a name").get_name().to_owned()).collect()
}

/// Names and values with every character that is special in some format.
const SIGNS: &str = "apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata:
  name: 'a,b:c%0A<d>&|*_`[x](y)`'
spec:
  asNumber: 64512
  peerIP: 'a,b:c%\\r\\n\"<&'
  nodeSelector: |
    a == 'ä'
    b == 'c'
";

/// The samples: name, arguments and stdin.
const SAMPLES: [(&str, &[&str], &str); 3] = [
    ("cluster", &["fixtures/clusters/pi-day-after"], ""),
    ("signs", &["-"], SIGNS),
    ("nothing", &["fixtures/clusters/small-mesh"], ""),
];

/// The output for a sample.
fn printed(format: &str, (_, arguments, stdin): (&str, &[&str], &str)) -> String {
    let output =
        bgplint().args(arguments).args(["--format", format]).write_stdin(stdin).output().expect("bgplint runs");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{format}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the output is text")
}

#[test]
fn the_same_samples_in_every_format() {
    for format in &formats() {
        for sample in SAMPLES {
            let text = printed(format, sample);
            // Pages and digests are long, and other tests check them.
            let text = match format.as_str() {
                "sarif" => shortened(&text),
                _ => text,
            };
            insta::assert_snapshot!(format!("{format}-{}", sample.0), text);
        }
    }
}

/// SARIF without the pages.
fn shortened(sarif: &str) -> String {
    let mut document: Value = serde_json::from_str(sarif).expect("it is JSON");
    for rule in document["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("rules are a list") {
        assert!(rule["help"]["markdown"].as_str().is_some_and(|page| page.starts_with("# ")));
        rule["help"] = Value::Null;
    }
    serde_json::to_string_pretty(&document).expect("it is JSON")
}

/// The number of findings in an output.
fn count(format: &str, text: &str) -> usize {
    let document = || serde_json::from_str::<Value>(text).expect("it is JSON");
    let length = |value: &Value| value.as_array().expect("it is a list").len();
    match format {
        "concise" | "jsonl" | "github" => text.lines().count(),
        "json" => length(&document()["findings"]),
        "sarif" => length(&document()["runs"][0]["results"]),
        "gitlab" => length(&document()),
        "junit" => text.matches("<failure ").count() + text.matches("<system-out>").count(),
        _ => text.lines().filter(|line| line.starts_with("- ")).count(),
    }
}

#[test]
fn the_page_of_a_github_run_has_the_findings_too() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let page = directory.path().join("summary.md");
    std::fs::write(&page, "# Before\n").expect("the page is written");
    let run = |arguments: &[&str]| {
        let output = binary().arg("-").args(arguments).env("GITHUB_STEP_SUMMARY", &page).write_stdin(SIGNS).output();
        assert_eq!(output.expect("bgplint runs").status.code(), Some(1));
        std::fs::read_to_string(&page).expect("the page is there")
    };
    assert_eq!(run(&["--format", "json"]), "# Before\n");
    let markdown = printed("markdown", SAMPLES[1]);
    assert_eq!(run(&["--format", "github"]), format!("# Before\n{markdown}"));
    assert_eq!(run(&["--output", "github=-"]), format!("# Before\n{markdown}{markdown}"));
}

#[test]
fn every_format_has_every_finding() {
    for sample in SAMPLES {
        let all = count("json", &printed("json", sample));
        assert_eq!(all == 0, sample.0 == "nothing");
        for format in &formats() {
            assert_eq!(count(format, &printed(format, sample)), all, "{format} of {}", sample.0);
        }
    }
}

/// The official schema of SARIF.
pub fn sarif_schema() -> jsonschema::Validator {
    // The official schema has a bracket too many in the pattern of languages, which bgplint does not write.
    let official = include_str!("schemas/sarif-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&official).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is one")
}

#[test]
fn sarif_is_valid() {
    let validator = sarif_schema();
    for sample in SAMPLES {
        let document: Value = serde_json::from_str(&printed("sarif", sample)).expect("it is JSON");
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", sample.0);
    }
    assert!(!validator.is_valid(&serde_json::json!({ "version": "2.1.0" })));
}

/// A report with a finding that has a safe and an unsafe fix, and a finding without fixes.
fn with_fixes(input: &Input) -> Report {
    let report = check(input, &Settings::default()).expect("nothing more is required");
    let mut findings: Vec<Finding> = report.findings.into_iter().map(|located| located.finding).take(2).collect();
    let place = findings[0].primary.place.clone();
    let behind = Place { span: Span { start: place.span.end, end: place.span.end }, ..place.clone() };
    let edits = vec![Edit::replace(behind, " # checked"), Edit::replace(place.clone(), "10.0.0.1")];
    findings[0].fix(Fix::safe("write the address", edits));
    findings[0].fix(Fix::to_review("remove the value", vec![Edit::replace(place, "")]));
    Report { findings: locate(findings, &input.sources, &bgplint::read(input)), ..Report::default() }
}

/// A report in a format, without a terminal.
fn written(format: Format, report: &Report) -> Vec<u8> {
    let mut text = Vec::new();
    let look = Look { color: false, width: 100, links: false };
    format.write(report, look, &mut text).expect("memory takes the text");
    text
}

#[test]
fn fixes_are_edits_in_json_and_sarif() {
    let input = Input::from_sources(vec![Source::from_text("signs.yaml", SIGNS)]);
    let report = with_fixes(&input);
    let document: Value = serde_json::from_slice(&written(Format::Json, &report)).expect("it is JSON");
    let (fixed, other) = (&document["findings"][0], &document["findings"][1]);
    assert!(other.is_object() && other.get("fixes").is_none(), "{other}");
    let place = &fixed["locations"][0];
    let expected = serde_json::json!([
        { "title": "write the address", "safe": true, "edits": [
            { "file": "signs.yaml", "start": place["end"], "end": place["end"], "text": " # checked" },
            { "file": "signs.yaml", "start": place["start"], "end": place["end"], "text": "10.0.0.1" },
        ] },
        { "title": "remove the value", "safe": false, "edits": [
            { "file": "signs.yaml", "start": place["start"], "end": place["end"], "text": "" },
        ] },
    ]);
    assert_eq!(fixed["fixes"], expected);
    let document: Value = serde_json::from_slice(&written(Format::Sarif, &report)).expect("it is JSON");
    assert!(sarif_schema().is_valid(&document), "{document}");
    let results = &document["runs"][0]["results"];
    assert!(results[1].get("fixes").is_none());
    let fixes = results[0]["fixes"].as_array().expect("there are fixes");
    assert_eq!(fixes[0]["description"]["text"], "write the address");
    assert_eq!(fixes[0]["artifactChanges"][0]["artifactLocation"]["uri"], "signs.yaml");
    let replacements = &fixes[0]["artifactChanges"][0]["replacements"];
    assert_eq!(replacements[0]["deletedRegion"]["byteLength"], 0);
    assert_eq!(replacements[1]["insertedContent"]["text"], "10.0.0.1");
    assert!(fixes[1]["artifactChanges"][0]["replacements"][0].get("insertedContent").is_none());
}

#[test]
fn fingerprints_of_gitlab_and_sarif_are_distinct() {
    let text = printed("gitlab", SAMPLES[0]) + &printed("gitlab", SAMPLES[1]);
    let fingerprints: Vec<&str> = text.lines().filter(|line| line.contains("\"fingerprint\"")).collect();
    let mut distinct = fingerprints.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), fingerprints.len());
}

#[test]
fn several_formats_in_one_run() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let file = directory.path().join("out.sarif");
    let sarif = format!("sarif={}", file.display());
    let output = bgplint()
        .args(["fixtures/clusters/pi-day-after", "--output", &sarif, "--output", "github=-"])
        .output()
        .expect("bgplint runs");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("::"));
    let written = std::fs::read_to_string(file).expect("the file is written");
    assert!(count("sarif", &written) > 0);
}
