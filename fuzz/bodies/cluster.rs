//! Clusters of nodes, BGPPeers, BGPConfigurations, filters and pools: the properties of sessions and propagation hold.
//!
//! Each line of an input is a document. Its first letter is the kind, and each further letter chooses one line of the
//! manifest from the table of the kind.

use bgplint::cluster::{Inventory, clusters};
use bgplint::grouping::{ClusterSettings, Layout, group};
use bgplint::propagation::{BgpNeed, Propagation};
use bgplint::session::Sessions;
use bgplint::value::Family;
use bgplint::{Input, Source, rule, rules, topology};
use proptest::test_runner::TestCaseError;
use serde_json::Value;

use super::choices::{Choices, lines};
use crate::support::propagation_properties::{differences, differences_in_failures};
use crate::support::session_properties as properties;
use crate::support::xml::fault_in_xml;

/// The lines from which each choice takes one; `$n` is the number of the document among its kind.
type Table = &'static [&'static [&'static str]];

/// A property of sessions.
type Property = fn(&Sessions) -> Result<(), TestCaseError>;

/// A kind of document.
struct KindOfDocument {
    letter: u8,
    /// The most documents of the kind. The simulation of propagation takes long for many nodes.
    most: usize,
    head: &'static str,
    table: Table,
}

const KINDS: [KindOfDocument; 7] = [
    KindOfDocument { letter: b'n', most: 6, head: NODE_HEAD, table: NODE },
    KindOfDocument { letter: b'p', most: 6, head: PEER_HEAD, table: PEER },
    KindOfDocument { letter: b'c', most: 1, head: CONFIGURATION_HEAD, table: CONFIGURATION },
    KindOfDocument { letter: b'o', most: 2, head: NODE_CONFIGURATION_HEAD, table: NODE_CONFIGURATION },
    KindOfDocument { letter: b'f', most: 2, head: FILTER_HEAD, table: FILTER },
    KindOfDocument { letter: b'i', most: 2, head: POOL_HEAD, table: POOL },
    KindOfDocument { letter: b's', most: 1, head: "", table: SETTINGS },
];

/// Not a document: the router ID that the nodes have from elsewhere, and the Calico release.
const SETTINGS: Table = &[&["", "hash", "10.7.7.7", "first-found"], &["", "3.28", "3.31", "3.32", "3.34"]];

const NODE_HEAD: &str = "apiVersion: v1\nkind: Node\nmetadata:\n  name: node-$n\n  annotations:\n";
const NODE: Table = &[
    // Each node has its own addresses.
    &[
        "    projectcalico.org/IPv4Address: 10.0.0.$n/24\n",
        "    projectcalico.org/IPv4Address: 10.0.0.$n\n",
        "    unrelated: value\n",
    ],
    &["", "    projectcalico.org/IPv6Address: fd00::$n/64\n", "    projectcalico.org/IPv6Address: fe80::$n\n"],
    &[
        "",
        "    projectcalico.org/ASNumber: '65001'\n",
        "    projectcalico.org/ASNumber: '65002'\n",
        "    projectcalico.org/ASNumber: '64512'\n",
        "    projectcalico.org/ASNumber: '0'\n",
    ],
    &[
        "",
        "    projectcalico.org/RouteReflectorClusterID: 10.9.9.1\n",
        "    projectcalico.org/RouteReflectorClusterID: 10.9.9.2\n",
        "    projectcalico.org/RouteReflectorClusterID: 10.9.9.$n\n",
        "    projectcalico.org/RouteReflectorClusterID: 10.0.0.1\n",
    ],
    &["  labels:\n    host: h$n\n"],
    &["", "    rr: 'true'\n"],
    &["", "    rack: a\n", "    rack: b\n"],
    &["", "    tier: ''\n", "    tier: 'edge'\n"],
];

const PEER_HEAD: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: peer-$n\nspec:\n";
const PEER: Table = &[
    &[
        "",
        "  nodeSelector: all()\n",
        "  nodeSelector: has(rr)\n",
        "  nodeSelector: '!has(rr)'\n",
        "  nodeSelector: rack == 'a'\n",
        "  nodeSelector: rack == 'b' && !has(rr)\n",
        "  nodeSelector: host in {'h1', 'h2'}\n",
        "  nodeSelector: tier starts with 'e'\n",
        "  node: node-1\n",
        "  node: node-2\n",
        "  node: node-3\n",
        "  node: nowhere\n",
    ],
    &[
        "  peerSelector: all()\n",
        "  peerSelector: has(rr)\n",
        "  peerSelector: '!has(rr)'\n",
        "  peerSelector: rack == 'a'\n",
        "  peerSelector: rack != 'a'\n",
        "  peerSelector: host == 'h1'\n",
        "  peerSelector: host == 'h2'\n",
        "  peerSelector: host == 'h4'\n",
        "  peerIP: 10.0.0.1\n",
        "  peerIP: 10.0.0.2\n",
        "  peerIP: 10.0.0.3\n",
        "  peerIP: 10.0.0.2:1790\n",
        "  peerIP: 10.0.0.2:179\n",
        "  peerIP: fd00::1\n",
        "  peerIP: '[fd00::2]:1790'\n",
        "  peerIP: fd00:0::2\n",
        "  peerIP: 192.0.2.1\n",
        "  peerIP: 192.0.2.1:1790\n",
        "  peerIP: 2001:db8::1\n",
        "  peerIP: fe80::1\n",
        "  peerIP: 0.0.0.0\n",
        "  localWorkloadSelector: all()\n",
    ],
    &[
        "",
        "  asNumber: 64512\n",
        "  asNumber: 65001\n",
        "  asNumber: 65002\n",
        "  asNumber: 65009\n",
        "  asNumber: 0\n",
    ],
    &["", "  localASNumber: 64512\n", "  localASNumber: 65003\n"],
    &["", "  numAllowedLocalASNumbers: 1\n", "  numAllowedLocalASNumbers: 0\n"],
    &["", "  ttlSecurity: 0\n", "  ttlSecurity: 1\n", "  ttlSecurity: 255\n"],
    &["", "  sourceAddress: None\n", "  sourceAddress: UseNodeIP\n"],
    &[
        "",
        "  maxRestartTime: 120s\n",
        "  maxRestartTime: 5000s\n",
        "  maxRestartTime: -400ms\n",
        "  maxRestartTime: -90s\n",
    ],
    &["", "  keepaliveTime: 30s\n", "  keepaliveTime: 300s\n", "  keepaliveTime: -1m\n"],
    &[
        "",
        "  password: {secretKeyRef: {name: bgp, key: pw}}\n",
        "  password: {secretKeyRef: {name: bgp, key: other}}\n",
    ],
    &["", "  nextHopMode: Self\n", "  nextHopMode: Keep\n", "  keepOriginalNextHop: true\n"],
    &["", "  reversePeering: Manual\n"],
    &["", "  filters: [filter-1]\n", "  filters: [filter-2, filter-1]\n", "  filters: [missing]\n"],
    &["", "  failureDetectionMode: None\n", "  reachableBy: 10.0.0.254\n"],
];

const CONFIGURATION_HEAD: &str = "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  logSeverityScreen: Info\n";
const CONFIGURATION: Table = &[
    &["", "  nodeToNodeMeshEnabled: false\n", "  nodeToNodeMeshEnabled: true\n"],
    &["", "  asNumber: 64512\n", "  asNumber: 65001\n", "  asNumber: 0\n"],
    &["", "  listenPort: 1790\n", "  listenPort: 179\n"],
    &["", "  nodeMeshMaxRestartTime: 120s\n", "  nodeMeshMaxRestartTime: -1s\n"],
    &["", "  nodeMeshPassword: {secretKeyRef: {name: bgp, key: pw}}\n"],
    &["", "  bindMode: NodeIP\n"],
    &["", "  serviceClusterIPs: [{cidr: 10.96.0.0/12}]\n"],
];

const NODE_CONFIGURATION_HEAD: &str = "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: node.node-$n\nspec:\n  logSeverityScreen: Info\n";
const NODE_CONFIGURATION: Table =
    &[&["", "  listenPort: 1790\n", "  listenPort: 1791\n", "  listenPort: 179\n"], &["", "  asNumber: 65001\n"]];

const FILTER_HEAD: &str =
    "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: filter-$n\nspec:\n  importV6: []\n";
const FILTER: Table = &[
    &[
        "",
        "  exportV4: [{action: Reject, cidr: 10.48.0.0/16, matchOperator: In}]\n",
        "  exportV4: [{action: Accept, cidr: 10.48.0.0/17, matchOperator: In}, {action: Reject}]\n",
        "  exportV4: [{action: Reject, peerType: eBGP}]\n",
        "  exportV4: [{action: Reject, cidr: 10.48.0.1/16, matchOperator: In}]\n",
    ],
    &[
        "",
        "  importV4: [{action: Reject, cidr: 10.48.0.0/16, matchOperator: NotIn}]\n",
        "  importV4: [{action: Reject, cidr: 10.48.128.0/17, matchOperator: In, prefixLength: {min: 26, max: 26}}]\n",
        "  importV4: [{action: Reject, source: RemotePeers}]\n",
        "  importV4: [{action: Reject, cidr: 'fd00::/8', matchOperator: In}]\n",
    ],
];

const POOL_HEAD: &str = "apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata:\n  name: pool-$n\nspec:\n";
const POOL: Table = &[
    &["  cidr: 10.48.0.0/16\n", "  cidr: 10.48.128.0/17\n", "  cidr: 10.64.0.0/16\n", "  cidr: fd80::/48\n"],
    &["", "  nodeSelector: has(rr)\n", "  nodeSelector: rack == 'a'\n"],
    &["", "  disabled: true\n"],
    &["", "  disableBGPExport: true\n"],
    &["", "  ipipMode: Always\n", "  vxlanMode: Always\n"],
];

/// Builds a cluster from the bytes, and checks the properties of its sessions and of the routes over them.
pub fn cluster(data: &[u8]) {
    let (manifests, settings) = manifests(data);
    let input = Input::from_sources(vec![Source::from_text("cluster.yaml", &manifests)]);
    let contents = bgplint::read(&input);
    let given = format!("router ID {:?}, release {:?}\n{manifests}", settings.router_id, settings.release);
    let grouping = group(&input.sources, &contents, &Layout::of(settings));
    for cluster in clusters(&input.sources, &contents, &grouping) {
        let sessions = Sessions::new(&cluster);
        of_sessions(&sessions, &given);
        views(&sessions, &given);
        let propagation = Propagation::new(&sessions);
        of_propagation(&sessions, &propagation, &given);
        rule::run(
            &rules::all(),
            &rule::Selection { pedantic: true, ..rule::Selection::default() },
            &[propagation],
            &rule::IgnorePolicy::default(),
        );
    }
}

/// The manifests and settings that the bytes choose.
fn manifests(data: &[u8]) -> (String, ClusterSettings) {
    let mut manifests = String::new();
    let mut settings = ClusterSettings { inventory: Some(Inventory::Complete), ..ClusterSettings::default() };
    let mut counts = [0; KINDS.len()];
    for line in lines(data) {
        let by_letter = KINDS.iter().position(|kind| kind.letter == line[0]);
        let number = by_letter.unwrap_or(usize::from(line[0]) % KINDS.len());
        let KindOfDocument { most, head, table, .. } = &KINDS[number];
        if counts[number] == *most {
            continue;
        }
        counts[number] += 1;
        let mut choices = Choices::new(&line[1..]);
        let chosen: Vec<&str> = table.iter().map(|items| choices.pick(items)).collect();
        if head.is_empty() {
            settings.router_id = Some(chosen[0].to_owned()).filter(|id| !id.is_empty());
            settings.release = chosen[1].parse().ok();
        } else {
            let document = format!("---\n{head}{}", chosen.concat());
            manifests += &document.replace("$n", &counts[number].to_string());
        }
    }
    (manifests, settings)
}

fn of_sessions(sessions: &Sessions, given: &str) {
    let all: [(&str, Property); 6] = [
        ("classes are exact", properties::classes_are_exact),
        ("mismatches are collected", properties::mismatches_are_collected),
        ("mismatches are counted once", properties::mismatches_are_counted_once),
        ("ends agree", properties::ends_agree),
        ("single sessions have one status", properties::single_sessions_have_one_status),
        ("one session per neighbor and port comes up", properties::one_session_per_neighbor_and_port_comes_up),
    ];
    for (name, property) in all {
        property(sessions).unwrap_or_else(|error| panic!("{name}: {error}\n{given}"));
    }
}

/// All ways to show the sessions.
fn views(sessions: &Sessions, given: &str) {
    let picture = topology::picture(sessions, None);
    for line in &picture.lines {
        assert!(line.from < picture.boxes.len() && line.to < picture.boxes.len(), "{given}");
        assert!(line.broken <= line.total && line.total > 0, "{given}");
    }
    assert_eq!(fault_in_xml(&topology::svg(&picture)), None, "{given}");
    assert!(topology::mermaid(&picture).starts_with("flowchart"), "{given}");
    assert!(topology::dot(&picture).ends_with("}\n"), "{given}");
    assert!(topology::table(sessions, None, false, 100).contains("mesh "), "{given}");
    let all: Vec<_> = sessions.speakers.ids().collect();
    let mut out = Vec::new();
    topology::json(sessions, &all, &[], &mut out).expect("memory can be written");
    let document: Value = serde_json::from_slice(&out).expect("it is JSON");
    assert_eq!(document["nodes"].as_array().map(Vec::len), Some(all.len()), "{given}");
    for (from, to) in all.iter().zip(all.iter().skip(1)) {
        assert!(!topology::path(sessions, *from, *to).is_empty(), "{given}");
        topology::path_json(sessions, *from, *to).expect("a path can be written");
    }
}

fn of_propagation(sessions: &Sessions, propagation: &Propagation, given: &str) {
    for family in Family::BOTH {
        // Without a pool of the family no pod needs its routes. A graph with unknown paths is left out.
        let is_needed = BgpNeed::of(sessions.cluster, &[family]).is_some();
        let is_certain = propagation.graphs.iter().any(|graph| graph.family == family);
        if !is_needed || !is_certain || propagation.is_cut_short {
            continue;
        }
        let mut wrong = differences(sessions, propagation, family);
        wrong.extend(differences_in_failures(sessions, propagation, family));
        assert!(wrong.is_empty(), "{}\n{given}", wrong.join("\n"));
    }
}
