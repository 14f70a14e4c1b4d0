//! Follows the routes of one node (RFC 4271 section 9, RFC 4456; BIRD 1.6's treatment of clients and cluster lists).
//!
//! The sessions use `add paths`, so all paths are passed on and the result is found by a search. At a node, routes differ
//! in the neighbor from which they were learned, their cluster IDs, their originator and their AS path. A route that is
//! worse than another one at the same node in all of these respects reaches no additional node.

use std::collections::{BTreeSet, VecDeque};
use std::net::Ipv4Addr;

use super::adjacency::Adjacency;
use super::graph::{Graph, Passing};
use super::ids::{ClusterIdSet, RouteId, VertexId};
use crate::ids::{Id, IdVec};
use crate::value::AsNumber;

/// The most routes that are followed from one node.
const MOST_ROUTES: usize = 20_000;

/// The neighbor from which a route was learned; a later variant may be passed on to more neighbors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LearnedFrom {
    /// A neighbor in the same AS that is not a client.
    Internal,
    /// A client.
    Client,
    /// A neighbor in another AS.
    External,
    /// No neighbor: the route is the node's own.
    Own,
}

/// Why a node does not advertise a route to another node, or the other node drops it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotAdvertised {
    /// The sender learned the route from the receiver.
    ComesFromThere,
    /// The sender learned the route over iBGP, and neither that neighbor nor the receiver is a client.
    NotReflected,
    /// The route carries the sender's cluster ID, so the sender does not advertise it to its clients.
    OwnClusterId,
    /// The route carries the receiver's cluster ID, and the sender is its client.
    ReceiversClusterId,
    /// The AS path contains the receiver's AS number.
    AsPath,
    /// The route carries the receiver's router ID as its originator ID.
    Originator,
    /// The session does not come up.
    SessionDown,
}

/// A route that a node has learned, or its own.
#[derive(Clone, Debug)]
pub struct LearnedRoute {
    /// The node.
    pub vertex: VertexId,
    /// The kind of neighbor from which it was learned.
    pub learned_from: LearnedFrom,
    /// The route of the neighbor.
    pub from: Option<RouteId>,
    /// The session on which it was learned.
    pub adjacency: Option<Adjacency>,
    cluster_ids: ClusterIdSet,
    originator: Option<Ipv4Addr>,
    as_path: Vec<AsNumber>,
}

/// The nodes that the routes of one node reach.
#[derive(Debug)]
pub struct RouteSearch {
    /// The routes; the first one is the node's own.
    routes: IdVec<RouteId, LearnedRoute>,
    /// The routes at each vertex.
    at: IdVec<VertexId, Vec<RouteId>>,
    /// Vertices that pass on and learn nothing.
    failed: BTreeSet<VertexId>,
    /// How many adjacencies were looked at.
    pub(super) steps: usize,
    /// Whether there are too many paths or cluster IDs to follow all of them.
    pub is_cut_short: bool,
}

/// The sessions that a route may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assume {
    /// The sessions that come up.
    AsFound,
    /// All configured sessions, even broken ones, because other rules report what they lack.
    AllConfiguredUp,
}

impl RouteSearch {
    /// Follows the routes of a vertex.
    pub fn new(graph: &Graph, origin: VertexId, assume: Assume) -> RouteSearch {
        RouteSearch::without(graph, &BTreeSet::new(), origin, assume)
    }

    /// Follows the routes of a vertex while other vertices have failed.
    pub(super) fn without(graph: &Graph, failed: &BTreeSet<VertexId>, origin: VertexId, assume: Assume) -> RouteSearch {
        let own = LearnedRoute {
            vertex: origin,
            learned_from: LearnedFrom::Own,
            from: None,
            adjacency: None,
            cluster_ids: ClusterIdSet::default(),
            originator: None,
            as_path: Vec::new(),
        };
        let mut search = RouteSearch {
            routes: IdVec::new(),
            at: IdVec::for_each_of(&graph.vertices, |_| Vec::new()),
            failed: failed.clone(),
            steps: 0,
            is_cut_short: graph.cluster_ids.len() > ClusterIdSet::CAPACITY,
        };
        let open = search.add(graph, own);
        search.follow(graph, open, assume);
        search
    }

    /// Whether the routes reach a vertex.
    pub fn reaches(&self, vertex: VertexId) -> bool {
        !self.at[vertex].is_empty()
    }

    /// The routes from the origin's own to the one that the vertex has learned; empty where the routes do not reach the
    /// vertex.
    pub fn path_to(&self, vertex: VertexId) -> Vec<&LearnedRoute> {
        let mut path = Vec::new();
        let mut next = self.at[vertex].first().copied();
        while let Some(id) = next {
            path.push(&self.routes[id]);
            next = self.routes[id].from;
        }
        path.reverse();
        path
    }

