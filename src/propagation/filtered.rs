//! Routes of a pool that filters keep from nodes which other routes reach.

use super::graph::{Graph, Through};
use super::loss::{firsts, receivers};
use super::need::Need;
use super::spread::{Sort, Spread};
use crate::cluster::SpeakerId;
use crate::filter::{self, Outcome, PrefixSet, Verdict};
use crate::known::{Known, Truth};
use crate::resource::value::Family;
use crate::resource::{Direction, FieldSpan, IpPool, PeerType, Resource};
use crate::selector::Selector;
use crate::session::{Session, Sessions};

/// How many pools of a family are looked at, at most.
const MOST_POOLS: usize = 64;

/// A pool whose routes may be filtered.
#[derive(Clone, Debug)]
pub struct PoolRoutes<'c> {
    /// The pool.
    pub resource: &'c Resource,
    /// What it says.
    pub pool: &'c IpPool,
    /// The blocks that nodes announce.
    blocks: PrefixSet,
    /// Which nodes get blocks of it.
    nodes: Selector,
}

/// Pairs of nodes of which one never learns the other's blocks of a pool, because of a filter.
#[derive(Clone, Debug)]
pub struct FilteredLoss<'c> {
    /// The family.
    pub family: Family,
    /// The pool.
    pub pool: &'c Resource,
    /// Whether pods need these routes.
    pub need: Need,
    /// How many ordered pairs there are.
    pub pairs: usize,
    /// A node whose routes do not arrive.
    pub origin: SpeakerId,
    /// A node at which they do not.
    pub receiver: SpeakerId,
    /// The rule that rejects them on a way between the two.
    pub rule: RejectingRule<'c>,
}

/// A rule of a BGPFilter that rejects routes.
#[derive(Clone, Copy, Debug)]
pub struct RejectingRule<'c> {
    /// The BGPFilter.
    pub filter: &'c Resource,
    /// The rule's place in its list, from 0 on.
    pub number: usize,
    /// Where it stands.
    pub span: FieldSpan,
    /// Which way the routes go.
    pub direction: Direction,
    /// The node that the rule acts on.
    pub at: SpeakerId,
}

/// The pools of a family whose blocks are known.
pub(super) fn pools<'c>(sessions: &Sessions<'c>, family: Family) -> Vec<PoolRoutes<'c>> {
    let default = if family == Family::V4 { 26 } else { 122 };
    let of_family = sessions.cluster.all::<IpPool>().filter(|(_, pool)| pool.is_enabled() && pool.serves_workloads());
    let known = of_family.filter_map(|(resource, pool)| {
        let cidr = pool.cidr.value().filter(|cidr| Family::of(cidr.ip()) == family)?;
        let length = pool.block_size.value().map_or(Some(default), |length| u8::try_from(*length).ok())?;
        let is_known = pool.block_size.is_certain() && pool.node_selector.is_certain();
        let nodes = Selector::parse(pool.node_selector.value().map_or("", String::as_str)).ok()?;
        is_known.then(|| PoolRoutes { resource, pool, blocks: PrefixSet::within(*cidr, length, length), nodes })
    });
    known.take(MOST_POOLS).collect()
}

/// The pools, as a set of numbers, of which a session lets no block through.
pub(super) fn dropped(sessions: &Sessions, pools: &[PoolRoutes], ends: (&Session, &Session)) -> u64 {
    if ends.0.terms.filters.is_empty() && ends.1.terms.filters.is_empty() {
        return 0;
    }
    let is_dropped =
        |pool: &PoolRoutes| outcomes(sessions, pool, ends).iter().any(|(_, own)| own.verdict == Verdict::Drops);
    pools.iter().enumerate().filter(|(_, pool)| is_dropped(pool)).map(|(number, _)| 1_u64 << number).sum()
}

impl<'c> Graph<'_, 'c> {
    /// The names of the pools of which a session lets no route through.
    pub fn dropped_pools(&self, through: &Through) -> Vec<&'c str> {
        let pools = self.pools.iter().enumerate();
        pools.filter(|(number, _)| through.drops & (1 << number) != 0).map(|(_, pool)| pool.resource.name()).collect()
    }
}

/// What both ends of a session do with the blocks of a pool.
fn outcomes(
    sessions: &Sessions,
    pool: &PoolRoutes,
    (sender, receiver): (&Session, &Session),
) -> [(Direction, Outcome); 2] {
    [(Direction::Export, sender), (Direction::Import, receiver)].map(|(direction, session)| {
        let lists: Vec<_> = sessions.filter_lists(session, direction).into_iter().map(|(_, rules)| rules).collect();
        let peer_type = session.is_internal().map(PeerType::of);
        (direction, filter::verdict(&lists, &pool.blocks, (session.family, direction), peer_type))
    })
}

