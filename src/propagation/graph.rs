//! The sessions between nodes as a graph.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::OnceLock;

use super::adjacency::{Adjacency, Link};
use super::connect::Connector;
use super::edges::Edges;
use super::ids::{ClusterId, PoolId, PoolSet, VertexId};
use super::pools::{PoolRoutes, pools};
use super::vertex::{Vertex, vertices};
use crate::cluster::{ClassId, Speaker, SpeakerId};
use crate::ids::IdVec;
use crate::known::Known;
use crate::session::Sessions;
use crate::value::{AsNumber, Family};

/// The most adjacencies of a graph, roughly.
const MOST_EDGES: usize = 4_000_000;

/// The most steps that all searches of one question take together: adjacencies that they look at.
pub(super) const MOST_STEPS: usize = 20_000_000;

/// Whether the classes of nodes have too many sessions for a graph.
pub(super) fn is_too_large(sessions: &Sessions) -> bool {
    // Each class has up to two vertices.
    let of_declarations: usize = sessions.classes.ids().map(|class| sessions.related.of(class).len()).sum();
    let classes = if sessions.globals.mesh == Known::Value(false) { 0 } else { sessions.classes.all().len() };
    sessions.related.is_cut_short || 4 * (of_declarations + classes * classes) > MOST_EDGES
}

/// The graph of one family.
#[derive(Debug)]
pub struct Graph<'s, 'c> {
    /// The sessions.
    pub sessions: &'s Sessions<'c>,
    /// The family.
    pub family: Family,
    /// The nodes.
    pub vertices: IdVec<VertexId, Vertex>,
    /// The cluster IDs of the route reflectors.
    pub cluster_ids: IdVec<ClusterId, Ipv4Addr>,
    /// The adjacencies that lead from each vertex.
    pub edges: Edges,
    /// For each vertex, the adjacencies that lead to it: their senders and their numbers there. Only losses need them.
    into: OnceLock<IdVec<VertexId, Vec<(VertexId, u32)>>>,
    /// For each vertex, the adjacencies over which it may pass on a route that it learned from a neighbor in its AS. Only
    /// searches need them.
    passing: OnceLock<IdVec<VertexId, Passing>>,
    /// The pools whose routes filters may reject.
    pub pools: IdVec<PoolId, PoolRoutes<'c>>,
    /// Router IDs that several nodes have.
    pub repeated_router_ids: BTreeSet<Ipv4Addr>,
    /// Whether a cluster ID, an AS number or a reflector's address is unknown, so that there may be more paths.
    pub is_uncertain: bool,
}

impl<'s, 'c> Graph<'s, 'c> {
    /// The graph of a family, without failed nodes, and with separate vertices for some nodes.
    pub fn new(
        sessions: &'s Sessions<'c>,
        family: Family,
        preferred: &[SpeakerId],
        failed: &[SpeakerId],
    ) -> Graph<'s, 'c> {
        let (vertices, cluster_ids) = vertices(sessions, family, preferred, failed);
        let pools = pools(sessions, family);
        let repeated_router_ids = sessions.repeated_router_ids();
        let connector = Connector {
            sessions,
            family,
            vertices: &vertices,
            pools: &pools,
            repeated_router_ids: &repeated_router_ids,
        };
        let (edges, has_open_sessions) = connector.connect();
        let has_open_nodes = sessions.speakers.iter().any(|speaker| is_uncertain(speaker, family));
        Graph {
            sessions,
            family,
            into: OnceLock::new(),
            passing: OnceLock::new(),
            vertices,
            cluster_ids,
            edges,
            pools,
            repeated_router_ids,
            is_uncertain: has_open_sessions || has_open_nodes,
        }
    }

    /// The vertex of a node, or otherwise the first vertex of its class.
    pub fn vertex_of(&self, speaker: SpeakerId) -> Option<VertexId> {
        let class = self.sessions.class_of(speaker);
        let first = |is_meant: &dyn Fn(&Vertex) -> bool| {
            self.vertices.iter_with_ids().find(|(_, vertex)| is_meant(vertex)).map(|(id, _)| id)
        };
        first(&|vertex| vertex.speaker == speaker).or_else(|| first(&|vertex| vertex.class == class))
    }

