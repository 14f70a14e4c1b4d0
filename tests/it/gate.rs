//! The gate cannot be switched off unseen: what weakens a check is said, and a locked configuration is not weakened.

use std::path::Path;

use crate::support::{RIGHT, bgplint, faulty, tree};
use serde_json::Value;

/// A BGPPeer of this name with an error whose finding its file ignores.
fn ignored(name: &str) -> String {
    faulty().replace("name: tor", &format!("name: {name}")).replace(
        "  peerIP",
        "  # bgplint: ignore[invalid-address] known\n  # bgplint: ignore[storage-api-group] known\n  peerIP",
    )
}

/// A BGPPeer of this name with an error (`invalid-address`).
fn named(name: &str) -> String {
    faulty().replace("name: tor", &format!("name: {name}"))
}

/// What stdout and stderr hold, and the exit status.
fn run(directory: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = bgplint().current_dir(directory).args(arguments).output().expect("bgplint runs");
    let text = |bytes| String::from_utf8(bytes).expect("the output is text");
    (text(output.stdout), text(output.stderr), output.status.code().expect("a status"))
}

/// The JSON of a run.
fn json(directory: &Path, arguments: &[&str]) -> Value {
    let (stdout, stderr, _) = run(directory, &[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("it is JSON: {stdout}{stderr}"))
}

/// The notes of a run, by kind.
fn notes(directory: &Path, arguments: &[&str]) -> Vec<(String, String)> {
    let report = json(directory, arguments);
    let text = |note: &Value, key: &str| note[key].as_str().expect("a text").to_owned();
    let notes = report["notes"].as_array().into_iter().flatten();
    notes.map(|note| (text(note, "kind"), text(note, "message"))).collect()
}

/// The files of the findings of a run.
fn files(directory: &Path, arguments: &[&str]) -> Vec<String> {
    let report = json(directory, arguments);
    let file = |finding: &Value| finding["locations"][0]["file"].as_str().expect("a file").to_owned();
    report["findings"].as_array().expect("findings are a list").iter().map(file).collect()
}

fn kinds(notes: &[(String, String)]) -> Vec<&str> {
    notes.iter().map(|(kind, _)| kind.as_str()).collect()
}

#[test]
fn a_repository_that_weakens_nothing_has_no_note() {
    let directory = tree(&[
        (".git/config.yaml", "a: b\n"),
        (".gitignore", "*.log\n/empty\n"),
        ("build.log", "x\n"),
        ("empty/notes.txt", "x\n"),
        (".hidden/notes.txt", "x\n"),
        (".editorconfig", "x\n"),
        ("manifests/peer.yaml", &faulty()),
    ]);
    assert_eq!(notes(directory.path(), &["."]), []);
    let (_, stderr, status) = run(directory.path(), &["."]);
    assert_eq!((stderr.lines().count(), status), (2, 1), "{stderr}");
    let (sarif, ..) = run(directory.path(), &[".", "--format", "sarif"]);
    assert!(!sarif.contains("invocations"), "{sarif}");
    let (markdown, ..) = run(directory.path(), &[".", "--format", "markdown"]);
    assert!(!markdown.contains("notes"), "{markdown}");
}

#[test]
fn each_weakening_is_a_line_in_every_format_for_people_and_a_note_in_json_and_sarif() {
    let directory = tree(&[
        (
            ".bgplint.yaml",
            "failOn: never\nseverities: {pool: off, missing-peer-as-number: info}\nbaseline: accepted.json\n\
            ignores: [{rules: [invalid-address], objects: [BGPPeer/c], reason: known}]\n",
        ),
        (".gitignore", "left.yaml\n"),
        ("accepted.json", "{\"version\": 1, \"findings\": []}"),
        ("a.yaml", &ignored("a")),
        ("b.yaml", &ignored("b")),
        ("c.yaml", &named("c")),
        ("d.yaml", &named("d")),
        ("left.yaml", &named("left")),
        (".dot.yml", &named("dot")),
        (".dots/e.json", "{}"),
        ("chart.yaml", "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: {{ x }}}\n"),
    ]);
    run(directory.path(), &["d.yaml", "--no-config", "--write-baseline", "accepted.json"]);
    let expected = [
        ("left-out-by-ignore-files", "1 file left out by ignore files (`--no-ignore-files` reads it)"),
        ("left-out-hidden", "2 hidden files left out (`--hidden` reads them)"),
        ("configuration", "the configuration in force is `.bgplint.yaml`"),
        (
            "rules-off",
            "the configuration switches off 4 rules: `bgp-export-disabled`, `ip-pool-overlaps-addresses`, \
             `load-balancer-range-in-workload-pool` and `overlapping-ip-pools`",
        ),
        ("severities-lowered", "the configuration lowers the severity of 1 rule: `missing-peer-as-number`"),
        ("fail-on-lowered", "the configuration says `failOn: never`: no finding fails the run"),
        ("ignored-in-files", "2 findings ignored in 2 files"),
        ("ignored-by-configuration", "1 finding ignored by the configuration"),
        ("accepted-by-baseline", "1 finding accepted by the baseline `accepted.json`"),
    ];
    let found = notes(directory.path(), &["."]);
    let found: Vec<(&str, &str)> = found.iter().map(|(kind, message)| (kind.as_str(), message.as_str())).collect();
    assert_eq!(found, expected);
    for format in ["pretty", "concise", "github"] {
        let (_, stderr, status) = run(directory.path(), &[".", "--format", format]);
        assert_eq!(status, 0, "{stderr}");
        for (_, message) in expected {
            assert_eq!(stderr.lines().filter(|line| *line == message).count(), 1, "{format}: {message}: {stderr}");
        }
    }
    let (markdown, ..) = run(directory.path(), &[".", "--format", "markdown"]);
    let (_, list) = markdown.split_once("**notes**\n\n").expect("there are notes");
    let lines = expected.map(|(_, message)| format!("- {message}\n"));
    assert_eq!(list, format!("- 1 file skipped (template): `chart.yaml`\n{}", lines.concat()));
    let (sarif, ..) = run(directory.path(), &[".", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&sarif).expect("it is JSON");
    assert!(crate::formats::sarif_schema().is_valid(&sarif), "{sarif}");
    let notified = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().expect("a list");
    let said = |id: &str, text: &str| serde_json::json!({ "descriptor": { "id": id }, "level": "note", "message": { "text": text } });
    assert_eq!(notified[0], said("skipped", "1 file skipped (template): `chart.yaml`"));
    assert_eq!(notified[1..], expected.map(|(kind, message)| said(kind, message)));
}

#[test]
fn what_the_command_line_decides_is_no_weakening() {
    let directory = tree(&[
        (".bgplint.yaml", "failOn: never\nseverities: {invalid-address: off, oversized-mesh: off}\n"),
        ("a.yaml", &faulty()),
    ]);
    let arguments = [".", "--select", "invalid-address", "--fail-on", "error"];
    assert_eq!(kinds(&notes(directory.path(), &arguments)), ["configuration"]);
    assert_eq!(run(directory.path(), &arguments).2, 1);
    let weaker = [".", "--no-config", "--ignore", "invalid-address", "--fail-on", "never"];
    assert_eq!(notes(directory.path(), &weaker), []);
    // A stricter configuration is only named.
    std::fs::write(
        directory.path().join(".bgplint.yaml"),
        "failOn: warning\nseverities: {storage-api-group: error, unfiltered-external-peer: off}\n",
    )
    .expect("it is written");
    assert_eq!(kinds(&notes(directory.path(), &["."])), ["configuration"]);
    // The command line asks for a rule that the configuration switches off.
    assert_eq!(kinds(&notes(directory.path(), &[".", "--pedantic"])), ["configuration", "rules-off"]);
}

#[test]
fn a_finding_that_is_less_severe_than_without_the_configuration_is_said() {
    // The severity of the rule is a warning, but a password that is ignored is an error.
    let pods = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: pods}\nspec:\n  \
                localWorkloadSelector: app == 'router'\n  asNumber: 64750\n";
    let directory = tree(&[(".bgplint.yaml", "severities: {ignored-field: warning}\n"), ("a.yaml", pods)]);
    assert_eq!(kinds(&notes(directory.path(), &["."])), ["configuration"]);
    let password = "  password: {secretKeyRef: {name: pods, key: password}}\n";
    std::fs::write(directory.path().join("a.yaml"), pods.to_owned() + password).expect("it is written");
    assert_eq!(kinds(&notes(directory.path(), &["."])), ["configuration", "severities-lowered"]);
}

#[test]
fn a_long_list_of_rules_is_cut() {
    let directory = tree(&[(".bgplint.yaml", "severities: {filter: off}\n"), ("a.yaml", RIGHT)]);
    let off = &notes(directory.path(), &["."])[1].1;
    assert!(off.ends_with(" and 1 more") && off.matches('`').count() == 20, "{off}");
}

#[test]
fn a_configuration_above_is_named_beside_the_one_in_force() {
    let directory = tree(&[
        (".git/HEAD", ""),
        (".bgplint.yaml", "neverIgnore: [freeze]\n"),
        ("manifests/.bgplint.yaml", "pedantic: true\n"),
        ("manifests/a.yaml", RIGHT),
    ]);
    let expected =
        "the configuration in force is `manifests/.bgplint.yaml`; only `neverIgnore` of `.bgplint.yaml` holds";
    assert_eq!(notes(directory.path(), &["manifests"]), [("configuration".to_owned(), expected.to_owned())]);
    let config = std::fs::canonicalize(directory.path().join(".bgplint.yaml")).expect("it is there");
    let found = notes(directory.path(), &["manifests", "--config", config.to_str().expect("a text")]);
    assert_eq!(kinds(&found), ["configuration"]);
}

#[test]
fn a_large_directory_counts_once_and_a_small_one_by_its_files() {
    let mut many: Vec<(String, &str)> = (0..1001).map(|number| (format!("modules/deep/{number}.js"), "")).collect();
    many.push(("small/deep/a.yaml".to_owned(), ""));
    many.push(("small/b.JSON".to_owned(), ""));
    many.push(("small/.git/c.yaml".to_owned(), ""));
    many.push((".gitignore".to_owned(), "/modules\n/small\n"));
    many.push(("peer.yaml".to_owned(), RIGHT));
    let files: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let directory = tree(&files);
    let expected = "2 files and 1 directory left out by ignore files (`--no-ignore-files` reads them)";
    assert_eq!(notes(directory.path(), &["."]), [("left-out-by-ignore-files".to_owned(), expected.to_owned())]);
    // What is named, or searched twice, is counted as it is.
    assert_eq!(notes(directory.path(), &[".", "modules", "small", "./"]), []);
    assert_eq!(notes(directory.path(), &[".", "small/b.JSON", "small/deep"]).len(), 1);
}

#[test]
fn hidden_and_excluded_files_are_read_on_request() {
    let directory = tree(&[
        (".git/x.yaml", &named("git")),
        (".gitignore", "!.git\n/excluded.yaml\n/.both.yaml\n"),
        (".ignore", "/build\n"),
        (".hidden/a.yaml", &named("a")),
        (".hidden/.git/a.yaml", &named("b")),
        (".c.yaml", &named("c")),
        (".both.yaml", &named("d")),
        ("excluded.yaml", &named("e")),
        ("build/f.yaml", &named("f")),
        ("plain.yaml", &named("g")),
    ]);
    let files = |arguments: &[&str]| files(directory.path(), &[&["."], arguments].concat());
    assert_eq!(files(&[]), ["plain.yaml"]);
    assert_eq!(files(&["--hidden"]), [".c.yaml", ".hidden/a.yaml", "plain.yaml"]);
    assert_eq!(files(&["--no-ignore-files"]), ["build/f.yaml", "excluded.yaml", "plain.yaml"]);
    let all = [".both.yaml", ".c.yaml", ".hidden/a.yaml", "build/f.yaml", "excluded.yaml", "plain.yaml"];
    assert_eq!(files(&["--hidden", "--no-ignore-files"]), all);
    let kinds_of = |arguments: &[&str]| {
        let notes = notes(directory.path(), &[&["."], arguments].concat());
        notes.into_iter().map(|(kind, message)| format!("{kind}: {}", &message[..1])).collect::<Vec<_>>()
    };
    assert_eq!(kinds_of(&[]), ["left-out-by-ignore-files: 2", "left-out-hidden: 3"]);
    assert_eq!(kinds_of(&["--hidden"]), ["left-out-by-ignore-files: 3"]);
    assert_eq!(kinds_of(&["--no-ignore-files"]), ["left-out-hidden: 3"]);
    assert_eq!(kinds_of(&["--hidden", "--no-ignore-files"]), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_directory_elsewhere_is_said_to_be_left_out() {
    use std::os::unix::fs::symlink;

    let directory = tree(&[("repository/in/a.yaml", &faulty()), ("elsewhere/b.yaml", &named("b"))]);
    let repository = directory.path().join("repository");
    symlink("in", repository.join("again")).expect("it is linked");
    symlink("../elsewhere", repository.join("out")).expect("it is linked");
    let (_, stderr, _) = run(&repository, &["."]);
    assert!(stderr.contains("skipped out: symbolic link to a directory\n"), "{stderr}");
    assert!(!stderr.contains("again"), "{stderr}");
    symlink("repository", directory.path().join("link")).expect("it is linked");
    assert_eq!(files(directory.path(), &["link"]), ["link/in/a.yaml"]);
}

/// A repository whose files switch off every check, beside a directory with a configuration.
fn hostile() -> tempfile::TempDir {
    let annotated = named("annotated").replace(
        "  name: annotated\n",
        "  name: annotated\n  annotations: {bgplint.dev/ignore: \"invalid-address: x\"}\n",
    );
    tree(&[
        ("base/.bgplint.yaml", "failOn: warning\n"),
        ("pull/.git/HEAD", ""),
        ("pull/.bgplint.yaml", "failOn: never\nseverities: {invalid-address: off}\nthis: [is not valid\n"),
        ("pull/.bgplint.yml", "failOn: never\n"),
        ("pull/.gitignore", "*\n"),
        ("pull/manifests/.ignore", "*.yaml\n"),
        ("pull/manifests/.bgplint.yaml", "baseline: /etc/passwd\n"),
        ("pull/manifests/a.yaml", &format!("# bgplint: ignore-file[invalid-address] x\n{}", named("a"))),
        ("pull/manifests/b.yaml", &annotated),
        ("pull/manifests/.c.yaml", &named("c")),
        ("pull/manifests/.d/d.yaml", &named("d")),
    ])
}

#[test]
fn a_locked_configuration_is_not_weakened_by_the_repository() {
    let directory = hostile();
    let pull = directory.path().join("pull");
    let arguments = ["manifests", "--locked-config", "../base/.bgplint.yaml"];
    let all = ["manifests/.c.yaml", "manifests/.d/d.yaml", "manifests/a.yaml", "manifests/b.yaml"];
    assert_eq!(files(&pull, &arguments), all);
    let expected = [
        ("configuration", "the configuration is locked to `../base/.bgplint.yaml`"),
        (
            "configuration-not-read",
            "3 configurations of the repository are not read: `manifests/.bgplint.yaml` is the nearest",
        ),
        ("ignores-without-effect", "2 ignore comments or annotations have no effect: the configuration is locked"),
    ];
    let found = notes(&pull, &arguments);
    assert_eq!(found, expected.map(|(kind, message)| (kind.to_owned(), message.to_owned())));
    assert_eq!(run(&pull, &arguments).2, 1);
    // The file decides the threshold.
    let doubtful = tree(&[("b.yaml", "failOn: warning\n"), ("peer.yaml", &RIGHT.replace("64512", "CHANGEME"))]);
    assert_eq!(run(doubtful.path(), &["peer.yaml", "--locked-config", "b.yaml"]).2, 1);
    assert_eq!(run(doubtful.path(), &["peer.yaml"]).2, 0);
}

#[test]
fn a_locked_configuration_has_nothing_to_say_of_a_plain_repository() {
    let directory = tree(&[("base/b.yaml", ""), ("pull/.git/HEAD", ""), ("pull/a.yaml", RIGHT)]);
    let found = notes(&directory.path().join("pull"), &[".", "--locked-config", "../base/b.yaml"]);
    assert_eq!(found, [("configuration".to_owned(), "the configuration is locked to `../base/b.yaml`".to_owned())]);
    let single = tree(&[(".git/HEAD", ""), (".bgplint.yaml", "pedantic: true\n"), ("a.yaml", &ignored("a"))]);
    let lock = directory.path().join("base/b.yaml");
    let found = notes(single.path(), &[".", "--locked-config", lock.to_str().expect("a text")]);
    assert_eq!(kinds(&found), ["configuration", "configuration-not-read", "ignores-without-effect"]);
    assert_eq!(found[1].1, "the configuration `.bgplint.yaml` of the repository is not read");
    // The configuration of the repository may be the locked one.
    let found = notes(single.path(), &[".", "--locked-config", ".bgplint.yaml"]);
    assert_eq!(kinds(&found), ["configuration", "ignores-without-effect"]);
}

#[test]
fn a_locked_configuration_means_the_files_of_the_repository_of_the_input() {
    let config = "baseline: accepted.json\nignores: [{rules: [invalid-address], paths: [manifests/a.yaml], reason: x}]\n\
                  clusters: [{name: east, paths: [manifests]}]\n";
    let directory = tree(&[
        ("base/.git/HEAD", ""),
        ("base/.bgplint.yaml", config),
        ("base/manifests/b.yaml", &named("b")),
        ("base/accepted.json", "{\"version\": 1, \"findings\": []}"),
        ("saved/x.txt", ""),
        ("pull/.git/HEAD", ""),
        ("pull/manifests/a.yaml", &named("a")),
        ("pull/manifests/b.yaml", &named("b")),
        ("pull/manifests/new.yaml", &named("new")),
    ]);
    let base = directory.path().join("base");
    run(&base, &[".", "--write-baseline", "accepted.json"]);
    for file in [".bgplint.yaml", "accepted.json"] {
        std::fs::copy(base.join(file), directory.path().join("saved").join(file)).expect("it is copied");
    }
    let kinds_of = |directory: &Path, paths: &str, lock: &str| {
        kinds(&notes(directory, &[paths, "--locked-config", lock])).join(" ")
    };
    let expected = "configuration ignored-by-configuration accepted-by-baseline";
    for lock in ["../base/.bgplint.yaml", "../saved/.bgplint.yaml"] {
        let pull = directory.path().join("pull");
        assert_eq!(files(&pull, &[".", "--locked-config", lock]), ["manifests/new.yaml"], "{lock}");
        assert_eq!(kinds_of(&pull, "manifests", lock), expected);
        assert_eq!(json(&pull, &[".", "--locked-config", lock])["summary"]["clusters"], serde_json::json!(["east"]));
    }
    assert_eq!(
        files(directory.path(), &["pull", "--locked-config", "saved/.bgplint.yaml"]),
        ["pull/manifests/new.yaml"]
    );
}

#[test]
fn a_locked_configuration_allows_no_other_and_writes_no_ignores() {
    let directory = tree(&[("b.yaml", ""), ("a.yaml", &faulty())]);
    for other in [&["--config", "b.yaml"][..], &["--no-config"], &["--add-ignores", "known"]] {
        let (_, stderr, status) = run(directory.path(), &[&["a.yaml", "--locked-config", "b.yaml"], other].concat());
        assert!(status == 2 && stderr.contains("cannot be used with"), "{other:?}: {stderr}");
    }
    let (_, stderr, status) = run(directory.path(), &["a.yaml", "--locked-config", "missing.yaml"]);
    assert!(status == 2 && stderr.contains("cannot read missing.yaml"), "{stderr}");
}

#[test]
fn other_commands_take_the_locked_configuration_too() {
    let directory = hostile();
    let pull = directory.path().join("pull");
    let lock = ["--locked-config", "../base/.bgplint.yaml"];
    let (stdout, stderr, status) = run(&pull, &[&["config", "."], &lock[..]].concat());
    let is_own = stdout.starts_with("# ../base/.bgplint.yaml\n") && stdout.contains("failOn: warning\n");
    assert!(status == 0 && is_own, "{stdout}{stderr}");
    let (_, stderr, status) = run(&pull, &[&["topology", "manifests"], &lock[..]].concat());
    assert_eq!(status, 0, "{stderr}");
    assert_eq!(run(&pull, &["topology", "manifests"]).2, 2);
}

#[test]
fn the_page_about_strangers_uses_inputs_that_the_action_has() {
    let page = std::fs::read_to_string("docs/untrusted.md").expect("the page is there");
    let inputs = crate::support::action::Action::read().inputs();
    let workflows = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut uses = 0;
    for workflow in workflows {
        let workflow: serde_yaml::Value = serde_yaml::from_str(workflow).expect("it is YAML");
        let steps = workflow["jobs"]["bgplint"]["steps"].as_sequence().cloned().unwrap_or_default();
        for step in steps.iter().filter(|step| step["uses"].as_str().is_some_and(|uses| uses.starts_with("bgplint/"))) {
            uses += 1;
            let with = step["with"].as_mapping().expect("inputs are a mapping");
            assert!(with.keys().all(|name| inputs.contains_key(name.as_str().expect("a name"))), "{with:?}");
            assert!(with.keys().any(|name| name == "locked-config"));
        }
        for step in &steps {
            assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step:?}");
        }
    }
    assert_eq!(uses, 1);
}
