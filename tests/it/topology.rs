//! `bgplint topology` as users run it: the output in each format, and the errors.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Output, Stdio};
use std::time::Duration;

use crate::support::xml::fault_in_xml;
use crate::support::{bgplint, binary, directories, random, tree};
use bgplint::cluster::clusters;
use bgplint::grouping::{Layout, group};
use bgplint::input::{Input, Source};
use bgplint::session::{Sessions, Status};
use bgplint::topology::{Picture, picture, svg};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::random_cluster::cluster;

/// The width of a table without a terminal.
const WIDTH: usize = 100;

/// The most boxes in a picture of a large cluster.
const MOST_BOXES: usize = 40;

/// The formats of `--format`.
const FORMATS: [&str; 5] = ["table", "json", "mermaid", "dot", "svg"];

const SMALL: &str = "fixtures/sessions/mismatches";

fn topology(arguments: &[&str]) -> Output {
    bgplint().arg("topology").args(arguments).output().expect("bgplint runs")
}

fn of_stdin(arguments: &[&str], stdin: &str) -> String {
    let output = bgplint().args(["topology", "-"]).args(arguments).write_stdin(stdin).output().expect("bgplint runs");
    stdout(&output)
}

/// The output of a successful run.
fn stdout(output: &Output) -> String {
    assert_eq!((output.status.code(), stderr(output).as_str()), (Some(0), ""));
    String::from_utf8(output.stdout.clone()).expect("stdout is text")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("stderr is text")
}

