//! Losses: pairs of nodes of which one never learns the other's routes, sorted by cause.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::adjacency::Adjacency;
use super::certain_paths::CertainPaths;
use super::graph::{Graph, MOST_STEPS};
use super::ids::VertexId;
use super::need::BgpNeed;
use super::route_search::{Assume, NotAdvertised, RouteSearch};
use crate::cluster::{ClassId, SpeakerId};
use crate::ids::IdVec;
use crate::known::Known;
use crate::session::PeerId;
use crate::value::Family;

/// Why routes are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossCause {
    /// The receiver, or the origin, has no session at all.
    NoNeighbor,
    /// The receiver, or the origin, has no session with any node.
    NoSession,
    /// The nodes have a common neighbor, which has no cluster ID and so reflects nothing.
    NoClusterId,
    /// The clients have different reflectors with the same cluster ID. Such a reflector does not pass on to its clients
    /// what the other one has reflected.
    SplitClients,
    /// There are reflectors, but no path between the reflectors of the two nodes.
    ReflectorsApart,
    /// There is no reflector, and not every pair of nodes has a session.
    NoReflector,
    /// The two nodes have the same router ID, so each drops the other's routes as its own.
    EqualRouterIds,
    /// Anything else.
    Other,
}

/// The place where a route stops.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    /// The last node that has the route.
    pub at: SpeakerId,
    /// The next node, which does not learn it.
    pub before: SpeakerId,
    /// The reason.
    pub reason: NotAdvertised,
    /// The BGPPeer of the session between them; `None` for the mesh.
    pub declaration: Option<PeerId>,
}

impl Stop {
    /// The node that stops the route.
    pub fn stopped_by(&self) -> SpeakerId {
        if self.reason == NotAdvertised::ReceiversClusterId { self.before } else { self.at }
    }
}

/// Pairs of nodes that lose routes for the same cause.
#[derive(Clone, Debug)]
pub struct Loss {
    /// The families, if both lose routes for the same cause.
    pub families: Vec<Family>,
    /// Whether pods need these routes.
    pub need: BgpNeed,
    /// The cause.
    pub cause: LossCause,
    /// The number of one-way paths.
    pub pairs: usize,
    /// A node whose routes are lost.
    pub origin: SpeakerId,
    /// A node that does not learn them.
    pub receiver: SpeakerId,
    /// Where they stop; `None` where no session leads on.
    pub stop: Option<Stop>,
    /// Whether external routers may pass the routes on.
    pub may_go_outside: bool,
    /// Whether the two nodes are in the same AS.
    pub is_in_one_as: bool,
}

