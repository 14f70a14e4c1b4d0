//! How far the routes of one node get (RFC 4271 section 9, RFC 4456; what BIRD 1.6 makes of clients and cluster lists).
//!
//! All paths travel (`add paths`), so that what arrives is a search: a route at a node is told apart by what it was learned
//! from, the cluster IDs and the originator that it carries, and its AS path. A route that is worse than another one at the
//! same node in all of these gets nowhere that the other one does not get.

use std::collections::VecDeque;
use std::net::Ipv4Addr;

use super::adjacency::Adjacency;
use super::graph::Graph;
use super::ids::{ClusterIdSet, RouteId, VertexId};
use crate::ids::{Id, IdVec};
use crate::resource::value::AsNumber;

/// How many routes are followed from one node, at most.
const MOST_ROUTES: usize = 20_000;

/// Which neighbor a route was learned from; the later, the further the route may be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LearnedFrom {
    /// A neighbor in the node's own AS that is no client.
    Internal,
    /// A client.
    Client,
    /// A neighbor in another AS.
    External,
    /// None: the route is the node's own.
    Own,
}

/// Why a node does not advertise a route to another one, or the other one does not take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotAdvertised {
    /// The sender has the route from the receiver.
    ComesFromThere,
    /// The sender learned the route inside its AS, and neither its teacher nor the receiver is a client.
    NotReflected,
    /// The sender's own cluster ID is on the route, so that the sender does not advertise the route to its clients.
    OwnClusterId,
    /// The receiver's cluster ID is on the route, and the sender is its client.
    ReceiversClusterId,
    /// The receiver's AS number is on the AS path.
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
    /// Which neighbor it was learned from.
    pub learned_from: LearnedFrom,
    /// The neighbor's route.
    pub from: Option<RouteId>,
    /// The session over which it was learned.
    pub adjacency: Option<Adjacency>,
    cluster_ids: ClusterIdSet,
    originator: Option<Ipv4Addr>,
    as_path: Vec<AsNumber>,
}

/// Where the routes of one node get.
#[derive(Debug)]
pub struct RouteSearch {
    /// The routes, the first one being the node's own.
    routes: IdVec<RouteId, LearnedRoute>,
    /// By vertex: the routes there.
    at: IdVec<VertexId, Vec<RouteId>>,
    /// Whether there are too many ways, or cluster IDs, to follow all.
    pub is_cut_short: bool,
}

/// Which sessions a route may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assume {
    /// The sessions that come up as the manifests are.
    AsFound,
    /// All configured sessions, also the broken ones: what they lack is reported with the sessions.
    AllConfiguredUp,
}

impl RouteSearch {
    /// Follows the routes of a vertex.
    pub fn new(graph: &Graph, origin: VertexId, assume: Assume) -> RouteSearch {
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
            is_cut_short: graph.cluster_ids.len() > ClusterIdSet::CAPACITY,
        };
        let open = search.add(graph, own);
        search.follow(graph, open, assume);
        search
    }

    /// Whether the routes get to a vertex.
    pub fn reaches(&self, vertex: VertexId) -> bool {
        !self.at[vertex].is_empty()
    }

    /// The routes by which a vertex has learned them, from the origin's own on; empty where the routes do not get there.
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

    /// Lets external routers pass on whatever they get to all others, with AS paths rewritten as need be: the most that
    /// they could do.
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
        for (vertex, of_vertex) in graph.vertices.iter_with_ids() {
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

    /// Follows routes, and the routes that come of them, in the order in which they were found.
    fn follow(&mut self, graph: &Graph, open: impl IntoIterator<Item = RouteId>, assume: Assume) {
        let mut open: VecDeque<RouteId> = open.into_iter().collect();
        while let Some(id) = open.pop_front().filter(|id| id.index() < MOST_ROUTES) {
            for adjacency in &graph.edges[self.routes[id].vertex] {
                if let Ok(next) = self.passed_on(graph, id, adjacency, assume) {
                    open.extend(self.add(graph, next));
                }
            }
        }
        self.is_cut_short |= self.routes.len() > MOST_ROUTES;
    }

    /// Takes a route, unless another one at the same node is as good in all respects.
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

    /// A known route does not go back to the node that it came from, while a route that came another way does. Whether the
    /// other route would bring that node nothing better than what it has.
    fn gives_nothing_back(&self, graph: &Graph, known: &LearnedRoute, other: &LearnedRoute) -> bool {
        let Some(before) = known.from.map(|from| &self.routes[from]) else {
            return true;
        };
        let is_same = other.from.is_some_and(|from| self.routes[from].vertex == before.vertex);
        let mut back = graph.edges[other.vertex].iter().filter(|adjacency| adjacency.to == before.vertex);
        is_same
            || before.learned_from == LearnedFrom::Own
            || back.all(|adjacency| {
                let mut next = LearnedRoute {
                    learned_from: learned_over(adjacency),
                    from: None,
                    adjacency: Some(*adjacency),
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
        // An originator ID keeps a route from a node only where another node has the same router ID.
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

    /// The router ID of the node that a route was learned from.
    fn teacher_id(&self, graph: &Graph, route: &LearnedRoute) -> Option<Ipv4Addr> {
        graph.vertices[self.routes[route.from?].vertex].router_id
    }

    /// Why no route at one vertex gets over an adjacency: the reason of the route that gets furthest.
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

    /// The route at the other end of an adjacency, or why it does not get there.
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
        // BIRD takes two AS numbers that a node claims, each to neighbors in it, for two nodes.
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
    /// What becomes of a route that leaves an AS: the AS path grows, and what route reflectors added is dropped.
    fn leave_as(&mut self, number: AsNumber) {
        self.as_path.push(number);
        self.cluster_ids = ClusterIdSet::default();
        self.originator = None;
    }
}

/// What the node at the other end of an adjacency learns from.
fn learned_over(adjacency: &Adjacency) -> LearnedFrom {
    match (adjacency.link.is_internal(), adjacency.link.from_client) {
        (false, _) => LearnedFrom::External,
        (true, true) => LearnedFrom::Client,
        (true, false) => LearnedFrom::Internal,
    }
}
