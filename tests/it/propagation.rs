//! Propagation of routes: a simple simulation of every single route gives the same result, and so do clusters with known
//! results.
//!
//! Many more random clusters than in the normal run: `cargo test --test propagation -- --ignored`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use bgplint::cluster::SpeakerId;
use bgplint::propagation::{Assume, Graph, LossCause, Propagation};
use bgplint::rule::{self, Needs};
use bgplint::rules;
use bgplint::session::Sessions;
use bgplint::value::Family;

use crate::support::of_manifests::with_sessions;
use crate::support::propagation_properties::{differences, differences_in_failures, pairs_by_class};
use crate::support::random;
use crate::support::random_topology::{Addresses, Random, Topology};

/// A random cluster of a few nodes, some of them with IPv6.
fn random_topology(seed: u64) -> Topology {
    let mut random = Random::new(seed);
    let nodes = 2 + random.below(7);
    let has_ipv6 = random.happens(20);
    Topology::new(&mut random, nodes, None, |node| {
        let mut annotations = format!("    projectcalico.org/IPv4Address: 10.0.0.{node}\n");
        if has_ipv6 && node % 3 != 0 {
            annotations += &format!("    projectcalico.org/IPv6Address: fd00::{node}\n");
        }
        let peer_ip = if has_ipv6 && node % 3 == 1 { format!("fd00::{node}") } else { format!("10.0.0.{node}") };
        Addresses { annotations, peer_ip }
    })
}

/// Compares the results for the topologies of some seeds.
fn compare(seeds: Range<u64>, differences: fn(&Sessions, &Propagation, Family) -> Vec<String>) {
    let mut wrong = Vec::new();
    let seeds = random::seeds(seeds);
    let count = seeds.end - seeds.start;
    for seed in seeds {
        let Topology { manifests, router_id } = random_topology(seed);
        let found: Vec<String> = with_sessions(&manifests, router_id, |sessions| {
            let propagation = Propagation::new(sessions);
            Family::BOTH.into_iter().flat_map(|family| differences(sessions, &propagation, family)).collect()
        });
        if !found.is_empty() {
            wrong.push((
                manifests.len(),
                format!("seed {seed}, router ID {router_id:?}\n{}", found.join("\n")),
                manifests,
            ));
        }
    }
    wrong.sort();
    let shown: Vec<&str> = wrong.iter().take(20).map(|(_, found, _)| found.as_str()).collect();
    let smallest = wrong.first().map_or("", |(.., manifests)| manifests);
    let repeat = format!("{}=SEED repeats one", random::SEEDS);
    assert!(wrong.is_empty(), "{} of {count} differ ({repeat}):\n{}\n{smallest}", wrong.len(), shown.join("\n"));
}

#[test]
fn routes_get_where_a_naive_simulation_brings_them() {
    compare(0..1_000, differences);
}

#[test]
#[ignore = "takes minutes"]
fn routes_get_where_a_naive_simulation_brings_them_in_many_clusters() {
    compare(1_000..20_000, differences);
}

#[test]
fn failures_cut_what_they_cut_in_a_naive_simulation() {
    compare(0..300, differences_in_failures);
}

#[test]
#[ignore = "takes minutes"]
fn failures_cut_what_they_cut_in_a_naive_simulation_in_many_clusters() {
    compare(300..5_000, differences_in_failures);
}

// Clusters with known results.

/// A cluster: a node is its name, then `as=`, `id=` and labels; a BGPPeer is its `spec`. In addresses, `$` and the number
/// of a node.
struct Hand {
    router_id: Option<&'static str>,
    mesh: bool,
    nodes: &'static [&'static str],
    peers: &'static [&'static str],
    /// The pairs whose routes are lost, as `origin receiver`.
    missing: &'static [&'static str],
    /// The predicted causes, each with the number of pairs.
    losses: &'static [(LossCause, usize)],
    /// The reflectors whose failure alone cuts pairs off, with the number of pairs.
    weak_points: &'static [(&'static str, usize)],
}

/// No losses.
const NOTHING: Hand =
    Hand { router_id: None, mesh: false, nodes: &[], peers: &[], missing: &[], losses: &[], weak_points: &[] };

/// Sessions of the clients with the reflectors.
const CLIENTS: &str = "nodeSelector: '!has(rr)', peerSelector: has(rr)";
/// Sessions between the reflectors.
const REFLECTORS: &str = "nodeSelector: has(rr), peerSelector: has(rr)";

