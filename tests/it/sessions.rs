//! Sessions: properties of every cluster, and small clusters with known sessions.

use std::collections::BTreeSet;
use std::path::Path;

use bgplint::cluster::{Inventory, SpeakerId, clusters};
use bgplint::grouping::{ClusterSettings, Layout, group};
use bgplint::ids::Id;
use bgplint::input::{Input, Source};
use bgplint::session::{Sessions, Status};
use bgplint::topology;
use bgplint::value::Family;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use crate::support::check::Check;
use crate::support::random;
use crate::support::random_cluster;
use crate::support::random_cluster::{RandomCluster, cluster};
use crate::support::session_properties::{
    self, classes_are_exact, ends_agree, mismatches_are_collected, shares_addresses, single_sessions_have_one_status,
};
use crate::support::{bgplint, directories};

/// Computes the sessions of a cluster whose nodes are all in the manifests.
fn with_sessions<T>(manifests: &str, settings: ClusterSettings, look: impl FnOnce(&Sessions) -> T) -> T {
    let input = Input::from_sources(vec![Source::from_text("cluster.yaml", manifests)]);
    let contents = bgplint::read(&input);
    let grouping = group(&input.sources, &contents, &Layout::of(settings));
    let clusters = clusters(&input.sources, &contents, &grouping);
    look(&Sessions::new(&clusters[0]))
}

/// The settings of a random cluster.
fn settings(router_id: Option<&str>, release: Option<&str>) -> ClusterSettings {
    ClusterSettings {
        inventory: Some(Inventory::Complete),
        router_id: router_id.map(str::to_owned),
        release: release.map(|release| release.parse().expect("a release")),
    }
}

