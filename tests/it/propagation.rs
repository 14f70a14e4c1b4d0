//! Propagation of routes: a simple simulation of every single route gives the same result, and so do clusters with known
//! results.
//!
//! Many more random clusters than in the normal run: `cargo test --test propagation -- --ignored`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::ops::Range;

use bgplint::cluster::SpeakerId;
use bgplint::ids::IdVec;
use bgplint::propagation::{Assume, Graph, LossCause, Propagation, RouteSearch, VertexId};
use bgplint::resource::value::{AsNumber, Family};
use bgplint::rule::{self, Needs};
use bgplint::rules;
use bgplint::session::{Session, SessionKind, Sessions, Status};

use crate::support::of_manifests::with_sessions;
use crate::support::random;
use crate::support::random_topology::{Addresses, Random, Topology};

// The simulation.

/// A session: its node and its name.
type End = (SpeakerId, String);

/// A session that carries routes, in one direction.
#[derive(Clone, Debug)]
struct Link {
    from: End,
    to: End,
    from_as: AsNumber,
    to_as: AsNumber,
    /// The cluster ID of the sender, if the receiver is its client.
    to_client: Option<Ipv4Addr>,
    /// The cluster ID of the receiver, if the sender is its client.
    from_client: Option<Ipv4Addr>,
    allowed: usize,
}

impl Link {
    fn new(session: &Session, back: &Session) -> Option<Link> {
        Some(Link {
            from: (session.local, session.name()),
            to: (back.local, back.name()),
            from_as: session.terms.local_as.value()?,
            to_as: back.terms.local_as.value()?,
            to_client: session.cluster_id.value(),
            from_client: back.cluster_id.value(),
            allowed: back
                .terms
                .allowed_local_as
                .value()
                .map_or(0, |count| usize::try_from(count).expect("it is positive")),
        })
    }

    fn is_internal(&self) -> bool {
        self.from_as == self.to_as
    }
}

/// A route at a node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    node: SpeakerId,
    /// The link on which it was learned; `None` for the node's own route.
    learned: Option<usize>,
    cluster_list: BTreeSet<Ipv4Addr>,
    originator: Option<Ipv4Addr>,
    /// Sorted, because only the number of occurrences matters.
    path: Vec<AsNumber>,
}

/// All sessions between nodes, one by one.
struct Naive {
    links: Vec<Link>,
    router_ids: IdVec<SpeakerId, Option<Ipv4Addr>>,
    speaks: IdVec<SpeakerId, bool>,
}

impl Naive {
    fn new(sessions: &Sessions, family: Family) -> Naive {
        let mut links = Vec::new();
        for node in sessions.speakers.ids() {
            let own = sessions.of(node);
            for session in
                own.iter().filter(|session| session.family == family && session.kind != SessionKind::LocalWorkload)
            {
                let compatibility = sessions.compatibility(session);
                // A session with an unknown status is assumed to come up.
                if matches!(compatibility.status, Status::Compatible | Status::Unknown) {
                    links.extend(compatibility.back.as_ref().and_then(|back| Link::new(session, back)));
                }
            }
        }
        Naive {
            links,
            router_ids: sessions.speakers.iter().map(|speaker| speaker.router_id.value()).collect(),
            speaks: sessions.speakers.iter().map(|speaker| speaker.address(family).value().is_some()).collect(),
        }
    }

    /// The nodes that learn the routes of one node while other nodes are down: passes on every route until nothing changes.
    fn reached(&self, origin: SpeakerId, failed: &BTreeSet<SpeakerId>) -> BTreeSet<SpeakerId> {
        let own =
            Route { node: origin, learned: None, cluster_list: BTreeSet::new(), originator: None, path: Vec::new() };
        let mut routes = BTreeSet::from([own.clone()]);
        let mut open = vec![own];
        while let Some(route) = open.pop() {
            for (number, link) in self.links.iter().enumerate().filter(|(_, link)| link.from.0 == route.node) {
                let next = if failed.contains(&link.to.0) { None } else { self.pass(&route, number, link) };
                if let Some(next) = next.filter(|next| routes.insert(next.clone())) {
                    open.push(next);
                }
            }
        }
        routes.iter().map(|route| route.node).collect()
    }

