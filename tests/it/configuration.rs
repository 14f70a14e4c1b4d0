//! `.bgplint.yaml`: its effect on a run, where it is found, and the errors in it.

use std::path::Path;

use crate::support::{bgplint, fixtures, json, rules_of, tree};
use bgplint::config::{Config, TEMPLATE};
use serde_json::Value;
use tempfile::TempDir;

const FAULTY: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor-a\nspec:\n  \
                      asNumber: 64512\n  peerIP: 10.0.0.300\n";
const STORAGE: &str = "apiVersion: crd.projectcalico.org/v1\nkind: BGPPeer\nmetadata:\n  name: spine\nspec:\n  \
                       asNumber: 64512\n  peerIP: 10.0.0.3\n";

/// Stdout, stderr and the exit status of a run in a directory.
fn run(directory: &TempDir, arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = bgplint().current_dir(directory.path()).args(arguments).output().expect("bgplint runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is text");
    (text(output.stdout), text(output.stderr), output.status.code())
}

/// The rules with findings in a directory, with their severities.
fn reported(directory: &TempDir, arguments: &[&str]) -> Vec<(String, String)> {
    let (stdout, stderr, _) = run(directory, &[arguments, &["--format", "json"]].concat());
    rules_of(&serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stderr}")))
}

fn pair(rule: &str, severity: &str) -> (String, String) {
    (rule.to_owned(), severity.to_owned())
}

/// The template with every key set.
fn whole_template() -> String {
    let is_key = |line: &str| {
        line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c != ' ') || rest.starts_with("  "))
    };
    let uncommented = TEMPLATE.lines().map(|line| if is_key(line) { &line[1..] } else { line });
    uncommented.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn severities_and_pedantic_rules() {
    let directory = tree(&[(".bgplint.yaml", ""), ("a.yaml", FAULTY), ("b.yaml", STORAGE)]);
    let config = |text: &str| std::fs::write(directory.path().join(".bgplint.yaml"), text).expect("it is written");
    let without = reported(&directory, &["."]);
    assert!(
        without.contains(&pair("invalid-address", "error")) && without.contains(&pair("storage-api-group", "info"))
    );
    config("severities:\n  invalid-address: warning\n  storage-api-group: off\n");
    let with = reported(&directory, &["."]);
    assert!(with.contains(&pair("invalid-address", "warning")), "{with:?}");
    assert!(!with.iter().any(|(rule, _)| rule == "storage-api-group"), "{with:?}");
    assert_eq!(run(&directory, &["."]).2, Some(0));
    assert_eq!(run(&directory, &[".", "--fail-on", "warning"]).2, Some(1));
    // The name of a rule wins over its group, and the command line over the configuration.
    config("severities:\n  manifest: off\n  invalid-address: info\n");
    let with = reported(&directory, &["."]);
    assert!(with.contains(&pair("invalid-address", "info")), "{with:?}");
    assert!(!with.iter().any(|(rule, _)| rule == "storage-api-group"), "{with:?}");
    let with = reported(&directory, &[".", "--select", "manifest"]);
    assert_eq!(with, [pair("invalid-address", "info"), pair("storage-api-group", "info")], "{with:?}");
    assert!(reported(&directory, &[".", "--no-config"]) == without);
}

#[test]
fn the_threshold_of_the_exit_status() {
    let directory = tree(&[(".bgplint.yaml", "failOn: never\n"), ("a.yaml", FAULTY)]);
    assert_eq!(run(&directory, &["."]).2, Some(0));
    assert_eq!(run(&directory, &[".", "--fail-on", "error"]).2, Some(1));
    assert_eq!(run(&directory, &[".", "--no-config"]).2, Some(1));
}