/// The error of a run with status 2.
fn refusal(arguments: &[&str]) -> String {
    let output = topology(arguments);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?}");
    stderr(&output)
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&stdout(&topology(&[arguments, &["--format", "json"]].concat()))).expect("stdout is JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

fn sessions(report: &Value) -> impl Iterator<Item = &Value> {
    list(&report["nodes"]).iter().flat_map(|node| list(&node["sessions"]))
}

/// The reports of all clusters in fixtures/.
fn reports() -> Vec<(String, Value)> {
    let parents = ["fixtures/clusters", "fixtures/sessions"];
    let all = parents.into_iter().flat_map(|parent| directories(parent.as_ref()));
    let named = all.map(|directory| directory.to_string_lossy().into_owned());
    named.map(|directory| (directory.clone(), json(&[&directory]))).collect()
}

/// Checks that an object has exactly these keys.
fn has_keys(value: &Value, keys: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{value} is no object"));
    let found: BTreeSet<&str> = object.keys().map(String::as_str).collect();
    assert_eq!(found, keys.iter().copied().collect(), "{value}");
}

const SESSION_KEYS: [&str; 25] = [
    "name",
    "family",
    "kind",
    "peerAddress",
    "peerPort",
    "peerNode",
    "peerAsNumber",
    "localAsNumber",
    "type",
    "sourceAddress",
    "passive",
    "routeReflectorClient",
    "clusterId",
    "ttlSecurityHops",
    "nextHop",
    "numAllowedLocalAsNumbers",
    "restartSeconds",
    "keepaliveSeconds",
    "password",
    "importFilters",
    "exportFilters",
    "reverse",
    "declaredBy",
    "status",
    "conflictsWith",
];

// JSON.

#[test]
fn every_level_has_exactly_its_keys() {
    let mut conflicts = 0;
    for (directory, report) in reports() {
        has_keys(&report, &["version", "nodes"]);
        assert_eq!(report["version"], 1, "{directory}");
        for node in list(&report["nodes"]) {
            has_keys(node, &["name", "asNumber", "routerId", "clusterId", "addresses", "sessions"]);
            has_keys(&node["addresses"], &["ipv4", "ipv6"]);
        }
        for session in sessions(&report) {
            let (conflicts_with, always) = SESSION_KEYS.split_last().expect("there are keys");
            if session.get(conflicts_with).is_some() {
                has_keys(session, &SESSION_KEYS);
                assert!(!list(&session[conflicts_with]).is_empty(), "{session}");
                conflicts += 1;
            } else {
                has_keys(session, always);
            }
            if !session["password"].is_null() {
                has_keys(&session["password"], &["secret", "key"]);
            }
            if !session["declaredBy"].is_null() {
                has_keys(&session["declaredBy"], &["kind", "name", "file", "line"]);
            }
        }
    }
    assert!(conflicts > 0);
}

#[test]
fn every_value_is_one_of_its_words() {
    let statuses = Status::ALL.iter().map(|status| status.name()).collect::<Vec<_>>();
    let allowed: [(&str, &[&str]); 5] = [
        ("family", &["ipv4", "ipv6"]),
        ("kind", &["mesh", "global", "node", "localWorkload"]),
        ("type", &["ibgp", "ebgp"]),
        ("nextHop", &["auto", "self", "keep"]),
        ("status", &statuses),
    ];
    for (directory, report) in reports() {
        for session in sessions(&report) {
            for (key, words) in allowed {
                let is_word = session[key].as_str().is_some_and(|word| words.contains(&word));
                // Both AS numbers are placeholders or missing where the type is unknown.
                assert!(is_word || (key == "type" && session[key].is_null()), "{directory}: {key} of {session}");
            }
        }
    }
}

#[test]
fn a_declaration_is_named_by_file_and_line() {
    for (directory, report) in reports() {
        for place in sessions(&report).map(|session| &session["declaredBy"]).filter(|place| !place.is_null()) {
            let text = |key: &str| place[key].as_str().unwrap_or_default();
            let file = std::fs::read_to_string(text("file")).expect("the file is there");
            let line = place["line"].as_u64().expect("a line") as usize;
            let written = file.lines().nth(line - 1).unwrap_or_default();
            assert_eq!(written.trim(), format!("name: {}", text("name")), "{directory}: {place}");
        }
    }
}

#[test]
fn node_chooses_nodes_in_the_order_in_which_they_are_named() {
    let all = json(&[SMALL]);
    let some = json(&[SMALL, "--node", "d", "--node", "a"]);
    assert_eq!(list(&some["nodes"]), [all["nodes"][3].clone(), all["nodes"][0].clone()]);
    // A node without addresses is shown if `--node` names it.
    let silent = json(&["fixtures/sessions/mesh-dual-stack", "--node", "silent"]);
    assert_eq!(silent["nodes"][0]["addresses"], serde_json::json!({ "ipv4": null, "ipv6": null }));
    assert_eq!(silent["nodes"][0]["sessions"], serde_json::json!([]));
}

// Errors.

#[test]
fn unknown_nodes_are_status_2_with_a_suggestion() {
    for format in FORMATS {
        let said = refusal(&["fixtures/clusters/small-mesh", "--node", "worker-11", "--format", format]);
        assert_eq!(said, "error: there is no node `worker-11`\nhelp: did you mean `worker-1`?\n");
    }
    let known_and_unknown = refusal(&["fixtures/clusters/small-mesh", "--node", "cp-1", "--node", "worker-1.example"]);
    assert_eq!(known_and_unknown, "error: there is no node `worker-1.example`\nhelp: did you mean `worker-1`?\n");
    let unlike = refusal(&["fixtures/clusters/small-mesh", "--node", "xyzzy"]);
    assert_eq!(
        unlike,
        "error: there is no node `xyzzy`\nhelp: the nodes are `cp-1`, `worker-1`, `worker-2` and 1 more\n"
    );
}

#[test]
fn several_clusters_are_status_2() {
    let said = refusal(&["fixtures/clusters/pi-day-before", "fixtures/clusters/pi-day-after"]);
    assert!(said.contains("fixtures/clusters/pi-day-after, fixtures/clusters/pi-day-before"), "{said}");
}

#[test]
fn bad_options_are_status_2() {
    let bad: [&[&str]; 6] = [
        &["--router-id", "10.0.0"],
        &["--router-id", "hashed"],
        &["--router-id", "fd00::1"],
        &["--format", "pretty"],
        &["--color", "sometimes"],
        &["--calico-version", "3"],
    ];
    for arguments in bad {
        let said = refusal(&[&[SMALL], arguments].concat());
        assert!(said.starts_with("error: ") && said.contains(arguments[0]), "{said}");
    }
    assert!(refusal(&["no/such/directory"]).contains("no/such/directory"));
}

// An input without nodes.

#[test]
fn an_input_without_nodes() {
    let pool = "apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: pods\nspec:\n  cidr: 10.1.0.0/16\n";
    let report: Value = serde_json::from_str(&of_stdin(&["--format", "json"], pool)).expect("stdout is JSON");
    assert_eq!(report, serde_json::json!({ "version": 1, "nodes": [] }));
    insta::assert_snapshot!(of_stdin(&[], pool), @r"
    0 nodes with a BGP address
    mesh on, AS 64512 (the defaults: the input has no BGPConfiguration `default`)
    no sessions
    ");
    assert!(of_stdin(&["--format", "svg"], pool).contains(">no node with a BGP address</text>"));
    assert!(of_stdin(&["--format", "mermaid"], pool).starts_with("flowchart LR\n  classDef"));
    assert!(of_stdin(&["--format", "dot"], pool).starts_with("graph sessions {\n"));
}

// The table.

#[test]
fn tables() {
    insta::assert_snapshot!("table-small-mesh", stdout(&topology(&["fixtures/clusters/small-mesh"])));
    insta::assert_snapshot!("table-mismatches", stdout(&topology(&[SMALL])));
    insta::assert_snapshot!("table-mismatches-two-nodes", stdout(&topology(&[SMALL, "--node", "d", "--node", "a"])));
    insta::assert_snapshot!("table-conflicts", stdout(&topology(&["fixtures/sessions/conflicts"])));
    insta::assert_snapshot!("table-pods", stdout(&topology(&["fixtures/sessions/local-workloads"])));
    insta::assert_snapshot!("table-reflectors", stdout(&topology(&["fixtures/sessions/reflectors"])));
}

#[test]
fn the_table_counts_the_sessions_of_the_json() {
    for (directory, report) in reports() {
        let table = stdout(&topology(&[&directory]));
        for status in Status::ALL.iter().map(|status| status.name()) {
            // Pods are not counted, because their number is unknown.
            let with_status = |session: &&Value| session["status"] == status && session["kind"] != "localWorkload";
            let count = sessions(&report).filter(with_status).count();
            let ends = table.lines().find_map(|line| line.strip_prefix("session ends: ")).unwrap_or_default();
            let said = ends.split(", ").find_map(|part| part.strip_suffix(status)?.trim().parse().ok());
            assert_eq!(said.unwrap_or(0), count, "{status} in {directory}: {ends}");
        }
    }
}

/// A cluster with names that are too long for a table.
fn long_names() -> String {
    let mut manifests = String::new();
    for node in ["first", "second"] {
        let name = format!("{node}-{}.example.org", "node-with-a-long-name".repeat(4));
        let address = if node == "first" { "10.0.0.1" } else { "10.0.0.2" };
        manifests += &format!(
            "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  \
             annotations:\n    projectcalico.org/IPv4Address: {address}\n"
        );
    }
    let peer = "peer-with-a-long-name-".repeat(5);
    manifests
        + &format!(
            "---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: {peer}x\nspec:\n  \
         peerIP: 2001:db8:1111:2222:3333:4444:5555:6666\n  asNumber: 4294967294\n\
         ---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: {peer}y\nspec:\n  \
         peerIP: 192.0.2.111\n  asNumber: 4294967294\n"
        )
}

#[test]
fn rows_are_cut_to_a_hundred_columns() {
    for columns in [None, Some("60"), Some("300")] {
        let mut command = binary();
        command.args(["topology", "-"]).write_stdin(long_names());
        if let Some(columns) = columns {
            command.env("COLUMNS", columns);
        }
        let table = stdout(&command.output().expect("bgplint runs"));
        let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("  ")).collect();
        let widest = rows.iter().map(|row| row.chars().count()).max();
        assert_eq!(widest, Some(WIDTH), "{table}");
        // The status is never cut.
        assert!(rows[1..].iter().all(|row| row.contains('…') && row.ends_with(['l', 's'])), "{table}");
    }
}

#[test]
fn color_is_for_terminals_or_on_request() {
    let run = |color: &[&str], no_color: &str| {
        let mut command = binary();
        command.args(["topology", SMALL]).args(color).env("NO_COLOR", no_color);
        stdout(&command.output().expect("bgplint runs"))
    };
    let plain = stdout(&topology(&[SMALL]));
    assert!(!plain.contains('\u{1b}'));
    assert_eq!(run(&["--color", "never"], ""), plain);
    assert_eq!(run(&["--color", "auto"], "1"), plain);
    let colored = run(&["--color", "always"], "");
    // The option `always` turns colors on, whatever the environment says.
    assert_eq!(run(&["--color", "always"], "1"), colored);
    assert!(colored.contains("\u{1b}[1m\u{1b}[31mas-mismatch\u{1b}[0m\n"), "{colored:?}");
    let mut uncolored = colored;
    for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m"] {
        uncolored = uncolored.replace(code, "");
    }
    assert_eq!(uncolored, plain);
}