/// Finds what does not arrive because of filters, pool by pool.
pub(super) fn find<'c>(graph: &Graph<'_, 'c>) -> Vec<FilteredLoss<'c>> {
    let dropped = graph.edges.iter().flatten().fold(0, |dropped, through| dropped | through.drops);
    let concerned = graph.pools.iter().enumerate().filter(|(number, _)| dropped & (1 << number) != 0);
    concerned.filter_map(|(number, pool)| find_in(graph, number, pool)).collect()
}

fn find_in<'c>(graph: &Graph<'_, 'c>, number: usize, pool: &PoolRoutes<'c>) -> Option<FilteredLoss<'c>> {
    let drops = |through: &Through| through.drops & (1 << number) != 0;
    let left = graph.without_edges(drops);
    let mut pairs = 0;
    let mut witnesses = Vec::new();
    for origin in firsts(graph) {
        // Other nodes have no block of the pool, unless a pod asks for one.
        let members = graph.sessions.members(graph.vertices[origin].class).iter().copied();
        let has_blocks = |node: &SpeakerId| pool.nodes.evaluate(graph.sessions.speakers[*node].node) == Truth::Yes;
        let origins: Vec<SpeakerId> = members.filter(has_blocks).collect();
        let Some(first) = origins.first().copied() else {
            continue;
        };
        let (all, mut filtered) = (Spread::new(graph, origin, Sort::Meant), Spread::new(&left, origin, Sort::Meant));
        let missing = |filtered: &Spread| -> Vec<usize> {
            receivers(graph, origin).filter(|receiver| all.reaches(*receiver) && !filtered.reaches(*receiver)).collect()
        };
        if missing(&filtered).is_empty() {
            continue;
        }
        filtered.through_outside(&left);
        for receiver in missing(&filtered) {
            let way = all.way_to(receiver);
            let stop = way.windows(2).find_map(|pair| Some((pair[0].vertex, pair[1].through.filter(drops)?)));
            let (one, other) = (&graph.vertices[origin], &graph.vertices[receiver]);
            pairs += origins.len() * if one.class == other.class { one.alike - 1 } else { other.alike };
            // Two nodes of a class stand for it, and one of them may be the origin itself.
            let receiver = if other.speaker == first { one.speaker } else { other.speaker };
            witnesses.extend(stop.map(|(from, through)| (first, receiver, from, through)));
        }
    }
    // Two nodes with pods tell more than a reflector.
    let is_reflector = |node: &SpeakerId| graph.sessions.speakers[*node].cluster_id != Known::Absent;
    let reflectors = |ends: [SpeakerId; 2]| ends.iter().filter(|node| is_reflector(node)).count();
    let (origin, receiver, from, through) =
        witnesses.into_iter().min_by_key(|(origin, receiver, ..)| reflectors([*origin, *receiver]))?;
    Some(FilteredLoss {
        family: graph.family,
        pool: pool.resource,
        need: Need::of_pool(graph.sessions.cluster, pool.pool),
        pairs,
        origin,
        receiver,
        rule: rejecting_rule(graph, pool, from, &through)?,
    })
}

/// The rule that rejects the blocks of a pool on a session.
fn rejecting_rule<'c>(
    graph: &Graph<'_, 'c>,
    pool: &PoolRoutes<'c>,
    from: usize,
    through: &Through,
) -> Option<RejectingRule<'c>> {
    let sessions = graph.sessions;
    let (sender, receiver) = (graph.vertices[from].speaker, graph.vertices[through.to].speaker);
    let address = sessions.speakers[receiver].address(graph.family).value()?;
    let session = sessions.with(sender, address).into_iter().find(|own| own.origin.peering() == through.peering)?;
    let back = sessions.fit_while_up(&session).back?;
    let mut outcomes = outcomes(sessions, pool, (&session, &back)).into_iter();
    let (direction, (list, number)) = outcomes.find_map(|(direction, outcome)| Some((direction, outcome.rule?)))?;
    let end = if direction == Direction::Export { &session } else { &back };
    let (filter, rules) = *sessions.filter_lists(end, direction).get(list)?;
    Some(RejectingRule { filter, number, span: rules.get(number)?.span()?, direction, at: end.local })
}