#[test]
fn ignores_by_rule_object_and_path() {
    let other = FAULTY.replace("tor-a", "spine-a");
    let directory = tree(&[(".bgplint.yaml", ""), ("lab/a.yaml", FAULTY), ("prod/b.yaml", &other)]);
    let errors = |ignore: &str| {
        let text = format!("ignores:\n  - {{reason: known, {ignore}}}\n");
        std::fs::write(directory.path().join(".bgplint.yaml"), text).expect("it is written");
        let (stdout, stderr, _) = run(&directory, &[".", "--format", "concise"]);
        let lines = stdout.lines().filter(|line| line.contains("error["));
        let files: Vec<String> = lines.map(|line| line.split(':').next().unwrap_or("").to_owned()).collect();
        (files, stdout, stderr)
    };
    let cases: [(&str, &[&str]); 9] = [
        ("rules: [invalid-address]", &[]),
        ("rules: [manifest]", &[]),
        ("rules: [invalid-address], paths: [lab]", &["prod/b.yaml"]),
        ("rules: [invalid-address], paths: ['**/b.yaml']", &["lab/a.yaml"]),
        ("rules: [invalid-address], paths: ['*.yaml']", &["lab/a.yaml", "prod/b.yaml"]),
        ("rules: [invalid-address], objects: [BGPPeer/tor-*]", &["prod/b.yaml"]),
        ("rules: [invalid-address], objects: [BGPPeer]", &[]),
        ("rules: [invalid-address], objects: [BGPPeer/tor-*], paths: [prod]", &["lab/a.yaml", "prod/b.yaml"]),
        ("rules: [invalid-port]", &["lab/a.yaml", "prod/b.yaml"]),
    ];
    for (ignore, left) in cases {
        let (errors, stdout, stderr) = errors(ignore);
        assert_eq!(errors, left, "{ignore}");
        let is_stale = stdout.contains(".bgplint.yaml:2:5: info[stale-ignore] this ignore no longer matches anything");
        assert_eq!(is_stale, left.len() == 2, "{ignore}: {stdout}");
        assert_eq!(is_stale, stderr.contains("1 entry of the configuration"), "{ignore}: {stderr}");
        assert_eq!(stderr.contains("ignored by the configuration"), left.len() < 2, "{ignore}: {stderr}");
    }
    // If only part of the repository is checked, an unused ignore may still be needed.
    assert!(!run(&directory, &["lab"]).0.contains("stale-ignore"));
    assert!(run(&directory, &[".", "--no-ignores", "--format", "concise"]).0.contains("error["));
}

#[test]
fn what_nobody_may_ignore() {
    let ignoring = FAULTY.replace("300", "300 # bgplint: ignore[invalid-address] known");
    for (refused, is_reported) in
        [("", false), ("freeze", true), ("invalid-address", true), ("manifest", true), ("pool", false)]
    {
        let config = format!("neverIgnore: [{refused}]\n");
        let directory = tree(&[(".bgplint.yaml", &config), ("a.yaml", &ignoring)]);
        let reported = reported(&directory, &["."]);
        assert_eq!(reported.contains(&pair("invalid-address", "error")), is_reported, "{config}: {reported:?}");
        assert_eq!(reported.contains(&pair("invalid-ignore", "warning")), is_reported, "{config}: {reported:?}");
        // `--add-ignores` writes no comment for the rule, and a baseline does not accept it.
        let directory = tree(&[(".bgplint.yaml", &config), ("a.yaml", FAULTY)]);
        run(&directory, &[".", "--add-ignores", "known"]);
        let text = std::fs::read_to_string(directory.path().join("a.yaml")).expect("it is there");
        assert_eq!(text == FAULTY, is_reported, "{config}: {text}");
        std::fs::write(directory.path().join("a.yaml"), FAULTY).expect("it is written");
        run(&directory, &[".", "--write-baseline", "accepted.json"]);
        assert_eq!(run(&directory, &[".", "--baseline", "accepted.json"]).2, Some(i32::from(is_reported)), "{config}");
        // The configuration must not contradict itself.
        for settle in ["ignores: [{rules: [invalid-address], reason: known}]\n", "severities: {manifest: off}\n"] {
            let directory = tree(&[(".bgplint.yaml", &(config.clone() + settle)), ("a.yaml", FAULTY)]);
            let (_, stderr, status) = run(&directory, &["."]);
            assert_eq!(status == Some(2), is_reported, "{config}{settle}: {stderr}");
            assert_eq!(
                stderr.contains("`neverIgnore` does not allow ignoring `"),
                is_reported,
                "{config}{settle}: {stderr}"
            );
        }
    }
}

