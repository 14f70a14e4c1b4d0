//! The losses after the failure of route reflectors.

use std::collections::{BTreeMap, BTreeSet};

use super::certain_paths::CertainPaths;
use super::graph::{Graph, MOST_STEPS, certain_graphs, is_too_large};
use super::ids::VertexId;
use super::need::BgpNeed;
use super::route_search::{Assume, RouteSearch};
use super::vertex::Vertex;
use crate::cluster::SpeakerId;
use crate::session::Sessions;
use crate::value::Family;

/// The most classes of nodes among which cuts are searched.
const MOST_CLASSES: usize = 400;

/// The most reflectors that are assumed to fail together.
const MOST_FAILURES: usize = 3;

/// A reflector without which nodes do not learn each other's routes.
#[derive(Clone, Debug)]
pub struct WeakPoint {
    /// The family.
    pub family: Family,
    /// The reflector.
    pub reflector: SpeakerId,
    /// The number of one-way paths between other nodes that are lost.
    pub pairs: usize,
    /// One of the lost paths: the origin and the receiver.
    pub witness: (SpeakerId, SpeakerId),
    /// Whether pods need these routes.
    pub need: BgpNeed,
}

/// The smallest set of reflectors whose failure loses a path.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The family.
    pub family: Family,
    /// The reflectors.
    pub reflectors: Vec<SpeakerId>,
    /// The number of one-way paths between other nodes that are lost.
    pub pairs: usize,
    /// A lost path: the origin and the receiver.
    pub witness: (SpeakerId, SpeakerId),
}

/// Two vertices of which the receiver learns the origin's routes.
#[derive(Clone, Copy, Debug)]
struct ReachedPair {
    origin: VertexId,
    receiver: VertexId,
    /// How many pairs of nodes they represent.
    count: usize,
}

/// Pairs of nodes that no longer learn each other's routes.
#[derive(Clone, Debug)]
pub struct LostPairs {
    /// The family.
    pub family: Family,
    /// The number of one-way paths.
    pub pairs: usize,
    /// Some of them: origins and receivers.
    pub witnesses: Vec<(SpeakerId, SpeakerId)>,
}

/// The most pairs that are named.
const WITNESSES: usize = 5;

/// The pairs of other nodes that lose routes while some nodes are down.
pub fn lost_pairs(sessions: &Sessions, failed: &[SpeakerId]) -> Vec<LostPairs> {
    if failed.is_empty() {
        return Vec::new();
    }
    let of_family = |family| {
        let graph = Graph::new(sessions, family, failed, &[]);
        let down: BTreeSet<VertexId> = failed.iter().filter_map(|speaker| graph.vertex_of(*speaker)).collect();
        let before = reached_by_all(&graph, &BTreeSet::new(), Assume::AsFound);
        let lost = lost(&graph, &before, &down);
        let speaker = |vertex: VertexId| graph.vertices[vertex].speaker;
        LostPairs {
            family,
            pairs: lost.iter().map(|pair| pair.count).sum(),
            witnesses: lost.iter().take(WITNESSES).map(|pair| (speaker(pair.origin), speaker(pair.receiver))).collect(),
        }
    };
    Family::BOTH.into_iter().map(of_family).filter(|lost| lost.pairs > 0).collect()
}

/// For each family, the smallest set of reflectors whose failure loses a path, while some nodes are down.
pub fn smallest_cuts(sessions: &Sessions, failed: &[SpeakerId]) -> Vec<Cut> {
    if sessions.classes.all().len() > MOST_CLASSES || is_too_large(sessions) {
        return Vec::new();
    }
    certain_graphs(sessions, failed).iter().filter_map(Graph::smallest_cut).collect()
}

