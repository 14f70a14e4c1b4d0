//! BIRD itself is the judge of routes: the routes in the table of a node's daemon must be exactly the predicted ones.
//!
//! Each random topology runs as real daemons. A few run with the other tests, and all of them with `cargo test
//! bird_routes:: -- --ignored`, which takes some minutes.

use std::collections::BTreeSet;
use std::ops::Range;
use std::thread::sleep;
use std::time::{Duration, Instant};

use bgplint::cluster::SpeakerId;
use bgplint::ids::Id;
use bgplint::propagation::{Assume, Graph, RouteSearch};
use bgplint::session::{Sessions, Status};
use bgplint::value::Family;

use crate::support::bird::{Bird, head, protocol_that_exports};
use crate::support::daemon::{Daemon, Place};
use crate::support::of_manifests::with_sessions;
use crate::support::random;
use crate::support::random_topology::{Addresses, Random, Topology};

/// Shorter than Calico's, so that the test is quick.
const TIMERS: &str = "connect delay time 1;\n  connect retry time 1;\n  error wait time 1,2;";

/// The time limit until all routes have arrived, on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// How long to wait for unexpected routes after that: longer than any timer.
const QUIET: Duration = Duration::from_secs(3);

/// The number of topologies that run at the same time.
const AT_ONCE: usize = 4;

/// A topology that a random one is unlikely to have. `$1` and so on are the addresses of its nodes.
struct Rare {
    router_id: Option<&'static str>,
    /// The name, annotations and labels of each node.
    nodes: &'static [(&'static str, &'static str, &'static str)],
    /// The `spec` of each BGPPeer.
    peers: &'static [&'static str],
}

const RARE: &[Rare] = &[
    // The reflector learns a route over two paths with different originators. One of the originators has the router ID of
    // another client.
    Rare {
        router_id: Some("hash"),
        nodes: &[
            ("node-31705", "ASNumber: '65002'", "border: '1'"),
            ("node-40730", "ASNumber: '65002'", ""),
            ("node-5", "ASNumber: '65002'", "border: '1'"),
            ("rr-1", "ASNumber: '65002', projectcalico.org/RouteReflectorClusterID: 10.9.9.1", "rr: '1'"),
            ("o", "ASNumber: '65001'", "o: '1'"),
        ],
        peers: &[
            "nodeSelector: '!has(rr) && !has(o)', peerSelector: has(rr)",
            "nodeSelector: has(border), peerSelector: has(o)",
        ],
    },
    // If the route went back over the session on which it was learned, the node would learn it as an external route.
    Rare {
        router_id: None,
        nodes: &[
            ("a", "ASNumber: '65001'", ""),
            ("b", "ASNumber: '65002'", ""),
            ("c", "ASNumber: '65001'", ""),
            ("o", "ASNumber: '65001'", ""),
        ],
        peers: &[
            "node: a, peerIP: $2, asNumber: 65002, numAllowedLocalASNumbers: 1",
            "node: c, peerIP: $1, asNumber: 65001, numAllowedLocalASNumbers: 1",
            "node: o, peerIP: $1, asNumber: 65001, numAllowedLocalASNumbers: 1",
        ],
    },
    // A node uses a local AS number towards a neighbor in that AS, and its own AS number towards a neighbor in its own AS.
    // The node is not a route reflector, but it passes on routes from one neighbor to the other.
    Rare {
        router_id: None,
        nodes: &[("a", "ASNumber: '65001'", ""), ("b", "ASNumber: '65002'", ""), ("c", "ASNumber: '65001'", "")],
        peers: &[
            "node: a, peerIP: $2, asNumber: 65002, localASNumber: 65002, reversePeering: Manual",
            "node: b, peerIP: $1, asNumber: 65002, reversePeering: Manual",
            "node: c, peerIP: $1, asNumber: 65001",
        ],
    },
    // Nodes of one class, each in its own AS, with a common neighbor of the same class.
    Rare {
        router_id: None,
        nodes: &[
            ("a", "ASNumber: '65001'", ""),
            ("b", "ASNumber: '65002'", ""),
            ("c", "ASNumber: '65003'", ""),
            ("hub", "ASNumber: '65004'", "hub: '1'"),
        ],
        peers: &["nodeSelector: '!has(hub)', peerSelector: has(hub)"],
    },
    // Two parallel sessions on which the origin uses different AS numbers. The next node rejects the routes of one session,
    // but not of the other.
    Rare {
        router_id: None,
        nodes: &[("a", "ASNumber: '64512'", ""), ("b", "ASNumber: '64512'", ""), ("c", "ASNumber: '64512'", "c: '1'")],
        peers: &[
            "node: a, peerIP: $2, asNumber: 64512, numAllowedLocalASNumbers: 1, localASNumber: 65002, reversePeering: Manual",
            "node: b, peerIP: $1, asNumber: 65002, numAllowedLocalASNumbers: 1, reversePeering: Manual",
            "node: b, peerIP: $1, asNumber: 64512, numAllowedLocalASNumbers: 1, localASNumber: 65002, reversePeering: Manual",
            "node: a, peerIP: $2, asNumber: 65002, numAllowedLocalASNumbers: 1, reversePeering: Manual",
            "node: b, peerSelector: has(c)",
        ],
    },
];

