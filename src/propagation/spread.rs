//! How far the routes of one node get (RFC 4271 section 9, RFC 4456; what BIRD 1.6 makes of clients and cluster lists).
//!
//! All paths travel (`add paths`), so that what arrives is a search: a route at a node is told by how it was learned, the
//! cluster IDs and the originator that it carries, and its AS path. A route that is worse than another one at the same
//! node in all of these gets nowhere where that one does not.

use std::net::Ipv4Addr;

use super::graph::{Graph, Through};
use crate::resource::value::AsNumber;

/// How many routes are followed from one node, at most.
const MOST_ROUTES: usize = 20_000;
/// How many cluster IDs are told apart, at most.
const MOST_CLUSTER_IDS: usize = 128;

/// How a node has learned a route; the later, the further it may be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HowLearned {
    /// From a neighbour in its AS that is no client.
    Internal,
    /// From a client.
    Client,
    /// From a neighbour in another AS.
    External,
    /// It is its own.
    Own,
}

/// Why a route does not get from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The sender has it from the receiver.
    ComesFromThere,
    /// The sender was taught by a neighbour in its AS, and neither that one nor the receiver is a client.
    NotReflected,
    /// The sender's own cluster ID is on the route, which it keeps from its clients.
    OwnClusterId,
    /// The receiver's cluster ID is on the route, and the sender is its client.
    ReceiversClusterId,
    /// The receiver's AS number is on the path.
    AsPath,
    /// The route carries the receiver's router ID as its originator.
    Originator,
    /// The session does not come up.
    SessionDown,
}

/// A route at a node.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The node, as a vertex.
    pub vertex: usize,
    /// How it has learned the route.
    pub how: HowLearned,
    /// The route that it was learned by, by number.
    pub from: Option<usize>,
    /// The session that it came through.
    pub through: Option<Through>,
    cluster_ids: u128,
    originator: Option<Ipv4Addr>,
    path: Vec<AsNumber>,
}

/// Where the routes of one node get to.
#[derive(Debug)]
pub struct Spread {
    /// The routes, the first one being the node's own.
    pub hops: Vec<Hop>,
    /// By vertex: the numbers of the routes there.
    pub at: Vec<Vec<usize>>,
    /// Whether there are too many ways, or cluster IDs, to follow all.
    pub is_cut_short: bool,
}

/// Which sessions a route may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Those that come up.
    Up,
    /// Also those that were meant to: what they lack is told elsewhere.
    Meant,
}

impl Spread {
    /// Spreads the routes of a vertex.
    pub fn new(graph: &Graph, from: usize, sort: Sort) -> Spread {
        let mut spread = Spread {
            hops: Vec::new(),
            at: vec![Vec::new(); graph.vertices.len()],
            is_cut_short: graph.cluster_ids.len() > MOST_CLUSTER_IDS,
        };
        spread.add(
            graph,
            Hop {
                vertex: from,
                how: HowLearned::Own,
                from: None,
                through: None,
                cluster_ids: 0,
                originator: None,
                path: Vec::new(),
            },
        );
        spread.follow(graph, 0, sort);
        spread
    }

    /// Whether the routes get to a vertex.
    pub fn reaches(&self, vertex: usize) -> bool {
        !self.at[vertex].is_empty()
    }

    /// The way to a vertex, from the origin on; empty where the routes do not get there.
    pub fn way_to(&self, vertex: usize) -> Vec<&Hop> {
        let mut way = Vec::new();
        let mut next = self.at[vertex].first().copied();
        while let Some(number) = next {
            way.push(&self.hops[number]);
            next = self.hops[number].from;
        }
        way.reverse();
        way
    }

    /// Lets the routers outside pass on whatever they get to all others, with AS paths rewritten as need be: the most that
    /// they could do.
    pub fn through_outside(&mut self, graph: &Graph) {
        let mut outward: Vec<usize> = Vec::new();
        for (number, hop) in self.hops.iter().enumerate() {
            for outside in &graph.vertices[hop.vertex].outside {
                let is_internal = outside.local_as == outside.peer_as;
                if hop.how == HowLearned::Internal && is_internal && !outside.is_client {
                    continue;
                }
                outward.push(number);
            }
        }
        let first = self.hops.len();
        for number in outward.into_iter().take(1) {
            for vertex in 0..graph.vertices.len() {
                for outside in &graph.vertices[vertex].outside {
                    let is_internal = outside.local_as == outside.peer_as;
                    let how = match (is_internal, outside.is_client) {
                        (false, _) => HowLearned::External,
                        (true, true) => HowLearned::Client,
                        (true, false) => HowLearned::Internal,
                    };
                    self.add(
                        graph,
                        Hop {
                            vertex,
                            how,
                            from: Some(number),
                            through: None,
                            cluster_ids: 0,
                            originator: None,
                            path: Vec::new(),
                        },
                    );
                }
            }
        }
        self.follow(graph, first, Sort::Meant);
    }

    /// Follows all routes from a number on.
    fn follow(&mut self, graph: &Graph, first: usize, sort: Sort) {
        let mut number = first;
        while number < self.hops.len().min(MOST_ROUTES) {
            let vertex = self.hops[number].vertex;
            for through in &graph.edges[vertex] {
                if let Ok(next) = passed_on(graph, &self.hops, number, through, sort) {
                    self.add(graph, next);
                }
            }
            number += 1;
        }
        self.is_cut_short |= self.hops.len() > MOST_ROUTES;
    }