/// The reflectors whose failure alone loses paths, if every configured session is up. Only a reflector on the path of a
/// pair can do so. `None` where there are too many pairs to look at.
pub(super) fn weak_points(graph: &Graph, need: BgpNeed, certain: &CertainPaths) -> Option<Vec<WeakPoint>> {
    if graph.cluster_ids.is_empty() {
        return Some(Vec::new());
    }
    let is_open =
        |origin: VertexId| graph.vertices.ids().any(|own| own != origin && !certain.withstands_a_failure(origin, own));
    let origins: BTreeSet<VertexId> = graph.vertices.ids().filter(|origin| is_open(*origin)).collect();
    let mut steps = 0;
    let reached = reached(graph, &BTreeSet::new(), &origins, Assume::AllConfiguredUp, &mut steps, MOST_STEPS)?;
    let mut on_the_path: BTreeMap<VertexId, Vec<ReachedPair>> = BTreeMap::new();
    for of_origin in reached.chunk_by(|one, other| one.origin == other.origin) {
        let search = RouteSearch::new(graph, of_origin[0].origin, Assume::AllConfiguredUp);
        for pair in of_origin.iter().filter(|pair| !certain.withstands_a_failure(pair.origin, pair.receiver)) {
            let between = search.path_to(pair.receiver).into_iter().map(|route| route.vertex);
            let is_end = |vertex: &VertexId| [pair.origin, pair.receiver].contains(vertex);
            for vertex in between.filter(|vertex| graph.is_reflector(*vertex) && !is_end(vertex)) {
                on_the_path.entry(vertex).or_default().push(*pair);
            }
        }
    }
    let mut weak_points = Vec::new();
    for (reflector, pairs) in on_the_path {
        let failed = BTreeSet::from([reflector]);
        let mut lost = Vec::new();
        for of_origin in pairs.chunk_by(|one, other| one.origin == other.origin) {
            lost.extend(not_reached(graph, &failed, of_origin, &mut steps));
            if steps > MOST_STEPS {
                return None;
            }
        }
        // Two nodes with pods are a better example than a reflector.
        let reflectors = |pair: &&ReachedPair| {
            [pair.origin, pair.receiver].into_iter().filter(|end| graph.is_reflector(*end)).count()
        };
        let Some(witness) = lost.iter().min_by_key(reflectors) else {
            continue;
        };
        weak_points.push(WeakPoint {
            family: graph.family,
            reflector: graph.vertices[reflector].speaker,
            pairs: lost.iter().map(|pair| pair.count).sum(),
            witness: (graph.vertices[witness.origin].speaker, graph.vertices[witness.receiver].speaker),
            need,
        });
    }
    Some(weak_points)
}

/// The pairs of one origin that are lost while some vertices have failed, even if external routers pass on everything.
fn not_reached(
    graph: &Graph,
    failed: &BTreeSet<VertexId>,
    pairs: &[ReachedPair],
    steps: &mut usize,
) -> Vec<ReachedPair> {
    let Some(first) = pairs.first() else {
        return Vec::new();
    };
    let mut search = RouteSearch::without(graph, failed, first.origin, Assume::AllConfiguredUp);
    if pairs.iter().any(|pair| !search.reaches(pair.receiver)) {
        search.via_external_routers(graph);
    }
    *steps += search.steps + graph.vertices.len();
    pairs.iter().filter(|pair| !search.reaches(pair.receiver)).copied().collect()
}

impl Graph<'_, '_> {
    /// The smallest set of reflectors, at most three, whose failure loses a path; `None` where more must fail.
    ///
    /// Only a reflector on a remaining path can break it, so each of them is tried in turn.
    pub fn smallest_cut(&self) -> Option<Cut> {
        if self.cluster_ids.is_empty() {
            return None;
        }
        let reached = reached_by_all(self, &BTreeSet::new(), Assume::AsFound);
        let certain = CertainPaths::new(&self.without_links(|link| !link.is_up));
        for size in 1..=MOST_FAILURES {
            let may_be_cut =
                |pair: &&ReachedPair| size > 1 || !certain.withstands_a_failure(pair.origin, pair.receiver);
            for pair in reached.iter().filter(may_be_cut) {
                if let Some(failed) = self.cut(pair, &BTreeSet::new(), size) {
                    let speaker = |vertex: VertexId| self.vertices[vertex].speaker;
                    return Some(Cut {
                        family: self.family,
                        reflectors: failed.iter().copied().map(speaker).collect(),
                        pairs: lost(self, &reached, &failed).iter().map(|pair| pair.count).sum(),
                        witness: (speaker(pair.origin), speaker(pair.receiver)),
                    });
                }
            }
        }
        None
    }