    /// The rules for export and import (RFC 4271, RFC 4456, and BIRD's behavior), one by one.
    fn pass(&self, route: &Route, number: usize, link: &Link) -> Option<Route> {
        let learned = route.learned.map(|learned| &self.links[learned]);
        if learned.is_some_and(|learned| learned.to == link.from) {
            return None;
        }
        if link.to_client.is_some_and(|own| route.cluster_list.contains(&own)) {
            return None;
        }
        let mut next = Route { node: link.to.0, learned: Some(number), ..route.clone() };
        match learned {
            // A node that uses different AS numbers towards neighbors in these ASes looks like two nodes to BIRD.
            Some(learned) if learned.is_internal() && link.is_internal() && learned.to_as == link.from_as => {
                let cluster_id = link.to_client.or(learned.from_client)?;
                next.cluster_list.insert(cluster_id);
                next.originator = route.originator.or(self.router_ids[learned.from.0]);
            }
            _ if link.is_internal() => {}
            _ => {
                // No session here allows an AS number twice. Where nodes use other AS numbers, a path might grow without
                // limit.
                if next.path.iter().filter(|number| **number == link.from_as).count() < 2 {
                    next.path.push(link.from_as);
                    next.path.sort_unstable();
                }
                next.cluster_list.clear();
                next.originator = None;
            }
        }
        if next.path.iter().filter(|own| **own == link.to_as).count() > link.allowed {
            return None;
        }
        if next.originator.is_some() && next.originator == self.router_ids[link.to.0] {
            return None;
        }
        if link.from_client.is_some_and(|own| next.cluster_list.contains(&own)) {
            return None;
        }
        Some(next)
    }

    fn nodes(&self) -> Vec<SpeakerId> {
        self.speaks.ids().filter(|node| self.speaks[*node]).collect()
    }

    /// The one-way paths: pairs of different nodes of which the second learns the routes of the first.
    fn pairs(&self, failed: &BTreeSet<SpeakerId>) -> BTreeSet<(SpeakerId, SpeakerId)> {
        let left: Vec<SpeakerId> = self.nodes().into_iter().filter(|node| !failed.contains(node)).collect();
        let reached = |origin: &SpeakerId| {
            let (origin, reached) = (*origin, self.reached(*origin, failed));
            reached.into_iter().filter(move |node| *node != origin).map(move |node| (origin, node))
        };
        left.iter().flat_map(reached).collect()
    }
}

// The result of bgplint.

/// The vertex of a node: the first or the second one of its class.
fn vertex_of(graph: &Graph, node: SpeakerId, other_than: Option<VertexId>) -> VertexId {
    let class = graph.sessions.class_of(node);
    let mut ids = graph.vertices.ids();
    let own = ids.find(|vertex| graph.vertices[*vertex].speaker == node);
    let alike = || {
        graph
            .vertices
            .ids()
            .find(|vertex| graph.vertices[*vertex].class == class && Some(*vertex) != other_than)
            .expect("two vertices stand for a class")
    };
    own.filter(|own| Some(*own) != other_than).unwrap_or_else(alike)
}

/// The one-way paths between different nodes, by classes.
fn pairs_by_class(graph: &Graph, nodes: &[SpeakerId], assume: Assume) -> BTreeSet<(SpeakerId, SpeakerId)> {
    let mut pairs = BTreeSet::new();
    for origin in nodes {
        let from = vertex_of(graph, *origin, None);
        let search = RouteSearch::new(graph, from, assume);
        for receiver in nodes.iter().filter(|receiver| *receiver != origin) {
            if search.reaches(vertex_of(graph, *receiver, Some(from))) {
                pairs.insert((*origin, *receiver));
            }
        }
    }
    pairs
}