/// Finds the losses that remain if every configured session is up, because other rules report broken sessions. `None` where
/// the routes have too many paths.
pub(super) fn find(graph: &Graph, need: BgpNeed, certain: &CertainPaths) -> Option<Vec<Loss>> {
    let mut losses: BTreeMap<(LossCause, bool, bool, Option<Ipv4Addr>), Loss> = BTreeMap::new();
    let parts = Parts::of(graph);
    let is_open = |origin: &VertexId| !certain.reach_all(*origin, graph.receivers(*origin));
    let origins: Vec<VertexId> = graph.first_vertices().into_iter().filter(is_open).collect();
    let mut steps = 0;
    for group in parts.alike(graph, &origins) {
        let origin = group[0];
        let inside = RouteSearch::new(graph, origin, Assume::AllConfiguredUp);
        if inside.is_cut_short {
            return None;
        }
        let missing: Vec<VertexId> = graph.receivers(origin).filter(|receiver| !inside.reaches(*receiver)).collect();
        if missing.is_empty() {
            continue;
        }
        let mut outside = RouteSearch::new(graph, origin, Assume::AllConfiguredUp);
        outside.via_external_routers(graph);
        steps += inside.steps + outside.steps + graph.vertices.len();
        if steps > MOST_STEPS {
            return None;
        }
        let nodes_of_group: usize = group.iter().map(|vertex| graph.vertices[*vertex].alike).sum();
        let classes: BTreeSet<ClassId> = group.iter().map(|vertex| graph.vertices[*vertex].class).collect();
        let from_first = missing.into_iter().map(|receiver| {
            let other = &graph.vertices[receiver];
            let pairs = match (other.class == graph.vertices[origin].class, classes.contains(&other.class)) {
                (true, _) => graph.pairs_of_classes(origin, receiver),
                (false, true) => (nodes_of_group - 1) * other.alike,
                (false, false) => nodes_of_group * other.alike,
            };
            (origin, receiver, pairs)
        });
        // The other nodes of the group lose the way to the first class too.
        let of_first = graph.vertices[origin].alike;
        let to_first = group.get(1).map(|second| (*second, origin, (nodes_of_group - of_first) * of_first));
        for (origin, receiver, pairs) in from_first.chain(to_first) {
            // No session leads on from a node without neighbors.
            let stop = match graph.edges.is_alone(origin) {
                true => None,
                false => stop_before(graph, &inside, receiver, Assume::AllConfiguredUp),
            };
            let cause = parts.cause(graph, origin, receiver, stop.as_ref());
            let may_go_outside = outside.reaches(receiver);
            let place = match cause {
                LossCause::SplitClients => {
                    stop.and_then(|stop| graph.sessions.speakers[stop.stopped_by()].cluster_id.value())
                }
                _ => None,
            };
            let (one, other) = (&graph.vertices[origin], &graph.vertices[receiver]);
            let is_in_one_as = graph.sessions.as_number(one.speaker) == graph.sessions.as_number(other.speaker);
            let is_between_reflectors = graph.is_reflector(origin) || graph.is_reflector(receiver);
            let loss = losses.entry((cause, may_go_outside, is_in_one_as, place)).or_insert_with(|| Loss {
                families: vec![graph.family],
                need,
                cause,
                pairs: 0,
                origin: one.speaker,
                receiver: other.speaker,
                stop,
                may_go_outside,
                is_in_one_as,
            });
            // Two nodes with pods are a better example than a reflector.
            let is_reflector = |speaker: SpeakerId| graph.sessions.may_be_reflector(speaker);
            if !is_between_reflectors && (is_reflector(loss.origin) || is_reflector(loss.receiver)) {
                (loss.origin, loss.receiver, loss.stop) = (one.speaker, other.speaker, stop);
            }
            loss.pairs += pairs;
        }
    }
    Some(losses.into_values().collect())
}

/// Adds the losses of another family; equal losses of both families become one.
pub(super) fn merge(losses: &mut Vec<Loss>, more: Vec<Loss>) {
    let way = |loss: &Loss| {
        let stop = loss.stop.map(|stop| (stop.at, stop.before));
        (loss.cause, loss.may_go_outside, loss.is_in_one_as, loss.pairs, loss.origin, loss.receiver, stop)
    };
    for loss in more {
        match losses.iter_mut().find(|known| way(known) == way(&loss)) {
            Some(known) => {
                known.families.extend(loss.families);
                known.need = known.need.max(loss.need);
            }
            None => losses.push(loss),
        }
    }
}

/// The place where routes stop on their way to a receiver: at its neighbor, or as near as possible.
pub fn stop_before(graph: &Graph, search: &RouteSearch, receiver: VertexId, assume: Assume) -> Option<Stop> {
    let mut seen = BTreeSet::from([receiver]);
    let mut ring = vec![receiver];
    while !ring.is_empty() {
        let mut stops: Vec<(NotAdvertised, Reverse<VertexId>, Adjacency)> = Vec::new();
        let mut next = Vec::new();
        let mut before: Vec<(VertexId, u32)> = ring.iter().flat_map(|to| graph.into(*to)).copied().collect();
        before.sort_unstable();
        for same in before.chunk_by(|(one, _), (other, _)| one == other) {
            let at = same[0].0;
            for adjacency in same.iter().map(|(_, number)| graph.edges.number(at, *number)) {
                if search.reaches(at) {
                    let reason = search.why_not(graph, at, &adjacency, assume);
                    stops.extend(reason.map(|reason| (reason, Reverse(at), adjacency)));
                } else if seen.insert(at) {
                    next.push(at);
                }
            }
        }
        let telling = stops.into_iter().max_by_key(|(reason, at, _)| (*reason, *at));
        if let Some((reason, Reverse(at), adjacency)) = telling {
            let speaker = |vertex: VertexId| graph.vertices[vertex].speaker;
            let declaration = adjacency.link.declaration;
            return Some(Stop { at: speaker(at), before: speaker(adjacency.to), reason, declaration });
        }
        ring = next;
    }
    None
}

