//! Ignores in files: what they cover, the findings about wrong ones, and `--add-ignores`.

use crate::support::fixtures::{self, Fixture};
use crate::support::{bgplint, directories, json, rules_of, tree};
use serde_json::Value;
use tempfile::TempDir;

/// The rules of the findings in a text, except the rules about AS numbers.
fn reported(text: &str) -> Vec<String> {
    let rules = rules_of(&json(&["-", "--ignore", "as-number"], text));
    rules.into_iter().map(|(rule, _)| rule).collect()
}

/// A BGPPeer with two faults: an address on line 7 and the name of a filter on line 10. `{…}` are places for comments.
const PEER: &str = "{head}
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata: {metadata-end}
  name: tor
{spec}
spec: {spec-end}
  {address}
  peerIP: 10.0.0.300 {address-end}
  asNumber: 64512
  filters: {filters-end}
    {first}
    - other
    {second}
    - missing {second-end}
{foot}
";

/// The BGPPeer with a comment at one of the places.
fn with(spot: &str, comment: &str) -> String {
    let mut text = PEER.replace(&format!("{{{spot}}}"), comment);
    while let Some((before, rest)) = text.split_once('{') {
        text = format!("{before}{}", rest.split_once('}').map_or("", |(_, rest)| rest));
    }
    text
}

#[test]
fn a_comment_speaks_of_the_next_node_or_of_its_line() {
    let ignore = "# bgplint: ignore[invalid-address] the address comes next week";
    assert!(reported(&with("", "")).contains(&"invalid-address".to_owned()));
    for (spot, is_taken_out) in [
        ("head", true),
        ("spec", true),
        ("address", true),
        ("address-end", true),
        ("metadata-end", false),
        ("spec-end", false),
        ("filters-end", false),
        ("first", false),
        ("second", false),
        ("second-end", false),
    ] {
        let rules = reported(&with(spot, ignore));
        assert_eq!(!rules.contains(&"invalid-address".to_owned()), is_taken_out, "{spot}: {rules:?}");
        assert_eq!(!rules.contains(&"unused-ignore".to_owned()), is_taken_out, "{spot}: {rules:?}");
    }
    assert!(reported(&with("foot", ignore)).contains(&"invalid-ignore".to_owned()));
}

#[test]
fn only_the_rules_that_are_named_are_taken_out() {
    let text = with("head", "# bgplint: ignore[invalid-address, missing-field]: known");
    let rules = reported(&text.replace("  name: tor\n", ""));
    assert!(
        !rules.contains(&"invalid-address".to_owned()) && !rules.contains(&"missing-field".to_owned()),
        "{rules:?}"
    );
    let rules = reported(&with("head", "# bgplint: ignore[invalid-port] known"));
    assert!(rules.contains(&"invalid-address".to_owned()) && rules.contains(&"unused-ignore".to_owned()), "{rules:?}");
}

#[test]
fn a_document_and_a_file() {
    let peer = with("", "");
    let other = peer.replace("name: tor", "name: spine");
    let count = |text: &str| reported(text).iter().filter(|rule| *rule == "invalid-address").count();
    assert_eq!(count(&format!("{peer}---\n{other}")), 2);
    let ignore = "# bgplint: ignore[invalid-address] known\n";
    assert_eq!(count(&format!("{ignore}{peer}---\n{other}")), 1);
    assert_eq!(count(&format!("{peer}---\n# more\n{ignore}{other}")), 1);
    let file = "# bgplint: ignore-file[invalid-address] known\n";
    for text in [format!("{file}{peer}---\n{other}"), format!("# more\n{file}---\n{peer}---\n{other}")] {
        assert_eq!(count(&text), 0, "{text}");
    }
    // Also in invalid YAML, and in templates.
    let broken =
        "# bgplint: ignore-file[yaml-syntax] it is a fragment\nkind: BGPPeer\napiVersion: projectcalico.org/v3\na: [\n";
    assert!(reported(broken).is_empty(), "{:?}", reported(broken));
    let template = "# bgplint: ignore-file[unrendered-template] rendered by CI\nkind: BGPPeer\napiVersion: projectcalico.org/v3\na: {{ b }}\n";
    assert!(reported(template).is_empty(), "{:?}", reported(template));
}