// Pictures.

#[test]
fn pictures() {
    for format in ["mermaid", "dot", "svg"] {
        insta::assert_snapshot!(format!("{format}-mismatches"), stdout(&topology(&[SMALL, "--format", format])));
    }
    let of_one = ["fixtures/clusters/small-mesh", "--node", "cp-1", "--format", "mermaid"];
    insta::assert_snapshot!("mermaid-one-node", stdout(&topology(&of_one)));
    let with_pods = ["fixtures/sessions/local-workloads", "--format", "mermaid"];
    insta::assert_snapshot!("mermaid-pods", stdout(&topology(&with_pods)));
}

#[test]
fn output_is_the_same_twice() {
    for directory in ["fixtures/clusters/first-look", "fixtures/clusters/rack-as", "fixtures/sessions/reflectors"] {
        for format in FORMATS {
            let run = || topology(&[directory, "--format", format]);
            assert_eq!(run(), run(), "{directory} {format}");
        }
    }
}

/// The texts of a picture as written in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The picture of manifests.
fn picture_of(manifests: &str) -> Picture {
    let input = Input::from_sources(vec![Source::from_text("cluster.yaml", manifests)]);
    let contents = bgplint::read(&input);
    let grouping = group(&input.sources, &contents, &Layout::default());
    let clusters = clusters(&input.sources, &contents, &grouping);
    picture(&Sessions::new(&clusters[0]), None)
}