/// The differences in a family.
fn differences(sessions: &Sessions, propagation: &Propagation, family: Family) -> Vec<String> {
    let mut wrong = Vec::new();
    let all: Vec<SpeakerId> = sessions.speakers.ids().collect();
    let none = BTreeSet::new();
    let name = |node: &SpeakerId| sessions.name(*node);
    let graphs =
        [("classes", Graph::new(sessions, family, &[], &[])), ("nodes", Graph::new(sessions, family, &all, &[]))];
    let naive = Naive::new(sessions, family);
    let nodes = naive.nodes();
    let expected = naive.pairs(&none);
    for (of_what, graph) in &graphs {
        let said = pairs_by_class(graph, &nodes, Assume::AsFound);
        let meant = pairs_by_class(graph, &nodes, Assume::AllConfiguredUp);
        let none_lost = [
            ("lost", expected.difference(&said)),
            ("said to arrive", said.difference(&expected)),
            ("lost where sessions that were meant come up too", said.difference(&meant)),
        ];
        for (what, list) in none_lost {
            let list: Vec<String> = list.map(|(one, other)| format!("{} → {}", name(one), name(other))).collect();
            if !list.is_empty() {
                wrong.push(format!("{family:?} by {of_what}: wrongly {what}: {}", list.join(", ")));
            }
        }
        let lost = nodes.len() * nodes.len().saturating_sub(1) - meant.len();
        let losses = propagation.losses.iter().filter(|loss| loss.families.contains(&family));
        let said: usize = losses.map(|loss| loss.pairs).sum();
        if said != lost {
            wrong.push(format!("{family:?} by {of_what}: losses of {said} pairs instead of {lost}"));
        }
    }
    wrong
}

/// All subsets of this size.
fn subsets(of: &[SpeakerId], size: usize) -> Vec<BTreeSet<SpeakerId>> {
    match (size, of) {
        (0, _) => vec![BTreeSet::new()],
        (_, []) => Vec::new(),
        (_, [first, others @ ..]) => {
            let with = subsets(others, size - 1).into_iter().map(|mut set| {
                set.insert(*first);
                set
            });
            with.chain(subsets(others, size)).collect()
        }
    }
}

/// The differences when reflectors fail.
fn differences_in_failures(sessions: &Sessions, propagation: &Propagation, family: Family) -> Vec<String> {
    let mut wrong = Vec::new();
    let naive = Naive::new(sessions, family);
    let before = naive.pairs(&BTreeSet::new());
    let is_reflector = |node: &SpeakerId| sessions.speakers[*node].cluster_id.value().is_some();
    let reflectors: Vec<SpeakerId> = naive.nodes().into_iter().filter(is_reflector).collect();
    let lost = |failed: &BTreeSet<SpeakerId>| -> BTreeSet<(SpeakerId, SpeakerId)> {
        let after = naive.pairs(failed);
        let is_left = |(one, other): &&(SpeakerId, SpeakerId)| !failed.contains(one) && !failed.contains(other);
        before.iter().filter(is_left).filter(|pair| !after.contains(pair)).copied().collect()
    };
    let mut expected: BTreeMap<SpeakerId, usize> = BTreeMap::new();
    for reflector in &reflectors {
        let lost = lost(&BTreeSet::from([*reflector]));
        if !lost.is_empty() {
            expected.insert(*reflector, lost.len());
        }
    }
    let weak_points = propagation.weak_points.iter().filter(|point| point.family == family);
    let said: BTreeMap<SpeakerId, usize> = weak_points.clone().map(|point| (point.reflector, point.pairs)).collect();
    // The weak points are computed as if all intended sessions came up.
    let sessions_of_all = sessions.speakers.ids().flat_map(|node| sessions.of(node));
    let all_fit = sessions_of_all
        .filter(|session| session.remote.is_some())
        .all(|session| sessions.status(&session) == Status::Compatible);
    if all_fit && said != expected {
        wrong.push(format!("{family:?}: weak points {said:?} instead of {expected:?}"));
    }
    for point in weak_points.filter(|point| all_fit && expected.contains_key(&point.reflector)) {
        if !lost(&BTreeSet::from([point.reflector])).contains(&point.witness) {
            wrong.push(format!("{family:?}: {:?} does not cut {:?}", point.reflector, point.witness));
        }
    }
    let smallest = (1..=3).find(|size| subsets(&reflectors, *size).iter().any(|failed| !lost(failed).is_empty()));
    let cut = Graph::new(sessions, family, &[], &[]).smallest_cut();
    if cut.as_ref().map(|cut| cut.reflectors.len()) != smallest {
        wrong.push(format!("{family:?}: the smallest cut is {cut:?} instead of one of {smallest:?}"));
    } else if let Some(cut) = cut {
        // A pair of a class may be reported with other nodes of the class.
        let lost = lost(&cut.reflectors.iter().copied().collect());
        if !lost.contains(&cut.witness) || lost.len() != cut.pairs {
            wrong.push(format!("{family:?}: {cut:?}, but {lost:?} are lost"));
        }
    }
    wrong
}

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
