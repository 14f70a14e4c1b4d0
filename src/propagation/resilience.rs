//! What the failure of reflectors cuts off.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;
use super::need::Need;
use super::spread::{Sort, Spread};
use super::{MOST_CLASSES, certain_graphs};
use crate::cluster::SpeakerId;
use crate::resource::value::Family;
use crate::session::Sessions;

/// How many reflectors are taken to fail together, at most.
const MOST_FAILURES: usize = 3;

/// A reflector without which nodes do not learn each other's routes.
#[derive(Clone, Debug)]
pub struct WeakPoint {
    /// The family.
    pub family: Family,
    /// The reflector.
    pub reflector: SpeakerId,
    /// How many ordered pairs of other nodes it cuts.
    pub pairs: usize,
    /// One of them: the origin and the receiver.
    pub witness: (SpeakerId, SpeakerId),
    /// Whether pods need these routes.
    pub need: Need,
}

/// The fewest reflectors whose failure cuts some pair.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The family.
    pub family: Family,
    /// The reflectors.
    pub reflectors: Vec<SpeakerId>,
    /// How many ordered pairs of other nodes they cut.
    pub pairs: usize,
    /// A pair that they cut: the origin and the receiver.
    pub witness: (SpeakerId, SpeakerId),
}

/// Pairs of vertices that learn each other's routes, each with how many pairs of nodes it stands for.
type Pairs = Vec<(usize, usize, usize)>;

/// Pairs of nodes that no longer learn each other's routes.
#[derive(Clone, Debug)]
pub struct LostPairs {
    /// The family.
    pub family: Family,
    /// How many ordered pairs there are.
    pub pairs: usize,
    /// Some of them: origins and receivers.
    pub witnesses: Vec<(SpeakerId, SpeakerId)>,
}

/// How many pairs are named.
const WITNESSES: usize = 5;

/// The pairs of other nodes that are lost while some nodes are down.
pub fn lost_pairs(sessions: &Sessions, failed: &[SpeakerId]) -> Vec<LostPairs> {
    if failed.is_empty() {
        return Vec::new();
    }
    let of_family = |family| {
        let graph = Graph::new(sessions, family, failed, &[]);
        let down: BTreeSet<usize> = failed.iter().filter_map(|speaker| graph.vertex_of(*speaker)).collect();
        let lost = lost(&graph, &reached(&graph, &BTreeSet::new(), Sort::Up), &down);
        let speaker = |vertex: usize| graph.vertices[vertex].speaker;
        LostPairs {
            family,
            pairs: lost.iter().map(|(.., pairs)| pairs).sum(),
            witnesses: lost.iter().take(WITNESSES).map(|(from, to, _)| (speaker(*from), speaker(*to))).collect(),
        }
    };
    Family::BOTH.into_iter().map(of_family).filter(|lost| lost.pairs > 0).collect()
}

/// By family: the fewest reflectors whose failure cuts some pair, while some nodes are down.
pub fn smallest_cuts(sessions: &Sessions, failed: &[SpeakerId]) -> Vec<Cut> {
    if sessions.classes.all().len() > MOST_CLASSES {
        return Vec::new();
    }
    certain_graphs(sessions, failed).iter().filter_map(Graph::smallest_cut).collect()
}

/// The reflectors that cut pairs alone, of the sessions that were meant. Only one on a pair's way can cut that pair.
pub(super) fn weak_points(graph: &Graph, need: Need) -> Vec<WeakPoint> {
    if graph.cluster_ids.is_empty() {
        return Vec::new();
    }
    let reached = reached(graph, &BTreeSet::new(), Sort::Meant);
    let mut on_the_way: BTreeMap<usize, Pairs> = BTreeMap::new();
    for of_origin in reached.chunk_by(|one, other| one.0 == other.0) {
        let spread = Spread::new(graph, of_origin[0].0, Sort::Meant);
        for pair in of_origin {
            let between = spread.way_to(pair.1).into_iter().map(|hop| hop.vertex);
            let is_reflector = |vertex: &usize| graph.vertices[*vertex].cluster_id.is_some();
            for vertex in between.filter(|vertex| is_reflector(vertex) && ![pair.0, pair.1].contains(vertex)) {
                on_the_way.entry(vertex).or_default().push(*pair);
            }
        }
    }
    let weak_point = |(reflector, pairs): (usize, Pairs)| {
        let left = graph.without(&BTreeSet::from([reflector]));
        let of_origins = pairs.chunk_by(|one, other| one.0 == other.0);
        let lost: Pairs = of_origins
            .flat_map(|of_origin| {
                let mut spread = Spread::new(&left, of_origin[0].0, Sort::Meant);
                if of_origin.iter().any(|pair| !spread.reaches(pair.1)) {
                    spread.through_outside(&left);
                }
                of_origin.iter().filter(|pair| !spread.reaches(pair.1)).copied().collect::<Pairs>()
            })
            .collect();
        // Two nodes with pods tell more than a reflector.
        let reflectors = |pair: &&(usize, usize, usize)| {
            [pair.0, pair.1].into_iter().filter(|end| graph.vertices[*end].cluster_id.is_some()).count()
        };
        let (origin, receiver, _) = *lost.iter().min_by_key(reflectors)?;
        Some(WeakPoint {
            family: graph.family,
            reflector: graph.vertices[reflector].speaker,
            pairs: lost.iter().map(|(.., pairs)| pairs).sum(),
            witness: (graph.vertices[origin].speaker, graph.vertices[receiver].speaker),
            need,
        })
    };
    on_the_way.into_iter().filter_map(weak_point).collect()
}