/// The sessions of all nodes as in `topology --format json`.
fn nodes_of(sessions: &Sessions) -> Vec<Value> {
    let all: Vec<SpeakerId> = sessions.speakers.ids().collect();
    let mut out = Vec::new();
    topology::json(sessions, &all, &[], &mut out).expect("memory can be written");
    let document: Value = serde_json::from_slice(&out).expect("it is JSON");
    document["nodes"].as_array().expect("nodes are a list").clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A cluster, with its Calico release.
fn released() -> impl Strategy<Value = (RandomCluster, Option<&'static str>)> {
    (cluster(2..9), select(vec![None, None, Some("3.31"), Some("3.32")]))
}

/// Checks a property of the sessions of many random clusters.
fn check_sessions(cases: u32, property: impl Fn(&Sessions) -> Result<(), TestCaseError>) {
    random::check(file!(), cases, released(), |(cluster, release)| {
        let manifests = cluster.manifests();
        with_sessions(&manifests, settings(cluster.router_id, release), |sessions| {
            property(sessions).map_err(|error| {
                let given = format!("router ID {:?}, release {release:?}", cluster.router_id);
                TestCaseError::fail(format!("{error}\n{given}\n{manifests}"))
            })
        })
    });
}

/// Names for eight nodes, in alphabetical order.
const NAMES: [&str; 8] = ["ash", "beech.example", "cedar", "dogwood", "elm-1", "fir", "ginkgo", "hazel.example.org"];

fn renamed(manifests: &str, names: &[&str]) -> String {
    names.iter().enumerate().fold(manifests.to_owned(), |text, (number, name)| {
        text.replace(&format!("node-{}\n", number + 1), &format!("{name}\n"))
    })
}

#[test]
fn the_names_of_nodes_do_not_matter() {
    let shuffled = Just(NAMES.to_vec()).prop_shuffle();
    random::check(file!(), 96, (released(), shuffled), |((mut cluster, release), shuffled)| {
        // Router IDs that are hashes of names depend on the names.
        cluster.router_id = cluster.router_id.filter(|id| *id != "hash");
        let settings = || settings(cluster.router_id, release);
        let before = cluster.manifests();
        let (mut expected, shares) =
            with_sessions(&before, settings(), |sessions| (nodes_of(sessions), shares_addresses(sessions)));
        // Of two nodes with the same address, Calico takes the first by name as the neighbor.
        let names = if shares { NAMES.to_vec() } else { shuffled };
        let after = renamed(&before, &names);
        let found = with_sessions(&after, settings(), nodes_of);
        let new_name = |old: &Value| {
            let number: usize = text(old).strip_prefix("node-").and_then(|number| number.parse().ok())?;
            Some(Value::from(names[number - 1]))
        };
        for node in &mut expected {
            node["name"] = new_name(&node["name"]).expect("every node has a number");
            for session in node["sessions"].as_array_mut().expect("a list") {
                if let Some(name) = new_name(&session["peerNode"]) {
                    session["peerNode"] = name;
                }
            }
        }
        expected.sort_by_key(|node| text(&node["name"]).to_owned());
        prop_assert_eq!(found, expected, "{}", after);
        Ok(())
    });
}

/// A node that has nothing in common with the others: its own address, and no label that a selector uses.
fn newcomer() -> impl Strategy<Value = String> {
    let addresses = select(vec![
        "projectcalico.org/IPv4Address: 10.0.9.1/24",
        "projectcalico.org/IPv4Address: 10.0.9.1, projectcalico.org/IPv6Address: 'fd00::9:1'",
        "projectcalico.org/IPv6Address: 'fd00::9:1'",
    ]);
    let more = select(vec![
        "",
        "",
        ", projectcalico.org/ASNumber: '65002'",
        ", projectcalico.org/ASNumber: '65077'",
        ", projectcalico.org/RouteReflectorClusterID: 10.9.9.1",
    ]);
    // The first or the last by name.
    (addresses, more, select(vec!["added", "zoe"])).prop_map(|(addresses, more, name)| {
        format!("---\napiVersion: v1\nkind: Node\nmetadata: {{name: {name}, annotations: {{{addresses}{more}}}}}\n")
    })
}

/// Whether a BGPPeer, by its text, may select a node without labels that no BGPPeer names.
fn concerns_unlabelled(peer: &str) -> bool {
    let is_for_all = !peer.contains("nodeSelector:") && !peer.contains("  node:");
    is_for_all || peer.contains("all()") || peer.contains("!has(rr)")
}

#[test]
fn a_new_node_changes_nothing_between_the_others() {
    random::check(file!(), 96, (released(), newcomer()), |((cluster, release), newcomer)| {
        let settings = || settings(cluster.router_id, release);
        let before = cluster.manifests();
        let after = before.clone() + &newcomer;
        let (old, was_frozen) = with_sessions(&before, settings(), |sessions| (nodes_of(sessions), frozen(sessions)));
        let (new, is_frozen) = with_sessions(&after, settings(), |sessions| (nodes_of(sessions), frozen(sessions)));
        let is_new = |name: &Value| matches!(text(name), "added" | "zoe");
        let of = |name: &str| new.iter().find(|node| node["name"] == name).expect("no node is lost");
        for node in &old {
            let sessions = list(&of(text(&node["name"]))["sessions"]);
            let others: Vec<&Value> = sessions.iter().filter(|session| !is_new(&session["peerNode"])).collect();
            let had = list(&node["sessions"]);
            prop_assert_eq!(others.len(), had.len(), "{}: {}", node["name"], after);
            for (had, has) in had.iter().zip(others) {
                // BIRD may reject a session with this node, even if the session never comes up.
                let ends = [&node["name"], &had["peerNode"]];
                let is_refused = |end: &&Value| {
                    let key = (text(end).to_owned(), text(&had["family"]).to_owned());
                    is_frozen.contains(&key) && !was_frozen.contains(&key)
                };
                let mut expected = had.clone();
                if ends.iter().any(is_refused) && matches!(text(&had["status"]), "fits" | "external" | "unknown") {
                    expected["status"] = "frozen".into();
                }
                prop_assert_eq!(has, &expected, "{}: {}", node["name"], after);
            }
            for session in sessions.iter().filter(|session| is_new(&session["peerNode"])) {
                let declared = text(&session["declaredBy"]["name"]);
                let peer = cluster.others.iter().enumerate().find(|(at, _)| declared == format!("peer-{}", at + 1));
                let is_concerned = peer.is_some_and(|(_, peer)| concerns_unlabelled(peer));
                prop_assert!(session["kind"] == "mesh" || is_concerned, "{}: {}", session, after);
            }
        }
        Ok(())
    });
}

/// The nodes and families whose file BIRD rejects.
fn frozen(sessions: &Sessions) -> BTreeSet<(String, String)> {
    let all = sessions.speakers.ids().flat_map(|node| Family::BOTH.map(|family| (node, family)));
    let frozen = all.filter(|(node, family)| sessions.is_frozen(*node, *family));
    let name = |family| if family == Family::V4 { "ipv4" } else { "ipv6" };
    frozen.map(|(node, family)| (sessions.name(node).to_owned(), name(family).to_owned())).collect()
}

#[test]
fn a_class_has_the_sessions_of_each_of_its_nodes() {
    check_sessions(160, classes_are_exact);
}

/// Three nodes in the mesh, with a BGPPeer for one or all of them.
fn mesh_of_three(address: &str, peer: &str) -> String {
    let mut manifests = random_cluster::header("BGPPeer", "peer-1") + peer;
    for (name, address) in [("node-1", "10.0.0.1"), ("node-2", "10.0.0.2"), ("node-3", address)] {
        manifests += &format!(
            "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  labels: {{is: {name}}}\n  \
             annotations:\n    projectcalico.org/IPv4Address: {address}\n"
        );
    }
    manifests
}

/// Two connections are possible, and each end uses a different one for its session.
const CONTENDED: &str = "  peerSelector: is == 'node-1'\n  ttlSecurity: 1\n";

#[test]
fn classes_are_exact_where_sessions_contend() {
    let contended = CONTENDED.replace("node-1", "node-2");
    let result = with_sessions(&mesh_of_three("10.0.0.3", &contended), settings(None, None), classes_are_exact);
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_session_that_another_one_stops_time_and_again_is_unknown() {
    let mesh_and_peer = mesh_of_three("10.0.0.3", "  node: node-1\n  peerIP: 10.0.0.2\n  asNumber: 65009\n");
    with_sessions(&mesh_and_peer, settings(None, None), |sessions| {
        let status = |name: &str| {
            let own = sessions.of(SpeakerId::from_index(0));
            own.iter().find(|session| session.name() == name).map(|session| sessions.status(session))
        };
        assert_eq!(status("Mesh_10_0_0_2"), Some(Status::Unknown));
        assert_eq!(status("Node_10_0_0_2"), Some(Status::AsMismatch));
        assert_eq!(status("Mesh_10_0_0_3"), Some(Status::Compatible));
    });
}

#[test]
fn classes_are_exact_where_two_nodes_have_one_address() {
    let elsewhere = "  peerIP: 192.0.2.1\n  asNumber: 65000\n";
    let result = with_sessions(&mesh_of_three("10.0.0.2", elsewhere), settings(None, None), classes_are_exact);
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn mismatches_are_the_sessions_that_do_not_fit() {
    check_sessions(160, mismatches_are_collected);
}

#[test]
fn mismatches_are_counted_once() {
    check_sessions(160, session_properties::mismatches_are_counted_once);
}

#[test]
fn what_fits_at_one_end_fits_at_the_other() {
    check_sessions(256, ends_agree);
}

#[test]
fn ends_agree_where_sessions_contend() {
    let result = with_sessions(&mesh_of_three("10.0.0.3", CONTENDED), settings(None, None), ends_agree);
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_two_ends_of_a_single_session_have_one_status() {
    check_sessions(160, single_sessions_have_one_status);
}

#[test]
fn one_session_per_neighbor_and_port_comes_up() {
    check_sessions(96, session_properties::one_session_per_neighbor_and_port_comes_up);
}

/// Replaces some values, or their ends, by placeholders.
fn with_placeholders(manifests: &str, places: &[(Index, bool)]) -> String {
    let mut lines: Vec<String> = manifests.lines().map(str::to_owned).collect();
    for (place, is_whole) in places {
        let line = place.get_mut(&mut lines);
        if let Some((name, value)) = line.clone().split_once(": ") {
            let kept = if *is_whole { 0 } else { value.len() / 2 };
            *line = format!("{name}: {}${{X}}", &value[..kept]);
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn placeholders_anywhere_are_no_trouble() {
    let places = prop::collection::vec((any::<Index>(), any::<bool>()), 1..8);
    random::check(file!(), 160, (released(), places), |((cluster, release), places)| {
        let manifests = with_placeholders(&cluster.manifests(), &places);
        let settings = ClusterSettings { inventory: None, ..settings(cluster.router_id, release) };
        with_sessions(&manifests, settings, |sessions| {
            let nodes = nodes_of(sessions);
            prop_assert_eq!(nodes.len(), sessions.speakers.len());
            let known: BTreeSet<&str> = Status::ALL.iter().map(|status| status.name()).collect();
            for session in nodes.iter().flat_map(|node| list(&node["sessions"])) {
                prop_assert!(known.contains(text(&session["status"])), "{}", session);
            }
            let picture = topology::picture(sessions, None);
            prop_assert!(topology::table(sessions, None, false, 100).contains("mesh "));
            prop_assert!(topology::mermaid(&picture).starts_with("flowchart"));
            let dot = topology::dot(&picture);
            prop_assert_eq!(dot.lines().last(), Some("}"));
            prop_assert!(topology::svg(&picture).ends_with("</svg>\n"));
            Ok(())
        })
    });
}

/// The output of the program for the cluster in `fixtures/sessions/<directory>`.
fn topology_of(directory: &str, arguments: &[&str]) -> Value {
    let directory = format!("fixtures/sessions/{directory}");
    let output = bgplint().args(["topology", &directory, "--format", "json"]).args(arguments).output();
    let output = output.expect("bgplint runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the output is JSON")
}

/// A value as text, if it is not null.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(items.iter().filter_map(shown).collect::<Vec<_>>().join(",")),
        other => Some(other.to_string()),
    }
}

/// The nodes, with a line for every session: what it is, its AS numbers (local, peer), the other node, the declaration, the
/// status, and all other settings.
fn rendered(topology: &Value) -> String {
    let mut text = String::new();
    for node in list(&topology["nodes"]) {
        let of = |value: &Value| shown(value).unwrap_or_else(|| "-".to_owned());
        let addresses = [&node["addresses"]["ipv4"], &node["addresses"]["ipv6"]];
        let [ipv4, ipv6] = addresses.map(of);
        let (number, id, cluster) = (of(&node["asNumber"]), of(&node["routerId"]), of(&node["clusterId"]));
        text += &format!("{}: {ipv4} {ipv6} AS {number} router ID {id} cluster ID {cluster}\n", of(&node["name"]));
        let rows: Vec<Vec<String>> = list(&node["sessions"]).iter().map(|session| row(session, addresses)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        for row in &rows {
            let cells = row.iter().enumerate().map(|(column, cell)| format!("{cell:0$}", width(column)));
            text += &format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }
    text
}

fn row(session: &Value, own: [&Value; 2]) -> Vec<String> {
    let of = |name: &str| shown(&session[name]).unwrap_or_else(|| "-".to_owned());
    let flag = |name: &str, word: &str| (session[name] == true).then(|| word.to_owned());
    let with = |name: &str, word: &str| shown(&session[name]).map(|value| format!("{word} {value}"));
    let own = own[usize::from(session["family"] == "ipv6")];
    let source = (session["sourceAddress"] != *own).then(|| format!("source {}", of("sourceAddress")));
    let hop = (session["nextHop"] != "auto").then(|| format!("hop {}", of("nextHop")));
    let password = &session["password"];
    let password =
        password.is_object().then(|| format!("password {}/{}", text(&password["secret"]), text(&password["key"])));
    assert_eq!(session["routeReflectorClient"] == true, !session["clusterId"].is_null(), "{session}");
    let more = [
        flag("reverse", "reverse"),
        flag("passive", "passive"),
        with("peerPort", "port"),
        source,
        with("clusterId", "client"),
        with("ttlSecurityHops", "ttl"),
        hop,
        with("numAllowedLocalAsNumbers", "allowed"),
        with("restartSeconds", "restart"),
        with("keepaliveSeconds", "keepalive"),
        password,
        with("importFilters", "import"),
        with("exportFilters", "export"),
        with("conflictsWith", "conflicts with"),
    ];
    vec![
        of("name"),
        of("kind"),
        format!("{} {}>{}", of("type"), of("localAsNumber"), of("peerAsNumber")),
        of("peerNode"),
        shown(&session["declaredBy"]["name"]).unwrap_or_else(|| "-".to_owned()),
        of("status"),
        more.into_iter().flatten().collect::<Vec<_>>().join("; "),
    ]
}

/// The clusters of fixtures/sessions/: a name for the snapshot, the directory and arguments.
const CLUSTERS: &[(&str, &str, &[&str])] = &[
    ("mesh-dual-stack", "mesh-dual-stack", &[]),
    ("own-as-and-ports", "own-as-and-ports", &[]),
    ("own-as-and-ports-in-3.31", "own-as-and-ports", &["--calico-version", "3.31"]),
    ("global-peers", "global-peers", &[]),
    ("scopes", "scopes", &[]),
    ("reflectors", "reflectors", &[]),
    ("manual-reverse", "manual-reverse", &[]),
    ("precedence", "precedence", &[]),
    ("conflicts", "conflicts", &[]),
    ("terms", "terms", &[]),
    ("local-workloads", "local-workloads", &[]),
    ("ipv6-only", "ipv6-only", &[]),
    ("ipv6-only-with-hashed-ids", "ipv6-only", &["--router-id", "hash"]),
    ("one-router-id", "two-as", &["--router-id", "10.7.7.7"]),
    ("mismatches", "mismatches", &[]),
    ("node-at-address", "node-at-address", &[]),
    ("mesh-and-peer", "mesh-and-peer", &[]),
];

#[test]
fn sessions_of_small_clusters() {
    for (name, directory, arguments) in CLUSTERS {
        insta::assert_snapshot!(*name, rendered(&topology_of(directory, arguments)));
    }
}

#[test]
fn every_cluster_is_asserted() {
    for directory in directories(Path::new("fixtures/sessions")) {
        let name = directory.file_name().expect("a cluster has a name");
        assert!(CLUSTERS.iter().any(|(_, directory, _)| name == *directory), "{}", directory.display());
    }
}

/// Two nodes with the same address, and other nodes: `check` and `topology` name the same nodes whose file BIRD rejects.
#[test]
fn check_and_topology_name_the_same_frozen_nodes() {
    let node = |name: &str, address: &str| {
        format!(
            "---\napiVersion: projectcalico.org/v3\nkind: Node\nmetadata: {{name: {name}}}\nspec: {{bgp: {{{address}}}}}\n"
        )
    };
    let two = node("n1", "ipv4Address: 10.0.0.1/24") + &node("n2", "ipv4Address: 10.0.0.1/24");
    let four = two.clone() + &node("n3", "ipv4Address: 10.0.0.3/24");
    let cases = [
        (four.clone() + &node("v6only", "ipv6Address: 'fd00::4/64'"), Some("node `n3`")),
        (four + &node("n4", "ipv4Address: 10.0.0.4/24"), Some("2 of 4 nodes")),
        (two + &node("n3", "ipv6Address: 'fd00::3/64'") + &node("n4", "ipv6Address: 'fd00::4/64'"), None),
    ];
    // Only such a finding mentions BIRD.
    let says = |text: &str, nodes: Option<&str>| match nodes {
        Some(nodes) => text.contains(&format!("on {nodes}")),
        None => !text.contains("BIRD"),
    };
    for (manifests, nodes) in cases {
        let table =
            with_sessions(&manifests, settings(None, None), |sessions| topology::table(sessions, None, false, 200));
        let check = Check::new(&["--nodes", "complete", "--select", "duplicate-router-id"].map(str::to_owned));
        let input = check.input(vec![Source::from_text("cluster.yaml", &manifests)]);
        let report = check.run(&input);
        let [located] = report.findings.as_slice() else {
            panic!("one finding for\n{manifests}");
        };
        assert!(says(&located.finding.message, nodes), "{}\n{manifests}", located.finding.message);
        assert!(says(&table, nodes), "{table}\n{manifests}");
    }
}