/// The vertices that sessions connect, whatever the sessions pass on.
struct Parts {
    /// For each vertex, the first vertex of its part.
    of: IdVec<VertexId, VertexId>,
    /// The parts with a reflector.
    with_reflector: BTreeSet<VertexId>,
    /// For each vertex without a neighbor, whether it has no session with external routers either.
    has_none: BTreeMap<VertexId, bool>,
}

impl Parts {
    fn of(graph: &Graph) -> Parts {
        let mut of: IdVec<VertexId, Option<VertexId>> = IdVec::for_each_of(&graph.vertices, |_| None);
        for start in graph.vertices.ids() {
            let mut open = vec![start];
            while let Some(vertex) = open.pop() {
                if of[vertex].is_none() {
                    of[vertex] = Some(start);
                    open.extend(graph.edges.neighbors(vertex));
                }
            }
        }
        let of = IdVec::for_each_of(&graph.vertices, |vertex| of[vertex].unwrap_or(vertex));
        let reflectors = graph.vertices.ids().filter(|vertex| graph.is_reflector(*vertex));
        let alone = graph.vertices.ids().filter(|vertex| graph.edges.is_alone(*vertex));
        // A node without neighbors has no session with external routers either.
        let has_none = |vertex: VertexId| graph.sessions.of_class(graph.vertices[vertex].class).next().is_none();
        Parts {
            with_reflector: reflectors.map(|vertex| of[vertex]).collect(),
            has_none: alone.map(|vertex| (vertex, has_none(vertex))).collect(),
            of,
        }
    }

    /// Origins whose routes are lost in the same way, in the order of the first ones: those without any neighbor, as far as
    /// nothing tells them apart. Any other origin is alone.
    fn alike(&self, graph: &Graph, origins: &[VertexId]) -> Vec<Vec<VertexId>> {
        let mut numbers: BTreeMap<_, usize> = BTreeMap::new();
        let mut groups: Vec<Vec<VertexId>> = Vec::new();
        for origin in origins {
            let vertex = &graph.vertices[*origin];
            let number = match self.has_none.get(origin) {
                Some(has_none) => {
                    let as_number = graph.sessions.as_number(vertex.speaker);
                    let key = (has_none, as_number, graph.is_reflector(*origin), vertex.external.is_empty());
                    *numbers.entry(key).or_insert(groups.len())
                }
                None => groups.len(),
            };
            groups.resize_with(groups.len().max(number + 1), Vec::new);
            groups[number].push(*origin);
        }
        groups
    }

    fn has_reflector(&self, vertex: VertexId) -> bool {
        self.with_reflector.contains(&self.of[vertex])
    }

    /// Why routes of one vertex do not reach another one.
    fn cause(&self, graph: &Graph, origin: VertexId, receiver: VertexId, stop: Option<&Stop>) -> LossCause {
        let sessions = graph.sessions;
        let alone = [origin, receiver].into_iter().filter_map(|vertex| self.has_none.get(&vertex).copied());
        match alone.max() {
            Some(true) => return LossCause::NoNeighbor,
            Some(false) => return LossCause::NoSession,
            None => {}
        }
        let has_id = |stop: &Stop| sessions.is_reflector(stop.at);
        match stop.map(|stop| (stop.reason, has_id(stop))) {
            Some((NotAdvertised::OwnClusterId | NotAdvertised::ReceiversClusterId, _)) => LossCause::SplitClients,
            Some((NotAdvertised::NotReflected, false))
                if graph.is_reflector(origin) && graph.is_reflector(receiver) =>
            {
                LossCause::ReflectorsApart
            }
            // The mesh connects all nodes except those that have left it.
            Some((NotAdvertised::NotReflected, false)) if sessions.globals.mesh != Known::Value(false) => {
                LossCause::Other
            }
            Some((NotAdvertised::NotReflected, false)) => LossCause::NoClusterId,
            Some((NotAdvertised::NotReflected, true)) => LossCause::ReflectorsApart,
            Some((NotAdvertised::Originator, _)) => LossCause::EqualRouterIds,
            Some(_) => LossCause::Other,
            None if self.has_reflector(origin) && self.has_reflector(receiver) => LossCause::ReflectorsApart,
            None if !self.with_reflector.is_empty() => LossCause::Other,
            None => LossCause::NoReflector,
        }
    }
}