    /// Lets external routers pass on everything to all others, with AS paths rewritten as needed: the most that they could
    /// do.
    pub fn via_external_routers(&mut self, graph: &Graph) {
        let gets_out = |route: &LearnedRoute| {
            let external = graph.vertices[route.vertex].external.iter();
            let mut takers = external.filter(|session| {
                route.learned_from != LearnedFrom::Internal || !session.is_internal() || session.is_client
            });
            takers.next().is_some()
        };
        let Some(outward) = self.routes.iter_with_ids().find(|(_, route)| gets_out(route)).map(|(id, _)| id) else {
            return;
        };
        let mut open = Vec::new();
        let left = graph.vertices.iter_with_ids().filter(|(vertex, _)| !self.failed.contains(vertex));
        for (vertex, of_vertex) in left.collect::<Vec<_>>() {
            for session in &of_vertex.external {
                let learned_from = match (session.is_internal(), session.is_client) {
                    (false, _) => LearnedFrom::External,
                    (true, true) => LearnedFrom::Client,
                    (true, false) => LearnedFrom::Internal,
                };
                let route = LearnedRoute {
                    vertex,
                    learned_from,
                    from: Some(outward),
                    adjacency: None,
                    cluster_ids: ClusterIdSet::default(),
                    originator: None,
                    as_path: Vec::new(),
                };
                open.extend(self.add(graph, route));
            }
        }
        self.follow(graph, open, Assume::AllConfiguredUp);
    }

    /// Follows routes, and the routes that result from them, in the order in which they were found.
    fn follow(&mut self, graph: &Graph, open: impl IntoIterator<Item = RouteId>, assume: Assume) {
        let mut open: VecDeque<RouteId> = open.into_iter().collect();
        while let Some(id) = open.pop_front().filter(|id| id.index() < MOST_ROUTES) {
            let vertex = self.routes[id].vertex;
            let Passing { numbers, as_numbers } = graph.passing(vertex);
            // A node tells nobody in its AS but clients what it learned from others in the AS.
            let is_kept = |learned: &Adjacency| as_numbers.iter().all(|number| *number == learned.link.to_as);
            let is_from_inside = self.routes[id].learned_from == LearnedFrom::Internal;
            let is_told_to_few = is_from_inside && self.routes[id].adjacency.as_ref().is_none_or(is_kept);
            let mut pass = |adjacency: Adjacency| self.pass(graph, id, &adjacency, assume, &mut open);
            match is_told_to_few {
                true => numbers.iter().for_each(|number| pass(graph.edges.number(vertex, *number))),
                false => graph.edges.of(vertex).for_each(pass),
            }
        }
        self.is_cut_short |= self.routes.len() > MOST_ROUTES;
    }

    /// Passes a route on over an adjacency, if possible.
    fn pass(
        &mut self,
        graph: &Graph,
        id: RouteId,
        adjacency: &Adjacency,
        assume: Assume,
        open: &mut VecDeque<RouteId>,
    ) {
        self.steps += 1;
        if self.failed.contains(&adjacency.to) {
            return;
        }
        if let Ok(next) = self.passed_on(graph, id, adjacency, assume) {
            open.extend(self.add(graph, next));
        }
    }

    /// Adds a route, unless another one at the same node is as good in all respects.
    fn add(&mut self, graph: &Graph, route: LearnedRoute) -> Option<RouteId> {
        let known = self.at[route.vertex].iter().map(|id| &self.routes[*id]);
        let mut good = known.filter(|known| self.is_as_good(graph, known, &route));
        if good.any(|known| self.gives_nothing_back(graph, known, &route)) {
            return None;
        }
        let vertex = route.vertex;
        let id = self.routes.push(route);
        self.at[vertex].push(id);
        Some(id)
    }

    /// Whether the known route also replaces the other one for the node from which the known route came. The known route
    /// does not go back to that node, but the other route may; it must give the node nothing better than what it has.
    fn gives_nothing_back(&self, graph: &Graph, known: &LearnedRoute, other: &LearnedRoute) -> bool {
        let Some(before) = known.from.map(|from| &self.routes[from]) else {
            return true;
        };
        let is_same = other.from.is_some_and(|from| self.routes[from].vertex == before.vertex);
        let mut back = graph.edges.between(other.vertex, before.vertex);
        is_same
            || before.learned_from == LearnedFrom::Own
            || back.all(|adjacency| {
                let mut next = LearnedRoute {
                    learned_from: learned_over(&adjacency),
                    from: None,
                    adjacency: Some(adjacency),
                    ..other.clone()
                };
                if !adjacency.link.is_internal() {
                    next.leave_as(adjacency.link.from_as);
                }
                self.is_as_good(graph, before, &next)
            })
    }