impl Hand {
    fn manifests(&self) -> String {
        let mut manifests = format!(
            "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: {{name: default}}\n\
             spec: {{nodeToNodeMeshEnabled: {}}}\n",
            self.mesh
        );
        for (number, node) in (1..).zip(self.nodes) {
            let mut words = node.split(' ');
            let name = words.next().expect("a node has a name");
            let (mut annotations, mut labels) =
                (format!("projectcalico.org/IPv4Address: 10.0.0.{number}"), String::new());
            for (key, value) in words.filter_map(|word| word.split_once('=')) {
                match key {
                    "as" => annotations += &format!(", projectcalico.org/ASNumber: '{value}'"),
                    "id" => annotations += &format!(", projectcalico.org/RouteReflectorClusterID: {value}"),
                    _ => labels += &format!("{key}: '{value}', "),
                }
            }
            manifests += &format!(
                "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  annotations: {{{annotations}}}\n  \
                 labels: {{{labels}host: {name}}}\n"
            );
        }
        for (number, peer) in self.peers.iter().enumerate() {
            manifests += &format!(
                "---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {{name: peer-{number}}}\n\
                 spec: {{{}}}\n",
                peer.replace('$', "10.0.0.")
            );
        }
        manifests
    }

    /// Compares the result with the expected one, and with the simulation.
    fn check(&self) {
        let manifests = self.manifests();
        with_sessions(&manifests, self.router_id, |sessions| {
            let propagation = Propagation::new(sessions);
            let name = |speaker: SpeakerId| sessions.name(speaker);
            let nodes: Vec<SpeakerId> = sessions.speakers.ids().collect();
            let pairs = pairs_by_class(&Graph::new(sessions, Family::V4, &[], &[]), &nodes, Assume::AsFound);
            let all = nodes.iter().flat_map(|one| nodes.iter().map(move |other| (*one, *other)));
            let is_missing = |pair: &(SpeakerId, SpeakerId)| pair.0 != pair.1 && !pairs.contains(pair);
            let said: BTreeSet<String> =
                all.filter(is_missing).map(|(one, other)| format!("{} {}", name(one), name(other))).collect();
            let expected: BTreeSet<String> = self.missing.iter().map(|pair| (*pair).to_owned()).collect();
            assert_eq!(said, expected, "{manifests}");

            let mut causes: BTreeMap<LossCause, usize> = BTreeMap::new();
            propagation.losses.iter().for_each(|loss| *causes.entry(loss.cause).or_default() += loss.pairs);
            assert_eq!(causes, self.losses.iter().copied().collect(), "{manifests}");

            let weak_points: BTreeMap<&str, usize> =
                propagation.weak_points.iter().map(|point| (name(point.reflector), point.pairs)).collect();
            assert_eq!(weak_points, self.weak_points.iter().copied().collect(), "{manifests}");

            let mut wrong = differences(sessions, &propagation, Family::V4);
            wrong.extend(differences_in_failures(sessions, &propagation, Family::V4));
            assert!(wrong.is_empty(), "{}\n{manifests}", wrong.join("\n"));
        });
    }
}

/// Calico issue 2735.
#[test]
fn clients_of_different_reflectors_with_one_cluster_id_do_not_meet() {
    Hand {
        nodes: &["rr-1 id=10.9.9.1 rr=1", "rr-2 id=10.9.9.1 rr=2", "a to=1", "b to=2"],
        peers: &[
            REFLECTORS,
            "nodeSelector: to == '1', peerSelector: rr == '1'",
            "nodeSelector: to == '2', peerSelector: rr == '2'",
        ],
        missing: &["a b", "b a"],
        losses: &[(LossCause::SplitClients, 2)],
        weak_points: &[("rr-1", 2), ("rr-2", 2)],
        ..NOTHING
    }
    .check();
}

#[test]
fn clients_of_all_reflectors_with_one_cluster_id_meet() {
    Hand {
        nodes: &["rr-1 id=10.9.9.1 rr=1", "rr-2 id=10.9.9.1 rr=2", "a", "b"],
        peers: &[REFLECTORS, CLIENTS],
        ..NOTHING
    }
    .check();
}

/// Without a session between them, each reflector still learns all routes except the other reflector's own.
#[test]
fn reflectors_with_one_cluster_id_need_a_session() {
    Hand {
        nodes: &["rr-1 id=10.9.9.1 rr=1", "rr-2 id=10.9.9.1 rr=2", "a", "b"],
        peers: &[CLIENTS],
        missing: &["rr-1 rr-2", "rr-2 rr-1"],
        losses: &[(LossCause::ReflectorsApart, 2)],
        ..NOTHING
    }
    .check();
}