    /// Takes a route, unless another one at the same node is as good in all respects.
    fn add(&mut self, graph: &Graph, hop: Hop) {
        let known = self.at[hop.vertex].iter().map(|number| &self.hops[*number]);
        let mut good = known.filter(|known| self.is_as_good(graph, known, &hop));
        if good.any(|known| self.gives_nothing_back(graph, known, &hop)) {
            return;
        }
        self.at[hop.vertex].push(self.hops.len());
        self.hops.push(hop);
    }

    /// A route does not go back to where it came from, and one that came another way does: whether it would be no better
    /// there than what is there.
    fn gives_nothing_back(&self, graph: &Graph, known: &Hop, other: &Hop) -> bool {
        let Some(there) = known.from.map(|from| &self.hops[from]) else {
            return true;
        };
        let is_same = other.from.is_some_and(|from| self.hops[from].vertex == there.vertex);
        let mut back = graph.edges[other.vertex].iter().filter(|through| through.to == there.vertex);
        is_same
            || there.how == HowLearned::Own
            || back.all(|through| {
                let mut next = Hop { how: learned(through), from: None, through: Some(*through), ..other.clone() };
                if !through.is_internal() {
                    next.path.push(through.from_as);
                    next.cluster_ids = 0;
                    next.originator = None;
                }
                self.is_as_good(graph, there, &next)
            })
    }

    fn is_as_good(&self, graph: &Graph, known: &Hop, other: &Hop) -> bool {
        let count = |path: &[AsNumber], number: AsNumber| path.iter().filter(|own| **own == number).count();
        // Only an originator whose router ID another node has too keeps anyone from the route.
        let originator = |hop: &Hop| {
            let teacher = || hop.from.and_then(|from| graph.vertices[self.hops[from].vertex].router_id);
            let is_internal = matches!(hop.how, HowLearned::Internal | HowLearned::Client);
            let named = hop.originator.or_else(|| teacher().filter(|_| is_internal));
            named.filter(|id| graph.repeated_router_ids.contains(id))
        };
        let claimed = |hop: &Hop| hop.through.map(|through| through.to_as);
        let is_free = matches!(known.how, HowLearned::Own | HowLearned::External);
        known.how >= other.how
            && (is_free || claimed(known) == claimed(other))
            && known.cluster_ids & !other.cluster_ids == 0
            && (originator(known).is_none() || originator(known) == originator(other))
            && known.path.iter().all(|number| count(&known.path, *number) <= count(&other.path, *number))
    }

    /// Why the routes at one vertex do not get through a session: the reason of the route that gets furthest.
    pub fn refusal(&self, graph: &Graph, vertex: usize, through: &Through, sort: Sort) -> Option<Refusal> {
        let refusals = self.at[vertex].iter().map(|number| passed_on(graph, &self.hops, *number, through, sort).err());
        refusals.flatten().max()
    }
}

/// The route at the other end of a session, or why it does not get there.
fn passed_on(graph: &Graph, hops: &[Hop], number: usize, through: &Through, sort: Sort) -> Result<Hop, Refusal> {
    let hop = &hops[number];
    let (sender, receiver) = (&graph.vertices[hop.vertex], &graph.vertices[through.to]);
    let bit = |cluster_id: Option<usize>| cluster_id.map_or(0, |number| 1_u128 << number.min(127));
    if !through.is_up && sort == Sort::Up {
        return Err(Refusal::SessionDown);
    }
    let is_same = |learned: &Through| through.is_back_of(learned);
    if hop.from.is_some_and(|from| hops[from].vertex == through.to) && hop.through.as_ref().is_none_or(is_same) {
        return Err(Refusal::ComesFromThere);
    }
    if through.to_client && hop.cluster_ids & bit(sender.cluster_id) != 0 {
        return Err(Refusal::OwnClusterId);
    }
    let mut next = Hop { vertex: through.to, from: Some(number), through: Some(*through), ..hop.clone() };
    // BIRD takes two AS numbers that a node claims, each to neighbours in it, for two nodes.
    let is_in_one_as = hop.through.is_none_or(|learned| learned.to_as == through.from_as);
    let was_internal = matches!(hop.how, HowLearned::Internal | HowLearned::Client) && is_in_one_as;
    if through.is_internal() && was_internal {
        if !through.to_client && hop.how != HowLearned::Client {
            return Err(Refusal::NotReflected);
        }
        next.cluster_ids |= bit(sender.cluster_id);
        let teacher = hop.from.and_then(|from| graph.vertices[hops[from].vertex].router_id);
        next.originator = hop.originator.or(teacher);
    } else if !through.is_internal() {
        next.path.push(through.from_as);
        next.cluster_ids = 0;
        next.originator = None;
    }
    if next.path.iter().filter(|own| **own == through.to_as).count() > through.allowed {
        return Err(Refusal::AsPath);
    }
    if next.originator.is_some() && next.originator == receiver.router_id {
        return Err(Refusal::Originator);
    }
    if through.from_client && next.cluster_ids & bit(receiver.cluster_id) != 0 {
        return Err(Refusal::ReceiversClusterId);
    }
    next.how = learned(through);
    Ok(next)
}

/// How the node at the other end of a session learns from it.
fn learned(through: &Through) -> HowLearned {
    match (through.is_internal(), through.from_client) {
        (false, _) => HowLearned::External,
        (true, true) => HowLearned::Client,
        (true, false) => HowLearned::Internal,
    }
}