#[test]
fn clusters_with_versions_nodes_and_common_files() {
    let nodes = |label: &str| {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata:\n  name: n-{label}\n  labels: {{rack: {label}}}\n  annotations: {{projectcalico.org/IPv4Address: 10.0.1.1/24}}\n"
        )
    };
    let peer = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  asNumber: 64512\n  \
                peerIP: 10.0.0.3\n  nodeSelector: rack == 'a'\n";
    let config = "clusters:\n  - {name: east, paths: [east, base], nodes: inventory/east.yaml}\n  \
                  - {name: west, paths: [west, base], nodes: inventory/west.yaml, calicoVersion: 3.28}\n";
    let directory = tree(&[
        (".bgplint.yaml", config),
        ("base/peer.yaml", peer),
        ("east/other.yaml", &peer.replace("name: tor", "name: spine").replace("10.0.0.3", "10.0.0.4")),
        (
            "west/filter.yaml",
            "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: f\nspec: {exportV4: [{action: Accept, operations: [{setPriority: {value: 1}}]}]}\n",
        ),
        ("inventory/east.yaml", &nodes("a")),
        ("inventory/west.yaml", &nodes("b")),
    ]);
    let (stdout, stderr, _) = run(&directory, &["base", "east", "west", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"));
    assert_eq!(report["summary"]["clusters"], serde_json::json!(["east", "west"]));
    assert!(stderr.contains("2 clusters found: east, west\n"), "{stderr}");
    let of = |rule: &str| -> Vec<&Value> {
        let findings = report["findings"].as_array().expect("a list");
        findings.iter().filter(|finding| finding["rule"] == rule).collect()
    };
    let unmatched = of("selector-matches-no-node");
    assert_eq!(unmatched.len(), 1, "{stdout}");
    assert_eq!(unmatched[0]["clusters"], serde_json::json!(["west"]));
    assert_eq!(unmatched[0]["locations"][0]["file"], "base/peer.yaml");
    // The release of cluster `west` does not have the field yet.
    assert_eq!(of("field-needs-newer-calico").len(), 1, "{stdout}");
    let (concise, ..) = run(&directory, &["base", "east", "west", "--format", "concise"]);
    assert!(concise.lines().all(|line| line.contains("cluster")), "{concise}");

    // The other commands find the same clusters.
    let (_, stderr, status) = run(&directory, &["topology", "."]);
    assert_eq!(status, Some(2));
    assert!(stderr.contains("help: add --cluster with one of east, west"), "{stderr}");
    let (table, stderr, status) = run(&directory, &["topology", ".", "--cluster", "east"]);
    assert!(status == Some(0) && table.contains("n-a") && !table.contains("n-b"), "{table}{stderr}");
    assert_eq!(run(&directory, &["topology", ".", "--cluster", "north"]).2, Some(2));
    // The command line wins over the configuration.
    let (stdout, ..) = run(&directory, &["base", "east", "west", "--format", "concise", "--calico-version", "3.32"]);
    assert!(!stdout.contains("field-needs-newer-calico"), "{stdout}");
}

#[test]
fn files_that_no_cluster_names_are_linted_all_the_same() {
    let config = "clusters:\n  - {name: east, paths: [east]}\n";
    let directory = tree(&[(".bgplint.yaml", config), ("east/a.yaml", FAULTY), ("new/a.yaml", FAULTY)]);
    let (stdout, stderr, _) = run(&directory, &[".", "--format", "concise"]);
    assert!(stdout.contains("new/a.yaml") && stdout.contains("(cluster `other files`)"), "{stdout}");
    assert!(stderr.contains("2 clusters found: east, other files\n"), "{stderr}");
}

#[test]
fn the_baseline_of_the_configuration() {
    let directory = tree(&[("deploy/a.yaml", FAULTY)]);
    assert_eq!(run(&directory, &[".", "--write-baseline", "accepted.json"]).2, Some(0));
    std::fs::write(directory.path().join(".bgplint.yaml"), "baseline: accepted.json\n").expect("it is written");
    assert_eq!(run(&directory, &["."]).2, Some(0));
    assert_eq!(run(&directory, &[".", "--no-config"]).2, Some(1));
}

#[test]
fn the_nearest_one_counts_up_to_the_root_of_the_repository() {
    let off = "failOn: never\n";
    let directory =
        tree(&[(".bgplint.yaml", off), ("repository/.git/HEAD", ""), ("repository/deploy/peers/a.yaml", FAULTY)]);
    let path = "repository/deploy/peers/a.yaml";
    assert_eq!(run(&directory, &[path]).2, Some(1));
    let put = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).expect("it is written");
    put("repository/.bgplint.yml", off);
    assert_eq!(run(&directory, &[path]).2, Some(0));
    put("repository/deploy/.bgplint.yaml", "failOn: error\n");
    assert_eq!(run(&directory, &[path]).2, Some(1));
    assert_eq!(run(&directory, &[path, "--config", ".bgplint.yaml"]).2, Some(0));
    put("repository/deploy/.bgplint.yml", off);
    let (_, stderr, status) = run(&directory, &[path]);
    assert!(status == Some(2) && stderr.contains("has both .bgplint.yaml and .bgplint.yml"), "{stderr}");
    let (_, stderr, status) = run(&directory, &[path, "--config", "none.yaml"]);
    assert!(status == Some(2) && stderr.starts_with("error: cannot read none.yaml: "), "{stderr}");
    let (_, stderr, status) = run(&directory, &[path, "--config", ".bgplint.yaml", "--nodes", "none.yaml"]);
    assert!(status == Some(2) && stderr.starts_with("error: cannot read none.yaml: "), "{stderr}");
}