/// A cell of the table of all routes: the numbers of the topology, the node and the origin.
type Cell = (u64, usize, usize);

/// The topologies that are not random.
fn rare_topology(place: &Place, number: u64, rare: &Rare) -> Topology {
    let mut manifests = format!(
        "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {{name: default}}\n\
         spec: {{nodeToNodeMeshEnabled: false, listenPort: {}}}\n",
        place.port
    );
    for (node, (name, annotations, labels)) in (1..).zip(rare.nodes) {
        manifests += &format!(
            "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  annotations:\n    \
             {{projectcalico.org/IPv4Address: ${node}, projectcalico.org/{annotations}}}\n  \
             labels: {{host: {name}, {labels}}}\n"
        );
    }
    for (peer, spec) in rare.peers.iter().enumerate() {
        manifests += &format!(
            "---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {{name: peer-{peer}}}\n\
             spec: {{{spec}}}\n"
        );
    }
    Topology { manifests: manifests.replace('$', &format!("{}.{number}.", place.network)), router_id: rare.router_id }
}

/// The topology of a seed, without sessions that replace each other at random.
fn topology(place: &Place, seed: u64) -> Topology {
    let mut random = Random::new(seed);
    loop {
        let nodes = 4 + random.below(5);
        let address = |node: usize| {
            let address = format!("{}.{}.{node}", place.network, seed % 200);
            let annotations = format!("    projectcalico.org/IPv4Address: {address}\n");
            Addresses { annotations, peer_ip: address }
        };
        let topology = Topology::new(&mut random, nodes, Some(place.port), address);
        let is_certain = with_sessions(&topology.manifests, topology.router_id, |sessions| {
            let all = sessions.speakers.ids().flat_map(|node| sessions.of(node));
            let statuses: Vec<Status> = all.map(|session| sessions.status(&session)).collect();
            let is_random = |status: &Status| matches!(status, Status::DuplicateNeighbor | Status::Unknown);
            !statuses.iter().any(is_random) && statuses.contains(&Status::Compatible)
        });
        if is_certain {
            return topology;
        }
    }
}

/// The prefix that a node announces.
fn prefix(node: usize) -> String {
    match node % 2 {
        0 => format!("10.200.{node}.0/26"),
        _ => format!("10.200.{node}.1/32"),
    }
}

/// The daemons of a topology, with the predicted routes.
struct Running {
    seed: u64,
    topology: Topology,
    daemons: Vec<Daemon>,
    expected: BTreeSet<Cell>,
}

impl Running {
    fn start(bird: &Bird, seed: u64, topology: Topology) -> Running {
        let (configurations, expected) = with_sessions(&topology.manifests, topology.router_id, |sessions| {
            let nodes = sessions.speakers.ids();
            (nodes.map(|node| configuration(sessions, node)).collect::<Vec<_>>(), expected(sessions, seed))
        });
        let daemons = configurations.iter().map(|configuration| Daemon::start(bird, configuration)).collect();
        Running { seed, topology, daemons, expected }
    }

    fn seen(&self, bird: &Bird) -> BTreeSet<Cell> {
        let mut seen = BTreeSet::new();
        for (node, daemon) in self.daemons.iter().enumerate() {
            let prefixes = daemon.prefixes(bird);
            let has = |origin: &usize| prefixes.contains(&prefix(*origin));
            seen.extend((0..self.daemons.len()).filter(has).map(|origin| (self.seed, node, origin)));
        }
        seen
    }
}

/// The configuration of a node, with a route of its own.
fn configuration(sessions: &Sessions, node: SpeakerId) -> String {
    let address = sessions.speakers[node].address(Family::V4).value().expect("the node has an address");
    let port = sessions.port(node).value().expect("the port is given");
    let listen = format!("listen bgp address {address} port {port};");
    let own = sessions.of(node);
    let protocols: String = own.iter().filter_map(|session| protocol_that_exports(sessions, session, "all")).collect();
    let head = head(sessions, node, &listen, TIMERS).expect("the router ID is known");
    format!("{head}protocol static {{\n  route {} blackhole;\n}}\n{protocols}", prefix(node.index()))
}

