//! What does not arrive: pairs of nodes of which one never learns the other's routes, sorted by the cause.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::graph::{Graph, Through};
use super::need::Need;
use super::spread::{Refusal, Sort, Spread};
use crate::cluster::SpeakerId;
use crate::known::Known;
use crate::resource::value::Family;
use crate::session::PeerId;

/// Why routes do not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossCause {
    /// The receiver, or the origin, has no session at all.
    Bare,
    /// The receiver, or the origin, has no session with any node.
    NoSession,
    /// Nodes meet at others that have no cluster ID, and so reflect nothing.
    NoClusterId,
    /// Clients are on different reflectors of one cluster ID, which keep from their clients what the other has reflected.
    SplitClients,
    /// There are reflectors, but no way between those of the two nodes.
    ReflectorsApart,
    /// There is no reflector, and not a session for every pair.
    NoReflector,
    /// Two nodes have one router ID: each takes the other's routes for its own.
    EqualRouterIds,
    /// Anything else.
    Other,
}

/// Where a route stops.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    /// The last node that has it.
    pub at: SpeakerId,
    /// The next one, which does not get it.
    pub before: SpeakerId,
    /// Why.
    pub refusal: Refusal,
    /// The BGPPeer of the session between them, `None` for the mesh.
    pub peering: Option<PeerId>,
}

impl Stop {
    /// The node that does not let them pass.
    pub fn refuser(&self) -> SpeakerId {
        if self.refusal == Refusal::ReceiversClusterId { self.before } else { self.at }
    }
}

/// Pairs of nodes that lose routes for one cause.
#[derive(Clone, Debug)]
pub struct Loss {
    /// The families, where both lose for one cause.
    pub families: Vec<Family>,
    /// Whether pods need these routes.
    pub need: Need,
    /// The cause.
    pub cause: LossCause,
    /// How many ordered pairs there are.
    pub pairs: usize,
    /// A node whose routes do not arrive.
    pub origin: SpeakerId,
    /// A node at which they do not.
    pub receiver: SpeakerId,
    /// Where they stop; `None` where nothing leads on.
    pub stop: Option<Stop>,
    /// Whether the routers outside could pass them on.
    pub may_go_outside: bool,
    /// Whether the two nodes are in one AS.
    pub is_in_one_as: bool,
}

/// Finds them in the sessions that were meant: what keeps a session from coming up is told as that. `None` where there are
/// too many ways to follow.
pub(super) fn find(graph: &Graph, need: Need) -> Option<Vec<Loss>> {
    let mut losses: BTreeMap<(LossCause, bool, bool, Option<Ipv4Addr>), Loss> = BTreeMap::new();
    let reflects = |vertex: usize| graph.vertices[vertex].cluster_id.is_some();
    let pieces = pieces(graph);
    let bare = bare(graph);
    for origin in firsts(graph) {
        let inside = Spread::new(graph, origin, Sort::Meant);
        if inside.is_cut_short {
            return None;
        }
        let missing: Vec<usize> = receivers(graph, origin).filter(|receiver| !inside.reaches(*receiver)).collect();
        if missing.is_empty() {
            continue;
        }
        let mut anyhow = Spread::new(graph, origin, Sort::Meant);
        anyhow.through_outside(graph);
        for receiver in missing {
            let stop = graph.stop_before(&inside, receiver, Sort::Meant);
            let cause = cause(graph, &pieces, &bare, origin, receiver, stop.as_ref());
            let may_go_outside = anyhow.reaches(receiver);
            let place = match cause {
                LossCause::SplitClients => {
                    stop.and_then(|stop| graph.sessions.speakers[stop.refuser()].cluster_id.value())
                }
                _ => None,
            };
            let (one, other) = (&graph.vertices[origin], &graph.vertices[receiver]);
            let is_in_one_as = graph.sessions.as_number(one.speaker) == graph.sessions.as_number(other.speaker);
            let pairs = one.alike * if one.class == other.class { one.alike - 1 } else { other.alike };
            let is_between_reflectors = reflects(origin) || reflects(receiver);
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
            // Two nodes with pods tell more than a reflector.
            let is_reflector = |speaker: SpeakerId| graph.sessions.speakers[speaker].cluster_id != Known::Absent;
            if !is_between_reflectors && (is_reflector(loss.origin) || is_reflector(loss.receiver)) {
                (loss.origin, loss.receiver, loss.stop) = (one.speaker, other.speaker, stop);
            }
            loss.pairs += pairs;
        }
    }
    Some(losses.into_values().collect())
}

/// Adds the losses of another family; what both lose in the same way is one loss.
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