/// Invalid texts, each with the place and the message.
const WRONG: [(&str, &str); 23] = [
    ("# one\nclusterz: []\n", "2:1: unknown field `clusterz`"),
    ("clusters:\n  - {name: a, paths: [b], x: 1}\n", "2:27: unknown field `x`"),
    ("clusters:\n  - {paths: [b]}\n", "2:5: missing field `name`"),
    ("clusters:\n  - {name: a, paths: []}\n", "2:22: the cluster has no files or directories"),
    ("clusters:\n  - {name: a, paths: [b]}\n  - {name: a, paths: [c]}\n", "3:12: another cluster has the same name"),
    ("clusters:\n  - {name: a, paths: ['../b']}\n", "2:23: `../b` is not a path below"),
    ("clusters:\n  - {name: a, paths: ['[b']}\n", "2:23: error parsing glob"),
    ("calicoVersion: 4.1\n", "1:16: `4.1` is not a Calico release"),
    ("routerId: 10.0.0\n", "1:11: `10.0.0` is not a valid value of CALICO_ROUTER_ID"),
    ("pedantic: often\n", "1:11: invalid type: string \"often\", expected a boolean"),
    ("severities:\n  invalid-adress: off\n", "2:3: there is no rule `invalid-adress`"),
    ("severities:\n  invalid-address: fatal\n", "2:20: unknown variant `fatal`"),
    ("neverIgnore: [fridge]\n", "1:15: there is no rule or group `fridge`"),
    ("ignores:\n  - {rules: [invalid-address]}\n", "2:5: missing field `reason`"),
    ("ignores:\n  - {rules: [], reason: a}\n", "2:13: the ignore names no rule"),
    ("pedantic: true\npedantic: true\n", "2:1: the key `pedantic` appears twice"),
    ("- a\n", "1:1: expected a mapping"),
    (
        "pedantic: true\n---\npedantic: true\n",
        "3:1: a second document begins here, but the configuration must be a single document",
    ),
    ("ignores:\n  - {rules: [invalid-address], reason: a, paths: []}\n", "2:50: the list is empty"),
    ("ignores:\n  - {rules: [invalid-address], reason: a, objects: [BGPeer/a]}\n", "2:53: there is no kind `BGPeer`"),
    ("clusters:\n  - {name: other files, paths: [a]}\n", "2:12: the name is reserved"),
    ("neverIgnore: [freeze]\nseverities: {manifest: off}\n", "2:24: `neverIgnore` does not allow"),
    ("a: [\n", "1:4: the bracket has no closing `]`"),
];

/// Valid texts.
const RIGHT: [&str; 8] = [
    "",
    "# nothing\n",
    "{}\n",
    "---\npedantic: true\n---\n",
    "calicoVersion: 3.30\nrouterId: hash\nfailOn: never\n",
    "clusters:\nseverities:\nneverIgnore: [freeze, pool]\n",
    "severities: {pool: off, unknown-field: info}\n",
    "clusters: [{name: a, paths: [./b/, 'c/**/d?.yaml'], nodes: complete, routerId: 10.0.0.1, calicoVersion: v3.31}]\n",
];