    /// The reflectors that must fail, in addition to those that have failed already, to cut off one pair, if that few are
    /// enough.
    fn cut(&self, pair: &ReachedPair, failed: &BTreeSet<VertexId>, left: usize) -> Option<BTreeSet<VertexId>> {
        let search = RouteSearch::without(self, failed, pair.origin, Assume::AsFound);
        if !search.reaches(pair.receiver) {
            return Some(failed.clone());
        }
        if left == 0 {
            return None;
        }
        let path = search.path_to(pair.receiver);
        let between = path.iter().map(|route| route.vertex);
        let between = between.filter(|vertex| ![pair.origin, pair.receiver].contains(vertex));
        let candidates: BTreeSet<VertexId> = between.filter(|vertex| self.is_reflector(*vertex)).collect();
        candidates.into_iter().find_map(|reflector| {
            let mut failed = failed.clone();
            failed.insert(reflector);
            self.cut(pair, &failed, left - 1)
        })
    }
}

/// The pairs of classes of which one learns the other's routes while some vertices have failed.
fn reached_by_all(graph: &Graph, failed: &BTreeSet<VertexId>, assume: Assume) -> Vec<ReachedPair> {
    let all = graph.vertices.ids().collect();
    reached(graph, failed, &all, assume, &mut 0, usize::MAX).unwrap_or_default()
}

/// The same for some origins; `None` where the searches take more than `most` steps.
fn reached(
    graph: &Graph,
    failed: &BTreeSet<VertexId>,
    wanted: &BTreeSet<VertexId>,
    assume: Assume,
    steps: &mut usize,
    most: usize,
) -> Option<Vec<ReachedPair>> {
    let mut pairs = Vec::new();
    let mut origins = BTreeSet::new();
    // A reflector represents itself, another node its class.
    let stands_for_class = |vertex: &Vertex| vertex.cluster_id.is_none();
    let size = |vertex: &Vertex| if stands_for_class(vertex) { vertex.alike } else { 1 };
    for (origin, one) in graph.vertices.iter_with_ids().filter(|(vertex, _)| !failed.contains(vertex)) {
        if stands_for_class(one) && !origins.insert(one.class) || !wanted.contains(&origin) {
            continue;
        }
        let search = RouteSearch::without(graph, failed, origin, assume);
        *steps += search.steps + graph.vertices.len();
        if *steps > most {
            return None;
        }
        let mut receivers = BTreeSet::new();
        let others = graph.vertices.iter_with_ids();
        for (receiver, other) in others.filter(|(vertex, _)| *vertex != origin && !failed.contains(vertex)) {
            if (stands_for_class(other) && !receivers.insert(other.class)) || !search.reaches(receiver) {
                continue;
            }
            let is_own_class = one.class == other.class && stands_for_class(one);
            let others = if is_own_class { one.alike - 1 } else { size(other) };
            pairs.push(ReachedPair { origin, receiver, count: size(one) * others });
        }
    }
    Some(pairs)
}

/// The pairs that are lost when some vertices fail, without pairs of these vertices.
fn lost(graph: &Graph, before: &[ReachedPair], failed: &BTreeSet<VertexId>) -> Vec<ReachedPair> {
    let after = reached_by_all(graph, failed, Assume::AsFound);
    let after: BTreeSet<(VertexId, VertexId)> = after.into_iter().map(|pair| (pair.origin, pair.receiver)).collect();
    let is_lost = |pair: &&ReachedPair| {
        let has_failed = failed.contains(&pair.origin) || failed.contains(&pair.receiver);
        !has_failed && !after.contains(&(pair.origin, pair.receiver))
    };
    before.iter().filter(is_lost).copied().collect()
}
