//! `--write-baseline` and `--baseline`: in an old repository only new findings are reported.

use std::path::PathBuf;

use crate::support::bgplint;
use serde_json::Value;
use tempfile::TempDir;

const FAULTY: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  \
                      asNumber: 64512\n  peerIP: 10.0.0.300\n";
const MORE: &str = "---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: spine\nspec:\n  \
                    asNumber: 64512\n  peerIP: 10.0.0.400\n";

/// A repository with one file, and its baseline.
struct Repository {
    directory: TempDir,
}

impl Repository {
    fn new() -> Repository {
        let repository = Repository { directory: tempfile::tempdir().expect("a temporary directory") };
        repository.write(FAULTY);
        assert_eq!(repository.run(&["--write-baseline"]).2, Some(0));
        repository
    }

    fn write(&self, manifest: &str) {
        std::fs::write(self.directory.path().join("peer.yaml"), manifest).expect("the file is written");
    }

    fn baseline(&self) -> PathBuf {
        self.directory.path().join("baseline.json")
    }

    /// Runs the program; the name of the baseline follows the first argument. Returns stdout, stderr and the exit status.
    fn run(&self, arguments: &[&str]) -> (String, String, Option<i32>) {
        let (first, others) = arguments.split_first().expect("there is an argument");
        let mut command = bgplint();
        command.current_dir(self.directory.path()).args(["peer.yaml", first]).arg(self.baseline()).args(others);
        let output = command.output().expect("bgplint runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
        (text(output.stdout), text(output.stderr), output.status.code())
    }
}

#[test]
fn accepted_findings_are_counted_and_not_reported() {
    let repository = Repository::new();
    let (stdout, stderr, status) = repository.run(&["--baseline"]);
    assert_eq!((stdout.as_str(), status), ("", Some(0)));
    assert!(stderr.starts_with("1 finding accepted by the baseline `"), "{stderr}");
    assert!(stderr.contains("/baseline.json`\n"), "{stderr}");
    let (json, ..) = repository.run(&["--baseline", "--format", "json"]);
    let document: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(document["summary"]["suppressed"], 1);
}

#[test]
fn new_findings_are_reported_wherever_the_old_ones_are() {
    let repository = Repository::new();
    repository.write(&format!("# moved down\n\n{FAULTY}{MORE}"));
    let (stdout, _, status) = repository.run(&["--baseline", "--format", "concise"]);
    assert_eq!(status, Some(1));
    assert!(stdout.starts_with("peer.yaml:17:11: error[invalid-address]") && stdout.lines().count() == 1, "{stdout}");
}

#[test]
fn what_is_cured_is_reported_as_stale() {
    let repository = Repository::new();
    repository.write(&FAULTY.replace("10.0.0.300", "10.0.0.30"));
    let (stdout, stderr, status) = repository.run(&["--baseline", "--format", "concise"]);
    let file = repository.baseline();
    let stale = format!(
        "{}:7:22: info[stale-baseline-entry] peer.yaml no longer has this finding of `invalid-address`\n",
        file.display()
    );
    assert_eq!((stdout, status), (stale, Some(0)));
    assert!(stderr.contains("1 entry of the configuration or the baseline no longer matches anything\n"), "{stderr}");
    // Without the rule it is unknown whether the entry is stale.
    assert_eq!(repository.run(&["--baseline", "--ignore", "invalid-address"]).0, "");
    // Every format reports stale entries, and `pretty` draws them.
    let (stdout, ..) = repository.run(&["--baseline"]);
    assert!(stdout.contains("╭─[") && stdout.contains("\"fingerprint\": \""), "{stdout}");
    let (json, ..) = repository.run(&["--baseline", "--format", "json"]);
    let note = &serde_json::from_str::<Value>(&json).expect("it is JSON")["notes"][0];
    assert_eq!((&note["kind"], &note["start"]["line"]), (&"stale-baseline-entry".into(), &7.into()), "{json}");
    let (sarif, ..) = repository.run(&["--baseline", "--format", "sarif"]);
    let run = &serde_json::from_str::<Value>(&sarif).expect("it is JSON")["runs"][0];
    let notification = &run["invocations"][0]["toolConfigurationNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "stale-baseline-entry", "{sarif}");
    for (format, sign) in
        [("github", "::notice "), ("gitlab", "\"info\""), ("junit", "system-out"), ("markdown", "- `")]
    {
        let (text, ..) = repository.run(&["--baseline", "--format", format]);
        assert!(text.contains(sign) && text.contains("stale-baseline-entry"), "{format}: {text}");
    }
}

#[test]
fn of_files_that_are_not_read_nothing_is_known() {
    let repository = Repository::new();
    std::fs::write(repository.directory.path().join("other.yaml"), MORE).expect("the file is written");
    let stale = |path: &str| {
        let mut command = bgplint();
        command.current_dir(repository.directory.path()).args([path, "--baseline", "baseline.json"]);
        String::from_utf8(command.output().expect("bgplint runs").stdout)
            .expect("it is text")
            .contains("stale-baseline-entry")
    };
    assert!(!stale("other.yaml"));
    std::fs::remove_file(repository.directory.path().join("peer.yaml")).expect("the file was there");
    assert!(!stale("other.yaml") && stale("."));
}

#[test]
fn sarif_marks_what_is_accepted() {
    let repository = Repository::new();
    let (sarif, ..) = repository.run(&["--baseline", "--format", "sarif"]);
    let document: Value = serde_json::from_str(&sarif).expect("it is JSON");
    let result = &document["runs"][0]["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["suppressions"][0]["kind"]),
        (&"invalid-address".into(), &"external".into())
    );
}

#[test]
fn a_baseline_is_the_same_however_often_it_is_written() {
    let repository = Repository::new();
    let first = std::fs::read_to_string(repository.baseline()).expect("the baseline is there");
    repository.run(&["--write-baseline"]);
    assert_eq!(std::fs::read_to_string(repository.baseline()).expect("the baseline is there"), first);
}

#[test]
fn a_file_that_is_not_a_baseline_is_status_2() {
    let repository = Repository::new();
    for text in ["", "{}", "[1]", "{\"version\": 2, \"findings\": []}"] {
        std::fs::write(repository.baseline(), text).expect("the file is written");
        let (stdout, stderr, status) = repository.run(&["--baseline"]);
        assert_eq!((stdout.as_str(), status), ("", Some(2)), "{text}");
        assert!(stderr.contains("baseline.json"), "{stderr}");
    }
}

#[test]
fn what_is_accepted_in_one_cluster_is_new_in_another() {
    let right = FAULTY.replace("10.0.0.300", "10.0.0.30");
    let directory = crate::support::tree(&[("east/peer.yaml", &right), ("west/peer.yaml", FAULTY)]);
    let run = |arguments: &[&str]| {
        let output = bgplint().current_dir(directory.path()).args(arguments).args(["--format", "concise"]).output();
        let output = output.expect("bgplint runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
        (text(output.stdout), text(output.stderr), output.status.code())
    };
    let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).expect("it is written");
    assert_eq!(run(&[".", "--write-baseline", "accepted.json"]).2, Some(0));
    // One file is fixed, and the other one gets the same fault.
    write("west/peer.yaml", &right);
    write("east/peer.yaml", FAULTY);
    let (stdout, stderr, status) = run(&[".", "--baseline", "accepted.json"]);
    assert!(status == Some(1) && stdout.starts_with("east/peer.yaml:"), "{stdout}{stderr}");
    assert!(stdout.contains("west/peer.yaml no longer has this finding of `invalid-address`"), "{stdout}");
    // With a fault in both files, only the new finding is reported.
    write("west/peer.yaml", FAULTY);
    let (stdout, ..) = run(&[".", "--baseline", "accepted.json"]);
    assert!(stdout.starts_with("east/peer.yaml:") && stdout.lines().count() == 1, "{stdout}");
    // The accepted findings of a renamed file stay accepted.
    write("east/peer.yaml", &right);
    std::fs::rename(directory.path().join("west/peer.yaml"), directory.path().join("west/tor.yaml"))
        .expect("it is moved");
    assert_eq!(run(&[".", "--baseline", "accepted.json"]).2, Some(0));
}

#[test]
fn what_is_accepted_of_a_common_file_holds_for_its_clusters_only() {
    let peer = |name: &str| FAULTY.replace("10.0.0.300", "10.0.0.30").replace("tor", name);
    let node = |rack: &str| {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata:\n  name: n1\n  labels: {{rack: {rack}}}\n  annotations: {{projectcalico.org/IPv4Address: 10.1.0.1/24}}\n"
        )
    };
    let base = peer("base") + "  nodeSelector: rack == 'r1'\n";
    let directory = crate::support::tree(&[
        ("base/peer.yaml", &base),
        ("clusters/a/peer.yaml", &peer("own")),
        ("clusters/a/nodes.yaml", &node("r1")),
        ("clusters/b/peer.yaml", &peer("own")),
        ("clusters/b/nodes.yaml", &node("r2")),
    ]);
    let run = |arguments: &[&str]| {
        let mut command = bgplint();
        command.current_dir(directory.path()).args([
            ".",
            "--nodes",
            "complete",
            "--select",
            "selector-matches-no-node",
        ]);
        command.args(arguments).output().expect("bgplint runs").status.code()
    };
    assert_eq!(run(&["--write-baseline", "accepted.json"]), Some(0));
    assert_eq!(run(&["--baseline", "accepted.json"]), Some(0));
    std::fs::write(directory.path().join("clusters/a/nodes.yaml"), node("r3")).expect("it is written");
    assert_eq!(run(&["--baseline", "accepted.json"]), Some(1));
}

#[test]
fn the_baseline_names_files_as_seen_from_itself() {
    let repository = Repository::new();
    let elsewhere = tempfile::tempdir().expect("a temporary directory");
    let peer = repository.directory.path().join("peer.yaml");
    let mut command = bgplint();
    command.current_dir(elsewhere.path()).arg(&peer).arg("--baseline").arg(repository.baseline());
    let output = command.output().expect("bgplint runs");
    assert_eq!(output.status.code(), Some(0));
    // A file that was not read may still have the finding.
    std::fs::write(elsewhere.path().join("other.yaml"), MORE.replace("400", "40")).expect("the file is written");
    let mut command = bgplint();
    command.current_dir(elsewhere.path()).arg(".").arg("--baseline").arg(repository.baseline());
    let stdout = String::from_utf8(command.output().expect("bgplint runs").stdout).expect("it is text");
    assert!(!stdout.contains("stale-baseline-entry"), "{stdout}");
}
