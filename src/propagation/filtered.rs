//! Routes of a pool that filters reject, between nodes that learn each other's other routes.

use super::adjacency::Adjacency;
use super::graph::Graph;
use super::ids::{PoolId, PoolSet, VertexId};
use super::need::BgpNeed;
use super::pools::{PoolRoutes, outcomes};
use super::route_search::{Assume, RouteSearch};
use crate::cluster::SpeakerId;
use crate::known::Truth;
use crate::resource::{Direction, FieldSpan, Resource};
use crate::value::Family;

/// Pairs of nodes of which one never learns the other's blocks of a pool, because of a filter.
#[derive(Clone, Debug)]
pub struct FilteredLoss<'c> {
    /// The family.
    pub family: Family,
    /// The pool.
    pub pool: &'c Resource,
    /// Whether pods need these routes.
    pub need: BgpNeed,
    /// The number of one-way paths.
    pub pairs: usize,
    /// A node whose routes are lost.
    pub origin: SpeakerId,
    /// A node that does not learn them.
    pub receiver: SpeakerId,
    /// The rule that rejects the routes on a path between the two.
    pub rule: RejectingRule<'c>,
}

/// A rule of a BGPFilter that rejects routes.
#[derive(Clone, Copy, Debug)]
pub struct RejectingRule<'c> {
    /// The BGPFilter.
    pub filter: &'c Resource,
    /// The index of the rule in its list, from 0.
    pub number: usize,
    /// The place of the rule.
    pub span: FieldSpan,
    /// The direction of the routes.
    pub direction: Direction,
    /// The node on which the rule acts.
    pub at: SpeakerId,
}

/// Finds the losses because of filters, pool by pool.
pub(super) fn find<'c>(graph: &Graph<'_, 'c>) -> Vec<FilteredLoss<'c>> {
    let dropped = graph.edges.links().map(|link| link.drops).fold(PoolSet::default(), PoolSet::union);
    let concerned = graph.pools.iter_with_ids().filter(|(id, _)| dropped.contains(*id));
    concerned.filter_map(|(id, pool)| find_in(graph, id, pool)).collect()
}

fn find_in<'c>(graph: &Graph<'_, 'c>, id: PoolId, pool: &PoolRoutes<'c>) -> Option<FilteredLoss<'c>> {
    let drops = |adjacency: &Adjacency| adjacency.link.drops.contains(id);
    let left = graph.without_links(|link| link.drops.contains(id));
    let mut pairs = 0;
    let mut witnesses = Vec::new();
    for origin in graph.first_vertices() {
        // Other nodes have no block of the pool, unless a pod asks for one.
        let members = graph.sessions.members(graph.vertices[origin].class).iter().copied();
        let has_blocks = |node: &SpeakerId| pool.nodes.evaluate(graph.sessions.speakers[*node].node) == Truth::Yes;
        let origins: Vec<SpeakerId> = members.filter(has_blocks).collect();
        let Some(first) = origins.first().copied() else {
            continue;
        };
        let search = |graph: &Graph| RouteSearch::new(graph, origin, Assume::AllConfiguredUp);
        let (all, mut filtered) = (search(graph), search(&left));
        let missing = |filtered: &RouteSearch| -> Vec<VertexId> {
            graph.receivers(origin).filter(|receiver| all.reaches(*receiver) && !filtered.reaches(*receiver)).collect()
        };
        if missing(&filtered).is_empty() {
            continue;
        }
        filtered.via_external_routers(&left);
        for receiver in missing(&filtered) {
            let path = all.path_to(receiver);
            let stop = path.windows(2).find_map(|pair| Some((pair[0].vertex, pair[1].adjacency.filter(drops)?)));
            let (one, other) = (&graph.vertices[origin], &graph.vertices[receiver]);
            pairs += origins.len() * if one.class == other.class { one.alike - 1 } else { other.alike };
            // Two nodes represent a class, and one of them may be the origin itself.
            let receiver = if other.speaker == first { one.speaker } else { other.speaker };
            witnesses.extend(stop.map(|(from, adjacency)| (first, receiver, from, adjacency)));
        }
    }
    // Two nodes with pods are a better example than a reflector.
    let reflectors = |ends: [SpeakerId; 2]| ends.iter().filter(|node| graph.sessions.may_be_reflector(**node)).count();
    let (origin, receiver, from, adjacency) =
        witnesses.into_iter().min_by_key(|(origin, receiver, ..)| reflectors([*origin, *receiver]))?;
    Some(FilteredLoss {
        family: graph.family,
        pool: pool.resource,
        need: BgpNeed::of_pool(graph.sessions.cluster, pool.pool),
        pairs,
        origin,
        receiver,
        rule: rejecting_rule(graph, pool, from, &adjacency)?,
    })
}

/// The rule that rejects the blocks of a pool on a session.
fn rejecting_rule<'c>(
    graph: &Graph<'_, 'c>,
    pool: &PoolRoutes<'c>,
    from: VertexId,
    adjacency: &Adjacency,
) -> Option<RejectingRule<'c>> {
    let sessions = graph.sessions;
    let (sender, receiver) = (graph.vertices[from].speaker, graph.vertices[adjacency.to].speaker);
    let address = sessions.speakers[receiver].address(graph.family).value()?;
    let session = sessions
        .with(sender, address)
        .into_iter()
        .find(|own| own.origin.declaration() == adjacency.link.declaration)?;
    let back = sessions.compatibility_while_up(&session).back?;
    let mut outcomes = outcomes(sessions, pool, (&session, &back)).into_iter();
    let (direction, (list, number)) = outcomes.find_map(|(direction, outcome)| Some((direction, outcome.rule?)))?;
    let end = if direction == Direction::Export { &session } else { &back };
    let (filter, rules) = *sessions.filter_lists(end, direction).get(list)?;
    Some(RejectingRule { filter, number, span: rules.get(number)?.span()?, direction, at: end.local })
}