#[test]
fn every_random_picture_can_be_drawn() {
    let strategy = prop_oneof![4 => cluster(0..9), 1 => cluster(30..45)];
    random::check(file!(), 48, strategy, |cluster| {
        // The picture may have more boxes than a realistic one, because nodes that all differ are not folded.
        let picture = picture_of(&cluster.manifests());
        for line in &picture.lines {
            prop_assert!(line.from < picture.boxes.len() && line.to < picture.boxes.len());
            prop_assert!(line.broken <= line.total && line.total > 0);
            prop_assert!(line.label().is_empty() == (line.broken == 0));
        }
        let drawn = svg(&picture);
        prop_assert_eq!(fault_in_xml(&drawn), None, "{}", drawn);
        prop_assert_eq!(&drawn, &svg(&picture));
        for line in picture.boxes.iter().flat_map(|shown| &shown.lines) {
            prop_assert!(drawn.contains(&format!(">{}</text>", escaped(line))), "{}", line);
        }
        Ok(())
    });
}

#[test]
fn the_check_of_xml_can_fail() {
    for bad in ["<a><b></a></b>", "<a>", "a", "<a>&</a>", "<a>\u{1b}</a>", "<a b=\"/>", "<a", "<a>></a>", "<a/>b<a/>"] {
        assert!(fault_in_xml(bad).is_some(), "{bad}");
    }
    assert_eq!(fault_in_xml("<a b=\"c\"><d/>x &lt; y</a>\n"), None);
}

#[test]
fn signs_of_the_languages_do_not_leak() {
    let hostile = "a<b>&\\\"c ]] %% #1 \\\\";
    let manifests = format!(
        "apiVersion: v1\nkind: Node\nmetadata:\n  name: \"{hostile}\"\n  \
         annotations:\n    projectcalico.org/IPv4Address: 10.0.0.1\n"
    );
    let svg = of_stdin(&["--format", "svg"], &manifests);
    assert_eq!(fault_in_xml(&svg), None);
    assert!(svg.contains(">a&lt;b&gt;&amp;&quot;c ]] %% #1 \\</text>"), "{svg}");
    let mermaid = of_stdin(&["--format", "mermaid"], &manifests);
    assert!(mermaid.contains("b0(\"a#lt;b#gt;&#quot;c ]] %% #35;1 \\<br/>"), "{mermaid}");
    let dot = of_stdin(&["--format", "dot"], &manifests);
    assert!(dot.contains("label=\"a<b>&\\\"c ]] %% #1 \\\\\\n10.0.0.1"), "{dot}");
}

/// A terminal interprets some characters as commands, and XML cannot represent them.
#[test]
fn control_characters_are_not_printed() {
    let manifests = "apiVersion: v1\nkind: Node\nmetadata:\n  name: \"a\\e[31m\\a\\nb\"\n  \
                     annotations:\n    projectcalico.org/IPv4Address: 10.0.0.1\n";
    for format in FORMATS {
        let printed = of_stdin(&["--format", format], manifests);
        let control = printed.chars().find(|sign| sign.is_control() && *sign != '\n');
        assert_eq!(control, None, "{format}: {printed:?}");
    }
}

// Large clusters.

const NO_MESH: &str = "---\napiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  \
                       nodeToNodeMeshEnabled: false\n";

/// A node in a rack of twenty nodes; the first of a rack may be a reflector.
fn node_in_rack(number: usize, has_own_as: bool, has_reflectors: bool) -> String {
    let (rack, place) = (number / 20, number % 20);
    let label = if has_reflectors && place == 0 { ", rr: 'true'" } else { "" };
    let mut node = format!(
        "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: node-{number:03}\n  \
         labels: {{rack: r{rack}{label}}}\n  annotations:\n    \
         projectcalico.org/IPv4Address: 10.1.{rack}.{}/24\n",
        place + 1
    );
    if has_own_as {
        node += &format!("    projectcalico.org/ASNumber: '{}'\n", 65000 + rack);
    }
    if has_reflectors && place == 0 {
        node += &format!("    projectcalico.org/RouteReflectorClusterID: 10.9.{rack}.1\n");
    }
    node
}

