//! Which nodes certainly learn a node's routes over at most three sessions inside one AS, and which still do so when any
//! one reflector fails. In a usual topology these are all nodes, so that no route has to be followed (RFC 4456 section 6).
//!
//! Only paths that nothing can stop are counted: any first session, and from there sessions inside the AS of most sessions,
//! between nodes whose router ID no other node has, over reflectors with different cluster IDs. A node that is not found here may learn the routes all the
//! same.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::adjacency::{Adjacency, Link};
use super::graph::Graph;
use super::ids::{ClusterId, VertexId};
use crate::ids::{Id, IdVec};
use crate::value::AsNumber;

/// The vertices that certainly learn the routes of each vertex, if every configured session is up.
#[derive(Debug)]
pub(super) struct CertainPaths {
    reached: IdVec<VertexId, FixedBitSet>,
    /// The same after the failure of any one reflector other than the two ends.
    robust: IdVec<VertexId, FixedBitSet>,
}

/// The vertices to which a vertex passes on a route, by the neighbor from which it learned the route.
struct Neighbors {
    /// From a client: to all neighbors.
    all: FixedBitSet,
    /// From another neighbor: to clients.
    clients: FixedBitSet,
    /// The neighbors, each with whether the vertex is its client.
    links: Vec<(VertexId, bool)>,
}

/// The vertices that a route reaches from a vertex over at most two sessions.
struct Onward {
    reached: FixedBitSet,
    /// Reached at once, or in two ways.
    robust: FixedBitSet,
}

impl CertainPaths {
    pub(super) fn new(graph: &Graph) -> CertainPaths {
        let count = graph.vertices.len();
        let neighbors = neighbors(graph);
        let mut with_id: BTreeMap<ClusterId, FixedBitSet> = BTreeMap::new();
        for (id, vertex) in graph.vertices.iter_with_ids() {
            if let Some(cluster_id) = vertex.cluster_id {
                with_id.entry(cluster_id).or_insert_with(|| FixedBitSet::with_capacity(count)).insert(id.index());
            }
        }
        let onward = |learned_from_client: bool| {
            IdVec::for_each_of(&graph.vertices, |vertex| {
                onward(graph, &neighbors, &with_id, vertex, learned_from_client)
            })
        };
        let (from_client, from_other) = (onward(true), onward(false));
        let mut reached = IdVec::new();
        let mut robust = IdVec::new();
        for (vertex, own) in neighbors.iter_with_ids() {
            // A node tells its own routes to every neighbor, also in another AS, and nothing stops them on the way.
            let mut direct = FixedBitSet::with_capacity(count);
            graph.edges.neighbors(vertex).for_each(|to| direct.insert(to.index()));
            let (mut once, mut one_way, mut two_ways) = (direct.clone(), FixedBitSet::with_capacity(count), direct);
            for (next, is_client) in &own.links {
                let onward = if *is_client { &from_client[*next] } else { &from_other[*next] };
                once.union_with(&onward.reached);
                count_up(&mut one_way, &mut two_ways, &onward.robust);
            }
            reached.push(once);
            robust.push(two_ways);
        }
        CertainPaths { reached, robust }
    }

    /// Whether the routes of a vertex certainly reach all of these vertices.
    pub(super) fn reach_all(&self, origin: VertexId, mut receivers: impl Iterator<Item = VertexId>) -> bool {
        receivers.all(|receiver| self.reached[origin].contains(receiver.index()))
    }

    /// Whether the routes of a vertex certainly reach another one, also after the failure of any one reflector.
    pub(super) fn withstands_a_failure(&self, origin: VertexId, receiver: VertexId) -> bool {
        self.robust[origin].contains(receiver.index())
    }
}

/// The neighbors of all vertices over sessions that nothing can stop.
fn neighbors(graph: &Graph) -> IdVec<VertexId, Neighbors> {
    let mut sessions_of: BTreeMap<AsNumber, usize> = BTreeMap::new();
    for link in graph.edges.all().map(|adjacency| adjacency.link).filter(Link::is_internal) {
        *sessions_of.entry(link.from_as).or_default() += 1;
    }
    let most = sessions_of.into_iter().max_by_key(|(_, count)| *count).map(|(number, _)| number);
    let has_own_id =
        |vertex: VertexId| graph.vertices[vertex].router_id.is_none_or(|id| !graph.repeated_router_ids.contains(&id));
    IdVec::for_each_of(&graph.vertices, |vertex| {
        let empty = || FixedBitSet::with_capacity(graph.vertices.len());
        let mut neighbors = Neighbors { all: empty(), clients: empty(), links: Vec::new() };
        for Adjacency { to, link } in graph.edges.of(vertex) {
            let is_inside = link.is_internal() && Some(link.from_as) == most;
            if is_inside && has_own_id(vertex) && has_own_id(to) && !neighbors.all.put(to.index()) {
                neighbors.clients.set(to.index(), link.to_client);
                neighbors.links.push((to, link.from_client));
            }
        }
        neighbors
    })
}

/// The vertices that a route reaches from a vertex which learned it from the origin.
fn onward(
    graph: &Graph,
    neighbors: &IdVec<VertexId, Neighbors>,
    with_id: &BTreeMap<ClusterId, FixedBitSet>,
    vertex: VertexId,
    learned_from_client: bool,
) -> Onward {
    let own = &neighbors[vertex];
    // A reflector passes nothing on to its clients that carries its own cluster ID, and takes nothing like it from them.
    let own_id = graph.vertices[vertex].cluster_id;
    let mut first = if learned_from_client { own.all.clone() } else { own.clients.clone() };
    if let Some(alike) = own_id.and_then(|id| with_id.get(&id)) {
        first.difference_with(alike);
    }
    let (mut once, mut twice) = (FixedBitSet::with_capacity(graph.vertices.len()), first.clone());
    for (next, is_client) in own.links.iter().filter(|(next, _)| first.contains(next.index())) {
        let id = graph.vertices[*next].cluster_id;
        let mut reached = if *is_client { neighbors[*next].all.clone() } else { neighbors[*next].clients.clone() };
        for alike in [own_id, id].into_iter().flatten().filter_map(|id| with_id.get(&id)) {
            reached.difference_with(alike);
        }
        count_up(&mut once, &mut twice, &reached);
    }
    once.union_with(&twice);
    Onward { reached: once, robust: twice }
}

/// Adds a set to what is in one set, and to what is in two.
fn count_up(once: &mut FixedBitSet, twice: &mut FixedBitSet, more: &FixedBitSet) {
    let words = once.as_mut_slice().iter_mut().zip(twice.as_mut_slice()).zip(more.as_slice());
    for ((once, twice), more) in words {
        *twice |= *once & more;
        *once |= more;
    }
}