#[test]
fn an_item_of_a_list_and_a_block_of_text() {
    let list = "apiVersion: v1\nkind: List\nitems:\n";
    let item = |name: &str| {
        let peer = format!(
            "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {{name: {name}}}\nspec: {{peerIP: a, asNumber: 1}}"
        );
        format!("- {}\n", peer.replace('\n', "\n  "))
    };
    let text = format!("{list}# bgplint: ignore[invalid-address] known\n{}{}", item("a"), item("b"));
    assert_eq!(reported(&text).iter().filter(|rule| *rule == "invalid-address").count(), 1, "{:?}", reported(&text));
    let block = with("", "").replace("10.0.0.300", "10.0.0.30")
        + "  nodeSelector: | # bgplint: ignore[invalid-selector] known\n    a ==\n";
    assert!(!reported(&block).contains(&"invalid-selector".to_owned()), "{:?}", reported(&block));
}

#[test]
fn an_annotation_speaks_of_its_resource() {
    let annotated = |text: &str| {
        let annotation = format!("metadata:\n  annotations: {{bgplint.dev/ignore: \"{text}\"}}\n");
        reported(&with("", "").replace("metadata: \n", &annotation))
    };
    assert!(!annotated("invalid-address: known").contains(&"invalid-address".to_owned()));
    assert!(!annotated("invalid-port, invalid-address: known").contains(&"invalid-address".to_owned()));
    assert!(!annotated("invalid-port: a\\ninvalid-address: b; see NET-42").contains(&"invalid-address".to_owned()));
    assert!(annotated("invalid-address").contains(&"invalid-ignore".to_owned()));
    assert!(annotated("invalid-adress: known").contains(&"invalid-ignore".to_owned()));
    assert!(annotated("invalid-port: known").contains(&"unused-ignore".to_owned()));
}