fn peer(name: &str, spec: &str) -> String {
    format!("---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: {name}\nspec: {{{spec}}}\n")
}

/// Checks that the picture and the table of a large cluster stay small.
fn stays_small(manifests: &str) {
    let picture = picture_of(manifests);
    assert!(picture.boxes.len() <= MOST_BOXES, "{} boxes", picture.boxes.len());
    assert_eq!(fault_in_xml(&svg(&picture)), None);
    let table = of_stdin(&[], manifests);
    assert!(table.lines().count() <= 200, "{} lines", table.lines().count());
    assert!(table.lines().all(|line| line.chars().count() <= WIDTH), "{table}");
}

#[test]
fn a_mesh_of_forty_nodes_stays_small() {
    let nodes: String = (0..40).map(|number| node_in_rack(number, false, false)).collect();
    let tors: String =
        (1..3).map(|tor| peer(&format!("tor-{tor}"), &format!("peerIP: 192.0.2.{tor}, asNumber: 65000"))).collect();
    stays_small(&(nodes + &tors));
}

#[test]
fn five_hundred_nodes_with_reflectors_stay_small() {
    let nodes: String = (0..500).map(|number| node_in_rack(number, false, true)).collect();
    let racks = (0..25).map(|rack| {
        let spec = format!("nodeSelector: rack == 'r{rack}' && !has(rr), peerSelector: rack == 'r{rack}' && has(rr)");
        peer(&format!("rack-{rack}"), &spec)
    });
    let among = peer("among-reflectors", "nodeSelector: has(rr), peerSelector: has(rr)");
    stays_small(&(NO_MESH.to_owned() + &nodes + &racks.collect::<String>() + &among));
}

#[test]
fn five_hundred_nodes_with_an_as_number_for_each_rack_stay_small() {
    let nodes: String = (0..500).map(|number| node_in_rack(number, true, false)).collect();
    let tors = (0..25).flat_map(|rack| (1..3).map(move |tor| (rack, tor))).map(|(rack, tor)| {
        let spec = format!("nodeSelector: rack == 'r{rack}', peerIP: 192.0.{rack}.{tor}, asNumber: {}", 64000 + rack);
        peer(&format!("rack-{rack}-tor-{tor}"), &spec)
    });
    stays_small(&(NO_MESH.to_owned() + &nodes + &tors.collect::<String>()));
}

#[test]
fn forty_nodes_with_bgppeers_of_their_own_stay_small() {
    let nodes: String = (0..40).map(|number| node_in_rack(number, false, false)).collect();
    let tors = (0..40).flat_map(|node| (1..3).map(move |tor| (node, tor))).map(|(node, tor)| {
        // Two nodes share their routers.
        let spec = format!("node: node-{node:03}, peerIP: 192.0.{}.{tor}, asNumber: 65000", node / 2);
        peer(&format!("node-{node:03}-tor-{tor}"), &spec)
    });
    stays_small(&(NO_MESH.to_owned() + &nodes + &tors.collect::<String>()));
}

#[test]
fn a_picture_with_many_lines_is_drawn_in_time() {
    let nodes: String = (0..30).map(|number| node_in_rack(number, false, false)).collect();
    let all = peer("all", "nodeSelector: all(), peerSelector: all()");
    let mut command = binary();
    command.args(["topology", "-", "--format", "svg"]).timeout(Duration::from_secs(10));
    let output = command.write_stdin(NO_MESH.to_owned() + &nodes + &all).output().expect("bgplint runs");
    assert!(output.status.success(), "it takes more than 10 seconds");
}

// Output that nobody reads.

#[test]
fn a_closed_stdout_is_not_an_error() {
    let nodes: String = (0..500).map(|number| node_in_rack(number, false, false)).collect();
    let project = tree(&[("nodes.yaml", &nodes)]);
    for format in FORMATS {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bgplint"));
        command.env_clear().current_dir(project.path()).args(["topology", "nodes.yaml", "--format", format]);
        // In JSON a single node has more sessions than a pipe buffers.
        command.args(["--node", "node-001"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("bgplint runs");
        let mut reader = child.stdout.take().expect("stdout is piped");
        let mut byte = [0];
        if format == "json" {
            reader.read_exact(&mut byte).expect("there is output");
        }
        drop(reader);
        let output = child.wait_with_output().expect("bgplint ends");
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{format}");
    }
}