#[test]
fn a_chain_of_reflectors_with_different_cluster_ids_works() {
    Hand {
        nodes: &["rr-1 id=10.9.9.1 rr=1", "rr-2 id=10.9.9.2 rr=2", "rr-3 id=10.9.9.3 rr=3", "a to=1", "b to=3"],
        peers: &[
            "nodeSelector: rr == '1', peerSelector: rr == '2'",
            "nodeSelector: rr == '2', peerSelector: rr == '3'",
            "nodeSelector: to == '1', peerSelector: rr == '1'",
            "nodeSelector: to == '3', peerSelector: rr == '3'",
        ],
        // The ends of the chain separate their client from three others, the two in the middle from two.
        weak_points: &[("rr-1", 6), ("rr-2", 8), ("rr-3", 6)],
        ..NOTHING
    }
    .check();
}

#[test]
fn reflectors_without_a_cluster_id_reflect_nothing() {
    Hand {
        nodes: &["rr-1 rr=1", "rr-2 rr=2", "a", "b"],
        peers: &[CLIENTS, REFLECTORS],
        missing: &["a b", "b a"],
        losses: &[(LossCause::NoClusterId, 2)],
        ..NOTHING
    }
    .check();
}

#[test]
fn a_reflector_without_peers_is_not_in_the_mesh() {
    Hand {
        mesh: true,
        nodes: &["rr-1 id=10.9.9.1", "a", "b", "c"],
        missing: &["rr-1 a", "rr-1 b", "rr-1 c", "a rr-1", "b rr-1", "c rr-1"],
        losses: &[(LossCause::NoNeighbor, 6)],
        ..NOTHING
    }
    .check();
}

#[test]
fn a_rack_that_no_selector_matches_is_cut_off() {
    Hand {
        nodes: &["rr-1 id=10.9.9.1 rr=1", "a-1 rack=a", "a-2 rack=a", "b-1 rack=b", "b-2 rack=b"],
        peers: &["nodeSelector: rack == 'a', peerSelector: has(rr)"],
        missing: &[
            "b-1 b-2", "b-1 a-1", "b-1 a-2", "b-1 rr-1", "b-2 b-1", "b-2 a-1", "b-2 a-2", "b-2 rr-1", "a-1 b-1",
            "a-1 b-2", "a-2 b-1", "a-2 b-2", "rr-1 b-1", "rr-1 b-2",
        ],
        losses: &[(LossCause::NoNeighbor, 14)],
        weak_points: &[("rr-1", 2)],
        ..NOTHING
    }
    .check();
}

#[test]
fn racks_whose_reflectors_have_no_session_are_apart() {
    Hand {
        nodes: &["rr-1 id=10.9.9.1 rr=a", "rr-2 id=10.9.9.2 rr=b", "a rack=a", "b rack=b"],
        peers: &[
            "nodeSelector: rack == 'a', peerSelector: rr == 'a'",
            "nodeSelector: rack == 'b', peerSelector: rr == 'b'",
        ],
        missing: &["rr-1 rr-2", "rr-1 b", "a rr-2", "a b", "rr-2 rr-1", "rr-2 a", "b rr-1", "b a"],
        losses: &[(LossCause::ReflectorsApart, 8)],
        ..NOTHING
    }
    .check();
}

#[test]
fn routes_cross_from_one_as_into_another() {
    Hand {
        nodes: &["a as=65001", "b as=65002", "c as=65002"],
        peers: &["node: a, peerSelector: host == 'b'", "node: b, peerSelector: host == 'c'"],
        ..NOTHING
    }
    .check();
}

#[test]
fn the_own_as_in_the_path_stops_a_route() {
    Hand {
        nodes: &["a as=65001", "b as=65002", "c as=65001"],
        peers: &["node: a, peerIP: $2, asNumber: 65002", "node: c, peerIP: $2, asNumber: 65002"],
        missing: &["a c", "c a"],
        losses: &[(LossCause::Other, 2)],
        ..NOTHING
    }
    .check();
}

#[test]
fn the_own_as_in_the_path_may_be_allowed() {
    Hand {
        nodes: &["a as=65001", "b as=65002", "c as=65001"],
        peers: &[
            "node: a, peerIP: $2, asNumber: 65002, numAllowedLocalASNumbers: 1",
            "node: c, peerIP: $2, asNumber: 65002",
        ],
        missing: &["a c"],
        losses: &[(LossCause::Other, 1)],
        ..NOTHING
    }
    .check();
}

#[test]
fn nodes_with_an_as_each_meet_at_one_of_them() {
    Hand {
        nodes: &["a as=65001", "b as=65002", "c as=65003", "hub as=65004 hub=1"],
        peers: &["nodeSelector: '!has(hub)', peerSelector: has(hub)"],
        ..NOTHING
    }
    .check();
}