    fn is_as_good(&self, graph: &Graph, known: &LearnedRoute, other: &LearnedRoute) -> bool {
        let count = |path: &[AsNumber], number: AsNumber| path.iter().filter(|own| **own == number).count();
        // An originator ID matters only if another node has the same router ID.
        let originator = |route: &LearnedRoute| {
            let is_internal = matches!(route.learned_from, LearnedFrom::Internal | LearnedFrom::Client);
            let named = route.originator.or_else(|| self.teacher_id(graph, route).filter(|_| is_internal));
            named.filter(|id| graph.repeated_router_ids.contains(id))
        };
        let claimed = |route: &LearnedRoute| route.adjacency.map(|adjacency| adjacency.link.to_as);
        let is_free = matches!(known.learned_from, LearnedFrom::Own | LearnedFrom::External);
        known.learned_from >= other.learned_from
            && (is_free || claimed(known) == claimed(other))
            && known.cluster_ids.is_within(other.cluster_ids)
            && (originator(known).is_none() || originator(known) == originator(other))
            && known.as_path.iter().all(|number| count(&known.as_path, *number) <= count(&other.as_path, *number))
    }

    /// The router ID of the node from which a route was learned.
    fn teacher_id(&self, graph: &Graph, route: &LearnedRoute) -> Option<Ipv4Addr> {
        graph.vertices[self.routes[route.from?].vertex].router_id
    }

    /// Why no route of a vertex passes an adjacency: the reason for the route that comes furthest.
    pub(super) fn why_not(
        &self,
        graph: &Graph,
        vertex: VertexId,
        adjacency: &Adjacency,
        assume: Assume,
    ) -> Option<NotAdvertised> {
        let reasons = self.at[vertex].iter().map(|id| self.passed_on(graph, *id, adjacency, assume).err());
        reasons.flatten().max()
    }

    /// The route at the other end of an adjacency, or why it does not arrive.
    fn passed_on(
        &self,
        graph: &Graph,
        id: RouteId,
        adjacency: &Adjacency,
        assume: Assume,
    ) -> Result<LearnedRoute, NotAdvertised> {
        let (route, link) = (&self.routes[id], &adjacency.link);
        let (sender, receiver) = (&graph.vertices[route.vertex], &graph.vertices[adjacency.to]);
        if !link.is_up && assume == Assume::AsFound {
            return Err(NotAdvertised::SessionDown);
        }
        let is_same = |learned: &Adjacency| link.is_back_of(&learned.link);
        let is_from_there = route.from.is_some_and(|from| self.routes[from].vertex == adjacency.to);
        if is_from_there && route.adjacency.as_ref().is_none_or(is_same) {
            return Err(NotAdvertised::ComesFromThere);
        }
        if link.to_client && route.cluster_ids.contains(sender.cluster_id) {
            return Err(NotAdvertised::OwnClusterId);
        }
        let mut next =
            LearnedRoute { vertex: adjacency.to, from: Some(id), adjacency: Some(*adjacency), ..route.clone() };
        // A node that uses different AS numbers towards neighbors in these ASes looks like two nodes to BIRD.
        let is_in_one_as = route.adjacency.is_none_or(|learned| learned.link.to_as == link.from_as);
        let was_internal = matches!(route.learned_from, LearnedFrom::Internal | LearnedFrom::Client) && is_in_one_as;
        if link.is_internal() && was_internal {
            if !link.to_client && route.learned_from != LearnedFrom::Client {
                return Err(NotAdvertised::NotReflected);
            }
            next.cluster_ids = next.cluster_ids.with(sender.cluster_id);
            next.originator = route.originator.or_else(|| self.teacher_id(graph, route));
        } else if !link.is_internal() {
            next.leave_as(link.from_as);
        }
        if next.as_path.iter().filter(|own| **own == link.to_as).count() > link.allowed {
            return Err(NotAdvertised::AsPath);
        }
        if next.originator.is_some() && next.originator == receiver.router_id {
            return Err(NotAdvertised::Originator);
        }
        if link.from_client && next.cluster_ids.contains(receiver.cluster_id) {
            return Err(NotAdvertised::ReceiversClusterId);
        }
        next.learned_from = learned_over(adjacency);
        Ok(next)
    }
}

impl LearnedRoute {
    /// The changes to a route that leaves an AS: the AS path grows, and the attributes of route reflectors are dropped.
    fn leave_as(&mut self, number: AsNumber) {
        self.as_path.push(number);
        self.cluster_ids = ClusterIdSet::default();
        self.originator = None;
    }
}

/// The kind of neighbor that the other end of an adjacency learns from.
fn learned_over(adjacency: &Adjacency) -> LearnedFrom {
    match (adjacency.link.is_internal(), adjacency.link.from_client) {
        (false, _) => LearnedFrom::External,
        (true, true) => LearnedFrom::Client,
        (true, false) => LearnedFrom::Internal,
    }
}