impl Graph<'_, '_> {
    /// The fewest reflectors whose failure cuts some pair of nodes, up to three; `None` where it takes more.
    ///
    /// Only reflectors on a way that is left can cut it, so each of them is tried in turn.
    pub fn smallest_cut(&self) -> Option<Cut> {
        let reached = reached(self, &BTreeSet::new(), Sort::Up);
        for size in 1..=MOST_FAILURES {
            for (origin, receiver, _) in &reached {
                if let Some(failed) = self.cut(*origin, *receiver, &BTreeSet::new(), size) {
                    let speaker = |vertex: &usize| self.vertices[*vertex].speaker;
                    return Some(Cut {
                        family: self.family,
                        reflectors: failed.iter().map(speaker).collect(),
                        pairs: lost(self, &reached, &failed).iter().map(|(.., pairs)| pairs).sum(),
                        witness: (speaker(origin), speaker(receiver)),
                    });
                }
            }
        }
        None
    }

    /// The reflectors that cut one pair beside those that have failed already, if so many are enough.
    fn cut(&self, origin: usize, receiver: usize, failed: &BTreeSet<usize>, left: usize) -> Option<BTreeSet<usize>> {
        let spread = Spread::new(&self.without(failed), origin, Sort::Up);
        if !spread.reaches(receiver) {
            return Some(failed.clone());
        }
        if left == 0 {
            return None;
        }
        let way = spread.way_to(receiver);
        let between = way.iter().map(|hop| hop.vertex).filter(|vertex| ![origin, receiver].contains(vertex));
        let candidates: BTreeSet<usize> =
            between.filter(|vertex| self.vertices[*vertex].cluster_id.is_some()).collect();
        candidates.into_iter().find_map(|reflector| {
            let mut failed = failed.clone();
            failed.insert(reflector);
            self.cut(origin, receiver, &failed, left - 1)
        })
    }

    /// The graph without some vertices, whose numbers stay.
    fn without(&self, failed: &BTreeSet<usize>) -> Self {
        let mut left = self.without_edges(|through| failed.contains(&through.to));
        failed.iter().for_each(|vertex| left.edges[*vertex].clear());
        left
    }
}

/// The pairs of classes of which the one learns the other's routes, where some vertices have failed.
fn reached(graph: &Graph, failed: &BTreeSet<usize>, sort: Sort) -> Pairs {
    let left = graph.without(failed);
    let mut pairs = Pairs::new();
    let mut origins = BTreeSet::new();
    for origin in (0..graph.vertices.len()).filter(|vertex| !failed.contains(vertex)) {
        let one = &graph.vertices[origin];
        // Reflectors stand for themselves, other nodes for their class.
        if one.cluster_id.is_none() && !origins.insert(one.class) {
            continue;
        }
        let spread = Spread::new(&left, origin, sort);
        let mut receivers = BTreeSet::new();
        for receiver in (0..graph.vertices.len()).filter(|vertex| *vertex != origin && !failed.contains(vertex)) {
            let other = &graph.vertices[receiver];
            if (other.cluster_id.is_none() && !receivers.insert(other.class)) || !spread.reaches(receiver) {
                continue;
            }
            let size = |vertex: &super::graph::Vertex| if vertex.cluster_id.is_some() { 1 } else { vertex.alike };
            let others = if one.class == other.class && one.cluster_id.is_none() { one.alike - 1 } else { size(other) };
            pairs.push((origin, receiver, size(one) * others));
        }
    }
    pairs
}

/// The pairs that are lost when some vertices fail, but for those of the vertices themselves.
fn lost(graph: &Graph, before: &Pairs, failed: &BTreeSet<usize>) -> Pairs {
    let after: BTreeSet<(usize, usize)> =
        reached(graph, failed, Sort::Up).into_iter().map(|(origin, receiver, _)| (origin, receiver)).collect();
    let is_lost = |(origin, receiver, _): &&(usize, usize, usize)| {
        !failed.contains(origin) && !failed.contains(receiver) && !after.contains(&(*origin, *receiver))
    };
    before.iter().filter(is_lost).copied().collect()
}
