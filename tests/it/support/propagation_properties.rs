//! The properties of propagation: a simple simulation of every single route gives the same result.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use bgplint::cluster::SpeakerId;
use bgplint::ids::IdVec;
use bgplint::propagation::{Assume, Graph, Propagation, RouteSearch, VertexId};
use bgplint::session::{Session, SessionKind, Sessions, Status};
use bgplint::value::{AsNumber, Family};

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
pub fn pairs_by_class(graph: &Graph, nodes: &[SpeakerId], assume: Assume) -> BTreeSet<(SpeakerId, SpeakerId)> {
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
pub fn differences(sessions: &Sessions, propagation: &Propagation, family: Family) -> Vec<String> {
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
pub fn differences_in_failures(sessions: &Sessions, propagation: &Propagation, family: Family) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut all = sessions.speakers.ids().flat_map(|node| sessions.of(node));
    // The simulation does not know that external routers may pass on routes.
    if all.any(|session| session.remote.is_none() && session.kind != SessionKind::LocalWorkload) {
        return wrong;
    }
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