#[test]
fn a_mesh_of_nodes_that_each_have_an_as_is_whole() {
    let hand = Hand { mesh: true, nodes: &["a as=65001", "b as=65002", "c as=65003"], ..NOTHING };
    hand.check();
    // The BGPPeers tell the nodes apart, so that each node is a class.
    let peers = &[
        "nodeSelector: host == 'a', peerIP: 192.0.2.1, asNumber: 65100",
        "nodeSelector: host == 'b', peerIP: 192.0.2.2, asNumber: 65100",
    ];
    Hand { peers, ..hand }.check();
    Hand {
        mesh: true,
        nodes: &["a as=65001", "b as=65002", "c", "d"],
        peers,
        missing: &["a c", "a d", "b c", "b d", "c a", "c b", "d a", "d b"],
        ..NOTHING
    }
    .check();
}

/// From 3.32 on a node with its own AS number assumes that a neighbor without one has the same.
#[test]
fn a_mesh_of_nodes_with_and_without_an_as_is_parted() {
    let hand = Hand { mesh: true, nodes: &["a as=65001", "b", "c"], missing: &["a b", "a c", "b a", "c a"], ..NOTHING };
    // Other rules report what a session lacks, so no loss is reported for sessions that were intended.
    hand.check();
}

#[test]
fn clients_with_the_same_router_id_do_not_learn_each_others_routes() {
    Hand {
        router_id: Some("hash"),
        nodes: &["rr-1 id=10.9.9.1 rr=1", "node-31705", "node-40730", "a"],
        peers: &[CLIENTS],
        missing: &["node-31705 node-40730", "node-40730 node-31705"],
        losses: &[(LossCause::EqualRouterIds, 2)],
        weak_points: &[("rr-1", 4)],
        ..NOTHING
    }
    .check();
}

/// `b` has the route only from `a` and never sends it back, so `c` does not learn it as an external route.
#[test]
fn a_route_does_not_go_back_through_the_session_that_it_came_by() {
    Hand {
        nodes: &["a as=65001", "b as=65002", "c as=65001", "o as=65001"],
        peers: &[
            "node: a, peerIP: $2, asNumber: 65002, numAllowedLocalASNumbers: 1",
            "node: c, peerIP: $1, asNumber: 65001, numAllowedLocalASNumbers: 1",
            "node: o, peerIP: $1, asNumber: 65001, numAllowedLocalASNumbers: 1",
        ],
        missing: &["o c", "c o"],
        losses: &[(LossCause::NoClusterId, 2)],
        ..NOTHING
    }
    .check();
}

/// Two nodes bring the route into the AS, and the reflector sets each of them as the originator of its own route. A client
/// with the router ID of one of them uses the route of the other.
#[test]
fn a_route_with_two_originators_reaches_a_client_with_the_router_id_of_one() {
    Hand {
        router_id: Some("hash"),
        nodes: &[
            "node-31705 as=65002 border=1",
            "node-40730 as=65002",
            "node-5 as=65002 border=1",
            "rr-1 as=65002 id=10.9.9.1 rr=1",
            "o as=65001 o=1",
        ],
        peers: &[
            "nodeSelector: '!has(rr) && !has(o)', peerSelector: has(rr)",
            "nodeSelector: has(border), peerSelector: has(o)",
        ],
        missing: &["node-31705 node-40730", "node-40730 node-31705"],
        losses: &[(LossCause::EqualRouterIds, 2)],
        weak_points: &[("rr-1", 6)],
        ..NOTHING
    }
    .check();
}

#[test]
fn more_cluster_ids_than_can_be_followed_are_counted_as_unknown() {
    let reflector = |number: usize| {
        format!(
            "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: rr-{number}\n  annotations:\n    \
             projectcalico.org/IPv4Address: 10.0.0.{number}\n    \
             projectcalico.org/RouteReflectorClusterID: 10.9.9.{number}\n"
        )
    };
    let manifests: String = (1..=129).map(reflector).collect();
    with_sessions(&manifests, None, |sessions| {
        let propagation = Propagation::new(sessions);
        assert!(propagation.is_cut_short && propagation.losses.is_empty());
        let outcome =
            rule::run(&rules::all(), &rule::Selection::default(), &[propagation], &rule::IgnorePolicy::default());
        let unknown = outcome.unknown.iter().find(|unknown| unknown.rule == "unreachable-routes");
        assert_eq!(unknown.map(|unknown| unknown.needs), Some(Needs::Simplicity));
    });
}