/// The predicted routes.
fn expected(sessions: &Sessions, seed: u64) -> BTreeSet<Cell> {
    let all: Vec<SpeakerId> = sessions.speakers.ids().collect();
    let graph = Graph::new(sessions, Family::V4, &all, &[]);
    let vertex = |node: SpeakerId| graph.vertex_of(node).expect("the node has an address");
    let mut cells = BTreeSet::new();
    for origin in &all {
        let search = RouteSearch::new(&graph, vertex(*origin), Assume::AsFound);
        cells.extend(
            all.iter().filter(|node| search.reaches(vertex(**node))).map(|node| (seed, node.index(), origin.index())),
        );
    }
    cells
}

/// Runs some topologies at the same time, and returns the differences from the prediction.
fn judge(bird: &Bird, topologies: Vec<(u64, Topology)>) -> Vec<String> {
    let running: Vec<Running> =
        topologies.into_iter().map(|(seed, topology)| Running::start(bird, seed, topology)).collect();
    let start = Instant::now();
    let mut seen = BTreeSet::new();
    let is_settled = |running: &Running, seen: &mut BTreeSet<Cell>| {
        let now = running.seen(bird);
        let is_settled = now.is_superset(&running.expected);
        seen.extend(now);
        is_settled
    };
    while start.elapsed() < LIMIT {
        // Every topology is polled, to notice routes that come and go.
        if running.iter().filter(|running| !is_settled(running, &mut seen)).count() == 0 {
            break;
        }
        sleep(Duration::from_millis(300));
    }
    sleep(QUIET);
    let mut wrong = Vec::new();
    for running in &running {
        let now = running.seen(bird);
        let differing = |cells: Vec<&Cell>, what: &str| -> String {
            cells.iter().map(|(_, node, origin)| format!("node {node} {what} route of node {origin}\n")).collect()
        };
        let before = seen.iter().filter(|cell| cell.0 == running.seed);
        let missing = differing(running.expected.difference(&now).collect(), "lacks the");
        let unexpected = differing(now.difference(&running.expected).collect(), "has the unexpected");
        let passing = before.filter(|cell| !running.expected.contains(cell) && !now.contains(cell));
        let passing = differing(passing.collect(), "had the unexpected");
        let all = missing + &unexpected + &passing;
        if !all.is_empty() {
            let Topology { manifests, router_id } = &running.topology;
            wrong.push(format!("number {}, router ID {router_id:?}:\n{all}{manifests}", running.seed));
        }
    }
    wrong
}

/// Runs the topologies of all seeds, a few at a time.
fn judge_all(test: &str, seeds: Range<u64>) {
    let Some(bird) = Bird::find(test) else {
        return;
    };
    let place = Place::of_this_test();
    let seeds = random::seeds(seeds);
    let batches = seeds.clone().step_by(AT_ONCE);
    let batch = |first: u64| {
        let seeds = first..seeds.end.min(first + AT_ONCE as u64);
        judge(&bird, seeds.map(|seed| (seed, topology(&place, seed))).collect())
    };
    let wrong: Vec<String> = batches.flat_map(batch).collect();
    let repeat = format!("{}=NUMBER repeats one", random::SEEDS);
    assert!(wrong.is_empty(), "{} topologies differ ({repeat}):\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_reaches_a_node_is_in_its_table_and_nothing_else() {
    judge_all("what_reaches_a_node_is_in_its_table_and_nothing_else", 1..5);
}

#[test]
#[ignore = "takes some minutes"]
fn what_reaches_a_node_is_in_its_table_and_nothing_else_in_many_topologies() {
    judge_all("what_reaches_a_node_is_in_its_table_and_nothing_else_in_many_topologies", 5..69);
}

#[test]
fn rare_topologies_bring_routes_where_we_say() {
    let Some(bird) = Bird::find("rare_topologies_bring_routes_where_we_say") else {
        return;
    };
    let place = Place::of_this_test();
    let topologies = (200..).zip(RARE).map(|(number, rare)| (number, rare_topology(&place, number, rare))).collect();
    let wrong = judge(&bird, topologies);
    assert!(wrong.is_empty(), "{} topologies differ:\n{}", wrong.len(), wrong.join("\n"));
}