#[test]
fn ignored_findings_are_counted_and_marked() {
    let text = with("address-end", "# bgplint: ignore[invalid-address] the address comes next week");
    let report = json(&["-"], &text);
    assert_eq!(report["summary"]["suppressed"], 1);
    let run = |arguments: &[&str]| {
        let output = bgplint().arg("-").args(arguments).write_stdin(text.as_str()).output().expect("bgplint runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
        (text(output.stdout), text(output.stderr), output.status.code())
    };
    assert!(run(&[]).1.starts_with("1 finding ignored in its file\n"), "{}", run(&[]).1);
    let sarif: Value = serde_json::from_str(&run(&["--format", "sarif"]).0).expect("it is JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    let marked = results.iter().find(|result| result["ruleId"] == "invalid-address").expect("the finding is there");
    assert_eq!(
        marked["suppressions"],
        serde_json::json!([{ "kind": "inSource", "justification": "the address comes next week" }])
    );
    let rules = rules_of(&json(&["-", "--no-ignores"], &text));
    assert!(rules.iter().any(|(rule, _)| rule == "invalid-address"), "{rules:?}");
    assert_eq!((run(&[]).2, run(&["--no-ignores"]).2), (Some(0), Some(1)));
}

#[test]
fn findings_once_per_run_are_ignored_place_by_place() {
    let peer = |name: &str, comment: &str| {
        format!(
            "{comment}apiVersion: crd.projectcalico.org/v1\nkind: BGPPeer\nmetadata: {{name: {name}}}\nspec: {{peerIP: 10.0.0.1, asNumber: 1}}\n"
        )
    };
    let ignore = "# bgplint: ignore[storage-api-group] known\n";
    let count = |text: &str| reported(text).iter().filter(|rule| *rule == "storage-api-group").count();
    assert_eq!(count(&[peer("a", ""), peer("b", "")].join("---\n")), 1);
    assert_eq!(count(&[peer("a", ignore), peer("b", "")].join("---\n")), 1);
    assert_eq!(count(&[peer("a", ""), peer("b", ignore)].join("---\n")), 1);
    let all = [peer("a", ignore), peer("b", ignore)].join("---\n");
    assert_eq!(count(&all), 0);
    assert!(!reported(&all).contains(&"unused-ignore".to_owned()));
}

/// Copies of all clusters and bad fixtures, each in its own repository.
fn repositories() -> Vec<TempDir> {
    // Each fixture needs a run of the program, so every seventh is enough.
    let bad = fixtures::all().iter().filter(|fixture| fixture.is_bad()).step_by(7).map(Fixture::directory);
    let copy = |case: std::path::PathBuf| {
        let copied = tempfile::tempdir().expect("a temporary directory");
        let copying = std::process::Command::new("cp").arg("-r").arg(case.join(".")).arg(copied.path()).status();
        assert!(copying.expect("cp runs").success());
        copied
    };
    bad.chain(directories("fixtures/clusters".as_ref()).into_iter().map(copy)).collect()
}

#[test]
fn add_ignores_quiets_a_repository() {
    let mut written = 0;
    for repository in repositories() {
        let run = |arguments: &[&str]| {
            let output =
                bgplint().current_dir(repository.path()).args([".", "--format", "json"]).args(arguments).output();
            let output = output.expect("bgplint runs");
            let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
            (report, String::from_utf8(output.stderr).expect("it is text"))
        };
        let (before, _) = run(&["--no-ignores"]);
        let (after, stderr) = run(&["--add-ignores", "settled with the network team"]);
        written += stderr.matches("wrote ").count();
        let left: Vec<&Value> = after["findings"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|finding| {
                let is_about_ignores =
                    ["unused-ignore", "invalid-ignore"].contains(&finding["rule"].as_str().unwrap_or(""));
                !is_about_ignores
                    && !finding["locations"][0]["file"].as_str().is_some_and(|file| file.ends_with(".json"))
            })
            .collect();
        assert!(left.is_empty(), "{stderr}{left:#?}");
        // Without the ignores, all findings are as before, apart from the lines.
        let (again, _) = run(&["--no-ignores"]);
        let rules = |report: &Value| {
            let mut rules = rules_of(report);
            rules.sort();
            rules
        };
        assert_eq!(rules(&before), rules(&again), "{stderr}");
    }
    assert!(written > 50, "only {written} files");
}

#[test]
fn add_ignores_writes_above_the_line_in_the_style_of_the_file() {
    let manifest = "---\r\napiVersion: projectcalico.org/v3\r\nkind: BGPPeer\r\nmetadata:\r\n  name: tor\r\nspec:\r\n  asNumber: 64512\r\n  \
                    peerIP: 10.0.0.300\r\n";
    let directory = tree(&[
        ("peer.yaml", manifest),
        (
            "peer.json",
            "{\"apiVersion\": \"projectcalico.org/v3\", \"kind\": \"BGPPeer\", \
                     \"metadata\": {\"name\": \"b\"}, \"spec\": {\"peerIP\": \"tor.example.org\", \"asNumber\": 1}}",
        ),
    ]);
    let run = |reason: &str| {
        let arguments = [".", "--select", "invalid-address", "--format", "concise", "--add-ignores", reason];
        let output = bgplint().current_dir(directory.path()).args(arguments).output().expect("bgplint runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
        (text(output.stdout), text(output.stderr), output.status.code())
    };
    assert_eq!(run(" ").2, Some(2));
    assert_eq!(run("one\ntwo").2, Some(2));
    let (stdout, stderr, status) = run("next week");
    assert!(stderr.starts_with("wrote 1 ignore into peer.yaml\n1 finding ignored in its file\n"), "{stderr}");
    // JSON has no comments, so its findings are still reported.
    assert!(status == Some(1) && stdout.starts_with("peer.json:") && stdout.lines().count() == 1, "{stdout}");
    let text = std::fs::read_to_string(directory.path().join("peer.yaml")).expect("it is there");
    let expected = manifest.replace("  peerIP", "  # bgplint: ignore[invalid-address] next week\r\n  peerIP");
    assert_eq!(text, expected);
    assert_eq!(run("next week").0, stdout);
    assert_eq!(std::fs::read_to_string(directory.path().join("peer.yaml")).expect("it is there"), expected);
}

#[test]
fn a_block_of_text_in_a_list_stays_what_it_is() {
    let peer = |filters: &str| {
        format!(
            "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {{name: a}}\nspec:\n  peerIP: 1.2.3.4\n  asNumber: 64512\n  filters:\n{filters}"
        )
    };
    for filters in [
        "  - >-\n    gone\n",
        "  - |-\n    gone\n  - |-\n    lost\n",
        "  -\n    |-\n    gone\n",
        "  - !!str |-\n    gone\n",
    ] {
        let before = peer(filters);
        let directory = tree(&[("peer.yaml", &before)]);
        let run = || {
            let arguments = [".", "--select", "filter-not-found", "--add-ignores", "next week"];
            let output = bgplint().current_dir(directory.path()).args(arguments).output().expect("bgplint runs");
            (
                String::from_utf8_lossy(&output.stdout).into_owned(),
                std::fs::read_to_string(directory.path().join("peer.yaml")).expect("it is there"),
            )
        };
        let (stdout, after) = run();
        assert_eq!(stdout, "", "{after}");
        let values = |text: &str| serde_yaml::from_str::<Value>(text).expect("it is YAML");
        assert!(before != after && values(&before) == values(&after), "{after}");
        assert_eq!(run().1, after);
    }
    // A comment at the end of the line of an item is for the item.
    let rules = reported(&peer("  - |- # bgplint: ignore[filter-not-found] next week\n    gone\n"));
    assert!(!rules.contains(&"filter-not-found".to_owned()), "{rules:?}");
}

#[test]
fn an_ignore_ends_with_its_node() {
    let text = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: a}\nspec:\n  peerIP: 1.2.3.4\n  asNumber: 64512\n\
                # bgplint: ignore[unknown-field] known\nzzz: |\n  text\nyyy: 1\n";
    assert_eq!(reported(text).iter().filter(|rule| *rule == "unknown-field").count(), 1, "{:?}", reported(text));
}

#[test]
fn nothing_can_be_written_into_stdin() {
    let output =
        bgplint().args(["-", "--add-ignores", "why"]).write_stdin(with("", "")).output().expect("bgplint runs");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_cannot_be_read_can_be_ignored_with_its_file_only() {
    let message = |text: &str| {
        let report = json(&["-", "--select", "invalid-ignore"], text);
        report["findings"][0]["message"].as_str().map(str::to_owned)
    };
    let unreadable = Some("the document cannot be read: an ignore in it has no effect".to_owned());
    let head = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\n";
    let ignore = "# bgplint: ignore[yaml-syntax] a fragment\n";
    assert_eq!(message(&format!("{ignore}{head}spec: [\n")), unreadable);
    assert_eq!(message(&format!("{head}---\n{ignore}{head}spec: [\n")), unreadable);
    assert_eq!(message(&format!("{head}spec: [\n{ignore}")), unreadable);
}

#[test]
fn the_marker_of_a_document_may_carry_a_comment() {
    let peer = with("", "");
    let taken_out = |text: &str| !reported(text).contains(&"invalid-address".to_owned());
    assert!(taken_out(&format!("--- # first\n# bgplint: ignore-file[invalid-address] known\n{}", peer.trim_start())));
    assert!(taken_out(&format!("--- # bgplint: ignore[invalid-address] known\n{}", peer.trim_start())));
}

#[test]
fn without_all_nodes_an_ignore_may_be_of_use() {
    let both = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: NAME}\nspec: {peerIP: 1.2.3.4, asNumber: 64512}\n";
    let ignored = both.replace("spec:", "# bgplint: ignore[conflicting-peers] known\nspec:").replace("NAME", "a");
    assert!(!reported(&ignored).contains(&"unused-ignore".to_owned()), "{:?}", reported(&ignored));
    let nodes = "---\napiVersion: v1\nkind: Node\nmetadata: {name: n, annotations: {projectcalico.org/IPv4Address: 10.0.0.1/24}}\n";
    let rules = rules_of(&json(&["-", "--nodes", "complete"], &(ignored + nodes)));
    assert!(rules.contains(&("unused-ignore".to_owned(), "info".to_owned())), "{rules:?}");
}