#[test]
fn what_is_wrong_is_pointed_at() {
    for (text, expected) in WRONG {
        let directory = tree(&[(".bgplint.yaml", text), ("a.yaml", FAULTY)]);
        for command in [&["."][..], &["topology", "."], &["config", "."]] {
            let (stdout, stderr, status) = run(&directory, command);
            assert_eq!((stdout.as_str(), status), ("", Some(2)), "{text}");
            let (place, message) = expected.split_once(": ").expect("a place and a message");
            assert!(stderr.starts_with("error[invalid-configuration]\n"), "{text}: {stderr}");
            assert!(stderr.contains(&format!("[.bgplint.yaml:{place}]")), "{text}: {stderr}");
            assert!(stderr.replace("\n  │", "").contains(message), "{text}: {stderr}");
        }
    }
    let directory = tree(&[(".bgplint.yaml", WRONG[1].0)]);
    insta::assert_snapshot!(run(&directory, &["."]).1, @"
    error[invalid-configuration]

      × unknown field `x`, expected one of `name`, `paths`, `calicoVersion`, `nodes`, `routerId`
       ╭─[.bgplint.yaml:2:27]
     1 │ clusters:
     2 │   - {name: a, paths: [b], x: 1}
       ·                           ─
       ╰────
    ");
}

#[test]
fn the_schema_is_committed_and_accepts_valid_configurations() {
    let committed = std::fs::read_to_string("schema/bgplint.schema.json").expect("the schema is there");
    assert!(
        committed == Config::schema().expect("a schema is JSON"),
        "run `bgplint config --schema > schema/bgplint.schema.json`"
    );
    let schema: Value = serde_json::from_str(&committed).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let value = |text: &str| {
        serde_yaml::from_str::<Value>(text).map(|value| if value.is_null() { serde_json::json!({}) } else { value })
    };
    for text in RIGHT.iter().map(|text| (*text).to_owned()).chain([whole_template()]) {
        let directory = tree(&[(".bgplint.yaml", &text), ("a.yaml", FAULTY)]);
        let (_, stderr, status) = run(&directory, &["config"]);
        assert_eq!(status, Some(0), "{text}: {stderr}");
        // bgplint accepts a key without a value, but to the schema it is null.
        if let Some(value) = value(&text).ok().filter(|_| !text.contains(":\nseverities")) {
            assert!(validator.is_valid(&value), "{text}: {:?}", validator.validate(&value).err());
        }
    }
    // Only the program checks paths, duplicate keys, globs and numbers.
    let beyond = [
        "single document",
        "no files or directories",
        "names no rule",
        "the list is empty",
        "no kind",
        "the name is reserved",
        "neverIgnore",
        "another cluster",
        "../b",
        "glob",
        "appears twice",
        "a mapping",
        "closing",
        "4.1",
    ];
    for (text, expected) in WRONG.iter().filter(|(_, expected)| !beyond.iter().any(|word| expected.contains(word))) {
        let value = value(text).expect("it is YAML");
        assert!(!validator.is_valid(&value), "{text}: {expected}");
    }
}

#[test]
fn init_writes_a_configuration_in_which_nothing_is_in_force() {
    let directory = tree(&[("a.yaml", FAULTY)]);
    let (stdout, _, status) = run(&directory, &["init"]);
    assert!(status == Some(0) && stdout.starts_with("wrote .bgplint.yaml"), "{stdout}");
    let (in_force, ..) = run(&directory, &["config"]);
    let (defaults, ..) = run(&directory, &["config", "--no-config"]);
    assert_eq!(in_force.lines().skip(1).collect::<Vec<_>>(), defaults.lines().skip(1).collect::<Vec<_>>());
    assert_eq!(run(&directory, &["init"]).2, Some(2));
    // Every key is explained.
    for line in defaults.lines().skip(1) {
        let key = line.split(':').next().unwrap_or("");
        assert!(TEMPLATE.contains(&format!("#{key}:")), "{key}");
    }
}

#[test]
fn config_prints_what_is_in_force() {
    let text = "calicoVersion: 3.30\nnodes: nodes.yaml\nclusters:\n  - {name: a, paths: [b], routerId: hash}\n";
    let directory = tree(&[("deploy/.bgplint.yaml", text), ("deploy/a.yaml", FAULTY)]);
    let (stdout, ..) = run(&directory, &["config", "deploy", "--calico-version", "3.32"]);
    insta::assert_snapshot!(stdout, @"
    # deploy/.bgplint.yaml
    calicoVersion: '3.32'
    nodes: nodes.yaml
    routerId: null
    failOn: null
    pedantic: false
    baseline: null
    severities: {}
    neverIgnore: []
    ignores: []
    clusters:
    - name: a
      paths:
      - b
      calicoVersion: null
      nodes: null
      routerId: hash
    ");
    // The output is a valid configuration.
    std::fs::write(directory.path().join("deploy/again.yaml"), &stdout).expect("it is written");
    let (again, ..) = run(&directory, &["config", "deploy", "--config", "deploy/again.yaml"]);
    assert_eq!(again.lines().skip(1).collect::<Vec<_>>(), stdout.lines().skip(1).collect::<Vec<_>>());
}

#[test]
fn this_repository_has_no_configuration() {
    // A configuration in the root of this repository would affect all other tests.
    assert!(!Path::new(".bgplint.yaml").exists());
    assert!(!json(&["-"], FAULTY)["findings"].as_array().expect("a list").is_empty());
}

#[test]
fn broken_files_that_no_cluster_names_are_reported() {
    let config = "clusters:\n  - {name: east, paths: [east]}\n";
    let right = FAULTY.replace("10.0.0.300", "10.0.0.30");
    let ignoring = "# bgplint: ignore[nothing]\napiVersion: projectcalico.org/v3\nkind: BGPPeerList\nitems: []\n";
    for (broken, rule) in [
        ("apiVersion: projectcalico.org/v3\nkind: [\n", "yaml-syntax"),
        ("apiVersion: projectcalico.org/v3\nkind: {{ .Values.kind }}\n", "unrendered-template"),
        (ignoring, "invalid-ignore"),
    ] {
        let directory = tree(&[(".bgplint.yaml", config), ("east/a.yaml", &right), ("new/a.yaml", broken)]);
        let reported = reported(&directory, &["."]);
        assert!(reported.iter().any(|(name, _)| name == rule), "{rule}: {reported:?}");
    }
}

/// A node with a BGP address.
fn node(name: &str, address: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  annotations:\n    projectcalico.org/IPv4Address: {address}/24\n"
    )
}

#[test]
fn the_nodes_of_a_cluster_are_its_own_or_those_of_all() {
    let config = "nodes: all.yaml\nclusters:\n  - {name: east, paths: [east], nodes: own.yaml}\n  - {name: west, paths: [west]}\n";
    let right = FAULTY.replace("10.0.0.300", "10.0.0.30");
    let directory = tree(&[
        (".bgplint.yaml", config),
        ("all.yaml", &node("n1", "10.0.0.1")),
        ("own.yaml", &node("e1", "10.0.0.1")),
        ("east/a.yaml", &right),
        ("west/a.yaml", &right),
    ]);
    for (cluster, own, other) in [("east", "e1", "n1"), ("west", "n1", "e1")] {
        let (table, stderr, _) = run(&directory, &["topology", "east", "west", "--cluster", cluster]);
        assert!(table.contains(own) && !table.contains(other), "{cluster}: {table}{stderr}");
    }
    // A file that should have all nodes and has none is an error.
    std::fs::write(directory.path().join("own.yaml"), "apiVersion: v1\nkind: List\nitems: []\n")
        .expect("it is written");
    for command in [&["."][..], &["topology", ".", "--cluster", "west"]] {
        let (_, stderr, status) = run(&directory, command);
        assert!(status == Some(2) && stderr.contains("own.yaml has no Node objects"), "{stderr}");
    }
}

#[test]
fn what_a_clusters_kustomization_builds_is_its_own() {
    let config = "clusters:\n  - {name: east, paths: [overlays/east]}\n  - {name: west, paths: [overlays/west/**]}\n";
    let overlay = "resources: [../../base]\n";
    let directory = tree(&[
        (".bgplint.yaml", config),
        ("base/kustomization.yaml", "resources: [peer.yaml]\n"),
        ("base/peer.yaml", FAULTY),
        ("overlays/east/kustomization.yaml", overlay),
        ("overlays/west/kustomization.yaml", overlay),
    ]);
    let (stdout, stderr, _) = run(&directory, &[".", "--format", "concise"]);
    assert!(stderr.contains("2 clusters found: east, west\n"), "{stderr}");
    assert!(stdout.contains("error[invalid-address]") && stdout.contains("(in all clusters)"), "{stdout}");
}

#[test]
fn a_cluster_without_files_is_reported() {
    let config = "clusters:\n  - {name: east, paths: [aest], nodes: nodes.yaml}\n  - {name: west, paths: [west]}\n";
    let directory = tree(&[
        (".bgplint.yaml", config),
        ("nodes.yaml", &node("n1", "10.0.0.1")),
        ("east/a.yaml", FAULTY),
        ("west/a.yaml", FAULTY),
    ]);
    let (stdout, stderr, _) = run(&directory, &[".", "--format", "concise"]);
    assert!(stderr.contains("2 clusters found: west, other files\n"), "{stderr}");
    let notice = ".bgplint.yaml:2:5: info[empty-cluster] cluster `east` has no files with resources\n";
    assert!(stdout.contains(notice), "{stdout}");
    // If only part of the repository is checked, nothing is known about the rest.
    let (stdout, stderr, _) = run(&directory, &["west"]);
    assert!(stderr.contains("1 cluster found: west\n") && !(stdout + &stderr).contains("east"));
    assert_eq!(run(&directory, &["topology", "west"]).2, Some(0));
}

#[test]
fn a_pedantic_rule_that_has_a_severity_is_run() {
    let rule = bgplint::rules::all().into_iter().find(|rule| rule.is_pedantic).expect("there is a pedantic rule");
    let fixture = fixtures::of(rule.name).find(|fixture| fixture.is_bad()).expect("a bad fixture").directory();
    let case = fixture.path().to_str().expect("the path is text");
    let directory = tree(&[(".bgplint.yaml", &format!("severities: {{{}: error}}\n", rule.name))]);
    let with = reported(&directory, &[case, "--config", ".bgplint.yaml"]);
    assert!(with.contains(&pair(rule.name, "error")), "{}: {with:?}", rule.name);
    let without = reported(&directory, &[case, "--no-config"]);
    assert!(!without.iter().any(|(name, _)| name == rule.name), "{}: {without:?}", rule.name);
}

#[test]
fn of_ignores_that_overlap_all_are_of_use() {
    let ignores = "ignores:\n  - {rules: [manifest], paths: [a.yaml], reason: one}\n  - {rules: [invalid-address], reason: two}\n";
    let directory = tree(&[(".bgplint.yaml", ignores), ("a.yaml", FAULTY)]);
    let (stdout, _, status) = run(&directory, &["."]);
    assert!(status == Some(0) && !stdout.contains("stale-ignore"), "{stdout}");
}

#[test]
fn a_directory_in_place_of_a_configuration_is_an_error() {
    let directory = tree(&[(".bgplint.yaml/a", ""), ("a.yaml", FAULTY)]);
    let (_, stderr, status) = run(&directory, &["."]);
    assert!(status == Some(2) && stderr.starts_with("error: cannot read .bgplint.yaml: "), "{stderr}");
}

#[test]
fn a_base_belongs_to_the_clusters_that_are_not_named_too() {
    let filter = "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: f\nspec: {}\n";
    let named = |name: &str| {
        format!(
            "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: {name}\nspec:\n  asNumber: 64512\n  peerIP: 10.0.0.3\n  filters: [f]\n"
        )
    };
    let overlay = "resources: [../../base, peer.yaml]\n";
    let directory = tree(&[
        (".bgplint.yaml", "clusters:\n  - {name: prod, paths: [overlays/prod]}\n"),
        ("base/kustomization.yaml", "resources: [filter.yaml]\n"),
        ("base/filter.yaml", filter),
        ("overlays/prod/kustomization.yaml", overlay),
        ("overlays/prod/peer.yaml", &named("tor")),
        ("overlays/stage/kustomization.yaml", overlay),
        ("overlays/stage/peer.yaml", &named("tor")),
    ]);
    let reported = reported(&directory, &["."]);
    assert!(!reported.iter().any(|(rule, _)| rule == "filter-not-found"), "{reported:?}");
}