/// The first vertex of every class.
pub(super) fn firsts(graph: &Graph) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    (0..graph.vertices.len()).filter(|vertex| seen.insert(graph.vertices[*vertex].class)).collect()
}

/// One vertex of every class that is not the origin itself.
pub(super) fn receivers<'g>(graph: &'g Graph, origin: usize) -> impl Iterator<Item = usize> + 'g {
    let mut seen = BTreeSet::new();
    (0..graph.vertices.len()).filter(move |vertex| *vertex != origin && seen.insert(graph.vertices[*vertex].class))
}

/// Which vertices hang together by sessions, whatever passes over these.
fn pieces(graph: &Graph) -> Vec<usize> {
    let mut piece_of = vec![usize::MAX; graph.vertices.len()];
    for start in 0..graph.vertices.len() {
        let mut open = if piece_of[start] == usize::MAX { vec![start] } else { Vec::new() };
        while let Some(vertex) = open.pop() {
            if piece_of[vertex] == usize::MAX {
                piece_of[vertex] = start;
                open.extend(graph.edges[vertex].iter().map(|through| through.to));
            }
        }
    }
    piece_of
}

impl Graph<'_, '_> {
    /// Where routes stop on their way to a receiver: next to it, or as near to it as they get.
    pub fn stop_before(&self, spread: &Spread, receiver: usize, sort: Sort) -> Option<Stop> {
        let mut seen = BTreeSet::from([receiver]);
        let mut ring = vec![receiver];
        while !ring.is_empty() {
            let mut stops: Vec<(Refusal, usize, &Through)> = Vec::new();
            let mut next = Vec::new();
            for at in 0..self.vertices.len() {
                for through in self.edges[at].iter().filter(|through| ring.contains(&through.to)) {
                    if spread.reaches(at) {
                        let refusal = spread.refusal(self, at, through, sort);
                        stops.extend(refusal.map(|refusal| (refusal, at, through)));
                    } else if seen.insert(at) {
                        next.push(at);
                    }
                }
            }
            let telling = stops.into_iter().max_by_key(|(refusal, at, _)| (*refusal, usize::MAX - at));
            if let Some((refusal, at, through)) = telling {
                let speaker = |vertex: usize| self.vertices[vertex].speaker;
                return Some(Stop { at: speaker(at), before: speaker(through.to), refusal, peering: through.peering });
            }
            ring = next;
        }
        None
    }
}

/// The vertices without any session, also with routers outside.
fn bare(graph: &Graph) -> BTreeSet<usize> {
    let alone = (0..graph.vertices.len()).filter(|vertex| graph.edges[*vertex].is_empty());
    alone.filter(|vertex| graph.sessions.of_class(graph.vertices[*vertex].class).is_empty()).collect()
}

fn cause(
    graph: &Graph,
    pieces: &[usize],
    bare: &BTreeSet<usize>,
    origin: usize,
    receiver: usize,
    stop: Option<&Stop>,
) -> LossCause {
    let has_session = |vertex: usize| !graph.edges[vertex].is_empty();
    let is_reflector = |vertex: usize| graph.vertices[vertex].cluster_id.is_some();
    let has_reflector = |piece: usize| (0..pieces.len()).any(|vertex| pieces[vertex] == piece && is_reflector(vertex));
    let has_id = |speaker: SpeakerId| graph.sessions.speakers[speaker].cluster_id.value().is_some();
    let mut alone = [origin, receiver].into_iter().filter(|vertex| !has_session(*vertex)).peekable();
    if alone.peek().is_some() {
        return if alone.any(|vertex| bare.contains(&vertex)) { LossCause::Bare } else { LossCause::NoSession };
    }
    match stop.map(|stop| (stop.refusal, has_id(stop.at))) {
        Some((Refusal::OwnClusterId | Refusal::ReceiversClusterId, _)) => LossCause::SplitClients,
        Some((Refusal::NotReflected, false)) if is_reflector(origin) && is_reflector(receiver) => {
            LossCause::ReflectorsApart
        }
        // The mesh joins all but those that have left it.
        Some((Refusal::NotReflected, false)) if graph.sessions.globals.mesh != Known::Value(false) => LossCause::Other,
        Some((Refusal::NotReflected, false)) => LossCause::NoClusterId,
        Some((Refusal::NotReflected, true)) => LossCause::ReflectorsApart,
        Some((Refusal::Originator, _)) => LossCause::EqualRouterIds,
        Some(_) => LossCause::Other,
        None if has_reflector(pieces[origin]) && has_reflector(pieces[receiver]) => LossCause::ReflectorsApart,
        None if (0..pieces.len()).any(is_reflector) => LossCause::Other,
        None => LossCause::NoReflector,
    }
}