    /// The name of a vertex's node.
    pub fn name(&self, vertex: VertexId) -> &'s str {
        self.sessions.speakers[self.vertices[vertex].speaker].name
    }

    /// Whether a vertex is a route reflector.
    pub fn is_reflector(&self, vertex: VertexId) -> bool {
        self.vertices[vertex].cluster_id.is_some()
    }

    /// The names of some pools.
    pub fn pool_names(&self, pools: PoolSet) -> Vec<&'c str> {
        let held = self.pools.iter_with_ids().filter(|(id, _)| pools.contains(*id));
        held.map(|(_, pool)| pool.resource.name()).collect()
    }

    /// The first vertex of every class.
    pub(super) fn first_vertices(&self) -> Vec<VertexId> {
        self.one_per_class(|_| true).collect()
    }

    /// One vertex of every class, other than the origin.
    pub(super) fn receivers(&self, origin: VertexId) -> impl Iterator<Item = VertexId> + use<'_, 's, 'c> {
        self.one_per_class(move |vertex| vertex != origin)
    }

    fn one_per_class(&self, is_wanted: impl Fn(VertexId) -> bool) -> impl Iterator<Item = VertexId> {
        // The vertices of a class follow each other.
        let mut last: Option<ClassId> = None;
        self.vertices.ids().filter(move |vertex| {
            let class = Some(self.vertices[*vertex].class);
            is_wanted(*vertex) && std::mem::replace(&mut last, class) != class
        })
    }

    /// How many pairs of nodes two vertices represent, if every vertex represents its class.
    pub(super) fn pairs_of_classes(&self, origin: VertexId, receiver: VertexId) -> usize {
        let (one, other) = (&self.vertices[origin], &self.vertices[receiver]);
        one.alike * if one.class == other.class { one.alike - 1 } else { other.alike }
    }

    /// The adjacencies that lead to a vertex: their senders and their numbers there.
    pub(super) fn into(&self, vertex: VertexId) -> &[(VertexId, u32)] {
        &self.into.get_or_init(|| into(self))[vertex]
    }

    /// The adjacencies over which a vertex may pass on a route that it learned from a neighbor in its AS.
    pub(super) fn passing(&self, vertex: VertexId) -> &Passing {
        &self.passing.get_or_init(|| self.vertices.ids().map(|vertex| passing(&self.edges, vertex)).collect())[vertex]
    }

    /// The graph without the adjacencies that have some links.
    pub(super) fn without_links(&self, is_gone: impl Fn(&Link) -> bool) -> Graph<'s, 'c> {
        Graph {
            sessions: self.sessions,
            family: self.family,
            vertices: self.vertices.clone(),
            cluster_ids: self.cluster_ids.clone(),
            into: OnceLock::new(),
            passing: OnceLock::new(),
            edges: self.edges.without(is_gone),
            pools: self.pools.clone(),
            repeated_router_ids: self.repeated_router_ids.clone(),
            is_uncertain: self.is_uncertain,
        }
    }
}

/// The adjacencies over which a vertex may pass on a route that it learned from a neighbor in its AS that is no client.
#[derive(Clone, Debug, Default)]
pub(super) struct Passing {
    /// The numbers of the adjacencies to clients and to other ASes.
    pub numbers: Vec<u32>,
    /// The AS numbers that the vertex uses on its other adjacencies.
    pub as_numbers: Vec<AsNumber>,
}

fn into(graph: &Graph) -> IdVec<VertexId, Vec<(VertexId, u32)>> {
    let mut into: IdVec<VertexId, Vec<(VertexId, u32)>> = IdVec::for_each_of(&graph.vertices, |_| Vec::new());
    for from in graph.vertices.ids() {
        for (number, to) in (0..).zip(graph.edges.neighbors(from)) {
            into[to].push((from, number));
        }
    }
    into
}

fn passing(edges: &Edges, vertex: VertexId) -> Passing {
    let mut passing = Passing::default();
    for (number, Adjacency { link, .. }) in (0..).zip(edges.of(vertex)) {
        if link.to_client || !link.is_internal() {
            passing.numbers.push(number);
        } else if !passing.as_numbers.contains(&link.from_as) {
            passing.as_numbers.push(link.from_as);
        }
    }
    passing
}

/// The graphs of all families without failed nodes. A graph is left out if it may have unknown paths.
pub(super) fn certain_graphs<'c>(sessions: &'c Sessions<'c>, failed: &[SpeakerId]) -> Vec<Graph<'c, 'c>> {
    let graphs = Family::BOTH.map(|family| Graph::new(sessions, family, &[], failed)).into_iter();
    graphs.filter(|graph| !graph.is_uncertain).collect()
}

/// Whether a node may pass on routes over unknown paths.
fn is_uncertain(speaker: &Speaker, family: Family) -> bool {
    let may_reflect = speaker.cluster_id != Known::Absent;
    speaker.cluster_id.is_unknown() || may_reflect && speaker.address(family).is_unknown()
}
